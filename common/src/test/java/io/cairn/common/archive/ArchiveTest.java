package io.cairn.common.archive;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.ZstdOutputStream;
import io.cairn.common.bytes.ByteSink;
import io.cairn.common.bytes.Checksums;
import io.cairn.common.disk.Disk;
import io.cairn.common.disk.PendingFile;
import io.cairn.common.layout.CorruptStorageException;
import io.cairn.common.layout.FileNames;
import io.cairn.common.layout.Md5Sidecar;
import io.cairn.common.layout.SegmentFile;
import io.cairn.common.layout.StorageInfo;
import io.cairn.common.model.LayoutVersion;
import io.cairn.common.model.TxRange;
import io.cairn.common.testkit.FaultyDisk;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What goes into an archive comes out of it, and nothing else comes out of anything that claims to be one. */
final class ArchiveTest {
    private static final StorageInfo INFO =
            new StorageInfo(LayoutVersion.CURRENT, 477592408, "CID-some", 1795287892809L, "BP-1-127.0.0.1-2");
    private static final Instant NOW = Instant.parse("2026-11-21T20:28:00Z");
    private static final Path CURRENT = Path.of("/ckpt/current");
    private static final ArchiveReader.Limits LIMITS = ArchiveReader.Limits.ofTotal(1 << 20);
    private static final String IMAGE = FileNames.image(100);
    private static final String EDITS = FileNames.finalizedEdits(101, 200);

    private final Disk disk = new FaultyDisk(CURRENT);
    private final Map<String, byte[]> files = new LinkedHashMap<>();

    @BeforeEach
    void writeState() throws IOException {
        put(IMAGE, noise(5000, 1));
        put(EDITS, noise(700, 2));
        put(FileNames.finalizedEdits(201, 300), noise(512, 3));
        Md5Sidecar.write(disk, CURRENT.resolve(IMAGE), md5(IMAGE));
    }

    private void put(String name, byte[] content) throws IOException {
        files.put(name, content);
        PendingFile.replace(disk, CURRENT.resolve(name), content);
    }

    private static byte[] noise(int count, long seed) {
        byte[] bytes = new byte[count];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private byte[] md5(String name) {
        return Checksums.md5().digest(content(name));
    }

    private byte[] content(String name) {
        byte[] content = files.get(name);
        if (content == null) {
            throw new IllegalArgumentException(name);
        }
        return content;
    }

    private static SegmentFile segment(long first, long last) {
        return new SegmentFile(CURRENT.resolve(FileNames.finalizedEdits(first, last)), new TxRange(first, last));
    }

    private ArchiveWriter plan() throws IOException {
        return ArchiveWriter.plan(
                disk, INFO, CURRENT.resolve(IMAGE), 100, List.of(segment(201, 300), segment(101, 200)), NOW);
    }

    private byte[] archive() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        plan().write(out, bytes -> {});
        return out.toByteArray();
    }

    private static Map<String, byte[]> unpack(byte[] archive) throws IOException {
        return unpack(archive, LIMITS);
    }

    private static Map<String, byte[]> unpack(byte[] archive, ArchiveReader.Limits limits) throws IOException {
        Map<String, byte[]> unpacked = new LinkedHashMap<>();
        try (ArchiveReader reader = ArchiveReader.open("a.tar.zst", new ByteArrayInputStream(archive), limits)) {
            Optional<ArchiveManifest.Entry> entry = reader.next();
            while (entry.isPresent()) {
                CollectingSink sink = new CollectingSink();
                reader.copyTo(sink);
                unpacked.put(entry.get().name(), sink.bytes.toByteArray());
                entry = reader.next();
            }
        }
        return unpacked;
    }

    private static CorruptArchiveException refused(byte[] archive) {
        return assertThrows(CorruptArchiveException.class, () -> unpack(archive));
    }

    private static void assertSays(Throwable e, String... parts) {
        for (String part : parts) {
            assertTrue(String.valueOf(e.getMessage()).contains(part), () -> "\"" + part + "\" in: " + e.getMessage());
        }
    }

    // ---- there and back ----

    @Test
    void comesBackAsItWentIn() throws IOException {
        Map<String, byte[]> unpacked = unpack(archive());

        files.forEach((name, content) -> assertArrayEquals(content, unpacked.get(name), name));
        assertEquals(
                List.of("VERSION", "seen_txid", IMAGE, IMAGE + ".md5", EDITS, FileNames.finalizedEdits(201, 300)),
                List.copyOf(unpacked.keySet()));
        assertArrayEquals("300\n".getBytes(StandardCharsets.US_ASCII), unpacked.get("seen_txid"));
    }

    @Test
    void saysWhatItHoldsBeforeAnythingElse() throws IOException {
        try (ArchiveReader reader = ArchiveReader.open("a", new ByteArrayInputStream(archive()), LIMITS)) {
            assertArrayEquals(plan().manifest().toBytes(), reader.manifest().toBytes());
            assertEquals(INFO, reader.manifest().storageInfo());
            assertEquals(300, reader.manifest().lastTxid());
            assertEquals(NOW, reader.manifest().createdAt());
        }
    }

    @Test
    void takesTheDigestAlong() throws IOException {
        put(IMAGE + ".digest", "0123\n".getBytes(StandardCharsets.US_ASCII));

        assertArrayEquals(content(IMAGE + ".digest"), unpack(archive()).get(IMAGE + ".digest"));
    }

    @Test
    void leavesOutSegmentsThatAddNothing() throws IOException {
        put(FileNames.finalizedEdits(1, 100), noise(10, 4));
        put(FileNames.finalizedEdits(101, 150), noise(10, 5));

        ArchiveWriter writer = ArchiveWriter.plan(
                disk,
                INFO,
                CURRENT.resolve(IMAGE),
                100,
                List.of(segment(1, 100), segment(101, 150), segment(101, 200)),
                NOW);

        assertEquals(5, writer.manifest().files().size());
        assertEquals(200, writer.manifest().lastTxid());
    }

    @Test
    void ordinaryTarReadsIt() throws IOException {
        List<String> names = new ArrayList<>();
        InputStream unpacked = new com.github.luben.zstd.ZstdInputStream(new ByteArrayInputStream(archive()));
        try (TarArchiveInputStream tar = new TarArchiveInputStream(unpacked)) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                names.add(entry.getName());
            }
        }
        assertEquals("MANIFEST", names.get(0));
        assertEquals(7, names.size());
    }

    @Test
    void isNamedAfterClusterAndTransaction() throws IOException {
        assertEquals("cairn-CID-some-300.tar.zst", plan().suggestedName());
    }

    // ---- a writer does not pass on what is damaged ----

    @Test
    void imageThatIsNotWhatItsSidecarSaysFailsTheArchive() throws IOException {
        content(IMAGE)[4000] ^= 1;
        PendingFile.replace(disk, CURRENT.resolve(IMAGE), content(IMAGE));
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        CorruptStorageException e = assertThrows(CorruptStorageException.class, () -> plan().write(out, bytes -> {}));

        assertSays(e, IMAGE, "damaged or was changed");
        assertThrows(CorruptArchiveException.class, () -> unpack(out.toByteArray()), "no reader takes the half of it");
    }

    @Test
    void segmentThatChangesMeanwhileFailsTheArchive() throws IOException {
        ArchiveWriter writer = plan();
        content(EDITS)[0] ^= 1;
        PendingFile.replace(disk, CURRENT.resolve(EDITS), content(EDITS));

        assertThrows(CorruptStorageException.class, () -> writer.write(OutputStream.nullOutputStream(), bytes -> {}));
    }

    @Test
    void gapInSegmentsIsRefused() {
        assertThrows(
                IllegalArgumentException.class,
                () -> ArchiveWriter.plan(disk, INFO, CURRENT.resolve(IMAGE), 100, List.of(segment(201, 300)), NOW));
    }

    // ---- bad archives ----

    @Test
    void parentDirectoryInNameIsRefused() throws IOException {
        assertSays(refused(forged(tar -> file(tar, "../" + EDITS, new byte[3]))), "\"../edits_");
    }

    @Test
    void absoluteNameIsRefused() throws IOException {
        assertSays(
                refused(forged(tar -> {
                    TarArchiveEntry entry = new TarArchiveEntry("/etc/passwd", true);
                    entry.setSize(0);
                    tar.putArchiveEntry(entry);
                    tar.closeArchiveEntry();
                })),
                "\"/etc/passwd\"");
    }

    @Test
    void nameInDirectoryIsRefused() throws IOException {
        assertSays(refused(forged(tar -> file(tar, "current/VERSION", new byte[3]))), "\"current/VERSION\"");
    }

    @Test
    void nameOfNoStorageFileIsRefused() throws IOException {
        assertSays(refused(forged(tar -> file(tar, "in_use.lock", new byte[3]))), "\"in_use.lock\"");
    }

    @Test
    void symbolicLinkIsRefused() throws IOException {
        assertSays(refused(forged(tar -> special(tar, "VERSION", TarConstants.LF_SYMLINK))), "a symbolic link");
    }

    @Test
    void hardLinkIsRefused() throws IOException {
        assertSays(refused(forged(tar -> special(tar, "VERSION", TarConstants.LF_LINK))), "a hard link");
    }

    @Test
    void directoryIsRefused() throws IOException {
        assertSays(refused(forged(tar -> special(tar, "VERSION", TarConstants.LF_DIR))), "a directory");
    }

    @Test
    void deviceIsRefused() throws IOException {
        assertSays(refused(forged(tar -> special(tar, "VERSION", TarConstants.LF_CHR))), "a device");
    }

    @Test
    void extendedHeaderIsRefusedUnread() throws IOException {
        byte[] archive = forged(tar -> {
            TarArchiveEntry entry = new TarArchiveEntry("VERSION", TarConstants.LF_PAX_EXTENDED_HEADER_LC);
            entry.setSize(50_000);
            tar.putArchiveEntry(entry);
            tar.write(new byte[50_000]);
            tar.closeArchiveEntry();
        });

        assertSays(refused(archive), "entry of type x");
    }

    @Test
    void entryThatTheManifestDoesNotListNextIsRefused() throws IOException {
        assertSays(refused(forged(tar -> file(tar, EDITS, content(EDITS)))), EDITS, "entry VERSION");
    }

    @Test
    void entryThatComesTwiceIsRefused() throws IOException {
        byte[] archive = repacked((tar, name, content) -> {
            file(tar, name, content);
            if (name.equals(EDITS)) {
                file(tar, name, content);
            }
        });

        assertSays(refused(archive), EDITS, "another");
    }

    @Test
    void entryBehindTheLastIsRefused() throws IOException {
        byte[] archive = repacked((tar, name, content) -> {
            file(tar, name, content);
            if (name.equals(FileNames.finalizedEdits(201, 300))) {
                file(tar, FileNames.finalizedEdits(301, 400), content);
            }
        });

        assertSays(refused(archive), FileNames.finalizedEdits(301, 400), "does not list");
    }

    @Test
    void missingEntryIsRefused() throws IOException {
        byte[] archive = repacked((tar, name, content) -> {
            if (!name.equals(FileNames.finalizedEdits(201, 300))) {
                file(tar, name, content);
            }
        });

        assertSays(refused(archive), FileNames.finalizedEdits(201, 300), "no further entry");
    }

    @Test
    void lengthThatIsNotTheManifestsIsRefusedBeforeItIsRead() throws IOException {
        byte[] archive =
                repacked((tar, name, content) -> file(tar, name, name.equals(IMAGE) ? new byte[90_000] : content));

        assertSays(refused(archive), IMAGE, "5000 bytes", "90000 bytes");
    }

    @Test
    void contentThatIsNotTheManifestsIsRefused() throws IOException {
        byte[] archive =
                repacked((tar, name, content) -> file(tar, name, name.equals(IMAGE) ? noise(5000, 99) : content));

        CorruptArchiveException e = refused(archive);
        assertEquals(Optional.of(IMAGE), e.entry());
        assertSays(e, "MD5");
    }

    @Test
    void cutShortAnywhereIsRefused() throws IOException {
        byte[] archive = archive();
        for (int length = 0; length < archive.length; length++) {
            byte[] cut = Arrays.copyOf(archive, length);
            assertThrows(IOException.class, () -> unpack(cut), () -> "cut to " + cut.length);
        }
        assertSays(refused(Arrays.copyOf(archive, archive.length / 2)), "a.tar.zst", "offset");
    }

    @Test
    void tarThatIsCutShortIsRefusedWithEntryAndOffset() throws IOException {
        byte[] tar = tarOf(archive());
        CorruptArchiveException e = refused(zstd(Arrays.copyOf(tar, 512 * 12)));

        assertTrue(e.entry().isPresent());
        assertSays(e, "cut short");
    }

    @Test
    void anyFlippedByteIsDetectedOrHarmless() throws IOException {
        Map<String, byte[]> good = unpack(archive());
        byte[] tar = tarOf(archive());
        for (int at = 0; at < tar.length; at += 7) {
            byte[] flipped = tar.clone();
            flipped[at] ^= 4;
            try {
                Map<String, byte[]> unpacked = unpack(zstd(flipped));
                assertEquals(good.keySet(), unpacked.keySet());
                good.forEach((name, content) -> assertArrayEquals(content, unpacked.get(name)));
            } catch (CorruptArchiveException e) {
                assertFalse(String.valueOf(e.getMessage()).isEmpty());
            }
        }
    }

    @Test
    void garbageBehindTheStreamIsRefused() throws IOException {
        ByteArrayOutputStream archive = new ByteArrayOutputStream();
        archive.write(archive());
        archive.write(noise(100, 7));

        refused(archive.toByteArray());
    }

    @Test
    void garbageBehindTheTarIsRefused() throws IOException {
        ByteArrayOutputStream tar = new ByteArrayOutputStream();
        tar.write(tarOf(archive()));
        tar.write(1);

        assertSays(refused(zstd(tar.toByteArray())), "further bytes");
    }

    @Test
    void endlessZerosBehindTheTarAreRefused() throws IOException {
        ByteArrayOutputStream tar = new ByteArrayOutputStream();
        tar.write(tarOf(archive()));
        tar.write(new byte[3 << 20]);

        assertSays(refused(zstd(tar.toByteArray())), "the end of the archive");
    }

    @Test
    void bombThatAnnouncesItselfIsRefusedBeforeAnythingIsUnpacked() throws IOException {
        byte[] archive = archive();

        CorruptArchiveException e =
                assertThrows(CorruptArchiveException.class, () -> unpack(archive, ArchiveReader.Limits.ofTotal(5000)));

        assertSays(e, "at most 5000 bytes", "announced");
    }

    @Test
    void bombWithinTheAnnouncedSizesIsRefusedByItsRatio() throws IOException {
        put(EDITS, new byte[900_000]);
        byte[] archive = archive();

        assertSays(
                assertThrows(
                        CorruptArchiveException.class,
                        () -> unpack(archive, new ArchiveReader.Limits(1 << 20, 10, 100_000))),
                "at most 10 bytes out of each packed byte");
    }

    @Test
    void hugeManifestIsRefusedUnread() throws IOException {
        byte[] archive = zstd(tar(tar -> {
            TarArchiveEntry entry = new TarArchiveEntry("MANIFEST");
            entry.setSize(17 << 20);
            tar.putArchiveEntry(entry);
            tar.write(new byte[17 << 20]);
            tar.closeArchiveEntry();
        }));

        assertSays(refused(archive), "MANIFEST", "at most 16777216 bytes");
    }

    @Test
    void manifestIsRefusedAtItsFirstWrongLineHoweverManyFollow() throws IOException {
        String good = new String(plan().manifest().toBytes(), StandardCharsets.US_ASCII);
        String lines = "x\n".repeat(8_000_000);
        String head = good.substring(0, good.indexOf("file "));
        String name = FileNames.finalizedEdits(1, 2);
        String file = "file " + name + " 1 " + "0".repeat(32) + "\n";

        assertSays(refusedManifest(lines), "\"cairn-archive 1\", but got \"x\"");
        assertSays(refusedManifest(head + lines), "\"file NAME LENGTH MD5\", but got \"x\"");
        assertSays(refusedManifest(head + file.repeat(100_000)), "each name once, but " + name + " comes twice");
        assertSays(refusedManifest("x".repeat(16_000_000)), "a line feed after at most 512 bytes");
    }

    /** Refused, and after little work. */
    private static IllegalArgumentException refusedManifest(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        com.sun.management.ThreadMXBean threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        IllegalArgumentException refusal =
                assertThrows(IllegalArgumentException.class, () -> ArchiveManifest.parse(bytes));
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertTrue(allocated < 1 << 20, allocated + " bytes allocated: " + refusal.getMessage());
        return refusal;
    }

    @Test
    void archiveWithoutManifestInFrontIsRefused() throws IOException {
        assertSays(refused(zstd(tar(tar -> file(tar, "VERSION", new byte[3])))), "the first entry to be MANIFEST");
        assertSays(refused(zstd(tar(tar -> {}))), "no entry");
    }

    @Test
    void whatIsNoArchiveIsRefused() throws IOException {
        refused("hello, I am a text".getBytes(StandardCharsets.US_ASCII));
        refused(zstd(noise(2000, 8)));
        refused(new byte[0]);
    }

    @Test
    void manifestThatIsNoStateToRestoreFromIsRefused() throws IOException {
        String good = new String(plan().manifest().toBytes(), StandardCharsets.US_ASCII);
        Map<String, String> changes = new LinkedHashMap<>();
        changes.put("cairn-archive 1", "cairn-archive 2");
        changes.put("storage -67", "storage 67");
        changes.put("blockpool BP-1-127.0.0.1-2", "blockpool  ");
        changes.put("image 100\n", "image 99\n");
        changes.put("last 300\n", "last 299\n");
        changes.put("last 300\n ", "last -1\n");
        changes.put("created 2026", "created then");
        changes.put("file VERSION", "file NOVERSION");
        changes.put("file seen_txid", "file VERSION");
        changes.put(EDITS, FileNames.finalizedEdits(102, 200));
        changes.put("file " + IMAGE + " 5000", "file " + IMAGE + " -5000");
        changes.put("end\n", "");
        changes.put("end", "end\nmore");
        changes.forEach((from, to) -> {
            String text = good.replace(from.strip(), to.strip());
            assertThrows(
                    CorruptArchiveException.class,
                    () -> unpack(zstd(tar(tar -> file(tar, "MANIFEST", text.getBytes(StandardCharsets.US_ASCII))))),
                    () -> from + " replaced by " + to);
        });
    }

    @Test
    void failureOfTheStreamItselfIsNotCalledDamage() throws IOException {
        byte[] archive = archive();
        InputStream broken = new InputStream() {
            private int at;

            @Override
            public int read() throws IOException {
                if (at > archive.length / 2) {
                    throw new IOException("connection reset");
                }
                return archive[at++] & 0xFF;
            }

            @Override
            public int read(byte[] target, int offset, int count) throws IOException {
                if (count > 0) {
                    target[offset] = (byte) read();
                }
                return Math.min(count, 1);
            }
        };

        IOException e = assertThrows(IOException.class, () -> {
            try (ArchiveReader reader = ArchiveReader.open("a", broken, LIMITS)) {
                while (reader.next().isPresent()) {
                    reader.copyTo(new CollectingSink());
                }
            }
        });
        assertEquals("connection reset", e.getMessage());
    }

    // ---- forging ----

    private interface Tarring {
        void into(TarArchiveOutputStream tar) throws IOException;
    }

    private interface Repacking {
        void pack(TarArchiveOutputStream tar, String name, byte[] content) throws IOException;
    }

    /** A good manifest and then something else. */
    private byte[] forged(Tarring rest) throws IOException {
        byte[] manifest = plan().manifest().toBytes();
        return zstd(tar(tar -> {
            file(tar, "MANIFEST", manifest);
            rest.into(tar);
        }));
    }

    /** The good archive's entries behind its manifest, each handed to {@code repacking}. */
    private byte[] repacked(Repacking repacking) throws IOException {
        Map<String, byte[]> good = unpack(archive());
        return forged(tar -> {
            for (Map.Entry<String, byte[]> entry : good.entrySet()) {
                repacking.pack(tar, entry.getKey(), entry.getValue());
            }
        });
    }

    private static byte[] tar(Tarring content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
            content.into(tar);
        }
        return bytes.toByteArray();
    }

    private static void file(TarArchiveOutputStream tar, String name, byte[] content) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
    }

    private static void special(TarArchiveOutputStream tar, String name, byte type) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name, type);
        entry.setLinkName("/etc/passwd");
        tar.putArchiveEntry(entry);
        tar.closeArchiveEntry();
    }

    private static byte[] zstd(byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZstdOutputStream zstd = new ZstdOutputStream(bytes)) {
            zstd.write(content);
        }
        return bytes.toByteArray();
    }

    private static byte[] tarOf(byte[] archive) throws IOException {
        try (InputStream in = new com.github.luben.zstd.ZstdInputStream(new ByteArrayInputStream(archive))) {
            return in.readAllBytes();
        }
    }

    /** Keeps what it is given. */
    private static final class CollectingSink implements ByteSink {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        @Override
        public void write(byte[] source, int offset, int count) {
            bytes.write(source, offset, count);
        }

        @Override
        public long position() {
            return bytes.size();
        }
    }
}
