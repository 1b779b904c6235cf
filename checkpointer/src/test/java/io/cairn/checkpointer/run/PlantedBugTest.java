package io.cairn.checkpointer.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cairn.checkpointer.fetch.ImageFetch;
import io.cairn.checkpointer.fetch.PrimaryClient;
import io.cairn.checkpointer.fetch.SegmentFetch;
import io.cairn.checkpointer.merge.Merge;
import io.cairn.checkpointer.merge.MergeSettings;
import io.cairn.checkpointer.retention.CheckpointRetention;
import io.cairn.checkpointer.trigger.AnyTrigger;
import io.cairn.checkpointer.upload.Upload;
import io.cairn.common.bytes.ByteSource;
import io.cairn.common.bytes.ByteWriter;
import io.cairn.common.codec.edits.EditEncoder;
import io.cairn.common.codec.edits.EditReader;
import io.cairn.common.codec.image.ImageCompression;
import io.cairn.common.disk.Disk;
import io.cairn.common.layout.FileNames;
import io.cairn.common.layout.RetentionRule;
import io.cairn.common.op.EditOp;
import io.cairn.common.op.EndLogSegmentOp;
import io.cairn.common.op.MkdirOp;
import io.cairn.common.testkit.FaultyDisk;
import io.cairn.common.testkit.MemoryFile;
import io.cairn.common.transfer.TransferClient;
import io.cairn.common.transfer.TransferProtocol;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A bug in the merge, planted where edits become state: one record is lost, or one attribute comes out changed. Everything
 * that only looks at files is content then; the digest is not, and nothing that was there is touched.
 */
class PlantedBugTest {
    private static final Path ONE = Path.of("/disks/one");
    private static final Path CURRENT = ONE.resolve("current");
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-01-02T03:04:05Z"));

    private final FaultyDisk disk = new FaultyDisk(Path.of("/disks"));
    private FakePrimary primary;

    @SuppressWarnings("NullAway.Init") // by the first run
    private Checkpointing checkpointing;

    /** What the merge makes of an op; null while there is no bug. */
    private @Nullable UnaryOperator<EditOp> bug;

    @BeforeEach
    void start() throws IOException {
        primary = new FakePrimary(20260101);
    }

    @AfterEach
    void stop() {
        primary.close();
    }

    @Test
    void aRecordLostInTheMergeIsCaughtBeforeAnythingIsTouched() throws IOException {
        assertCaught(op -> op instanceof MkdirOp mkdir && mkdir.path().equals("/planted") ? new EndLogSegmentOp() : op);
    }

    @Test
    void anAttributeChangedInTheMergeIsCaughtBeforeAnythingIsTouched() throws IOException {
        assertCaught(op -> op instanceof MkdirOp mkdir && mkdir.path().equals("/planted")
                ? new MkdirOp(
                        mkdir.inodeId(),
                        mkdir.path(),
                        mkdir.mtimeMillis() + 1,
                        mkdir.permission(),
                        mkdir.acl(),
                        mkdir.xattrs())
                : op);
    }

    private void assertCaught(UnaryOperator<EditOp> planted) throws IOException {
        primary.change(50);
        run();
        long proven = primary.images.lastKey();
        byte[] there = primary.images.get(proven);
        byte[] here = disk.bytes(CURRENT.resolve(FileNames.image(proven)));

        primary.mkdir("/planted");
        primary.calls.clear();
        bug = planted;
        DigestAlarmException alarm = assertThrows(DigestAlarmException.class, this::run);
        assertTrue(alarm.getMessage().contains("expected digest"), alarm.getMessage());
        assertFalse(primary.calls.contains("POST " + TransferProtocol.OFFER), "nothing is offered: " + primary.calls);
        assertEquals(proven, primary.images.lastKey());
        assertArrayEquals(there, primary.images.get(proven));
        assertArrayEquals(here, disk.bytes(CURRENT.resolve(FileNames.image(proven))));
        assertEquals(
                List.of(FileNames.image(proven)),
                disk.list(CURRENT).stream()
                        .filter(name -> name.matches("fsimage_\\d+") && !name.equals(FileNames.image(0)))
                        .toList(),
                "the wrong image has no name here");
        assertEquals(1, checkpointing.digestAlarms(), "counted");
        assertEquals(0, checkpointing.state().mergeFailuresInARow(), "the process goes on, and goes on alarming");

        bug = null;
        run();
        assertTrue(primary.images.lastKey() > proven, "without the bug the next checkpoint goes through");
    }

    private void run() throws IOException {
        AtomicReference<@Nullable Phase> phase = new AtomicReference<>();
        Disk buggy = buggy(phase);
        try (CheckpointDirectories directories =
                CheckpointDirectories.open(disk, List.of(ONE), List.of(ONE), "1@test", CLOCK)) {
            TransferClient http = new TransferClient(primary.address(), Duration.ofSeconds(10), 0);
            PrimaryClient client = new PrimaryClient(http);
            MergeSettings settings = new MergeSettings(1 << 20, 1 << 20, ImageCompression.NONE, 1, 0, System::nanoTime);
            CheckpointRun run = new CheckpointRun(
                    directories,
                    client,
                    new FollowedHistory(
                            disk,
                            directories,
                            new HeldImages(disk, directories.held()),
                            client,
                            new AtomicReference<>()),
                    new ImageFetch(disk, client),
                    new SegmentFetch(disk, client, directories::forEdits, CLOCK),
                    new Merge(buggy, settings),
                    new Upload(disk, http),
                    new CheckpointRetention(disk, new RetentionRule(2, 0, 10), directories.leases()),
                    CLOCK,
                    System::nanoTime,
                    phase::set);
            checkpointing = new Checkpointing(
                    run,
                    phase,
                    client,
                    new HeldImages(disk, directories.held()),
                    new AnyTrigger(List.of()),
                    Duration.ofSeconds(1),
                    0,
                    (what, cause) -> {
                        throw new AssertionError(what, cause);
                    },
                    CLOCK,
                    System::nanoTime);
            try {
                run.run("test");
            } catch (DigestAlarmException e) {
                checkpointing.request(true);
                throw e;
            }
        }
    }

    /** The disk as the merge sees it: while edits are replayed, segments say what the bug makes of them. */
    private Disk buggy(AtomicReference<@Nullable Phase> phase) {
        return (Disk) Proxy.newProxyInstance(
                Disk.class.getClassLoader(), new Class<?>[] {Disk.class}, (proxy, method, arguments) -> {
                    try {
                        boolean segment = method.getName().equals("open")
                                && String.valueOf(arguments[0]).contains("edits_");
                        UnaryOperator<EditOp> planted = bug;
                        return planted != null && segment && phase.get() == Phase.REPLAY
                                ? misread((Path) arguments[0], planted)
                                : method.invoke(disk, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private ByteSource misread(Path segment, UnaryOperator<EditOp> planted) throws IOException {
        MemoryFile file = new MemoryFile();
        try (ByteSource source = disk.open(segment)) {
            EditReader edits = EditReader.open(source);
            EditEncoder encoder = new EditEncoder(edits.layout());
            ByteWriter out = new ByteWriter();
            encoder.header(out);
            while (edits.next()) {
                encoder.encode(edits.txid(), planted.apply(edits.op()), out);
            }
            out.writeTo(file);
        }
        return file.source();
    }
}
