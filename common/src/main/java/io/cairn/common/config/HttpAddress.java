package io.cairn.common.config;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Where a process is called over HTTP: scheme, host and port, and nothing behind them. Stateless. */
public final class HttpAddress {
    /** What an address looks like, for messages. */
    public static final String ALLOWED =
            "http://HOST:PORT or https://HOST:PORT, e.g. http://127.0.0.1:9870; the host is a"
                    + " name of letters, digits, hyphens and dots, or an IP address";

    private static final Set<String> SCHEMES = Set.of("http", "https");
    private static final Set<String> ANY_ADDRESS = Set.of("0.0.0.0", "::", "[::]");
    private static final Pattern HOST_AND_PORT = Pattern.compile("[^/\\s]+:\\d{1,5}/?");
    private static final int PORT_MAX = 65535;

    private HttpAddress() {}

    /** Reads an address, with or without a slash at its end; empty if it cannot be called. */
    public static Optional<URI> parse(String text) {
        try {
            URI uri = URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
            return isComplete(uri) ? Optional.of(uri) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static boolean isComplete(URI uri) {
        return uri.getScheme() != null
                && SCHEMES.contains(uri.getScheme().toLowerCase(Locale.ROOT))
                && uri.getHost() != null
                && uri.getUserInfo() == null
                && uri.getPort() != 0
                && uri.getPort() <= PORT_MAX
                && uri.getRawPath().isEmpty()
                && uri.getRawQuery() == null
                && uri.getRawFragment() == null;
    }

    /** Where a process on this machine is called that listens at {@code listening}; empty if it cannot be. */
    public static Optional<URI> of(HostPort listening) {
        String host = ANY_ADDRESS.contains(listening.host()) ? "127.0.0.1" : listening.host();
        return parse("http://" + new HostPort(host, listening.port()));
    }

    /** True if {@code text} is an address, whole or wrong, rather than the name of a file. */
    public static boolean isMeantBy(String text) {
        return text.contains("://") || HOST_AND_PORT.matcher(text).matches();
    }
}
