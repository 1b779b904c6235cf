package io.cairn.common.layout;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cairn.common.layout.StorageDirectory.State;
import io.cairn.common.model.LayoutVersion;
import io.cairn.common.testkit.FaultyDisk;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DirectoryRefillTest {
    private static final Path A = Path.of("/d/a");
    private static final Path B = Path.of("/d/b");
    private static final StorageInfo OURS =
            new StorageInfo(LayoutVersion.CURRENT, 4711, "CID-x", 1_700_000_000_000L, "BP-1-127.0.0.1-1");
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.EPOCH);

    private FaultyDisk disk;
    private NameDirectories directories;
    private StorageDirectory healthy;
    private StorageDirectory failed;

    @BeforeEach
    void failOneOfTwo() throws IOException {
        disk = new FaultyDisk(Path.of("/d"));
        for (Path root : List.of(A, B)) {
            putVersion(disk, root, OURS);
            image(root, 10, "image ten");
            put(root, FileNames.finalizedEdits(11, 20), "eleven to twenty");
            put(root, FileNames.SEEN_TXID, "21\n");
            put(root, FileNames.inProgressEdits(21), "being written");
        }
        open();
        // What happens without B:
        put(A, FileNames.finalizedEdits(21, 30), "twenty-one to thirty");
        disk.delete(A.resolve("current").resolve(FileNames.inProgressEdits(21)));
        image(A, 30, "image thirty");
        put(A, FileNames.imageDigest(30), "digest");
        put(A, FileNames.inProgressEdits(31), "being written");
        put(A, FileNames.SEEN_TXID, "31\n");
        put(A, FileNames.LAST_START, "second\n");
    }

    private void open() throws IOException {
        List<StorageDirectory> configured = NameDirectories.configured(List.of(A, B), List.of(A, B));
        directories = NameDirectories.open(disk, configured, "1@test");
        healthy = configured.get(0);
        failed = configured.get(1);
        failed.takeOutOfService(new IOException("pulled out"));
    }

    @AfterEach
    void unlock() throws IOException {
        directories.close();
    }

    @Test
    void bringsEverythingThatIsMissingAndCountsOnlyThen() throws IOException {
        DirectoryRefill refill = refill(() -> false);
        refill.begin();
        assertEquals(State.RETURNING, failed.state());
        assertFalse(failed.inService());
        assertEquals(31, SeenTxidFile.read(disk, file(B, FileNames.SEEN_TXID)));
        // The journal goes on to the next segment, in both.
        disk.delete(file(A, FileNames.inProgressEdits(31)));
        put(A, FileNames.finalizedEdits(31, 40), "thirty-one to forty");
        put(A, FileNames.inProgressEdits(41), "forty-one");
        put(B, FileNames.inProgressEdits(41), "forty-one");

        DirectoryRefill.Report report = refill.complete();

        assertTrue(failed.inService());
        assertEquals(new DirectoryRefill.Report(3, 12 + 20 + 19, 1, List.of()), report);
        assertEqualsHealthy();
        assertEquals("being written", text(file(B, FileNames.inProgressEdits(21) + ".stale")));
        assertTrue(disk.exists(file(B, FileNames.inProgressEdits(41))), "the journal's file is left alone");
        assertEquals(2, directories.scan().size());
    }

    @Test
    void replacesWhatDiffersAndKeepsIt() throws IOException {
        put(B, FileNames.finalizedEdits(11, 20), "eleven to twentx");
        put(B, FileNames.finalizedEdits(21, 25), "ended here only");
        disk.flipBit(file(B, FileNames.image(10)), 3, 0);
        refill(() -> false).begin();
        assertEqualsHealthy();
        assertEquals("eleven to twentx", text(file(B, FileNames.finalizedEdits(11, 20) + ".corrupt")));
        assertEquals("ended here only", text(file(B, FileNames.finalizedEdits(21, 25) + ".corrupt")));
        assertTrue(disk.exists(file(B, FileNames.image(10) + ".corrupt")));
    }

    @Test
    void keepsItsOwnSegmentWhereTheOthersAreDamaged() throws IOException {
        put(A, FileNames.finalizedEdits(11, 20), "rotten to twenty");
        DirectoryRefill refill = refill(() -> false);
        refill.begin();
        List<String> damage = refill.complete().damage();
        assertEquals("eleven to twenty", text(file(B, FileNames.finalizedEdits(11, 20))));
        assertFalse(disk.exists(file(B, FileNames.finalizedEdits(11, 20) + ".corrupt")));
        assertEquals(1, damage.size());
        assertTrue(
                damage.get(0).contains(file(A, FileNames.finalizedEdits(11, 20)).toString()), damage.get(0));
        assertTrue(damage.get(0).endsWith("is whole, and was kept"), damage.get(0));
    }

    @Test
    void takesASegmentFromTheNextDirectoryWhereOneCopyIsDamaged() throws IOException {
        unlock();
        Path c = Path.of("/d/c");
        putVersion(disk, c, OURS);
        for (String name : disk.list(A.resolve("current"))) {
            put(c, name, text(file(A, name)));
        }
        List<StorageDirectory> configured = NameDirectories.configured(List.of(A, B, c), List.of(A, B, c));
        directories = NameDirectories.open(disk, configured, "1@test");
        failed = configured.get(1);
        failed.takeOutOfService(new IOException("pulled out"));
        put(A, FileNames.finalizedEdits(11, 20), "rotten to twenty");
        put(A, FileNames.finalizedEdits(21, 30), "rotten to thirty");
        disk.delete(file(B, FileNames.finalizedEdits(11, 20)));

        DirectoryRefill refill = refill(() -> false);
        refill.begin();
        List<String> damage = refill.complete().damage();
        assertEquals("eleven to twenty", text(file(B, FileNames.finalizedEdits(11, 20))));
        assertEquals("twenty-one to thirty", text(file(B, FileNames.finalizedEdits(21, 30))));
        assertEquals(2, damage.size());
        assertTrue(damage.get(0).endsWith("is damaged; copied from /d/c/current"), damage.get(0));
    }

    @Test
    void fillsAnEmptyDisk() throws IOException {
        for (String name : disk.list(B.resolve("current"))) {
            disk.delete(file(B, name));
        }
        DirectoryRefill refill = refill(() -> false);
        refill.begin();
        refill.complete();
        assertEqualsHealthy();
        assertEquals(OURS, VersionFile.read(disk, file(B, FileNames.VERSION)));
        assertEquals("second\n", text(file(B, FileNames.LAST_START)));
    }

    @Test
    void leavesTheDirectoryOfAnotherNamespaceAlone() throws IOException {
        putVersion(disk, B, new StorageInfo(LayoutVersion.CURRENT, 1, "CID-other", 1, "BP-2-127.0.0.1-1"));
        IOException refusal = assertThrows(IOException.class, refill(() -> false)::begin);
        assertTrue(
                refusal.getMessage().contains("/d/b holds another namespace now: 1 of CID-other"),
                refusal.getMessage());
        assertEquals(State.OUT_OF_SERVICE, failed.state());
        assertEquals(refusal, failed.fault().orElseThrow());
        assertFalse(disk.exists(file(B, FileNames.image(30))));
        assertTrue(disk.exists(file(B, FileNames.inProgressEdits(21))));
    }

    @Test
    void staysOutWhileItsRootIsMissing() throws IOException {
        List<StorageDirectory> configured = NameDirectories.configured(List.of(A, Path.of("/d/unmounted")), List.of(A));
        configured.get(1).takeOutOfService(new IOException("gone"));
        DirectoryRefill refill = new DirectoryRefill(
                disk,
                directories,
                configured.get(1),
                () -> new Leases().holdFrom(0),
                CLOCK,
                this::isWhole,
                () -> false);
        String message = assertThrows(IOException.class, refill::begin).getMessage();
        assertTrue(message.contains("/d/unmounted does not exist"), message);
    }

    @Test
    void refusesToFillADiskWithoutRoom() throws IOException {
        disk.limitTo(100_000);
        String message =
                assertThrows(IOException.class, refill(() -> false)::begin).getMessage();
        assertTrue(message.contains("No room in /d/b/current"), message);
    }

    @Test
    void takesAnImageFromTheNextDirectoryWhenOneCopyIsDamaged() throws IOException {
        disk.flipBit(file(A, FileNames.image(30)), 2, 1);
        IOException damage = assertThrows(IOException.class, refill(() -> false)::begin);
        assertTrue(damage.getMessage().contains(file(A, FileNames.image(30)) + ": changed"), damage.getMessage());
        // An older one that is damaged does not keep the directory out.
        disk.flipBit(file(A, FileNames.image(30)), 2, 1);
        disk.flipBit(file(A, FileNames.image(10)), 2, 1);
        disk.delete(file(B, FileNames.image(10)));
        DirectoryRefill refill = refill(() -> false);
        refill.begin();
        refill.complete();
        assertTrue(disk.exists(file(B, FileNames.image(30))));
        assertFalse(disk.exists(file(B, FileNames.image(10))));
    }

    @Test
    void givesUpWhenTheProcessStops() {
        assertThrows(InterruptedIOException.class, refill(() -> true)::begin);
        assertEquals(State.OUT_OF_SERVICE, failed.state());
    }

    @Test
    void staysOutAfterAnyFailingCallAndComesBackWithTheNextAttempt() throws IOException {
        int faults = 0;
        for (int n = 1; ; n++) {
            unlock();
            failOneOfTwo();
            disk.failChange(n, path -> path.startsWith(B));
            boolean done = attempt(refill(() -> false));
            disk.repair();
            if (done) {
                break;
            }
            faults++;
            assertEquals(State.OUT_OF_SERVICE, failed.state(), "failing call " + n);
            assertTrue(attempt(refill(() -> false)), "failing call " + n);
            assertEqualsHealthy();
        }
        assertTrue(faults > 20, "failing calls tried: " + faults);
    }

    @Test
    void leavesAReadableDirectoryWhereverTheMachineStops() throws IOException {
        for (int n = 1; ; n++) {
            unlock();
            failOneOfTwo();
            disk.crashAtCall(n);
            boolean done = attempt(refill(() -> false));
            disk = disk.crash();
            open();
            assertAllThatIsThereIsWhole("call " + n);
            assertTrue(attempt(refill(() -> false)), "call " + n);
            assertEqualsHealthy();
            if (done) {
                break;
            }
        }
    }

    @Test
    void losesWhatWasBegunBeforeTheDirectoryFailed() throws IOException {
        int before = failed.failures();
        assertTrue(attempt(refill(() -> false)));
        failed.takeOutOfService(new IOException("again"));
        assertEquals(before + 1, failed.failures());
        assertTrue(healthy.inService());
    }

    private static boolean attempt(DirectoryRefill refill) {
        try {
            refill.begin();
            refill.complete();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private DirectoryRefill refill(BooleanSupplier stop) {
        return new DirectoryRefill(
                disk, directories, failed, () -> new Leases().holdFrom(0), CLOCK, this::isWhole, stop);
    }

    /** The segments of this test are words; a rotten one says so. */
    private boolean isWhole(SegmentFile segment) {
        return !text(segment.path()).contains("rotten");
    }

    private void assertAllThatIsThereIsWhole(String when) throws IOException {
        DirInventory inventory = DirInventory.scan(disk, B.resolve("current"));
        for (ImageFile image : inventory.images()) {
            byte[] md5 = Md5Sidecar.read(disk, image.path()).orElseThrow();
            assertArrayEquals(md5(disk.bytes(image.path())), md5, when);
        }
        for (SegmentFile segment : inventory.finalized()) {
            Path original = file(A, String.valueOf(segment.path().getFileName()));
            assertEquals(text(original), text(segment.path()), when);
        }
    }

    private void assertEqualsHealthy() throws IOException {
        DirInventory expected = DirInventory.scan(disk, A.resolve("current"));
        DirInventory found = DirInventory.scan(disk, B.resolve("current"));
        assertEquals(names(expected), names(found));
        for (String name : names(expected)) {
            assertEquals(text(file(A, name)), text(file(B, name)), name);
        }
    }

    private static List<String> names(DirInventory inventory) {
        List<String> names = new ArrayList<>();
        inventory
                .images()
                .forEach(image -> names.add(String.valueOf(image.path().getFileName())));
        inventory
                .finalized()
                .forEach(segment -> names.add(String.valueOf(segment.path().getFileName())));
        inventory.sidecars().forEach(sidecar -> names.add(sidecar.name()));
        return names;
    }

    private static Path file(Path root, String name) {
        return root.resolve("current").resolve(name);
    }

    private String text(Path file) {
        return new String(disk.bytes(file), StandardCharsets.UTF_8);
    }

    private void put(Path root, String name, String text) {
        disk.put(file(root, name), text.getBytes(StandardCharsets.UTF_8));
    }

    private void image(Path root, long txid, String text) throws IOException {
        put(root, FileNames.image(txid), text);
        Md5Sidecar.write(disk, file(root, FileNames.image(txid)), md5(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static byte[] md5(byte[] bytes) {
        try {
            return MessageDigest.getInstance("MD5").digest(bytes);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static void putVersion(FaultyDisk disk, Path root, StorageInfo info) throws IOException {
        Path file = file(root, FileNames.VERSION);
        disk.put(file, new byte[0]);
        VersionFile.write(disk, file, info, Instant.EPOCH);
    }
}
