package dev.corral.it.offline;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * How often this network namespace was asked for a way out. In one that has nothing but the
 * loopback device every attempt to leave (a connection, a datagram, a question to a name server)
 * has no route, and Linux counts those.
 */
final class KernelCounters {

    private static final Path PROC = Path.of("/proc/self/net");

    private KernelCounters() {}

    /** Whether there is no device but loopback here, so that the count means something. */
    static boolean isAlone() throws IOException {
        Path devices = PROC.resolve("dev");
        if (!Files.exists(devices)) {
            return false;
        }
        return Files.readAllLines(devices).stream()
                .filter(line -> line.contains(":"))
                .map(line -> line.strip().split(":")[0])
                .allMatch("lo"::equals);
    }

    /** Attempts by IPv4 and IPv6 since the namespace was made. */
    static long attempts() throws IOException {
        return outNoRoutesOfVersion4() + outNoRoutesOfVersion6();
    }

    private static long outNoRoutesOfVersion4() throws IOException {
        List<List<String>> ip;
        try (Stream<String> lines = Files.lines(PROC.resolve("snmp"))) {
            ip =
                    lines.filter(line -> line.startsWith("Ip: "))
                            .map(line -> Arrays.asList(line.split(" ")))
                            .toList();
        }
        return Long.parseLong(ip.get(1).get(ip.get(0).indexOf("OutNoRoutes")));
    }

    private static long outNoRoutesOfVersion6() throws IOException {
        Path file = PROC.resolve("snmp6");
        if (!Files.exists(file)) {
            return 0;
        }
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith("Ip6OutNoRoutes"))
                    .mapToLong(line -> Long.parseLong(line.split("\\s+")[1]))
                    .sum();
        }
    }
}
