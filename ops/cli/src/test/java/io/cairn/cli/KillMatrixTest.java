package io.cairn.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each process killed at each system call that writes, forces, renames or removes a file: the next start shows every
 * acknowledged change, the next checkpoint completes, nothing is left behind. The points are found by writing down the
 * calls of one run; a kill is planted by {@code strace}, which is to be installed and allowed.
 *
 * <p>The everyday build takes a sample. All points: {@code ops/bin/test --kill-matrix};
 * {@code -Dcairn.matrix.backend=rocksdb} has the primary keep its namespace there, {@code -Dcairn.matrix.only=roll} takes
 * the scenarios with that in their name, {@code -Dcairn.matrix.every=N} each N-th point.
 */
class KillMatrixTest {
    private static final String BACKEND = System.getProperty("cairn.matrix.backend", "memory");
    private static final String ONLY = System.getProperty("cairn.matrix.only", "");
    private static final int EVERY = Integer.getInteger("cairn.matrix.every", 1);
    private static final Duration BETWEEN_WORDS = Duration.ofSeconds(30);

    @TempDir
    private Path root;

    @BeforeEach
    void skipWhereNothingCanBeTraced() throws InterruptedException {
        Optional<String> obstacle = Strace.obstacle();
        obstacle.ifPresent(why -> KilledSite.say("Kill matrix skipped: " + why));
        assumeTrue(obstacle.isEmpty(), () -> obstacle.orElse(""));
    }

    static List<KillScenario> scenarios() {
        return Stream.of(
                        KillScenario.roll(),
                        KillScenario.upload(),
                        KillScenario.save(),
                        KillScenario.checkpoint(),
                        new RestoreScenario())
                .filter(scenario -> scenario.name().contains(ONLY))
                .toList();
    }

    @Tag("heavy")
    @ParameterizedTest
    @MethodSource("scenarios")
    void everyPoint(KillScenario scenario) throws Exception {
        KilledSite site = site();
        site.archiveClasses();
        List<KillPoint> points = points(site, scenario);
        kill(
                site,
                scenario,
                points.stream()
                        .filter(point -> points.indexOf(point) % EVERY == 0)
                        .toList());
    }

    @Test
    void aSample() throws Exception {
        KilledSite site = site();
        KillScenario scenario = KillScenario.save();
        List<KillPoint> points = points(site, scenario);
        List<KillPoint> sample = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            sample.add(points.get(points.size() * (2 * i + 1) / 12));
        }
        kill(site, scenario, sample);
    }

    private KilledSite site() throws Exception {
        KilledSite site = new KilledSite(root, BACKEND);
        site.found();
        return site;
    }

    /** One run that nothing cuts short says where it can be cut. */
    private static List<KillPoint> points(KilledSite site, KillScenario scenario) throws Exception {
        site.reset();
        Strace recording = Strace.recording(site.trace());
        assertFalse(scenario.run(site, recording), "nothing was planted");
        List<KillPoint> points = KillPoint.of(recording.lines(), site.directories());
        assertTrue(points.size() > 10, () -> "too few points: " + points);
        scenario.verify(site);
        return points;
    }

    private static void kill(KilledSite site, KillScenario scenario, List<KillPoint> points) throws Exception {
        long began = System.nanoTime();
        long said = began;
        int killed = 0;
        List<String> missed = new ArrayList<>();
        List<String> failures = new ArrayList<>();
        for (KillPoint point : points) {
            if (System.nanoTime() - said > BETWEEN_WORDS.toNanos()) {
                said = System.nanoTime();
                KilledSite.say("Kill matrix, " + scenario.name() + ": " + points.indexOf(point) + " of " + points.size()
                        + " points, " + failures.size() + " failures");
            }
            site.reset();
            try {
                if (scenario.run(site, Strace.killing(site.trace(), point))) {
                    killed++;
                } else {
                    missed.add(point.toString());
                }
                scenario.verify(site);
            } catch (Exception | AssertionError e) {
                failures.add(point + ": " + e);
            }
        }
        KilledSite.say("Kill matrix, " + scenario.name() + ": " + points.size() + " points, " + killed + " kills, "
                + missed.size() + " not reached, " + failures.size() + " failures, "
                + Duration.ofNanos(System.nanoTime() - began).toSeconds() + " s");
        missed.forEach(point -> KilledSite.say("  not reached: " + point));
        failures.forEach(failure -> KilledSite.say("  FAILED: " + failure));
        assertEquals(List.of(), failures);
        assertTrue(missed.size() * 10 <= points.size(), () -> "too many points were not reached: " + missed);
    }
}
