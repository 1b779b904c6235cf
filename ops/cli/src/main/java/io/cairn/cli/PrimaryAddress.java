package io.cairn.cli;

import io.cairn.primary.app.Primary;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** The options that say which primary is meant. Single use, one thread. */
final class PrimaryAddress {
    @ArgGroup
    private @Nullable Where where;

    /** One or the other. */
    static final class Where {
        @Option(
                names = "--url",
                paramLabel = "URL",
                description = "Where the primary answers (default: http://127.0.0.1:9870).")
        private @Nullable URI url;

        @Option(
                names = "--config",
                paramLabel = "FILE",
                description = "Its configuration, which says where it answers.")
        private @Nullable Path configuration;
    }

    /** {@code http://host:port}. */
    URI base() throws IOException {
        Where given = where;
        URI url = given == null ? null : given.url;
        Path configuration = given == null ? null : given.configuration;
        if (configuration != null) {
            return ProcessUrl.of(Primary.address(configuration), "dfs.namenode.http-address", configuration);
        }
        return url == null ? URI.create("http://127.0.0.1:9870") : url;
    }
}
