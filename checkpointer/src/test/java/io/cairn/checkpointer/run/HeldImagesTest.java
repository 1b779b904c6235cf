package io.cairn.checkpointer.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cairn.common.disk.PendingFile;
import io.cairn.common.layout.FileNames;
import io.cairn.common.layout.ImageFile;
import io.cairn.common.layout.Md5Sidecar;
import io.cairn.common.layout.Pin;
import io.cairn.common.testkit.FaultyDisk;
import io.cairn.common.transfer.ImageList;
import io.cairn.common.transfer.WireStorageInfo;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Images in two directories, and what damage beside them hides. */
class HeldImagesTest {
    private static final Path ROOT = Path.of("/disks");
    private static final Path ONE = ROOT.resolve("one");
    private static final Path TWO = ROOT.resolve("two");
    private static final Instant NOW = Instant.ofEpochMilli(1_700_000_000_000L);
    private static final WireStorageInfo INFO = new WireStorageInfo(-67, 1, "CID-1", 1, "BP-1");

    private final FaultyDisk disk = new FaultyDisk(ROOT);
    private CheckpointDirectories directories;
    private HeldImages images;

    @BeforeEach
    void start() throws IOException {
        List<Path> both = List.of(ONE, TWO);
        directories = CheckpointDirectories.open(disk, both, both, "1@test", InstantSource.fixed(NOW));
        images = directories.images();
        for (Path root : both) {
            for (long txid : List.of(10L, 20L)) {
                PendingFile.replace(disk, image(root, txid), new byte[] {1, 2, 3});
                Md5Sidecar.write(disk, image(root, txid), new byte[Md5Sidecar.DIGEST_BYTES]);
            }
        }
    }

    @AfterEach
    void stop() throws IOException {
        directories.close();
    }

    private static Path image(Path root, long txid) {
        return root.resolve("current").resolve(FileNames.image(txid));
    }

    private void damage(Path file) throws IOException {
        PendingFile.replace(disk, file, "x".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aDamagedSidecarHidesItsCopyAloneAndThenTheNextOlderImageServes() throws IOException {
        assertEquals(Optional.of(image(ONE, 20)), images.newest().map(ImageFile::path));
        assertEquals(List.of(), images.faults());
        damage(Md5Sidecar.path(image(ONE, 20)));
        assertEquals(Optional.of(image(TWO, 20)), images.newest().map(ImageFile::path));
        assertEquals(Optional.of(image(TWO, 20)), directories.image(20));
        assertTrue(listed(20).md5() != null);
        disk.delete(Md5Sidecar.path(image(TWO, 20)));
        assertEquals(Optional.of(image(ONE, 10)), images.newest().map(ImageFile::path));
        assertEquals(Optional.empty(), directories.image(20));
        assertNull(listed(20).md5());
        assertEquals(10, images.heldTxid());
        List<String> faults = images.faults();
        assertEquals(2, faults.size(), faults.toString());
        assertTrue(faults.get(0).startsWith(Md5Sidecar.path(image(ONE, 20)) + ": not an MD5 line"), faults.get(0));
        assertTrue(faults.get(1).startsWith(Md5Sidecar.path(image(TWO, 20)) + ": no such file"), faults.get(1));
        assertEquals(2, images.check(20).orElseThrow().faults().size());
    }

    private ImageList.Image listed(long txid) throws IOException {
        return images.list(INFO).images().stream()
                .filter(image -> image.txid() == txid)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aDamagedPinStillPinsAndIsMendedByPinningAnew() throws IOException {
        images.pin(10, new Pin(NOW, "before the upgrade"));
        damage(Pin.path(image(ONE, 10)));
        assertEquals("before the upgrade", listed(10).pinReason(), "as the other directory says");
        damage(Pin.path(image(TWO, 10)));
        assertTrue(listed(10).pinned());
        assertNull(listed(10).pinReason());
        assertEquals(2, images.faults().size());
        assertEquals(Optional.of(image(ONE, 10)), directories.image(10), "the image itself is whole");
        images.pin(10, new Pin(NOW, "again"));
        assertEquals("again", listed(10).pinReason());
        assertEquals(List.of(), images.faults());
    }
}
