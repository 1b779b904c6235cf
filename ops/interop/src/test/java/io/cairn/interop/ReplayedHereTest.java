package io.cairn.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.cairn.common.bytes.ByteSource;
import io.cairn.common.codec.edits.EditReader;
import io.cairn.common.codec.image.ImageCompression;
import io.cairn.common.disk.RealDisk;
import io.cairn.common.model.LayoutVersion;
import io.cairn.common.namespace.Namespace;
import io.cairn.common.replay.ImageLoader;
import io.cairn.common.replay.ImageSaver;
import io.cairn.common.replay.SavedImage;
import io.cairn.common.store.MetadataStore;
import io.cairn.common.store.heap.HeapStore;
import io.cairn.common.store.image.ImageBase;
import io.cairn.common.store.image.ImageForm;
import io.cairn.common.store.image.ImageStore;
import io.cairn.common.store.rocks.RocksSettings;
import io.cairn.common.store.rocks.RocksStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every op a real NameNode logged, replayed here, gives the namespace that a real NameNode replays from the same files; and
 * a real NameNode starts from what we saved of it.
 *
 * <p>Three differences are left out of account, see {@link ImageXml#withoutTracesOfAStart}; all come from a start, not from
 * an edit. A NameNode that loads a directory with quotas by storage type only gives it a name quota of 2⁶³−1. It makes new
 * keys to sign delegation tokens with, and moves the expiry of old ones. It counts the start itself: one transaction more.
 */
class ReplayedHereTest {
    private static final Path GOLDEN = Path.of("../../common/src/test/resources/golden");
    private static final Path CURRENT = GOLDEN.resolve("hadoop-3.5.0-allops/current");

    /** What a NameNode saved after it had replayed all of {@link #CURRENT}. */
    private static final Path EXPECTED =
            GOLDEN.resolve("hadoop-3.5.0-image-forms/views/fsimage_0000000000000000641.xml");

    /** So small that rows leave the caches and come back from disk. */
    private static final RocksSettings SMALL = new RocksSettings(1 << 20, 1 << 20, 50);

    private final RealDisk disk = new RealDisk();

    @TempDir
    private Path directory;

    @Test
    void fullAndMergedImagesHoldWhatANameNodeReplays() throws Exception {
        ImageXml expected = ImageXml.read(EXPECTED).withoutTracesOfAStart();
        for (Path image : HadoopNameDir.images(CURRENT)) {
            MetadataStore heap = new HeapStore();
            new ImageLoader(disk).load(image, heap, loaded -> {});
            assertSameNamespace(expected, replayAndSave(heap), "heap store over " + image.getFileName());
            Path rocks = Files.createTempDirectory(directory, "rocks");
            try (MetadataStore store = RocksStore.open(rocks, SMALL)) {
                new ImageLoader(disk).load(image, store, loaded -> {});
                assertSameNamespace(expected, replayAndSave(store), "RocksDB over " + image.getFileName());
            }
            try (ByteSource base = disk.open(image)) {
                SavedImage merged = replayAndSave(new ImageStore(ImageBase.open(base), 1 << 20));
                assertSameNamespace(expected, merged, "image store over " + image.getFileName());
            }
        }
    }

    @Test
    void nameNodeStartsFromAMergedImage() throws Exception {
        Path image = HadoopNameDir.images(CURRENT).get(1);
        Path name = directory.resolve("name");
        try (ByteSource base = disk.open(image)) {
            SavedImage saved = replayAndSave(new ImageStore(ImageBase.open(base), 1 << 20));
            HadoopNameDir.copy(saved.path().getParent(), name.resolve("current"));
        }
        Files.copy(CURRENT.resolve("VERSION"), name.resolve("current/VERSION"));
        Files.copy(CURRENT.resolve("seen_txid"), name.resolve("current/seen_txid"));
        Path xml = directory.resolve("started.xml");
        HadoopNameDir.stateAfterStart(name, directory.resolve("cluster"), xml, Map.of());
        assertEquals(
                ImageXml.read(EXPECTED).withoutTracesOfAStart(),
                ImageXml.read(xml).withoutTracesOfAStart());
    }

    private SavedImage replayAndSave(MetadataStore store) throws IOException {
        Namespace namespace = new Namespace(store);
        for (Path segment : HadoopNameDir.segments(CURRENT)) {
            try (ByteSource source = disk.open(segment)) {
                EditReader edits = EditReader.open(source);
                while (edits.next()) {
                    if (edits.txid() > namespace.appliedTxid()) {
                        namespace.apply(edits.edit());
                    }
                }
            }
        }
        namespace.commit(namespace.appliedTxid());
        Path current = Files.createTempDirectory(directory, "current");
        ImageForm form = new ImageForm(LayoutVersion.CURRENT, ImageCompression.NONE, 1, Long.MAX_VALUE);
        return new ImageSaver(disk).save(store.snapshot(), current, form);
    }

    private void assertSameNamespace(ImageXml expected, SavedImage saved, String what) throws Exception {
        Path xml = directory.resolve("ours.xml");
        HadoopViewers.oiv(saved.path(), xml, "XML");
        ImageXml found = ImageXml.read(xml).withoutTracesOfAStart();
        for (var section : expected.sections().entrySet()) {
            assertEquals(
                    String.join("\n", section.getValue()),
                    String.join("\n", found.sections().getOrDefault(section.getKey(), List.of())),
                    section.getKey() + " of " + what);
        }
        assertEquals(expected, found, what);
    }
}
