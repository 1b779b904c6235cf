package io.cairn.primary.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.cairn.common.layout.FileNames;
import io.cairn.primary.app.DamageRun.Outcome;
import io.cairn.primary.app.DamageRun.Result;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * One byte of one file changed, or one of its blocks of 4 KiB zeroed, or the file gone: then the start refuses, or the
 * namespace is what it was, or an earlier one and the start itself says so. Where a second directory is sound, it starts
 * with the namespace that was.
 *
 * <p>{@code -Dcairn.flips=N} chooses how many places are tried, {@code all} for each byte of each file (but only a sample
 * of the padding behind the last edit, and of the longer files of RocksDB); {@code -Dcairn.seed=S} which, and what is
 * changed there.
 */
class FlipTest {
    private static final int BLOCK_BYTES = 4096;
    private static final int PADDING_SAMPLE = 200;
    /** Of a longer file of RocksDB, which takes long to open, about so many bytes are tried, evenly spread. */
    private static final int ROCKS_SAMPLE = 250;

    /** Of two that differ nothing says which is right, and one that cannot be read may be the one that knows most. */
    private static final Set<String> NOT_MENDED = Set.of(FileNames.VERSION, FileNames.SEEN_TXID);

    private static final int FLIPS = flips(System.getProperty("cairn.flips", "40"));
    private static final long SEED = Long.getLong("cairn.seed", 20261122L);

    @TempDir
    private Path directory;

    private final Random random = new Random(SEED);

    /** What is done to one file. Immutable. */
    private record Point(Path file, String what, UnaryOperator<byte[]> damage) {}

    private static int flips(String text) {
        return text.equals("all") ? Integer.MAX_VALUE : Integer.parseInt(text);
    }

    @Test
    void noSingleDamageMakesAnotherNamespaceUnnoticed() throws Exception {
        DamageRun run = new DamageRun(directory, "memory", 1, "");
        Set<Outcome> right = EnumSet.of(Outcome.SAME, Outcome.REFUSED, Outcome.TOLD);
        tryAll("1 directory", run, run.files(), points(run.files()), FLIPS, file -> right);
    }

    /**
     * One copy of image and edits is sound, so the start goes on from it. Of VERSION, and of {@code seen_txid} unless it
     * says less, it does not choose: VERSION must be equal in all directories (spec storage.md §1.1), and edits readable up
     * to the highest {@code seen_txid} (§2).
     */
    @Test
    void noSingleDamageKeepsAStartFromTheOtherDirectory() throws Exception {
        DamageRun run = new DamageRun(directory, "memory", 2, "");
        Set<Outcome> right = EnumSet.of(Outcome.SAME);
        Set<Outcome> notMended = EnumSet.of(Outcome.SAME, Outcome.REFUSED);
        tryAll(
                "2 directories",
                run,
                run.files(),
                points(run.files()),
                FLIPS,
                file -> NOT_MENDED.contains(kind(file)) ? notMended : right);
    }

    /**
     * What RocksDB has on disk is only a copy of what image and edits bring back: one that is read through at the start is
     * filled anew, one that is too large for that says what cannot be read when it is asked for.
     */
    @ParameterizedTest
    @ValueSource(strings = {"64m", "0"})
    void noSingleDamageOfRocksDbMakesAnotherNamespaceUnnoticed(String verified) throws Exception {
        DamageRun run = new DamageRun(directory, "rocksdb", 1, "cairn.rocksdb.verify.max: " + verified + "\n");
        List<Point> points = new ArrayList<>();
        for (Map.Entry<Path, byte[]> file : run.rocksFiles().entrySet()) {
            int step = 1 + file.getValue().length / ROCKS_SAMPLE;
            points.addAll(points(Map.of(file.getKey(), file.getValue()), step));
        }
        Set<Outcome> right =
                verified.equals("0") ? EnumSet.of(Outcome.SAME, Outcome.UNREADABLE) : EnumSet.of(Outcome.SAME);
        int most = FLIPS == Integer.MAX_VALUE ? FLIPS : FLIPS / 4;
        tryAll("RocksDB read through up to " + verified, run, run.rocksFiles(), points, most, file -> right);
    }

    /** @param right what may come of damage to a file */
    private void tryAll(
            String title,
            DamageRun run,
            Map<Path, byte[]> files,
            List<Point> points,
            int most,
            Function<Path, Set<Outcome>> right)
            throws IOException {
        Result undamaged = run.run(Map.of());
        assertEquals(Outcome.SAME, undamaged.outcome(), "undamaged: " + undamaged.words());
        Collections.shuffle(points, random);
        List<Point> tried = points.subList(0, Math.min(most, points.size()));
        Map<String, Map<Outcome, Integer>> counts = new TreeMap<>();
        List<String> wrong = new ArrayList<>();
        for (Point point : tried) {
            Result result = run.run(Map.of(point.file(), point.damage().apply(files.get(point.file()))));
            counts.computeIfAbsent(kind(point.file()), kind -> new EnumMap<>(Outcome.class))
                    .merge(result.outcome(), 1, Integer::sum);
            if (!right.apply(point.file()).contains(result.outcome())) {
                wrong.add(result.outcome() + " " + point.file() + " " + point.what() + ": " + result.words());
            }
        }
        long bytes = files.values().stream().mapToLong(file -> file.length).sum();
        System.out.println("FlipTest, " + title + ": " + tried.size() + " of " + points.size() + " points in "
                + files.size() + " files of " + bytes + " bytes, seed " + SEED + ": " + counts);
        assertEquals(List.of(), wrong);
    }

    private List<Point> points(Map<Path, byte[]> files) {
        return points(files, 1);
    }

    /** @param step every which byte is flipped; each block is zeroed */
    private List<Point> points(Map<Path, byte[]> files, int step) {
        List<Point> points = new ArrayList<>();
        files.forEach((file, bytes) -> {
            int end = end(bytes);
            for (int i = random.nextInt(step); i < end; i += step) {
                points.add(flip(file, i));
            }
            for (int i = 0; i < PADDING_SAMPLE && end < bytes.length; i++) {
                points.add(flip(file, end + random.nextInt(bytes.length - end)));
            }
            for (int from = 0; from < end; from += BLOCK_BYTES) {
                points.add(zeroed(file, from));
            }
            points.add(new Point(file, "gone", whole -> new byte[0]));
        });
        return points;
    }

    private Point flip(Path file, int at) {
        int mask = 1 + random.nextInt(255);
        return new Point(file, "flipped at " + at + " by " + mask, whole -> {
            byte[] damaged = whole.clone();
            damaged[at] ^= (byte) mask;
            return damaged;
        });
    }

    private static Point zeroed(Path file, int from) {
        return new Point(file, "zeroed from " + from, whole -> {
            byte[] damaged = whole.clone();
            Arrays.fill(damaged, from, Math.min(whole.length, from + BLOCK_BYTES), (byte) 0);
            return damaged;
        });
    }

    /** Behind the last byte that is not padding. */
    private static int end(byte[] bytes) {
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] == -1) {
            end--;
        }
        return end;
    }

    private static String kind(Path file) {
        return file.getFileName().toString().replaceAll("\\d+", "N");
    }
}
