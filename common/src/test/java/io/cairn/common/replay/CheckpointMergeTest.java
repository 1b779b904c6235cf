package io.cairn.common.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cairn.common.bytes.ByteSource;
import io.cairn.common.codec.image.CorruptImageException;
import io.cairn.common.codec.image.ImageCompression;
import io.cairn.common.codec.image.ImageReader;
import io.cairn.common.codec.image.ImageSection;
import io.cairn.common.digest.NamespaceDigest;
import io.cairn.common.disk.Disk;
import io.cairn.common.disk.RealDisk;
import io.cairn.common.layout.CorruptStorageException;
import io.cairn.common.layout.DigestSidecar;
import io.cairn.common.layout.FileNames;
import io.cairn.common.layout.SegmentFile;
import io.cairn.common.model.LayoutVersion;
import io.cairn.common.model.TxRange;
import io.cairn.common.namespace.Namespace;
import io.cairn.common.store.heap.HeapStore;
import io.cairn.common.store.image.ImageForm;
import io.cairn.common.store.image.ImageScan;
import io.cairn.common.store.image.SnapshotImageException;
import io.cairn.common.testkit.NamespaceDump;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Merging Hadoop's own images with Hadoop's own segments gives what Hadoop itself saved next. */
class CheckpointMergeTest {
    private static final ImageForm PLAIN = ImageForm.plain(LayoutVersion.CURRENT);
    private static final CheckpointMerge.Limits ROOMY = new CheckpointMerge.Limits(1 << 20, 1 << 30, 50);

    private final Disk disk = new RealDisk();

    @TempDir
    Path directory;

    private Path current;

    @BeforeEach
    void copyGoldenDirectory() throws IOException {
        current = directory.resolve("current");
        GoldenDirectory.copyTo(current);
    }

    private CheckpointMerge.Result merge(long from, long to, ImageForm form, CheckpointMerge.Limits limits)
            throws IOException {
        return new CheckpointMerge(disk, limits, System::nanoTime)
                .run(
                        GoldenDirectory.image(current, from),
                        GoldenDirectory.segments(current),
                        to,
                        current,
                        form,
                        txid -> {});
    }

    private String dump(Path image) throws IOException {
        try (HeapStore store = new HeapStore()) {
            new ImageLoader(disk).load(image, store, count -> {});
            return NamespaceDump.of(store);
        }
    }

    /** Compares line by line, so that a failure shows what differs and no more. */
    private static void assertSame(String expected, String found, String what) {
        List<String> missing = logged(expected);
        List<String> extra = logged(found);
        missing.removeAll(logged(found));
        extra.removeAll(logged(expected));
        assertEquals(String.join("\n", missing), String.join("\n", extra), what);
    }

    /**
     * Without what a live NameNode changes and does not log, or does not keep: it prolongs a delegation key when the next
     * one takes over, its images leave out the default replication of cache pools, and its loader gives a directory with
     * quotas by type the namespace quota 2^63 − 1 in place of none.
     */
    private static List<String> logged(String dump) {
        return new ArrayList<>(dump.lines()
                .map(line -> line.replaceAll("^(key \\d+) \\d+", "$1")
                        .replaceAll("defaultReplication=\\w+", "defaultReplication")
                        .replaceAll("quota " + Long.MAX_VALUE + "( -?\\d+ \\{.+\\})", "quota -1$1"))
                .toList());
    }

    private List<String> leftovers() throws IOException {
        try (Stream<Path> files = Files.list(current)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.contains("ckpt") || name.endsWith(".tmp"))
                    .toList();
        }
    }

    @Test
    void mergeOfFormattedImageAndSegmentsIsWhatHadoopSavedNext() throws IOException {
        Path expected = Files.copy(GoldenDirectory.image(current, 473), directory.resolve(FileNames.image(473)));
        Files.copy(current.resolve(FileNames.imageMd5(473)), directory.resolve(FileNames.imageMd5(473)));
        CheckpointMerge.Result result = merge(163, 473, PLAIN, ROOMY);
        assertEquals(310, result.editsReplayed());
        assertEquals(1, result.passes());
        assertSame(dump(expected), dump(result.image().path()), "163 to 473");
        assertEquals(List.of(), leftovers());
    }

    @Test
    void everyStartLeadsToTheSameImageAsHadoopsReplay() throws IOException {
        String expected = dump(GoldenDirectory.image(GoldenDirectory.FORMS.resolve("none"), 641));
        for (long from : new long[] {0, 163, 473}) {
            CheckpointMerge.Result result = merge(from, GoldenDirectory.LAST_TXID, PLAIN, ROOMY);
            assertSame(expected, dump(result.image().path()), "from " + from);
        }
    }

    @Test
    void changesThatOutgrowTheirBoundAreMergedInSeveralPasses() throws IOException {
        String expected = dump(GoldenDirectory.image(GoldenDirectory.FORMS.resolve("none"), 641));
        CheckpointMerge.Result result =
                merge(0, GoldenDirectory.LAST_TXID, PLAIN, new CheckpointMerge.Limits(1 << 16, 1, 40));
        assertTrue(result.passes() >= 15, result.passes() + " passes");
        assertSame(expected, dump(result.image().path()), "after " + result.editsReplayed() + " edits");
        assertEquals(List.of(), leftovers());
    }

    @Test
    void compressedAndDividedImagesHoldTheSame() throws IOException {
        String expected = dump(GoldenDirectory.image(GoldenDirectory.FORMS.resolve("none"), 641));
        for (ImageCompression compression :
                new ImageCompression[] {ImageCompression.NONE, ImageCompression.ZLIB, ImageCompression.ZSTD}) {
            ImageForm form = new ImageForm(LayoutVersion.CURRENT, compression, 4, 10);
            CheckpointMerge.Result result = merge(473, GoldenDirectory.LAST_TXID, form, ROOMY);
            assertSame(expected, dump(result.image().path()), form.toString());
            try (ByteSource source = disk.open(result.image().path())) {
                ImageReader image = ImageReader.open(source);
                assertEquals(4, image.summary().parts(ImageSection.INODE).size(), form.toString());
            }
        }
    }

    @Test
    void olderLayoutsAreWrittenInFullAndRefusedWhatTheyCannotHold() throws IOException {
        String expected = dump(GoldenDirectory.image(current, 0));
        for (int layout : new int[] {-66, -65, -64}) {
            CheckpointMerge.Result result = merge(0, 0, ImageForm.plain(new LayoutVersion(layout)), ROOMY);
            assertSame(expected, dump(result.image().path()), "layout " + layout);
            try (ByteSource source = disk.open(result.image().path())) {
                assertEquals(layout, ImageReader.open(source).layout().value());
            }
        }
        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class, () -> merge(473, 473, ImageForm.plain(new LayoutVersion(-66)), ROOMY));
        assertTrue(e.getMessage().contains("NVDIMM"), e.getMessage());
        assertEquals(List.of(), leftovers());
    }

    @Test
    void compressedAndDividedBasesAreMergedAsWell() throws IOException {
        String expected = dump(GoldenDirectory.image(GoldenDirectory.FORMS.resolve("none"), 641));
        for (String form : List.of("none", "DefaultCodec", "subsections", "subsections-DefaultCodec", "SnappyCodec")) {
            CheckpointMerge.Result result = new CheckpointMerge(disk, ROOMY, System::nanoTime)
                    .run(
                            GoldenDirectory.image(GoldenDirectory.FORMS.resolve(form), 641),
                            List.of(),
                            641,
                            current,
                            PLAIN,
                            txid -> {});
            assertSame(expected, dump(result.image().path()), form);
            assertEquals(List.of(), leftovers());
        }
    }

    @Test
    void untouchedImageIsMergedByteForByteButForItsOwnSections() throws IOException {
        Path base = GoldenDirectory.image(GoldenDirectory.FORMS.resolve("none"), 641);
        CheckpointMerge.Result result = new CheckpointMerge(disk, ROOMY, System::nanoTime)
                .run(base, List.of(), 641, current, PLAIN, txid -> {});
        assertEquals(-1, Files.mismatch(base, result.image().path()));
    }

    @Test
    void imageWithSnapshotsIsRefused() throws IOException {
        Path image;
        try (Stream<Path> files = Files.list(GoldenDirectory.SNAPSHOTS)) {
            image = files.filter(file -> file.getFileName().toString().matches("fsimage_0*[1-9]\\d*"))
                    .findFirst()
                    .orElseThrow();
        }
        SnapshotImageException e =
                assertThrows(SnapshotImageException.class, () -> new CheckpointMerge(disk, ROOMY, System::nanoTime)
                        .run(image, List.of(), 1, current, PLAIN, txid -> {}));
        assertTrue(e.getMessage().contains("snapshots"), e.getMessage());
        assertThrows(SnapshotImageException.class, () -> dump(image));
    }

    @Test
    void wrongOrMissingSidecarStopsTheLoad() throws IOException {
        Path image = GoldenDirectory.image(current, 163);
        byte[] bytes = Files.readAllBytes(image);
        bytes[bytes.length / 2] ^= 1;
        Files.write(image, bytes);
        CorruptStorageException wrong = assertThrows(CorruptStorageException.class, () -> dump(image));
        assertTrue(wrong.getMessage().contains("wrong MD5"), wrong.getMessage());
        Files.delete(current.resolve(FileNames.imageMd5(163)));
        assertThrows(CorruptStorageException.class, () -> dump(image));
    }

    @Test
    void truncatedBaseIsRefusedNamingTheFile() throws IOException {
        Path image = GoldenDirectory.image(current, 163);
        byte[] bytes = Files.readAllBytes(image);
        Files.write(image, java.util.Arrays.copyOf(bytes, bytes.length - 100));
        CorruptImageException e = assertThrows(CorruptImageException.class, () -> merge(163, 244, PLAIN, ROOMY));
        assertTrue(e.getMessage().contains(FileNames.image(163)), e.getMessage());
        assertEquals(List.of(), leftovers());
    }

    @Test
    void digestBesideTheBaseIsBelievedAndProvenByWhatIsMadeOfIt() throws IOException {
        NamespaceDigest summedUp = merge(163, 473, PLAIN, ROOMY).image().digest();
        Path image = GoldenDirectory.image(current, 163);
        try (ByteSource source = disk.open(image)) {
            NamespaceDigest base =
                    new ImageScan(ImageReader.open(source)).check().digest();
            DigestSidecar.write(disk, image, base);
        }
        assertEquals(summedUp, merge(163, 473, PLAIN, ROOMY).image().digest());
        assertEquals(
                summedUp,
                merge(163, 473, PLAIN, new CheckpointMerge.Limits(1 << 16, 1, 40))
                        .image()
                        .digest());
    }

    @Test
    void baseThatHoldsSomethingElseThanTheDigestBesideItIsNamedAndNothingIsMade() throws IOException {
        Path base = GoldenDirectory.image(current, 163);
        DigestSidecar.write(disk, base, new NamespaceDigest(1, 2));
        for (CheckpointMerge.Limits limits : List.of(ROOMY, new CheckpointMerge.Limits(1 << 16, 1, 40))) {
            CorruptStorageException e =
                    assertThrows(CorruptStorageException.class, () -> merge(163, 244, PLAIN, limits));
            assertTrue(e.getMessage().contains(base.toString()), e.getMessage());
            assertFalse(Files.exists(current.resolve(FileNames.image(244))));
            assertEquals(List.of(), leftovers());
        }
    }

    @Test
    void digestFileThatIsNoneLeavesNothingOfACompressedBase() throws IOException {
        Path compressed = GoldenDirectory.image(GoldenDirectory.FORMS.resolve("DefaultCodec"), 641);
        Path base = Files.copy(compressed, directory.resolve(FileNames.image(641)));
        Files.writeString(DigestSidecar.path(base), "no digest");
        assertThrows(CorruptStorageException.class, () -> new CheckpointMerge(disk, ROOMY, System::nanoTime)
                .run(base, List.of(), 641, current, PLAIN, txid -> {}));
        assertEquals(List.of(), leftovers());
    }

    @Test
    void damagedSegmentIsTakenFromAnotherDirectory() throws IOException {
        Path other = directory.resolve("other");
        GoldenDirectory.copyTo(other);
        Path damaged = current.resolve(FileNames.finalizedEdits(245, 473));
        byte[] bytes = Files.readAllBytes(damaged);
        bytes[bytes.length / 2] ^= 1;
        Files.write(damaged, bytes);
        List<SegmentFile> both = new ArrayList<>(GoldenDirectory.segments(current));
        both.addAll(GoldenDirectory.segments(other));
        String expected = dump(GoldenDirectory.image(current, 473));
        CheckpointMerge.Result result = new CheckpointMerge(disk, ROOMY, System::nanoTime)
                .run(GoldenDirectory.image(current, 163), both, 473, current, PLAIN, txid -> {});
        assertSame(expected, dump(result.image().path()), "after " + result.editsReplayed() + " edits");
        Files.copy(damaged, other.resolve(damaged.getFileName()), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        assertThrows(IOException.class, () -> new CheckpointMerge(disk, ROOMY, System::nanoTime)
                .run(GoldenDirectory.image(current, 163), both, 473, current, PLAIN, txid -> {}));
    }

    @Test
    void missingSegmentIsNamedBeforeAnythingIsApplied() throws IOException {
        try (HeapStore store = new HeapStore()) {
            new ImageLoader(disk).load(GoldenDirectory.image(current, 163), store, count -> {});
            Namespace namespace = new Namespace(store);
            List<SegmentFile> gap = GoldenDirectory.segments(current).stream()
                    .filter(segment -> segment.firstTxid() != 245)
                    .toList();
            MissingTransactionsException e = assertThrows(
                    MissingTransactionsException.class, () -> new EditReplayer(disk, namespace).replay(gap, 580));
            assertEquals(List.of(new TxRange(245, 473)), e.missing());
            assertEquals(163, namespace.appliedTxid());
        }
    }

    @Test
    void replayStopsAtTheGivenTransactionAndGoesOnFromThere() throws IOException {
        try (HeapStore store = new HeapStore()) {
            new ImageLoader(disk).load(GoldenDirectory.image(current, 0), store, count -> {});
            Namespace namespace = new Namespace(store);
            List<Long> progress = new ArrayList<>();
            EditReplayer replayer = new EditReplayer(disk, namespace, 100, progress::add);
            assertEquals(300, replayer.replay(GoldenDirectory.segments(current), 300));
            assertEquals(300, store.appliedTxid());
            assertEquals(List.of(100L, 200L, 300L), progress);
            assertEquals(
                    GoldenDirectory.LAST_TXID,
                    replayer.replay(GoldenDirectory.segments(current), GoldenDirectory.LAST_TXID));
            assertFalse(NamespaceDump.of(store).isEmpty());
        }
    }
}
