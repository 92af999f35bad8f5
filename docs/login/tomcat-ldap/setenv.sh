# bin/setenv.sh: the authorities that Java trusts, plus the company's own.
CATALINA_OPTS="$CATALINA_OPTS -Djavax.net.ssl.trustStore=$CATALINA_BASE/conf/cacerts -Djavax.net.ssl.trustStorePassword=changeit"
