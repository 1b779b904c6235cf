package io.cairn.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** The options that say whose images are meant. Single use, one thread. */
final class ImagePlaceOptions {
    @ArgGroup
    private @Nullable Where where;

    /** One of them. */
    static final class Where {
        @Option(
                names = "--url",
                paramLabel = "URL",
                description = "Where the checkpointer answers (default: http://127.0.0.1:9868).")
        private @Nullable URI url;

        @Option(
                names = "--config",
                paramLabel = "FILE",
                description = "Its configuration, which says where it answers.")
        private @Nullable Path configuration;

        @Option(
                names = "--dir",
                paramLabel = "DIR[,DIR…]",
                description = "No checkpointer, but these storage directories, e.g. while it does not run.")
        private @Nullable String directories;
    }

    ImagePlace place() throws IOException, Failure {
        Where given = where;
        if (given != null && given.directories != null) {
            return ImagePlace.in(given.directories);
        }
        return ImagePlace.at(
                CheckpointerAddress.of(given == null ? null : given.url, given == null ? null : given.configuration),
                "start one with: cairn checkpointer conf/checkpointer.yml; or say where it is: --url, --config; or look"
                        + " into its directories: --dir DIR");
    }
}
