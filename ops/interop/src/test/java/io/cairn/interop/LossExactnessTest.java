package io.cairn.interop;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A primary dies with its disks, in most cases while it works, and is brought back: the transactions lost are those that
 * the dry run named, and everything else is there, by the digest of what the dead primary's own files lead to, by a model
 * of what was acknowledged, and now and then as a real NameNode shows it. {@code ops/bin/test --loss [N]} does N runs (100);
 * {@code -Dcairn.loss.seed=S} repeats one.
 */
class LossExactnessTest {
    private static final int RUNS_PER_CHECKPOINTER = 25;
    private static final int HADOOP_EVERY = 10;

    @Test
    void lostTransactionsAreThoseOfTheDryRun(@TempDir Path directory) throws Exception {
        try (LossRuns runs = runs(directory, seed(), true)) {
            System.out.println(runs.run(LossRuns.From.URL, true));
            System.out.println(runs.run(LossRuns.From.BY_HAND, false));
        }
    }

    @Test
    @Tag("heavy")
    void lostTransactionsAreThoseOfTheDryRunInManyRuns(@TempDir Path directory) throws Exception {
        int count = Integer.getInteger("cairn.loss.runs", 100);
        long seed = seed();
        List<LossRuns.Outcome> outcomes = new ArrayList<>();
        for (int chain = 0; outcomes.size() < count; chain++) {
            Random random = new Random(seed + chain);
            try (LossRuns runs = runs(directory.resolve("chain-" + chain), seed + chain, chain % 2 == 0)) {
                for (int i = 0; i < RUNS_PER_CHECKPOINTER && outcomes.size() < count; i++) {
                    LossRuns.From from = LossRuns.From.values()[random.nextInt(LossRuns.From.values().length)];
                    LossRuns.Outcome outcome = runs.run(from, outcomes.size() % HADOOP_EVERY == 0);
                    outcomes.add(outcome);
                    System.out.println(outcomes.size() + " " + outcome);
                }
            }
        }
        System.out.printf(
                "%d runs, seed %d: %d killed at work, %d with loss, %d transactions and %d changes lost in all, each as the"
                        + " dry run said%n",
                outcomes.size(),
                seed,
                outcomes.stream().filter(LossRuns.Outcome::underLoad).count(),
                outcomes.stream().filter(outcome -> outcome.changesLost() > 0).count(),
                outcomes.stream().mapToLong(LossRuns.Outcome::lost).sum(),
                outcomes.stream().mapToLong(LossRuns.Outcome::changesLost).sum());
    }

    private static LossRuns runs(Path directory, long seed, boolean tail) throws Exception {
        System.out.println("Seed " + seed + (tail ? ", tailing" : ", checkpoints only"));
        return new LossRuns(directory, new Random(seed), tail);
    }

    private static long seed() {
        return Long.getLong("cairn.loss.seed", System.nanoTime());
    }
}
