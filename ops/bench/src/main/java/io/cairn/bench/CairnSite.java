package io.cairn.bench;

import io.cairn.common.layout.FileNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Where one Cairn keeps its settings and directories, and how its two processes are started: by the {@code cairn} command,
 * as a user would, so that nothing of the bench is in them. Immutable.
 *
 * @param base holds {@code name}, {@code checkpoint} and the configuration files
 * @param command the {@code cairn} launcher
 */
record CairnSite(Path base, Path command) {
    /** Makes the directories. */
    static CairnSite create(Path base, Path command) throws IOException {
        CairnSite site = new CairnSite(base, command);
        Files.createDirectories(site.nameCurrent());
        return site;
    }

    /** Of the primary's only name directory, which also takes its edits. */
    Path nameCurrent() {
        return base.resolve("name").resolve(FileNames.CURRENT);
    }

    /**
     * A primary on an ephemeral port that makes no image of its own. It holds the namespace in memory, as the peer does, so
     * that nothing is compacted in the background while the checkpointer is measured.
     */
    MeasuredProcess primary(String heap) throws IOException {
        Path configuration = Files.writeString(
                base.resolve("primary.yml"),
                String.join(
                        "\n",
                        "dfs.namenode.name.dir: " + base.resolve("name"),
                        "namespace.backend.type: memory",
                        "dfs.namenode.http-address: 127.0.0.1:0",
                        "dfs.namenode.checkpoint.period: 30d",
                        "dfs.namenode.checkpoint.txns: 1000000000000",
                        ""));
        return start("primary", configuration, heap);
    }

    /** A checkpointer without anything, which makes a checkpoint as soon as it runs. */
    MeasuredProcess checkpointer(int primaryPort, MergeMemory memory) throws IOException {
        Path configuration = Files.writeString(
                base.resolve("checkpointer.yml"),
                String.join(
                        "\n",
                        "cairn.primary.url: http://127.0.0.1:" + primaryPort,
                        "dfs.namenode.secondary.http-address: 127.0.0.1:0",
                        "dfs.namenode.checkpoint.dir: " + base.resolve("checkpoint"),
                        "dfs.namenode.checkpoint.period: 30d",
                        "dfs.namenode.checkpoint.txns: 1000000000000",
                        "cairn.checkpoint.merge.cache: " + memory.cacheBytes(),
                        "cairn.checkpoint.merge.overlay: " + memory.overlayBytes(),
                        ""));
        return start("checkpointer", configuration, memory.heap());
    }

    private MeasuredProcess start(String role, Path configuration, String heap) throws IOException {
        return MeasuredProcess.start(
                "cairn " + role,
                List.of(command.toString(), role, configuration.toString()),
                base,
                Map.of("CAIRN_HEAP", heap, "JAVA_HOME", System.getProperty("java.home")));
    }

    /**
     * What a checkpointer may use. Immutable.
     *
     * @param heap as for {@code -Xmx}
     * @param cacheBytes {@code cairn.checkpoint.merge.cache}
     * @param overlayBytes {@code cairn.checkpoint.merge.overlay}
     */
    record MergeMemory(String heap, long cacheBytes, long overlayBytes) {}
}
