package io.cairn.primary.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cairn.common.bytes.ByteSource;
import io.cairn.common.codec.edits.EditReader;
import io.cairn.common.disk.RealDisk;
import io.cairn.common.layout.DirInventory;
import io.cairn.common.layout.SegmentFile;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Eight writers over HTTP against a primary in a process of its own, which is killed (SIGKILL) at random moments. After
 * each kill the next start must show every acknowledged change, nothing half, and txids without a gap.
 *
 * <p>{@code -Dcairn.kills=N} and {@code -Dcairn.seed=S} choose how often and at which moments.
 */
@Tag("process")
@SuppressWarnings("try") // closing waits for a process, and may be interrupted
class KillTest {
    private static final int KILLS = Integer.getInteger("cairn.kills", 3);
    private static final long SEED = Long.getLong("cairn.seed", 20260101L);

    @TempDir
    Path directory;

    private final AcknowledgedLoad load = new AcknowledgedLoad();

    @ParameterizedTest
    @ValueSource(strings = {"memory", "rocksdb"})
    void losesNothingThatWasAcknowledged(String backend) throws Exception {
        System.out.println("KillTest " + backend + ": " + KILLS + " kills, seed " + SEED);
        Random random = new Random(SEED);
        new PrimaryFixture(directory, backend, "").format();
        Path configuration = directory.resolve("primary.yml");
        Path temporary = Files.createDirectory(directory.resolve("tmp"));
        Map<String, String> there = Map.of("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + temporary);
        for (int kill = 1; kill <= KILLS; kill++) {
            try (PrimaryUnderTest primary = PrimaryUnderTest.start(configuration, directory, there)) {
                URI base = primary.awaitServing();
                assertEquals(List.of(), load.lostOfNew(base));
                int calls = 100 + random.nextInt(900);
                load.write(base, kill, () -> {
                    load.awaitCalls(calls, primary.process());
                    primary.kill();
                });
            }
        }
        try (PrimaryUnderTest primary = PrimaryUnderTest.start(configuration, directory, there)) {
            URI base = primary.awaitServing();
            assertEquals(List.of(), load.lostOfAll(base));
            primary.stop();
        }
        assertEquals(List.of(), load.refusals());
        assertTrue(load.paths() > KILLS * AcknowledgedLoad.WRITERS, () -> "too little was written: " + load.paths());
        assertNoGap();
        assertEquals(0, temporary.toFile().list().length, "a killed primary left temporary files");
        System.out.println("KillTest " + backend + ": " + load.calls() + " acknowledged calls, " + load.paths()
                + " paths verified");
    }

    /** Both directories hold every transaction once, from 1 on. */
    private void assertNoGap() throws IOException {
        RealDisk disk = new RealDisk();
        for (String name : List.of("name1", "name2")) {
            DirInventory inventory =
                    DirInventory.scan(disk, directory.resolve(name).resolve("current"));
            assertEquals(List.of(), inventory.inProgress(), "a clean stop finalises");
            long next = 1;
            for (SegmentFile segment : inventory.finalized()) {
                try (ByteSource source = disk.open(segment.path())) {
                    EditReader edits = EditReader.open(source).upTo(segment.lastTxid());
                    while (edits.next()) {
                        assertEquals(next++, edits.txid(), segment.path().toString());
                    }
                }
                assertEquals(segment.lastTxid() + 1, next);
            }
        }
    }
}
