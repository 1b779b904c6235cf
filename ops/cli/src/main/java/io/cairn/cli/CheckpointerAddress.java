package io.cairn.cli;

import io.cairn.checkpointer.app.Checkpointer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where a checkpointer answers, from what was said about it. Stateless. */
final class CheckpointerAddress {
    private CheckpointerAddress() {}

    /**
     * {@code http://host:port}.
     *
     * @param url as given; null for the default
     * @param configuration of the checkpointer, which counts more; null for none
     */
    static URI of(@Nullable URI url, @Nullable Path configuration) throws IOException {
        if (configuration != null) {
            return ProcessUrl.of(
                    Checkpointer.settings(configuration).address(),
                    "dfs.namenode.secondary.http-address",
                    configuration);
        }
        return url == null ? URI.create("http://127.0.0.1:9868") : url;
    }
}
