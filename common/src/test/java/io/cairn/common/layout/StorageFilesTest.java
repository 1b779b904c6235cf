package io.cairn.common.layout;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cairn.common.model.LayoutVersion;
import io.cairn.common.testkit.FaultyDisk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StorageFilesTest {
    private static final Path DIR = Path.of("/d/current");
    private static final Path VERSION = DIR.resolve("VERSION");
    private static final Instant NOW = Instant.parse("2026-11-21T20:28:00Z");
    private static final StorageInfo INFO =
            new StorageInfo(LayoutVersion.CURRENT, 477592408, "CID-1", 1795287892809L, "BP-7-127.0.0.1-1795287892809");

    private final FaultyDisk disk = new FaultyDisk(DIR);

    @Test
    void writesVersionAsJavaProperties() throws IOException {
        VersionFile.write(disk, VERSION, INFO, NOW);

        assertEquals("""
                #Sat Nov 21 20:28:00 UTC 2026
                namespaceID=477592408
                clusterID=CID-1
                cTime=1795287892809
                storageType=NAME_NODE
                blockpoolID=BP-7-127.0.0.1-1795287892809
                layoutVersion=-67
                """, new String(disk.bytes(VERSION), StandardCharsets.ISO_8859_1));
        assertEquals(INFO, VersionFile.read(disk, VERSION));
    }

    @Test
    void versionKeepsAwkwardCharacters() throws IOException {
        StorageInfo awkward = new StorageInfo(LayoutVersion.CURRENT, 1, "CID=a:b#\\ü", 0, "BP-1-::1-5");
        VersionFile.write(disk, VERSION, awkward, NOW);

        assertEquals(awkward, VersionFile.read(disk, VERSION));
    }

    @Test
    void readsVersionInAnyOrderWithUnknownKeys() throws IOException {
        put(
                "layoutVersion=-63\nfoo=bar\nblockpoolID=BP-1\nstorageType=NAME_NODE\ncTime=0\nclusterID=C\nnamespaceID=5\n");

        assertEquals(new StorageInfo(new LayoutVersion(-63), 5, "C", 0, "BP-1"), VersionFile.read(disk, VERSION));
    }

    @Test
    void versionErrorsNameFileKeyValueAndAllowed() throws IOException {
        assertRefused("namespaceID", "0", "namespaceID=0");
        assertRefused("namespaceID", "2147483648", "namespaceID=2147483648");
        assertRefused("clusterID", "", "clusterID=");
        assertRefused("cTime", "yesterday", "cTime=yesterday");
        assertRefused("storageType", "DATA_NODE", "storageType=DATA_NODE");
        assertRefused("blockpoolID", "missing", "#blockpoolID=");
        assertRefused("layoutVersion", "67", "layoutVersion=67");
        CorruptStorageException newer = assertRefused("layoutVersion", "-68", "layoutVersion=-68");
        assertTrue(newer.getMessage().contains("newer release"), newer.getMessage());
        CorruptStorageException older = assertRefused("layoutVersion", "-60", "layoutVersion=-60");
        assertTrue(older.getMessage().contains("upgraded by HDFS"), older.getMessage());
    }

    @Test
    void refusesHugeAndUnreadableVersion() throws IOException {
        disk.put(VERSION, new byte[1 << 20]);
        assertThrows(IOException.class, () -> VersionFile.read(disk, VERSION));
        put("clusterID=\\u00zz\n");
        assertThrows(CorruptStorageException.class, () -> VersionFile.read(disk, VERSION));
    }

    @Test
    void wireTextTellsWhichFieldDiffers() {
        assertEquals("-67:477592408:1795287892809:CID-1", INFO.wireText());
        assertEquals(Optional.empty(), INFO.difference("-67:477592408:1795287892809:CID-1"));
        assertEquals(
                Optional.of("namespaceID is 477592408 here and 1 there"), INFO.difference("-67:1:1795287892809:CID-1"));
        assertTrue(INFO.difference("-67:1").orElseThrow().contains("not of the form"));
        StorageInfo otherPool = new StorageInfo(LayoutVersion.CURRENT, 477592408, "CID-1", 1795287892809L, "BP-8");
        assertTrue(INFO.difference(otherPool).orElseThrow().startsWith("blockpoolID"));
        assertTrue(INFO.difference(INFO.withLayoutVersion(LayoutVersion.OLDEST_WRITTEN))
                .orElseThrow()
                .startsWith("layoutVersion"));
        assertEquals(Optional.empty(), INFO.difference(INFO));
    }

    @Test
    void generatesIdsOfHdfsForm() {
        Random random = new Random(11);
        StorageInfo a = StorageInfo.generate(LayoutVersion.CURRENT, Optional.empty(), "10.0.0.1", random, 5);
        StorageInfo b = StorageInfo.generate(LayoutVersion.CURRENT, Optional.of("mine"), "10.0.0.1", random, 5);

        assertTrue(a.clusterId().matches("CID-[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"));
        assertTrue(a.blockPoolId().matches("BP-[0-9]+-10\\.0\\.0\\.1-5"), a.blockPoolId());
        assertEquals("mine", b.clusterId());
        assertNotEquals(a.namespaceId(), b.namespaceId());
        assertEquals(5, a.cTime());
    }

    @Test
    void seenTxidRoundTripAndMissing() throws IOException {
        Path file = DIR.resolve("seen_txid");
        assertEquals(0, SeenTxidFile.read(disk, file));
        SeenTxidFile.write(disk, file, 1234);
        assertEquals("1234\n", new String(disk.bytes(file), StandardCharsets.ISO_8859_1));
        assertEquals(1234, SeenTxidFile.read(disk.crash(), file));
    }

    @Test
    void seenTxidGarbageIsNamed() {
        Path file = DIR.resolve("seen_txid");
        for (String text : List.of("", "x", "-1", "1 2", "99999999999999999999")) {
            disk.put(file, text.getBytes(StandardCharsets.ISO_8859_1));
            CorruptStorageException error =
                    assertThrows(CorruptStorageException.class, () -> SeenTxidFile.read(disk, file));
            assertTrue(error.getMessage().contains("seen_txid"), error.getMessage());
        }
    }

    @Test
    void md5SidecarRoundTrip() throws IOException {
        Path image = DIR.resolve(FileNames.image(7));
        byte[] md5 = new byte[16];
        new Random(2).nextBytes(md5);
        assertEquals(Optional.empty(), Md5Sidecar.read(disk, image));
        Md5Sidecar.write(disk, image, md5);

        assertArrayEquals(md5, Md5Sidecar.read(disk, image).orElseThrow());
        assertTrue(new String(disk.bytes(Md5Sidecar.path(image)), StandardCharsets.UTF_8)
                .endsWith(" *fsimage_0000000000000000007\n"));
    }

    @Test
    void md5SidecarOfAnotherFileOrGarbageIsRefused() {
        Path image = DIR.resolve(FileNames.image(7));
        disk.put(
                Md5Sidecar.path(image),
                "00112233445566778899aabbccddeeff *fsimage_8\n".getBytes(StandardCharsets.UTF_8));
        assertThrows(CorruptStorageException.class, () -> Md5Sidecar.read(disk, image));
        disk.put(Md5Sidecar.path(image), "garbage".getBytes(StandardCharsets.UTF_8));
        assertThrows(CorruptStorageException.class, () -> Md5Sidecar.read(disk, image));
    }

    @Test
    void md5OfAnImageRenamedWithFewerZerosStillBelongsToIt() throws IOException {
        byte[] line = ("00".repeat(16) + " *" + FileNames.image(42) + "\n").getBytes(StandardCharsets.UTF_8);
        for (String name : List.of("fsimage_42", "fsimage_43", "other")) {
            disk.put(Md5Sidecar.path(DIR.resolve(name)), line);
        }
        assertArrayEquals(
                new byte[16], Md5Sidecar.read(disk, DIR.resolve("fsimage_42")).orElseThrow());
        assertThrows(CorruptStorageException.class, () -> Md5Sidecar.read(disk, DIR.resolve("fsimage_43")));
        assertThrows(CorruptStorageException.class, () -> Md5Sidecar.read(disk, DIR.resolve("other")));
    }

    private CorruptStorageException assertRefused(String key, String value, String line) throws IOException {
        String text = new String(versionText(), StandardCharsets.ISO_8859_1)
                .replaceAll("(?m)^" + key + "=.*$", line.replace("\\", "\\\\"));
        put(text);
        CorruptStorageException error =
                assertThrows(CorruptStorageException.class, () -> VersionFile.read(disk, VERSION));
        assertTrue(error.getMessage().contains(VERSION.toString()), error.getMessage());
        assertTrue(error.getMessage().contains(key), error.getMessage());
        assertTrue(error.getMessage().contains(value), error.getMessage());
        return error;
    }

    private byte[] versionText() throws IOException {
        VersionFile.write(disk, VERSION, INFO, NOW);
        return disk.bytes(VERSION);
    }

    private void put(String text) {
        disk.put(VERSION, text.getBytes(StandardCharsets.ISO_8859_1));
    }
}
