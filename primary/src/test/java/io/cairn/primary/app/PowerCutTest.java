package io.cairn.primary.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.cairn.common.model.LayoutVersion;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Eight writers over HTTP, and one that rolls and saves, against a primary whose name directories and RocksDB lie on a file
 * system of their own, which is shut down without flushing at random moments, every fifth time while the primary starts.
 * After each cut the file system is mounted again and the next start must show every acknowledged change; at the end
 * RocksDB, which went through all cuts, must have the digest of one rebuilt from image and edits. The same load with an
 * {@code fsync} that does nothing must be caught losing: an acknowledged change is not there, or a start after a cut says
 * that something is missing or damaged.
 *
 * <p>{@code ops/bin/test --power-cut N} runs it; {@code -Dcairn.cuts=N} and {@code -Dcairn.seed=S} choose how often and at
 * which moments. Skipped, with the reason, where file systems cannot be mounted.
 */
@Tag("heavy")
@SuppressWarnings("try") // closing waits for a process, and may be interrupted
class PowerCutTest {
    private static final int CUTS = Integer.getInteger("cairn.cuts", 100);
    private static final int CUTS_WITHOUT_FSYNC = 5;
    private static final long SEED = Long.getLong("cairn.seed", 20260101L);
    private static final int CUT_WHILE_STARTING_EVERY = 5;
    /** Acknowledged data that is not there, as {@link AcknowledgedLoad} says it. */
    private static final Pattern LOST = Pattern.compile("acknowledged as \\w+, found (dir|file|gone)");
    /** How a start says that data is not there, or is not what was written. */
    private static final Pattern REFUSED = Pattern.compile(
            PrimaryInProcess.REFUSAL + ".*(missing|damaged|corrupt|expected .+, found )",
            Pattern.DOTALL | Pattern.CASE_INSENSITIVE);

    private static final Pattern DIGEST = Pattern.compile("\"digest\":\"([0-9a-f]+)\"");

    @TempDir
    Path work;

    private final AcknowledgedLoad load = new AcknowledgedLoad();
    private final Random random = new Random(SEED);
    private final AtomicLong saves = new AtomicLong();
    private long startNanos = Duration.ofSeconds(1).toNanos();
    private int cutWhileStarting;

    @ParameterizedTest
    @ValueSource(strings = {"ext4", "xfs"})
    void losesNothingThatWasAcknowledged(String type) throws Exception {
        requireLoopDevices(type);
        System.out.println("PowerCutTest " + type + ": " + CUTS + " cuts, seed " + SEED);
        try (LoopFileSystem disk = LoopFileSystem.make(type, work, "disk")) {
            Path configuration = format(disk);
            for (int cut = 1; cut <= CUTS; cut++) {
                cut(disk, configuration, cut, Map.of());
                if (cut % 10 == 0) {
                    System.out.println("PowerCutTest " + type + ": " + cut + " cuts, " + load.calls()
                            + " acknowledged changes, none lost");
                }
            }
            String digest = verifyAll(configuration);
            deleteRocksDb(disk);
            assertEquals(digest, verifyAll(configuration), "RocksDB differs from image and edits");
        }
        assertEquals(List.of(), load.refusals());
        assertTrue(load.calls() > CUTS * 10L, () -> "too little was written: " + load.calls());
        assertTrue(saves.get() > 0, "no image was saved");
        System.out.println("PowerCutTest " + type + ": " + CUTS + " cuts, " + cutWhileStarting
                + " of them while the primary started, " + load.calls() + " acknowledged changes, " + saves
                + " images saved, " + load.paths() + " paths verified, 0 lost, digests equal");
    }

    /** The disk of one of two directories fails, is unmounted and mounted anew under a primary that goes on. */
    @ParameterizedTest
    @ValueSource(strings = {"ext4", "xfs"})
    void fillsADirectoryAnewWhoseDiskCameBack(String type) throws Exception {
        requireLoopDevices(type);
        try (LoopFileSystem disk = LoopFileSystem.make(type, work, "disk")) {
            Path stays = work.resolve("stays");
            Path fails = disk.root().resolve("name");
            Path configuration = work.resolve("primary.yml");
            Files.write(
                    configuration,
                    List.of(
                            "dfs.namenode.name.dir: " + stays + "," + fails,
                            "dfs.namenode.name.dir.restore: true",
                            "dfs.namenode.http-address: 127.0.0.1:0",
                            "namespace.backend.type: memory",
                            "logging: {level: INFO}"));
            Format.run(configuration, Optional.empty(), LayoutVersion.CURRENT, false);
            try (PrimaryUnderTest primary = PrimaryUnderTest.start(configuration, work, Map.of())) {
                URI base = primary.awaitServing();
                load.write(base, 1, () -> {
                    load.awaitCalls(100, primary.process());
                    disk.cut();
                    load.awaitCalls(100, primary.process());
                });
                roll(base);
                assertTrue(primary.process().isAlive(), "one directory is left");
                disk.unmount();
                disk.mount();
                roll(base);
                load.write(base, 2, () -> awaitFile(fails.resolve("current"), "edits_inprogress_", primary.process()));
                primary.stop();
            }
            // What came back stands alone.
            Files.write(
                    configuration,
                    List.of(
                            "dfs.namenode.name.dir: " + fails,
                            "dfs.namenode.http-address: 127.0.0.1:0",
                            "namespace.backend.type: memory",
                            "logging: {level: WARN}"));
            verifyAll(configuration);
        }
        System.out.println(
                "PowerCutTest " + type + ": a directory came back, " + load.paths() + " paths verified on it");
    }

    private static void awaitFile(Path directory, String prefix, Process primary) throws IOException {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        boolean found = false;
        while (!found && primary.isAlive()) {
            assertTrue(System.nanoTime() < deadline, "no directory came back");
            LockSupport.parkNanos(1_000_000);
            try (Stream<Path> files = Files.list(directory)) {
                found = files.map(file -> String.valueOf(file.getFileName()))
                        .anyMatch(name -> name.startsWith(prefix) && !name.endsWith(".stale"));
            }
        }
    }

    private static String roll(URI base) throws IOException, InterruptedException {
        HttpResponse<String> rolled = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(base.resolve("/checkpoint/roll"))
                                .POST(HttpRequest.BodyPublishers.noBody())
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        Matcher digest = DIGEST.matcher(rolled.body());
        assertTrue(digest.find(), rolled.body());
        return digest.group(1);
    }

    /** What makes the cuts worth something. */
    @ParameterizedTest
    @ValueSource(strings = {"ext4", "xfs"})
    void isCaughtLosingWhenFsyncDoesNothing(String type) throws Exception {
        requireLoopDevices(type);
        Optional<Path> library = withoutFsync();
        assumeTrue(library.isPresent(), () -> skipped("libeatmydata.so is missing (Debian package libeatmydata1)"));
        Map<String, String> environment =
                Map.of("LD_PRELOAD", library.orElseThrow().toString());
        try (LoopFileSystem disk = LoopFileSystem.make(type, work, "disk")) {
            Path configuration = format(disk);
            AssertionError caught = null;
            for (int cut = 1; cut <= CUTS_WITHOUT_FSYNC && caught == null; cut++) {
                try {
                    cut(disk, configuration, cut, environment);
                    if (cut == CUTS_WITHOUT_FSYNC) {
                        verifyAll(configuration);
                    }
                } catch (AssertionError e) {
                    if (!isLoss(String.valueOf(e.getMessage()), cut - 1)) {
                        throw e;
                    }
                    caught = e;
                }
            }
            assertFalse(caught == null, "fsync did nothing, and nothing was found to be lost");
            String message = String.valueOf(caught.getMessage());
            String words = message.substring(Math.max(0, message.indexOf(PrimaryInProcess.REFUSAL)));
            System.out.println("PowerCutTest " + type + " without fsync: caught, "
                    + words.substring(0, Math.min(300, words.length())));
        }
    }

    /** Whether a failure says that data is not there; nothing can be lost before the first cut. */
    private static boolean isLoss(String failure, int cutsBefore) {
        return cutsBefore > 0
                && (LOST.matcher(failure).find() || REFUSED.matcher(failure).find());
    }

    private void requireLoopDevices(String type) throws IOException, InterruptedException {
        Optional<String> obstacle = LoopFileSystem.obstacle(type, work);
        assumeTrue(obstacle.isEmpty(), () -> skipped("no " + type + " can be mounted: " + obstacle.orElse("")));
    }

    private static String skipped(String why) {
        String line = "PowerCutTest is skipped: " + why;
        System.out.println(line);
        return line;
    }

    private static Optional<Path> withoutFsync() throws IOException {
        try (Stream<Path> found =
                Files.find(Path.of("/usr/lib"), 3, (path, attributes) -> path.endsWith("libeatmydata.so"))) {
            return found.findFirst();
        }
    }

    private Path format(LoopFileSystem disk) throws IOException {
        PrimaryFixture fixture = new PrimaryFixture(disk.root(), "rocksdb", "");
        fixture.format();
        // The process holds nothing but its data on the disk.
        Path configuration = work.resolve("primary.yml");
        Files.copy(fixture.configuration(), configuration);
        return configuration;
    }

    /** Starts, cuts the power then or under load, and mounts again. */
    private void cut(LoopFileSystem disk, Path configuration, int round, Map<String, String> environment)
            throws IOException, InterruptedException {
        try (PrimaryUnderTest primary = PrimaryUnderTest.start(configuration, work, environment)) {
            if (round % CUT_WHILE_STARTING_EVERY == 0) {
                cutWhileStarting(disk, primary);
            } else {
                cutUnderLoad(disk, primary, round);
            }
        }
        disk.unmount();
        disk.mount();
    }

    /** At any moment until the primary serves, as long as the last start took. */
    private void cutWhileStarting(LoopFileSystem disk, PrimaryUnderTest primary)
            throws IOException, InterruptedException {
        long moment = System.nanoTime() + random.nextLong(startNanos);
        while (System.nanoTime() - moment < 0 && !primary.serves()) {
            LockSupport.parkNanos(100_000);
        }
        primary.requireAlive("before the cut");
        cutWhileStarting += primary.serves() ? 0 : 1;
        disk.cut();
        primary.awaitServingOrEnd();
    }

    /** Looks whether what was acknowledged since the last look is there, writes, and cuts the power. */
    private void cutUnderLoad(LoopFileSystem disk, PrimaryUnderTest primary, int round)
            throws IOException, InterruptedException {
        long started = System.nanoTime();
        URI base = primary.awaitServing();
        startNanos = System.nanoTime() - started;
        assertEquals(List.of(), load.lostOfNew(base), "before cut " + round);
        int calls = 20 + random.nextInt(400);
        try (RollAndSaveThread saving = RollAndSaveThread.start(base, saves)) {
            load.write(base, round, () -> {
                load.awaitCalls(calls, primary.process());
                primary.requireAlive("before the cut");
                disk.cut();
            });
            assertEquals(1, primary.awaitEnd(), "a primary that lost its last directory ends with status 1");
        }
    }

    /** Starts, compares everything, and answers the namespace's digest. */
    private String verifyAll(Path configuration) throws IOException, InterruptedException {
        try (PrimaryUnderTest primary = PrimaryUnderTest.start(configuration, work, Map.of())) {
            URI base = primary.awaitServing();
            assertEquals(List.of(), load.lostOfAll(base), "at the end");
            String digest = roll(base);
            primary.stop();
            return digest;
        }
    }

    private static void deleteRocksDb(LoopFileSystem disk) throws IOException {
        try (Stream<Path> files = Files.walk(disk.root().resolve("name1/rocksdb"))) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
