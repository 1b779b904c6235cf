package io.cairn.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cairn.checkpointer.app.Checkpointer;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * {@code cairn restore} brings a primary's directories back from a checkpointer that lacks its last changes. Cut short
 * anywhere, the primary starts with the old state or with the new one, whole; from the old one the same command goes on.
 * Confined to one thread.
 */
final class RestoreScenario implements KillScenario {
    private final Source source;

    /** What the first run, which nothing cuts short, brought back; empty before. */
    private Map<String, String> restored = Map.of();

    RestoreScenario(Source source) {
        this.source = source;
    }

    /** What a restore can take its files from. */
    enum Source {
        DIRECTORY,
        URL,
        ARCHIVE
    }

    /**
     * A source that is ready to be read.
     *
     * @param name as on the command line
     * @param behind what serves it
     */
    private record From(String name, Closeable behind) implements Closeable {
        @Override
        public void close() throws IOException {
            behind.close();
        }
    }

    private From from(KilledSite site) throws IOException {
        Path checkpoints = site.work().resolve(KilledSite.CHECKPOINTS);
        return switch (source) {
            case DIRECTORY -> new From(checkpoints.toString(), () -> {});
            case URL -> {
                Checkpointer checkpointer = site.startCheckpointer(site.primaryUrl());
                yield new From("http://127.0.0.1:" + checkpointer.port(), checkpointer::close);
            }
            case ARCHIVE -> new From(archive(site, checkpoints).toString(), () -> {});
        };
    }

    /** One archive for all runs. */
    private static Path archive(KilledSite site, Path checkpoints) throws IOException {
        Path archive = site.work().resolveSibling("backup.tar.zst");
        if (!Files.exists(archive)) {
            CommandRun backup = CommandRun.of("backup", "--from", checkpoints.toString(), "--to", archive.toString());
            assertEquals(0, backup.status(), backup.err());
        }
        return archive;
    }

    @Override
    public String name() {
        return "restore from " + source;
    }

    private static String[] arguments(KilledSite site, From from) {
        return new String[] {
            "restore",
            "--from",
            from.name(),
            "--to",
            site.work().resolve("name1") + "," + site.work().resolve("name2"),
            "--yes"
        };
    }

    @Override
    public boolean run(KilledSite site, Strace strace) throws Exception {
        try (From from = from(site)) {
            int status = site.launch(strace.around(site.command(arguments(site, from))))
                    .waitFor();
            assertTrue(
                    strace.hasKilled() ? status == KILLED : status == 0,
                    () -> "restore ended by itself, status " + status + ": " + site.said());
        }
        return strace.hasKilledAtThePoint();
    }

    @Override
    public void verify(KilledSite site) throws Exception {
        Map<String, String> found = site.shownByAStart();
        if (restored.isEmpty()) {
            restored = found;
            assertTrue(restored.size() < site.acknowledged().size(), "changes after the checkpoint are gone");
        } else if (!found.equals(restored)) {
            assertEquals(site.acknowledged(), found, "the old state");
            try (From from = from(site)) {
                CommandRun again = CommandRun.of(arguments(site, from));
                assertEquals(0, again.status(), again.err());
            }
        }
        site.verify(restored);
    }

    @Override
    public String toString() {
        return name();
    }
}
