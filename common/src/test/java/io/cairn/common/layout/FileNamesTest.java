package io.cairn.common.layout;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.cairn.common.layout.StorageFileName.Kind;
import io.cairn.common.model.TxRange;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FileNamesTest {
    @Test
    void writesNineteenDigits() {
        assertEquals("fsimage_0000000000000000042", FileNames.image(42));
        assertEquals("fsimage_0000000000000000042.md5", FileNames.imageMd5(42));
        assertEquals("fsimage.ckpt_0000000000000000042", FileNames.checkpointImage(42));
        assertEquals("fsimage_rollback_0000000000000000042", FileNames.rollbackImage(42));
        assertEquals("edits_0000000000000000001-0000000000000000009", FileNames.finalizedEdits(1, 9));
        assertEquals("edits_inprogress_0000000000000000010", FileNames.inProgressEdits(10));
        assertEquals(
                "edits_tmp_0000000000000000001-0000000000000000009_0000000001795287892",
                FileNames.downloadedEdits(1, 9, 1795287892));
    }

    @Test
    void readsWhatItWrites() {
        assertParsed(FileNames.image(42), Kind.IMAGE, 42, 42);
        assertParsed(FileNames.imageMd5(42), Kind.SIDECAR, 42, 42);
        assertParsed(FileNames.imageDigest(42), Kind.SIDECAR, 42, 42);
        assertParsed(FileNames.checkpointImage(42), Kind.CHECKPOINT_IMAGE, 42, 42);
        assertParsed(FileNames.rollbackImage(42), Kind.ROLLBACK_IMAGE, 42, 42);
        assertParsed(FileNames.finalizedEdits(1, 9), Kind.FINALIZED, 1, 9);
        assertParsed(FileNames.inProgressEdits(10), Kind.IN_PROGRESS, 10, -1);
        assertParsed(FileNames.downloadedEdits(1, 9, 5), Kind.DOWNLOAD, 1, 9);
    }

    @Test
    void readsNamesWithoutZeroPadding() {
        assertParsed("fsimage_7", Kind.IMAGE, 7, 7);
        assertParsed("edits_1-22", Kind.FINALIZED, 1, 22);
        assertParsed("edits_inprogress_3", Kind.IN_PROGRESS, 3, -1);
    }

    @Test
    void knowsSegmentsSetAside() {
        for (String ending : List.of(".stale", ".empty", ".corrupt", ".trash", ".stale.1795287892")) {
            assertParsed("edits_inprogress_0000000000000000003" + ending, Kind.SET_ASIDE, 3, -1);
        }
        assertParsed("edits_0000000000000000003-0000000000000000005.trash", Kind.SET_ASIDE, 3, 5);
    }

    @Test
    void knowsImagesSetAsideAsDamagedAndCountsThemForNothing() {
        for (String name : List.of(FileNames.image(3), FileNames.rollbackImage(3))) {
            assertParsed(name + ".corrupt", Kind.DAMAGED_IMAGE, 3, 3);
            assertParsed(name + ".corrupt.2", Kind.DAMAGED_IMAGE, 3, 3);
        }
        DirInventory inventory = DirInventory.of(
                Path.of("/d/current"), List.of(FileNames.image(3) + ".corrupt", FileNames.imageMd5(3) + ".corrupt"));
        assertEquals(List.of(), inventory.images());
        assertEquals(List.of(), inventory.sidecars());
        assertEquals(1, inventory.damagedImages().size());
    }

    @Test
    void knowsTemporaryFiles() {
        assertParsed("seen_txid.tmp", Kind.TEMPORARY, -1, -1);
        assertParsed("fsimage_0000000000000000003.md5.tmp", Kind.TEMPORARY, -1, -1);
    }

    @Test
    void ignoresWhatIsNotOurs() {
        for (String name : List.of(
                "VERSION",
                "seen_txid",
                "edits_new",
                "edits",
                "fsimage",
                "fstime",
                "image",
                "fsimage_legacy_oiv_0000000000000000003",
                "edits_9-3",
                "fsimage_99999999999999999999",
                "fsimage_9999999999999999999",
                "edits_inprogress_")) {
            assertEquals(Optional.empty(), FileNames.parse(name), name);
        }
    }

    @Test
    void inventorySortsByTxid() {
        Path dir = Path.of("/d/current");
        DirInventory inventory = DirInventory.of(
                dir,
                List.of(
                        "VERSION",
                        FileNames.finalizedEdits(10, 12),
                        FileNames.image(12),
                        FileNames.finalizedEdits(1, 9),
                        FileNames.inProgressEdits(13),
                        FileNames.image(9),
                        FileNames.imageMd5(9),
                        FileNames.checkpointImage(13),
                        FileNames.inProgressEdits(3) + ".empty"));

        assertEquals(
                List.of(9L, 12L),
                inventory.images().stream().map(ImageFile::txid).toList());
        assertEquals(
                List.of(new TxRange(1, 9), new TxRange(10, 12)),
                inventory.finalized().stream().map(SegmentFile::range).toList());
        assertEquals(1, inventory.inProgress().size());
        assertEquals(1, inventory.leftovers().size());
        assertEquals(1, inventory.setAside().size());
        assertEquals(1, inventory.sidecars().size());
        assertEquals(dir.resolve(FileNames.image(9)), inventory.images().get(0).path());
    }

    private static void assertParsed(String name, Kind kind, long first, long last) {
        assertEquals(Optional.of(new StorageFileName(name, kind, first, last)), FileNames.parse(name));
    }
}
