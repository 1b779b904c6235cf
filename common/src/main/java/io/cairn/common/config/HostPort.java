package io.cairn.common.config;

import java.util.Optional;
import java.util.Set;

/**
 * Where a process listens. Immutable.
 *
 * @param port 0 to 65535; 0 asks the system for a free one
 */
public record HostPort(String host, int port) {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "::1", "[::1]");

    public HostPort {
        if (host.isEmpty() || port < 0 || port > 65535) {
            throw new IllegalArgumentException("Not an address: " + host + ":" + port);
        }
    }

    /** Reads {@code host:port}; empty if it is something else. */
    public static Optional<HostPort> parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon <= 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(new HostPort(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1))));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** True if only this machine can reach it. */
    public boolean isLoopback() {
        return LOOPBACK.contains(host) || host.startsWith("127.");
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
