package dev.corral.it;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Writes the base folder of a test server: its configuration, its users, empty work folders. The
 * unpacked distribution itself is never changed, so it can be used for many runs.
 */
enum ServerBase {
    TOMCAT {
        @Override
        void write(Path home, Path base, String deployerPassword) throws IOException {
            copyTree(home.resolve("conf"), base.resolve("conf"));
            for (String folder : List.of("logs", "temp", "webapps", "work")) {
                Files.createDirectories(base.resolve(folder));
            }
            Path conf = base.resolve("conf");
            Files.writeString(conf.resolve("server.xml"), resource("tomcat/server.xml"));
            Files.writeString(
                    conf.resolve("logging.properties"), resource("tomcat/logging.properties"));
            Files.writeString(conf.resolve("tomcat-users.xml"), tomcatUsers(deployerPassword));
            Path manager = conf.resolve("Catalina/localhost/manager.xml");
            Files.createDirectories(manager.getParent());
            Files.writeString(
                    manager,
                    "<Context docBase=\"${catalina.home}/webapps/manager\" privileged=\"true\"/>");
        }

        @Override
        List<String> jvmArgs(Path base, int httpPort, int managementPort) {
            return List.of(
                    "--add-opens=java.base/java.lang=ALL-UNNAMED",
                    "--add-opens=java.base/java.io=ALL-UNNAMED",
                    "--add-opens=java.base/java.util=ALL-UNNAMED",
                    "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
                    "--add-opens=java.rmi/sun.rmi.transport=ALL-UNNAMED",
                    "-Dcorral.it.http-port=" + httpPort,
                    "-Dcom.sun.management.jmxremote.host=127.0.0.1",
                    "-Dcom.sun.management.jmxremote.rmi.port=" + managementPort,
                    "-Djava.rmi.server.hostname=127.0.0.1");
        }
    },
    WILDFLY {
        @Override
        void write(Path home, Path base, String deployerPassword) throws IOException {
            copyTree(home.resolve("standalone/configuration"), base.resolve("configuration"));
            Files.createDirectories(base.resolve("deployments"));
            Path conf = base.resolve("configuration");
            // As the README says: else WildFly refuses more than 10 MB before Corral sees it.
            Path standalone = conf.resolve("standalone.xml");
            String xml = Files.readString(standalone);
            Files.writeString(
                    standalone,
                    xml.replace(
                            "<http-listener name=\"default\"",
                            "<http-listener name=\"default\" max-post-size=\"0\""
                                    + " proxy-address-forwarding=\"true\""));
            List<String> users = new ArrayList<>(List.of("#$REALM_NAME=ApplicationRealm$"));
            List<String> roles = new ArrayList<>();
            for (ItUser user : ItUser.ALL) {
                users.add(user.name() + "=" + wildFlyHash(user));
                roles.add(user.name() + "=" + String.join(",", user.roles()));
            }
            Files.write(conf.resolve("application-users.properties"), users);
            Files.write(conf.resolve("application-roles.properties"), roles);
        }

        @Override
        List<String> jvmArgs(Path base, int httpPort, int managementPort) {
            return List.of(
                    "-Djboss.server.base.dir=" + base,
                    "-Djboss.http.port=" + httpPort,
                    "-Djboss.https.port=" + ItPorts.free(),
                    "-Djboss.management.http.port=" + managementPort,
                    "-Djava.net.preferIPv4Stack=true");
        }
    };

    /** Fills {@code base}, which must be empty or absent. */
    abstract void write(Path home, Path base, String deployerPassword) throws IOException;

    /** What the server's JVM needs to be told, beside what Corral needs. */
    abstract List<String> jvmArgs(Path base, int httpPort, int managementPort);

    /** Removes a folder and all that is in it; does nothing if there is none. */
    static void deleteTree(Path folder) throws IOException {
        if (Files.notExists(folder)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private static void copyTree(Path from, Path to) throws IOException {
        Set<Path> paths;
        try (Stream<Path> walk = Files.walk(from)) {
            paths = new TreeSet<>(walk.toList());
        }
        for (Path path : paths) {
            Path target = to.resolve(from.relativize(path).toString());
            if (Files.isDirectory(path)) {
                Files.createDirectories(target);
            } else {
                Files.copy(path, target);
            }
        }
    }

    private static String resource(String name) throws IOException {
        try (var in = ServerBase.class.getResourceAsStream("/it/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String tomcatUsers(String deployerPassword) {
        StringBuilder xml =
                new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<tomcat-users>\n");
        ItUser deployer = new ItUser("deployer", deployerPassword, List.of("manager-script"));
        Stream.concat(ItUser.ALL.stream(), Stream.of(deployer))
                .forEach(
                        user ->
                                xml.append("  <user username=\"%s\"".formatted(user.name()))
                                        .append(" password=\"%s\"".formatted(user.password()))
                                        .append(" roles=\"%s\"/>%n".formatted(rolesOf(user))));
        return xml.append("</tomcat-users>\n").toString();
    }

    private static String rolesOf(ItUser user) {
        return String.join(",", user.roles());
    }

    /** The form in which WildFly's add-user stores a password: HEX(MD5(name:realm:password)). */
    private static String wildFlyHash(ItUser user) {
        String text = user.name() + ":ApplicationRealm:" + user.password();
        try {
            MessageDigest md5 = MessageDigest.getInstance("MD5");
            return HexFormat.of().formatHex(md5.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException(missing);
        }
    }
}
