# bin/setenv.sh
CATALINA_OPTS="$CATALINA_OPTS -Djava.security.krb5.conf=$CATALINA_BASE/conf/krb5.conf -Djava.security.auth.login.config=$CATALINA_BASE/conf/jaas.conf"
CATALINA_OPTS="$CATALINA_OPTS -Djavax.net.ssl.trustStore=$CATALINA_BASE/conf/cacerts -Djavax.net.ssl.trustStorePassword=changeit"
