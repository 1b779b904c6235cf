package io.cairn.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each process killed at each system call that writes, forces, renames or removes a file: the next start shows every
 * acknowledged change, the next checkpoint completes, nothing is left behind. The points are found by writing down the
 * calls of runs that nothing cuts short; a kill is planted by {@code strace}, which is to be installed and allowed.
 *
 * <p>A point that is there in each of these runs must be reached, in at most three tries. One that is not may be missed, and
 * is named in the log; but of each system call some kill must have been made.
 *
 * <p>The everyday build takes a sample. All points: {@code ops/bin/test --kill-matrix};
 * {@code -Dcairn.matrix.only=rocksdb} takes the scenarios with that in their name or backend, {@code -Dcairn.matrix.every=N}
 * each N-th point. With {@code -Dcairn.matrix.required=true} it is a failure if nothing can be traced.
 */
class KillMatrixTest {
    private static final String ONLY = System.getProperty("cairn.matrix.only", "");
    private static final int EVERY = Integer.getInteger("cairn.matrix.every", 1);
    private static final int RECORDINGS = 3;
    private static final int TRIES = 3;
    private static final Duration BETWEEN_WORDS = Duration.ofSeconds(30);

    @TempDir
    private Path root;

    @BeforeEach
    void skipWhereNothingCanBeTraced() throws InterruptedException {
        Optional<String> obstacle = Strace.obstacle();
        obstacle.ifPresent(why -> KilledSite.say("Kill matrix skipped: " + why));
        if (Boolean.getBoolean("cairn.matrix.required")) {
            assertEquals(Optional.empty(), obstacle, "asked for, and not possible");
        }
        assumeTrue(obstacle.isEmpty(), () -> obstacle.orElse(""));
    }

    static List<Arguments> scenarios() {
        return Stream.of(
                        Arguments.of("memory", KillScenario.roll()),
                        Arguments.of("rocksdb", KillScenario.roll()),
                        Arguments.of("memory", KillScenario.upload()),
                        Arguments.of("rocksdb", KillScenario.upload()),
                        Arguments.of("memory", KillScenario.save()),
                        Arguments.of("rocksdb", KillScenario.save()),
                        Arguments.of("rocksdb", KillScenario.stop()),
                        Arguments.of("memory", KillScenario.checkpoint()),
                        Arguments.of("memory", new RestoreScenario(RestoreScenario.Source.DIRECTORY)),
                        Arguments.of("rocksdb", new RestoreScenario(RestoreScenario.Source.URL)),
                        Arguments.of("rocksdb", new RestoreScenario(RestoreScenario.Source.ARCHIVE)))
                .filter(scenario -> List.of(scenario.get()).toString().contains(ONLY))
                .toList();
    }

    @Tag("heavy")
    @ParameterizedTest
    @MethodSource("scenarios")
    void everyPoint(String backend, KillScenario scenario) throws Exception {
        KilledSite site = site(backend);
        Set<KillPoint> steady = new LinkedHashSet<>(points(site, scenario));
        Set<KillPoint> all = new LinkedHashSet<>(steady);
        for (int i = 1; i < RECORDINGS; i++) {
            List<KillPoint> points = points(site, scenario);
            steady.retainAll(points);
            all.addAll(points);
        }
        Kills kills = new Kills(site, scenario);
        int number = 0;
        for (KillPoint point : all) {
            if (number++ % EVERY == 0) {
                kills.attempt(point, TRIES);
                kills.sayNowAndThen(backend, number + " of " + all.size() + " points");
            }
        }
        kills.report(backend, steady);
    }

    /** Two points of each piece of work, with the backend that is the default. */
    @Test
    void aSample() throws Exception {
        KilledSite site = site("rocksdb");
        for (KillScenario scenario : List.of(
                KillScenario.roll(),
                KillScenario.upload(),
                KillScenario.save(),
                KillScenario.checkpoint(),
                new RestoreScenario(RestoreScenario.Source.URL))) {
            List<KillPoint> points = points(site, scenario);
            Kills kills = new Kills(site, scenario);
            for (int part = 1; part <= 2; part++) {
                int wanted = points.size() * part / 3;
                // One that is not there in every run is passed over for the next.
                for (int next = wanted; kills.killed + kills.failures.size() < part; next++) {
                    assertTrue(next < wanted + TRIES, () -> "never reached: " + kills.missed);
                    kills.attempt(points.get(next), 1);
                }
            }
            kills.report("rocksdb", Set.of());
        }
    }

    private KilledSite site(String backend) throws Exception {
        KilledSite site = new KilledSite(root, backend);
        site.found();
        site.archiveClasses();
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

    /** What came of the points of one scenario. Confined to one thread. */
    private static final class Kills {
        private final KilledSite site;
        private final KillScenario scenario;
        private final long began = System.nanoTime();
        private long said = began;
        private int killed;
        private final Set<String> callsKilled = new TreeSet<>();
        private final List<KillPoint> missed = new ArrayList<>();
        private final List<String> failures = new ArrayList<>();

        Kills(KilledSite site, KillScenario scenario) {
            this.site = site;
            this.scenario = scenario;
        }

        /** Runs until the victim is killed at {@code point}, or something is wrong, or the tries are used up. */
        void attempt(KillPoint point, int tries) throws Exception {
            boolean reached = false;
            try {
                for (int i = 0; i < tries && !reached; i++) {
                    site.reset();
                    reached = scenario.run(site, Strace.killing(site.trace(), point));
                    scenario.verify(site);
                }
            } catch (Exception | AssertionError e) {
                failures.add(point + ": " + e);
                return;
            }
            if (reached) {
                killed++;
                callsKilled.add(point.call());
            } else {
                missed.add(point);
            }
        }

        void sayNowAndThen(String backend, String progress) {
            if (System.nanoTime() - said > BETWEEN_WORDS.toNanos()) {
                said = System.nanoTime();
                KilledSite.say("Kill matrix, " + scenario.name() + ", " + backend + ": " + progress + ", "
                        + failures.size() + " failures");
            }
        }

        /**
         * Says what came of it, and fails if that is not as it should be.
         *
         * @param steady points that may not have been missed
         */
        void report(String backend, Set<KillPoint> steady) {
            List<KillPoint> amiss = missed.stream().filter(steady::contains).toList();
            KilledSite.say("Kill matrix, " + scenario.name() + ", " + backend + ": "
                    + (killed + missed.size() + failures.size()) + " points, " + killed + " kills, " + missed.size()
                    + " not reached, " + amiss.size() + " of them there in every run, " + failures.size()
                    + " failures, "
                    + Duration.ofNanos(System.nanoTime() - began).toSeconds() + " s");
            missed.forEach(point -> KilledSite.say("  not reached: " + point));
            failures.forEach(failure -> KilledSite.say("  FAILED: " + failure));
            assertEquals(List.of(), failures);
            assertEquals(List.of(), amiss, "there in every run, and never reached");
            Set<String> calls = new TreeSet<>();
            missed.forEach(point -> calls.add(point.call()));
            calls.removeAll(callsKilled);
            assertEquals(Set.of(), calls, "calls that were never cut short");
        }
    }
}
