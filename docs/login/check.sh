#!/bin/sh
# Checks a login against a running Corral: Basic, the login form, a wrong password, or somebody without a role.
#
#   export CORRAL=https://ai.example.com/corral PASSWORD='...'
#   sh check.sh alice            somebody who may use models
#   sh check.sh nora no-role     somebody whom the server knows and Corral lets in nowhere
#
# FORM=no leaves the login form out (SPNEGO, client certificates, OpenID Connect). CURL holds more options for curl, for
# example CURL='--cacert ca.crt'. Ends with 1 if anything is not as it should be.
name=$1
kind=${2:-user}
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
umask 077
failed=0

# say WHAT EXPECTED GOT
say() {
    if [ "$2" = "$3" ]; then
        echo "ok    $1: $3"
    else
        echo "WRONG $1: expected $2, got $3"
        failed=1
    fi
}

# basic PASSWORD PATH: prints the status, leaves the body in $work/body
basic() {
    printf 'user = "%s:%s"\n' "$name" "$(printf %s "$1" | sed 's/[\\"]/\\&/g')" |
        curl -s $CURL -K - -o "$work/body" -w '%{http_code}' "$CORRAL$2"
}

# form PASSWORD: signs in as a browser does
form() {
    rm -f "$work/jar"
    curl -s $CURL -L -c "$work/jar" -b "$work/jar" -o "$work/page" "$CORRAL/app/"
    printf %s "$1" >"$work/password"
    curl -s $CURL -L -c "$work/jar" -b "$work/jar" -o "$work/page" -w '%{http_code}' \
        --data-urlencode "j_username=$name" --data-urlencode "j_password@$work/password" "$CORRAL/app/j_security_check"
}

session() {
    curl -s $CURL -b "$work/jar" -H 'X-Corral-Page: 1' -o "$work/body" -w '%{http_code}' "$CORRAL$1"
}

if [ "$kind" = no-role ]; then
    say "Basic, /api/v1/me" 403 "$(basic "$PASSWORD" /api/v1/me)"
    echo "      $(cat "$work/body")"
    say "Basic, /ollama/api/version" 403 "$(basic "$PASSWORD" /ollama/api/version)"
    if [ "$FORM" != no ]; then
        say "form, the page that says what is missing" 403 "$(form "$PASSWORD")"
    fi
    exit $failed
fi

say "Basic, /api/v1/me" 200 "$(basic "$PASSWORD" /api/v1/me)"
echo "      $(cat "$work/body")"
say "Basic, /ollama/api/version" 200 "$(basic "$PASSWORD" /ollama/api/version)"
say "Basic, wrong password" 401 "$(basic "not-$PASSWORD" /api/v1/me)"
if [ "$FORM" != no ]; then
    form "$PASSWORD" >/dev/null
    say "form, then /api/v1/me by session" 200 "$(session /api/v1/me)"
    echo "      $(cat "$work/body")"
    say "form, then /ollama/api/version by session" 200 "$(session /ollama/api/version)"
    form "not-$PASSWORD" >/dev/null
    say "form, wrong password: no session" 401 "$(session /api/v1/me)"
    grep -q j_security_check "$work/page" && told=again || told='no form'
    say "form, wrong password: asked again" again "$told"
fi
exit $failed
