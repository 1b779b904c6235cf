package io.cairn.cli;

import io.cairn.checkpointer.app.Checkpointer;
import io.cairn.common.config.HostPort;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where a checkpointer answers, from what was said about it. Stateless. */
final class CheckpointerAddress {
    private static final Set<String> ANY_ADDRESS = Set.of("0.0.0.0", "::", "[::]");

    private CheckpointerAddress() {}

    /**
     * {@code http://host:port}.
     *
     * @param url as given; null for the default
     * @param configuration of the checkpointer, which counts more; null for none
     */
    static URI of(@Nullable URI url, @Nullable Path configuration) throws IOException {
        if (configuration != null) {
            HostPort address = Checkpointer.settings(configuration).address();
            String host = ANY_ADDRESS.contains(address.host()) ? "127.0.0.1" : address.host();
            return URI.create("http://" + new HostPort(host, address.port()));
        }
        String text = url == null ? "http://127.0.0.1:9868" : url.toString();
        return URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
    }
}
