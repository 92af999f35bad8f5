package dev.corral.it.offline;

import dev.corral.it.ItUser;
import dev.corral.testkit.RawClient;
import dev.corral.testkit.RawRequest;
import dev.corral.testkit.Response;
import dev.corral.testkit.StandIn;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import org.apache.catalina.startup.Tomcat;

/**
 * A process of its own: Tomcat, the WAR in it with {@code corral.offline=true}, and a stand-in for
 * its Ollama. Uses every part of Corral, then says what was asked for on the network; then, as a
 * control, asks for something itself and says that, too. The port and the folder are arguments.
 */
final class OfflineRun {

    private static final String UPSTREAM = "POST /ollama";
    private static final String CHAT = "{\"model\":\"gemma3:270m\",\"messages\":[{}]}";

    private final StandIn upstream;
    private final URI corral;
    private int answered;

    private OfflineRun(StandIn upstream, URI corral) {
        this.upstream = upstream;
        this.corral = corral;
    }

    /** {@code WAR FOLDER}; system properties for Corral beside. */
    public static void main(String[] arguments) throws Exception {
        Tomcat tomcat = null;
        try (StandIn upstream = StandIn.start()) {
            System.setProperty("corral.ollama.base-urls", upstream.url());
            ConnectRecorder.take();
            long before = kernel();
            tomcat = start(Path.of(arguments[0]), Path.of(arguments[1]));
            int port = tomcat.getConnector().getLocalPort();
            OfflineRun run =
                    new OfflineRun(upstream, URI.create("http://127.0.0.1:" + port + "/corral"));
            run.useEverything();
            tomcat.stop();
            report("product", before, run.own(ConnectRecorder.take()));
            report("answered", before, Set.of(Integer.toString(run.answered)));
            lookUp();
            report("lookup", before, ConnectRecorder.take());
            long connects = kernel();
            connect();
            report("connect", connects, ConnectRecorder.take());
        }
        // Whatever thread is left, the run is over.
        Runtime.getRuntime().halt(0);
    }

    private static Tomcat start(Path war, Path folder) throws Exception {
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(folder.toString());
        tomcat.setPort(0);
        tomcat.getConnector().setProperty("address", "127.0.0.1");
        for (ItUser user : ItUser.ALL) {
            tomcat.addUser(user.name(), user.password());
            user.roles().forEach(role -> tomcat.addRole(user.name(), role));
        }
        tomcat.getHost().setAppBase(folder.toString());
        tomcat.addWebapp("/corral", war.toString());
        tomcat.start();
        return tomcat;
    }

    private void useEverything() throws Exception {
        // The models have to be known before one can be used.
        StandIn.await(Duration.ofSeconds(60), () -> status("GET", "/health/ready") == 200);
        StandIn.await(Duration.ofSeconds(60), () -> ask("POST", "/ollama/api/chat", CHAT) == 200);
        for (String page :
                new String[] {"/", "/app/", "/login", "/metrics", "/api/v1/openapi.json"}) {
            status("GET", page);
        }
        for (String mine :
                new String[] {"/me", "/status", "/settings", "/keys", "/usage", "/audit"}) {
            status("GET", "/api/v1" + mine);
        }
        ask("POST", "/api/v1/keys", "{\"name\":\"k\"}");
        ask("POST", "/api/v1/diagnosis", "{\"url\":\"" + upstream.url() + "\"}");
        ask("POST", "/api/v1/diagnosis", "{\"url\":\"http://192.0.2.7:11434\"}");
        for (String read :
                new String[] {"", "/api/tags", "/api/ps", "/api/version", "/v1/models"}) {
            status("GET", "/ollama" + read);
        }
        ask(UPSTREAM + "/api/generate", "{\"model\":\"gemma3:270m\",\"prompt\":\"?\"}");
        ask(UPSTREAM + "/v1/chat/completions", CHAT);
        ask(UPSTREAM + "/v1/messages", CHAT);
        ask(UPSTREAM + "/api/embed", "{\"model\":\"gemma3:270m\",\"input\":\"?\"}");
        ask(UPSTREAM + "/api/pull", "{\"model\":\"outside\"}");
        ask(UPSTREAM + "/api/push", "{\"model\":\"outside\"}");
        ask(UPSTREAM + "/api/create", "{\"model\":\"a\",\"from\":\"hf.co/a/b\"}");
        ask(UPSTREAM + "/api/chat", "{\"model\":\"x:cloud\",\"messages\":[{}]}");
        ask(UPSTREAM + "/api/experimental/web_fetch", "{\"url\":\"http://192.0.2.8/\"}");
        ask(
                UPSTREAM + "/v1/chat/completions",
                "{\"model\":\"gemma3:270m\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":"
                        + "\"image_url\",\"image_url\":{\"url\":\"http://192.0.2.9/a.png\"}}]}]}");
        // What happens by itself happens within this: three reads of the models.
        Thread.sleep(3_500);
    }

    private int status(String method, String path) {
        return ask(method, path, null);
    }

    private void ask(String methodAndPath, String body) {
        String[] words = methodAndPath.split(" ");
        ask(words[0], words[1], body);
    }

    private int ask(String method, String path, String body) {
        RawRequest request =
                RawRequest.of(method, corral.getPath() + path)
                        .host(corral.getAuthority())
                        .basic(ItUser.ADMIN.name(), ItUser.ADMIN.password())
                        .header("Connection", "close");
        if (body != null) {
            request = request.header("Content-Type", "application/json").body(body);
        }
        try {
            Response response = RawClient.ask(corral, request);
            System.out.println(method + " " + path + " " + response.status());
            answered += response.status() == 200 ? 1 : 0;
            return response.status();
        } catch (IOException e) {
            System.out.println(method + " " + path + " " + e);
            return -1;
        }
    }

    /** Without what belongs there: the server's own address, and the stand-in's. */
    private Set<String> own(Set<String> asked) {
        Set<String> others = new TreeSet<>(asked);
        if (ConnectRecorder.isThere() && !asked.contains("127.0.0.1:" + upstream.port())) {
            others.add("the recorder missed what Corral certainly asked for");
        }
        others.removeAll(
                Set.of(
                        "localhost",
                        "127.0.0.1",
                        "127.0.0.1:" + corral.getPort(),
                        "localhost:" + corral.getPort(),
                        "127.0.0.1:" + upstream.port()));
        return others;
    }

    private static void lookUp() {
        try {
            InetAddress.getByName("outside.corral.test");
        } catch (UnknownHostException expected) {
            System.out.println(expected);
        }
    }

    private static void connect() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("192.0.2.1", 9), 200);
        } catch (IOException expected) {
            System.out.println(expected);
        }
    }

    private static long kernel() throws IOException {
        return KernelCounters.isAlone() ? KernelCounters.attempts() : 0;
    }

    private static void report(String what, long before, Set<String> asked) throws IOException {
        System.out.println("RESULT " + what + ".recorder=" + String.join(",", asked));
        System.out.println("RESULT " + what + ".kernel=" + (kernel() - before));
    }
}
