package dev.corral.status;

import dev.corral.settings.BaseUrl;
import java.net.InetAddress;

/** What can be wrong before an Ollama is reached, each with its remedy. */
final class Findings {

    private static final String IS_IT_RUNNING =
            "See whether it is running there (\"ollama serve\", \"systemctl status ollama\") and which port it listens on; Ollama's own is 11434.";

    private Findings() {}

    static Finding url(String why) {
        return Finding.of(
                "url",
                "This is no URL of an Ollama server: " + why + ".",
                "It should look like http://gpu1:11434.");
    }

    static Finding dns(BaseUrl url) {
        return Finding.of(
                "dns",
                "The name " + url.host() + " has no address here.",
                "Look for a typing error. The name must be known to the machine (or container) that Corral runs on, which may ask another name service than your own: try \"getent hosts "
                        + url.host()
                        + "\" there, or use the address. Between containers the name is the service's name in the compose file, and both must be in one network.");
    }

    static Finding dnsSlow(BaseUrl url) {
        return Finding.of(
                "dns",
                "The name service did not answer the question for " + url.host() + " in time.",
                "Check the name service of the machine that Corral runs on (/etc/resolv.conf), or use the address instead of the name.");
    }

    static Finding refusedAddress(InetAddress address, String why) {
        return Finding.of(
                "forbidden-address",
                address.getHostAddress() + " " + why + ".",
                "Use the name or address that the Ollama server has in your own network.");
    }

    static Finding nothingListens(BaseUrl url, InetAddress address, ContainerSigns container) {
        if (address.isLoopbackAddress()) {
            return container.likely() ? containerLoopback(url, container) : nothingListensHere(url);
        }
        return Finding.of(
                "nothing-listens",
                address.getHostAddress()
                        + " is there, but nothing listens on port "
                        + url.port()
                        + " for other machines.",
                "Most often Ollama listens for its own machine only. Start it with OLLAMA_HOST=0.0.0.0 (systemd: \"systemctl edit ollama\", then"
                        + " [Service] Environment=\"OLLAMA_HOST=0.0.0.0\"; restart it). "
                        + IS_IT_RUNNING);
    }

    private static Finding nothingListensHere(BaseUrl url) {
        return Finding.of(
                "nothing-listens",
                "Nothing listens on port " + url.port() + " of this machine.",
                IS_IT_RUNNING);
    }

    private static Finding containerLoopback(BaseUrl url, ContainerSigns container) {
        boolean podman = container.engine().equals("podman");
        String host = podman ? "host.containers.internal" : "host.docker.internal";
        String remedy =
                container.engine().equals("kubernetes")
                        ? "Use the name of the Ollama service in the cluster, such as http://ollama.NAMESPACE.svc:11434."
                        : "If Ollama runs on the container's host, use http://"
                                + host
                                + ":"
                                + url.port()
                                + (podman
                                        ? ""
                                        : " and start the container with --add-host=host.docker.internal:host-gateway")
                                + ", or start it with --network=host; Ollama must then listen for others too (OLLAMA_HOST=0.0.0.0). If it runs in another"
                                + " container, use the name of its service, such as http://ollama:11434.";
        Finding finding =
                Finding.of(
                        "container-loopback",
                        "Corral "
                                + (container.answer().equals("yes") ? "runs" : "perhaps runs")
                                + " in a container (found: "
                                + String.join(", ", container.evidence())
                                + "), where "
                                + url.host()
                                + " is the container itself, and nothing listens there.",
                        remedy);
        return container.engine().equals("kubernetes")
                ? finding
                : finding.suggest(new BaseUrl(url.scheme(), host, url.port()));
    }

    static Finding silentDrop(BaseUrl url, InetAddress address) {
        return Finding.of(
                "firewall",
                address.getHostAddress()
                        + " does not answer on port "
                        + url.port()
                        + ", not even with a refusal.",
                "A firewall drops the packets, or no machine has that address. Allow port "
                        + url.port()
                        + " on the Ollama machine for this one"
                        + " (\"ufw allow from ADDRESS to any port "
                        + url.port()
                        + "\"), and check the address. In a cloud look at the security group.");
    }

    static Finding unreachable(InetAddress address) {
        return Finding.of(
                "unreachable",
                "There is no way to " + address.getHostAddress() + " from here.",
                "Check the address, and that this machine (or container) is in a network that reaches it: routes, VPN, container networks, IPv6.");
    }

    static Finding proxyRefuses(BaseUrl proxy, int status) {
        return Finding.of(
                "proxy-refuses",
                "The proxy "
                        + proxy.authority()
                        + (status == 0
                                ? " does not answer as a proxy does."
                                : " does not let Corral through (status " + status + ")."),
                "Check the proxy of this backend, and that the proxy allows CONNECT to its host and port. A proxy that asks for a password cannot"
                        + " be used.");
    }

    static Finding unknownBehindProxy(String host) {
        return Finding.of(
                "forbidden-address",
                "Where " + host + " is cannot be told from here, since the proxy looks it up.",
                "Give an address instead of the name, or ask without the proxy (in offline mode only addresses inside of the house are asked).");
    }

    static Finding secureExpected(BaseUrl url) {
        return Finding.of(
                        "https-needed",
                        "This port speaks https, but the URL says http.",
                        "Use https.")
                .suggest(new BaseUrl("https", url.host(), url.port()));
    }

    static Finding plainExpected(BaseUrl url) {
        return Finding.of(
                        "http-needed",
                        "This port does not speak https, but the URL says so.",
                        "Use http: an Ollama by itself speaks no https.")
                .suggest(new BaseUrl("http", url.host(), url.port()));
    }

    static Finding broken(BaseUrl url) {
        return Finding.of(
                "garbage",
                "What listens at " + url + " does not speak HTTP, or hangs up.",
                "Check the port: Ollama's own is 11434. Perhaps it belongs to another service.");
    }

    static Finding slowAddress(BaseUrl url, InetAddress address) {
        return Finding.of(
                "slow-address",
                url.host()
                        + " has several addresses, and "
                        + address.getHostAddress()
                        + " does not answer: each new connection may first wait for it.",
                "Take that address out of the name service, or use the address that answers instead of the name.");
    }
}
