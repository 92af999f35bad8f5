package dev.corral.gateway.server;

import io.undertow.Undertow;
import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.DeploymentManager;
import io.undertow.servlet.util.ImmediateInstanceFactory;
import jakarta.servlet.http.HttpServlet;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.catalina.Context;
import org.apache.catalina.Wrapper;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.net.SSLHostConfig;
import org.apache.tomcat.util.net.SSLHostConfigCertificate;

/** The servers with an adapter, plain and with TLS, each with one servlet at {@code /}. */
enum ServerKind {
    TOMCAT(false),
    TOMCAT_TLS(true),
    UNDERTOW(false),
    UNDERTOW_TLS(true);

    final boolean tls;

    ServerKind(boolean tls) {
        this.tls = tls;
    }

    /** A server that runs. */
    interface Running {
        int port();

        void stop() throws Exception;
    }

    Running start(HttpServlet servlet) throws Exception {
        return name().startsWith("TOMCAT")
                ? tomcat(servlet, "org.apache.coyote.http11.Http11NioProtocol")
                : undertow(servlet);
    }

    Running tomcat(HttpServlet servlet, String protocol) throws Exception {
        Path base = Files.createTempDirectory("corral-tomcat");
        base.toFile().deleteOnExit();
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(base.toString());
        Connector connector = new Connector(protocol);
        connector.setPort(0);
        connector.setProperty("address", "127.0.0.1");
        connector.setProperty("maxKeepAliveRequests", "-1");
        if (tls) {
            SSLHostConfig host = new SSLHostConfig();
            SSLHostConfigCertificate certificate =
                    new SSLHostConfigCertificate(host, SSLHostConfigCertificate.Type.UNDEFINED);
            certificate.setCertificateKeystoreFile(TestTls.keys());
            certificate.setCertificateKeystorePassword(TestTls.PASSWORD);
            certificate.setCertificateKeyPassword(TestTls.PASSWORD);
            host.addCertificate(certificate);
            connector.addSslHostConfig(host);
            connector.setProperty("SSLEnabled", "true");
            connector.setSecure(true);
            connector.setScheme("https");
        }
        tomcat.setConnector(connector);
        Context context = tomcat.addContext("", base.toString());
        Wrapper wrapper = Tomcat.addServlet(context, "held", servlet);
        wrapper.setAsyncSupported(true);
        wrapper.addMapping("/");
        tomcat.start();
        return new Running() {
            @Override
            public int port() {
                return connector.getLocalPort();
            }

            @Override
            public void stop() throws Exception {
                tomcat.stop();
                tomcat.destroy();
            }
        };
    }

    private Running undertow(HttpServlet servlet) throws Exception {
        DeploymentManager deployment =
                Servlets.defaultContainer()
                        .addDeployment(
                                Servlets.deployment()
                                        .setClassLoader(ServerKind.class.getClassLoader())
                                        .setContextPath("/")
                                        .setDeploymentName("held" + name())
                                        .addServlet(
                                                Servlets.servlet(
                                                                "held",
                                                                HttpServlet.class,
                                                                new ImmediateInstanceFactory<>(
                                                                        servlet))
                                                        .setAsyncSupported(true)
                                                        .addMapping("/*")));
        deployment.deploy();
        Undertow.Builder builder = Undertow.builder().setHandler(deployment.start());
        if (tls) {
            builder.addHttpsListener(0, "127.0.0.1", TestTls.context());
        } else {
            builder.addHttpListener(0, "127.0.0.1");
        }
        Undertow undertow = builder.build();
        undertow.start();
        return new Running() {
            @Override
            public int port() {
                return ((InetSocketAddress) undertow.getListenerInfo().get(0).getAddress())
                        .getPort();
            }

            @Override
            public void stop() throws Exception {
                undertow.stop();
                deployment.stop();
                deployment.undeploy();
            }
        };
    }
}
