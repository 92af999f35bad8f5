package dev.corral.status;

import dev.corral.settings.BaseUrl;
import dev.corral.words.Sentence;
import java.net.InetAddress;

/** What can be wrong before an Ollama is reached, each with its remedy. */
final class Findings {

    private Findings() {}

    static Finding url(Sentence why) {
        return Finding.of(
                "url",
                "cause.url",
                "This is no URL of an Ollama server: {why}.",
                "It should look like http://gpu1:11434.",
                "why",
                why);
    }

    static Finding dns(BaseUrl url) {
        return Finding.of(
                "dns",
                "cause.dns",
                "The name {host} has no address here.",
                "Look for a typing error. The name must be known to the machine (or container) that Corral runs on, which may ask another name service than your own: try \"getent hosts {host}\" there,"
                        + " or use the address. Between containers the name is the service's name in the compose file, and both must be in one network.",
                "host",
                url.host());
    }

    static Finding dnsSlow(BaseUrl url) {
        return Finding.of(
                "dns",
                "cause.dns-slow",
                "The name service did not answer the question for {host} in time.",
                "Check the name service of the machine that Corral runs on (/etc/resolv.conf), or use the address instead of the name.",
                "host",
                url.host());
    }

    static Finding refusedAddress(InetAddress address, Sentence why) {
        return Finding.of(
                "forbidden-address",
                "cause.forbidden-address",
                "{address} {why}.",
                "Use the name or address that the Ollama server has in your own network.",
                "address",
                address.getHostAddress(),
                "why",
                why);
    }

    static Finding nothingListens(BaseUrl url, InetAddress address, ContainerSigns container) {
        if (address.isLoopbackAddress()) {
            return container.likely() ? containerLoopback(url, container) : nothingListensHere(url);
        }
        return Finding.of(
                "nothing-listens",
                "cause.nothing-listens",
                "{address} is there, but nothing listens on port {port} for other machines.",
                "Most often Ollama listens for its own machine only. Start it with OLLAMA_HOST=0.0.0.0 (systemd: \"systemctl edit ollama\", then"
                        + " [Service] Environment=\"OLLAMA_HOST=0.0.0.0\"; restart it). See whether it is running there (\"ollama serve\", \"systemctl status ollama\") and"
                        + " which port it listens on; Ollama's own is 11434.",
                "address",
                address.getHostAddress(),
                "port",
                url.port());
    }

    private static Finding nothingListensHere(BaseUrl url) {
        return Finding.of(
                "nothing-listens",
                "cause.nothing-listens-here",
                "Nothing listens on port {port} of this machine.",
                "See whether it is running there (\"ollama serve\", \"systemctl status ollama\") and which port it listens on; Ollama's own is 11434.",
                "port",
                url.port());
    }

    private static Finding containerLoopback(BaseUrl url, ContainerSigns container) {
        Object[] values = {
            "runs", container.runs(),
            "evidence", container.signs(),
            "host", url.host(),
            "port", url.port()
        };
        if (container.engine().equals("kubernetes")) {
            return Finding.of(
                    "container-loopback",
                    "cause.container-kubernetes",
                    "Corral {runs} in a container (found: {evidence}), where {host} is the container itself, and nothing listens there.",
                    "Use the name of the Ollama service in the cluster, such as http://ollama.NAMESPACE.svc:11434.",
                    values);
        }
        boolean podman = container.engine().equals("podman");
        String host = podman ? "host.containers.internal" : "host.docker.internal";
        Finding finding =
                podman
                        ? Finding.of(
                                "container-loopback",
                                "cause.container-podman",
                                "Corral {runs} in a container (found: {evidence}), where {host} is the container itself, and nothing listens there.",
                                "If Ollama runs on the container's host, use http://host.containers.internal:{port}, or start it with --network=host;"
                                        + " Ollama must then listen for others too (OLLAMA_HOST=0.0.0.0). If it runs in another container, use the name of"
                                        + " its service, such as http://ollama:11434.",
                                values)
                        : Finding.of(
                                "container-loopback",
                                "cause.container-docker",
                                "Corral {runs} in a container (found: {evidence}), where {host} is the container itself, and nothing listens there.",
                                "If Ollama runs on the container's host, use http://host.docker.internal:{port} and start the container with"
                                        + " --add-host=host.docker.internal:host-gateway, or start it with --network=host; Ollama must then listen for"
                                        + " others too (OLLAMA_HOST=0.0.0.0). If it runs in another container, use the name of its service, such as"
                                        + " http://ollama:11434.",
                                values);
        return finding.suggest(new BaseUrl(url.scheme(), host, url.port()));
    }

    static Finding silentDrop(BaseUrl url, InetAddress address) {
        return Finding.of(
                "firewall",
                "cause.firewall",
                "{address} does not answer on port {port}, not even with a refusal.",
                "A firewall drops the packets, or no machine has that address. Allow port {port} on the Ollama machine for this one"
                        + " (\"ufw allow from ADDRESS to any port {port}\"), and check the address. In a cloud look at the security group.",
                "address",
                address.getHostAddress(),
                "port",
                url.port());
    }

    static Finding unreachable(InetAddress address) {
        return Finding.of(
                "unreachable",
                "cause.unreachable",
                "There is no way to {address} from here.",
                "Check the address, and that this machine (or container) is in a network that reaches it: routes, VPN, container networks, IPv6.",
                "address",
                address.getHostAddress());
    }

    static Finding proxyRefuses(BaseUrl proxy, int status) {
        return status == 0
                ? Finding.of(
                        "proxy-refuses",
                        "cause.proxy-is-none",
                        "The proxy {proxy} does not answer as a proxy does.",
                        "Check the proxy of this backend, and that the proxy allows CONNECT to its host and port. A proxy that asks for a password cannot"
                                + " be used.",
                        "proxy",
                        proxy.authority())
                : Finding.of(
                        "proxy-refuses",
                        "cause.proxy-refuses",
                        "The proxy {proxy} does not let Corral through (status {status}).",
                        "Check the proxy of this backend, and that the proxy allows CONNECT to its host and port. A proxy that asks for a password cannot"
                                + " be used.",
                        "proxy",
                        proxy.authority(),
                        "status",
                        status);
    }

    static Finding unknownBehindProxy(String host) {
        return Finding.of(
                "forbidden-address",
                "cause.unknown-behind-proxy",
                "Where {host} is cannot be told from here, since the proxy looks it up.",
                "Give an address instead of the name, or ask without the proxy (in offline mode only addresses inside of the house are asked).",
                "host",
                host);
    }

    static Finding secureExpected(BaseUrl url) {
        return Finding.of(
                        "https-needed",
                        "cause.https-needed",
                        "This port speaks https, but the URL says http.",
                        "Use https.")
                .suggest(new BaseUrl("https", url.host(), url.port()));
    }

    static Finding plainExpected(BaseUrl url) {
        return Finding.of(
                        "http-needed",
                        "cause.http-needed",
                        "This port does not speak https, but the URL says so.",
                        "Use http: an Ollama by itself speaks no https.")
                .suggest(new BaseUrl("http", url.host(), url.port()));
    }

    static Finding broken(BaseUrl url) {
        return Finding.of(
                "garbage",
                "cause.garbage",
                "What listens at {url} does not speak HTTP, or hangs up.",
                "Check the port: Ollama's own is 11434. Perhaps it belongs to another service.",
                "url",
                url);
    }

    static Finding slowAddress(BaseUrl url, InetAddress address) {
        return Finding.of(
                "slow-address",
                "cause.slow-address",
                "{host} has several addresses, and {address} does not answer: each new connection may first wait for it.",
                "Take that address out of the name service, or use the address that answers instead of the name.",
                "host",
                url.host(),
                "address",
                address.getHostAddress());
    }
}
