package io.cairn.common.restore;

import io.cairn.common.bytes.ByteSource;
import io.cairn.common.codec.edits.EditWriter;
import io.cairn.common.disk.Disk;
import io.cairn.common.disk.PendingFile;
import io.cairn.common.layout.FileNames;
import io.cairn.common.layout.SeenTxidFile;
import io.cairn.common.layout.StorageDirectory;
import io.cairn.common.layout.StorageInfo;
import io.cairn.common.layout.VersionFile;
import io.cairn.common.model.LayoutVersion;
import io.cairn.common.namespace.Namespace;
import io.cairn.common.op.Edit;
import io.cairn.common.replay.ImageLoader;
import io.cairn.common.replay.ImageSaver;
import io.cairn.common.store.heap.HeapStore;
import io.cairn.common.store.image.ImageForm;
import io.cairn.common.testkit.NaiveModel;
import io.cairn.common.testkit.NamespaceDump;
import io.cairn.common.testkit.RandomHistory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** Writes parts of one random history into directories, and says what the namespace is after each of its transactions. */
final class Written {
    static final StorageInfo INFO = new StorageInfo(
            LayoutVersion.CURRENT,
            NaiveModel.COUNTERS.namespaceId(),
            "CID-written",
            1795287892809L,
            "BP-1-127.0.0.1-2");
    private static final Instant NOW = Instant.parse("2026-11-21T20:00:00Z");

    private final Disk disk;
    private final List<Edit> edits;

    Written(Disk disk, long seed, int count) {
        this.disk = disk;
        this.edits = RandomHistory.of(seed, count);
    }

    Edit edit(long txid) {
        return edits.get((int) txid - 1);
    }

    /** A directory with VERSION and nothing else. */
    void directory(Path root, StorageInfo info) throws IOException {
        new StorageDirectory(root, StorageDirectory.Type.IMAGE_AND_EDITS).create(disk);
        VersionFile.write(disk, root.resolve("current/VERSION"), info, NOW);
    }

    void image(Path root, long txid) throws IOException {
        try (HeapStore store = after(txid)) {
            new ImageSaver(disk).save(store, root.resolve(FileNames.CURRENT), ImageForm.plain(LayoutVersion.CURRENT));
        }
    }

    void segment(Path root, long first, long last) throws IOException {
        segment(root, FileNames.finalizedEdits(first, last), first, last);
    }

    void inProgress(Path root, long first, long last) throws IOException {
        segment(root, FileNames.inProgressEdits(first), first, last);
        SeenTxidFile.write(disk, root.resolve("current/seen_txid"), first);
    }

    private void segment(Path root, String name, long first, long last) throws IOException {
        try (PendingFile file =
                        PendingFile.begin(disk, root.resolve(FileNames.CURRENT).resolve(name));
                EditWriter writer = new EditWriter(file.sink(), LayoutVersion.CURRENT)) {
            for (Edit edit : edits.subList((int) first - 1, (int) last)) {
                writer.write(edit);
            }
            writer.flush();
            file.commit();
        }
    }

    private HeapStore after(long txid) {
        HeapStore store = new HeapStore();
        Namespace.format(store, NaiveModel.COUNTERS, NaiveModel.OWNER, NaiveModel.GROUP);
        Namespace namespace = new Namespace(store);
        edits.subList(0, (int) txid).forEach(namespace::apply);
        namespace.commit(txid);
        return store;
    }

    /** The namespace after {@code txid}. */
    String dump(long txid) {
        try (HeapStore store = after(txid)) {
            return NamespaceDump.of(store);
        }
    }

    String digest(long txid) {
        try (HeapStore store = after(txid)) {
            return store.digest().toString();
        }
    }

    static String dumpOf(Disk disk, Path image) throws IOException {
        try (HeapStore store = new HeapStore();
                ByteSource source = disk.open(image)) {
            ImageLoader.load(source, store, count -> {});
            return NamespaceDump.of(store);
        }
    }
}
