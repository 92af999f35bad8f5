#!/bin/sh
# Signs in to Corral at a Keycloak as a browser does, and prints who Corral says it is.
#   CORRAL=http://localhost:8080/corral PASSWORD=... sh sign-in.sh NAME
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
umask 077
curl -s $CURL -L -c "$work/jar" -b "$work/jar" -o "$work/form" "$CORRAL/app/"
action=$(sed -n 's/.*action="\([^"]*\)".*/\1/p' "$work/form" | head -1 | sed 's/&amp;/\&/g')
printf %s "$PASSWORD" >"$work/password"
status=$(curl -s $CURL -L -c "$work/jar" -b "$work/jar" -o "$work/page" -w '%{http_code} at %{url_effective}' \
    --data-urlencode "username=$1" --data-urlencode "password@$work/password" "$action")
echo "$1: $status" | sed 's/?.*//'
curl -s $CURL -b "$work/jar" -H 'X-Corral-Page: 1' "$CORRAL/api/v1/me"
echo
curl -s $CURL -b "$work/jar" -H 'X-Corral-Page: 1' "$CORRAL/ollama/api/version"
echo
