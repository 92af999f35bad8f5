package dev.corral.status;

import dev.corral.words.Sentence;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;

/**
 * Which addresses a diagnosis may connect to: what an administrator types must not become a way to
 * ask a cloud's metadata service.
 */
final class AddressRules {

    private static final byte[] NAT64 = {0, 0x64, (byte) 0xff, (byte) 0x9b, 0, 0, 0, 0, 0, 0, 0, 0};

    private AddressRules() {}

    /**
     * Why an address is refused.
     *
     * @param offline whether only addresses inside of the house are allowed
     */
    static Optional<Sentence> refusal(InetAddress address, boolean offline) {
        InetAddress inner = unwrapped(address);
        if (inner.isLinkLocalAddress() || isMetadata(inner)) {
            return Optional.of(
                    Sentence.of(
                            "address.metadata",
                            "is a link-local or metadata address, which no Ollama has"));
        }
        if (inner.isAnyLocalAddress() || inner.isMulticastAddress() || isBroadcast(inner)) {
            return Optional.of(Sentence.of("address.many", "is no address of a single machine"));
        }
        if (offline && !isInside(inner)) {
            return Optional.of(
                    Sentence.of(
                            "address.outside",
                            "is outside of the house, and offline mode is on (corral.offline)"));
        }
        return Optional.empty();
    }

    /** The IPv4 address that a NAT64 address stands for. */
    private static InetAddress unwrapped(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (!(address instanceof Inet6Address)
                || !Arrays.equals(NAT64, Arrays.copyOf(bytes, NAT64.length))) {
            return address;
        }
        try {
            return InetAddress.getByAddress(Arrays.copyOfRange(bytes, NAT64.length, bytes.length));
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isMetadata(InetAddress address) {
        String text = address.getHostAddress();
        return text.equals("100.100.100.200")
                || text.equals("192.0.0.192")
                || text.startsWith("fd00:ec2:0:0:0:0:0:");
    }

    private static boolean isBroadcast(InetAddress address) {
        return address.getHostAddress().equals("255.255.255.255");
    }

    /**
     * Loopback, private (RFC 1918), unique local, and what carriers and overlay networks use (RFC
     * 6598).
     */
    private static boolean isInside(InetAddress address) {
        byte[] bytes = address.getAddress();
        boolean uniqueLocal = bytes.length == 16 && (bytes[0] & 0xfe) == 0xfc;
        boolean shared = bytes.length == 4 && bytes[0] == 100 && (bytes[1] & 0xc0) == 64;
        return address.isLoopbackAddress() || address.isSiteLocalAddress() || uniqueLocal || shared;
    }
}
