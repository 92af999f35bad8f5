package dev.corral.fleet.book;

import java.util.List;
import java.util.Objects;

/**
 * How a backend is reached. Immutable. Holds secrets, so its text tells none.
 *
 * @param headers fields that every request to the backend carries, in place of the caller's own of
 *     the same name
 * @param identity who the backend has to be and who Corral is to it, or null for what the JVM
 *     trusts and no certificate of our own
 * @param tlsName the name that the backend's certificate has to be made out to, or null for its
 *     host
 * @param proxy the HTTP proxy on the way, or null
 */
public record Access(
        List<Field> headers, TlsIdentity identity, String tlsName, ProxyAddress proxy) {

    /** Nothing but the URL. */
    public static final Access PLAIN = new Access(List.of(), null, null, null);

    /** A header field; its text hides the value. */
    public record Field(String name, String value) {
        public Field {
            Objects.requireNonNull(name);
            Objects.requireNonNull(value);
        }

        @Override
        public String toString() {
            return name + ": ••••";
        }
    }

    public Access {
        headers = List.copyOf(headers);
    }
}
