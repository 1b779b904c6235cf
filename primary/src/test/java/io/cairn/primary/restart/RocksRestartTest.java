package io.cairn.primary.restart;

import static io.cairn.primary.restart.GoldenDirectories.A;
import static io.cairn.primary.restart.GoldenDirectories.B;
import static io.cairn.primary.restart.GoldenDirectories.OPEN;
import static io.cairn.primary.restart.GoldenDirectories.file;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cairn.common.digest.NamespaceDigest;
import io.cairn.common.layout.FileNames;
import io.cairn.common.layout.SeenTxidFile;
import io.cairn.common.layout.StorageInfo;
import io.cairn.common.model.Counters;
import io.cairn.common.model.Inode;
import io.cairn.common.model.InodeIds;
import io.cairn.common.replay.ImageLoader;
import io.cairn.common.store.StoreException;
import io.cairn.common.store.rocks.RocksSettings;
import io.cairn.common.store.rocks.RocksStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** RocksDB missing, damaged, behind and ahead: rebuilt or replayed, never partial, nothing applied twice. */
class RocksRestartTest {
    private static final int ROUNDS = Integer.getInteger("cairn.rounds", 6);

    @TempDir
    Path root;

    private GoldenDirectories directories;
    private Path rocks;
    private String whole;

    @BeforeEach
    void create() throws IOException {
        rocks = root.resolve("rocksdb");
        whole = GoldenDirectories.create().restart().dump();
        directories = GoldenDirectories.create();
    }

    private String restart() throws IOException {
        StorageInfo info = directories.info();
        return directories
                .restart(lastStart -> new RocksSource(rocks, 64L << 20, info, directories.findings, lastStart))
                .dump();
    }

    @Test
    void isFilledOnceAndThenGoneOnFrom() throws IOException {
        assertEquals(whole, restart());
        List<Path> filled = files();
        assertEquals(whole, restart());
        assertEquals(List.of(), directories.findings.all());
        assertTrue(files().containsAll(filled.stream()
                .filter(file -> file.toString().endsWith(".sst"))
                .toList()));
        assertFalse(Files.exists(rocks.resolve("filling")));
    }

    @Test
    void aStoreThatDivergedFromWhatWasNotedIsFilledAnewLoudly() throws IOException {
        restart();
        try (RocksStore store = RocksStore.open(rocks, RocksSettings.DEFAULT)) {
            directories.note(store.appliedTxid(), store.digest());
            Inode top = store.inode(InodeIds.ROOT).orElseThrow();
            store.putInode(top.withMtime(top.mtimeMillis() + 1));
            store.commit(store.appliedTxid());
            store.flush();
        }
        assertEquals(whole, restart());
        assertTrue(directories.told("does not hold what it should", "filled anew"));
    }

    @Test
    void aSoundImageAndItsEditsCountForMoreThanANoteThatSaysOtherwise() throws IOException {
        AtomicBoolean forgotten = directories.note(580, new NamespaceDigest(1, 2));
        assertEquals(whole, restart());
        assertTrue(forgotten.get());
        assertTrue(directories.told("do not lead to what was noted"));
    }

    @Test
    void behindIsBroughtUpByTheEditsAlone() throws IOException {
        byte[] open = directories.disk().bytes(file(A, OPEN));
        withoutTheOpenSegment();
        restart();
        for (Path directory : List.of(A, B)) {
            directories.disk().put(file(directory, OPEN), open);
            // What the store has applied is not needed again, neither images nor edits.
            for (String segment : GoldenDirectories.SEGMENTS) {
                directories.delete(directory, segment);
            }
            directories.damageImage(directory, 473);
        }
        assertEquals(whole, restart());
        assertEquals(List.of(), directories.findings.all());
    }

    @Test
    void aheadOfTheJournalIsKeptAsideAndFilledAnew() throws IOException {
        restart();
        directories = GoldenDirectories.create();
        withoutTheOpenSegment();
        String shorter = restart();
        assertFalse(shorter.equals(whole));
        assertTrue(directories.told("at txid 639, ahead of the journal's 580", "kept in " + rocks.resolve("ahead")));
        assertTrue(Files.exists(rocks.resolve("ahead/CURRENT")));
        assertEquals(shorter, restart());
    }

    @Test
    void storeThatServedOtherDirectoriesMeanwhileIsFilledAnewThoughItIsNotAhead() throws IOException {
        restart();
        GoldenDirectories replaced = directories;
        directories = GoldenDirectories.create(); // as restored to 580, without any note
        withoutTheOpenSegment();
        restart();
        try (RocksStore store = RocksStore.open(rocks, RocksSettings.DEFAULT)) {
            Inode top = store.inode(InodeIds.ROOT).orElseThrow();
            store.putInode(top.withMtime(top.mtimeMillis() + 1)); // 20 transactions of another history
            store.commit(600);
            store.flush();
        }
        directories = replaced;
        assertEquals(whole, restart());
        assertTrue(directories.told("is filled anew", "may hold another past"));
        assertEquals(whole, restart());
        assertEquals(1, directories.findings.all().size(), "the second start goes on from it");
    }

    @Test
    void oneDirectoryOfAnotherPastIsEnoughToFillTheStoreAnew() throws IOException {
        restart();
        directories.delete(B, FileNames.LAST_START);
        assertEquals(whole, restart());
        assertTrue(directories.told("may hold another past"));
    }

    private void withoutTheOpenSegment() throws IOException {
        for (Path directory : List.of(A, B)) {
            directories.delete(directory, OPEN);
            SeenTxidFile.write(directories.disk(), file(directory, FileNames.SEEN_TXID), 576);
        }
    }

    @Test
    void anyFileGoneIsNoticed() throws IOException {
        restart();
        for (String name :
                files().stream().map(file -> file.getFileName().toString()).toList()) {
            if (Files.exists(rocks.resolve(name))) {
                Files.delete(rocks.resolve(name));
                assertEquals(whole, restart(), name + " gone");
            }
        }
    }

    @Test
    void damageAnywhereInAnyFileIsFoundOrHarmless() throws IOException {
        long seed = Long.getLong("cairn.test.seed", 20261121L);
        Random random = new Random(seed);
        restart();
        for (int round = 0; round < ROUNDS; round++) {
            List<Path> files =
                    files().stream().filter(RocksRestartTest::hasBytes).toList();
            Path file = files.get(random.nextInt(files.size()));
            byte[] bytes = Files.readAllBytes(file);
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(3)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> Arrays.fill(bytes, at, Math.min(bytes.length, at + 4096), (byte) 0);
                default -> bytes = Arrays.copyOf(bytes, at);
            }
            Files.write(file, bytes);
            assertEquals(whole, restart(), file + " at " + at + ", seed " + seed + ", round " + round);
            assertEquals(whole, restart(), "once more after " + file);
        }
    }

    private static boolean hasBytes(Path file) {
        return file.toFile().length() > 0;
    }

    @Test
    void halfFilledIsFilledAnew() throws IOException {
        Files.createDirectories(rocks);
        try (RocksStore store = RocksStore.open(rocks, RocksSettings.DEFAULT)) {
            new ImageLoader(directories.disk()).load(file(A, FileNames.image(163)), store, count -> {});
            store.commit(ImageLoader.LOADING);
            store.flush();
        }
        assertEquals(whole, restart());
        assertTrue(directories.told("it was left half filled"));
    }

    @Test
    void fillingCutShortStartsAgain() throws IOException {
        Path filling = Files.createDirectories(rocks.resolve("filling"));
        try (RocksStore store = RocksStore.open(filling, RocksSettings.DEFAULT)) {
            new ImageLoader(directories.disk()).load(file(A, FileNames.image(163)), store, count -> {});
            store.flush();
        }
        assertEquals(whole, restart());
        assertFalse(Files.exists(filling));
    }

    @Test
    void movingInCutShortAtAnyFileStartsAgain() throws IOException {
        restart();
        List<String> names =
                files().stream().map(file -> file.getFileName().toString()).toList();
        Path filling = rocks.resolve("filling");
        for (int moved = 0; moved < names.size(); moved++) {
            Files.createDirectories(filling);
            int count = 0;
            for (Path file : files()) {
                boolean stays =
                        count++ < moved && !file.getFileName().toString().equals("CURRENT");
                if (!stays) {
                    Files.move(file, filling.resolve(file.getFileName()));
                }
            }
            assertEquals(whole, restart(), moved + " files moved");
        }
    }

    @Test
    void damageFoundWhileServingIsRememberedAcrossTheProcess() throws IOException {
        restart();
        Path table = files().stream()
                .filter(file -> file.toString().endsWith(".sst"))
                .max((a, b) -> Long.compare(a.toFile().length(), b.toFile().length()))
                .orElseThrow();
        byte[] bytes = Files.readAllBytes(table);
        try (RocksStore store = RocksStore.open(rocks, RocksSettings.DEFAULT)) {
            byte[] damaged = bytes.clone();
            Arrays.fill(damaged, 0, damaged.length / 2, (byte) 0x5A);
            Files.write(table, damaged);
            assertThrows(StoreException.class, store::verifyChecksums);
        }
        Files.write(table, bytes);
        assertTrue(RocksStore.wasFoundDamaged(rocks));
        assertEquals(whole, restart());
        assertTrue(directories.told("was found damaged while it served"));
        assertFalse(RocksStore.wasFoundDamaged(rocks));
    }

    @Test
    void staysAsItIsWhenTheStartIsRefused() throws IOException {
        withoutTheOpenSegment();
        restart();
        List<Path> before = files();
        directories = GoldenDirectories.create();
        for (Path directory : List.of(A, B)) {
            directories.damageEdit(directory, OPEN, 600);
        }
        assertThrows(StartRefusedException.class, this::restart);
        assertTrue(files().containsAll(before.stream()
                .filter(file -> file.toString().endsWith(".sst"))
                .toList()));
    }

    @Test
    void anotherNamespaceIsNotGoneOnFrom() throws IOException {
        restart();
        try (RocksStore store = RocksStore.open(rocks, RocksSettings.DEFAULT)) {
            store.putCounters(Counters.fresh(4711));
            store.commit(store.appliedTxid());
            store.flush();
        }
        assertEquals(whole, restart());
        assertTrue(directories.told("it holds namespace 4711"));
    }

    /** Those of RocksDB. */
    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(rocks)) {
            return files.filter(file -> Files.isRegularFile(file) && !file.endsWith("START"))
                    .sorted()
                    .toList();
        }
    }
}
