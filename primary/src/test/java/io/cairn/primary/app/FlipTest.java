package io.cairn.primary.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.cairn.primary.app.DamageRun.Outcome;
import io.cairn.primary.app.DamageRun.Result;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * One byte of one file changed, or one of its blocks of 4 KiB zeroed, or the file gone: then the start refuses, or the
 * namespace is what it was, or it is told what was lost. Never is it another one and nobody noticed.
 *
 * <p>{@code -Dcairn.flips=N} chooses how many places are tried, {@code all} for each byte of each file (but only a sample
 * of the padding behind the last edit); {@code -Dcairn.seed=S} which, and what is changed there.
 */
class FlipTest {
    private static final int BLOCK_BYTES = 4096;
    private static final int PADDING_SAMPLE = 200;
    /** Of each file of RocksDB, whose logs and options are as long as all the rest, and which takes long to open. */
    private static final int ROCKS_SAMPLE = 60;

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

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void noSingleDamageMakesAnotherNamespaceUnnoticed(int directories) throws Exception {
        DamageRun run = new DamageRun(directory, "memory", directories);
        tryAll(directories + " directories", run, run.files(), points(run.files()), FLIPS);
    }

    /** What RocksDB has on disk is only a copy of what image and edits bring back. */
    @Test
    void noSingleDamageOfRocksDbMakesAnotherNamespaceUnnoticed() throws Exception {
        DamageRun run = new DamageRun(directory, "rocksdb", 1);
        List<Point> points = new ArrayList<>();
        for (Map.Entry<Path, byte[]> file : run.rocksFiles().entrySet()) {
            List<Point> ofFile = points(Map.of(file.getKey(), file.getValue()));
            Collections.shuffle(ofFile, random);
            points.addAll(ofFile.subList(0, Math.min(ROCKS_SAMPLE, ofFile.size())));
        }
        tryAll("RocksDB", run, run.rocksFiles(), points, FLIPS == Integer.MAX_VALUE ? FLIPS : FLIPS / 4);
    }

    private void tryAll(String title, DamageRun run, Map<Path, byte[]> files, List<Point> points, int most)
            throws IOException {
        Result undamaged = run.run(Map.of());
        assertEquals(Outcome.SAME, undamaged.outcome(), "undamaged: " + undamaged.words());
        Collections.shuffle(points, random);
        List<Point> tried = points.subList(0, Math.min(most, points.size()));
        Map<String, Map<Outcome, Integer>> counts = new TreeMap<>();
        List<String> unnoticed = new ArrayList<>();
        for (Point point : tried) {
            Result result = run.run(Map.of(point.file(), point.damage().apply(files.get(point.file()))));
            counts.computeIfAbsent(kind(point.file()), kind -> new EnumMap<>(Outcome.class))
                    .merge(result.outcome(), 1, Integer::sum);
            if (result.outcome() == Outcome.SILENT || result.outcome() == Outcome.REFUSED_BADLY) {
                unnoticed.add(result.outcome() + " " + point.file() + " " + point.what() + ": " + result.words());
            }
        }
        System.out.println("FlipTest, " + title + ": " + tried.size() + " of " + points.size() + " points, seed " + SEED
                + ": " + counts);
        assertEquals(List.of(), unnoticed);
    }

    private List<Point> points(Map<Path, byte[]> files) {
        List<Point> points = new ArrayList<>();
        files.forEach((file, bytes) -> {
            int end = end(bytes);
            for (int i = 0; i < end; i++) {
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
