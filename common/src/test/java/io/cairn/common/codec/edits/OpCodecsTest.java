package io.cairn.common.codec.edits;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cairn.common.bytes.ByteReader;
import io.cairn.common.bytes.ByteWriter;
import io.cairn.common.bytes.MalformedBytesException;
import io.cairn.common.model.BlockRef;
import io.cairn.common.model.CallId;
import io.cairn.common.model.LayoutVersion;
import io.cairn.common.model.Permission;
import io.cairn.common.model.StorageType;
import io.cairn.common.op.AddOp;
import io.cairn.common.op.CreateSnapshotOp;
import io.cairn.common.op.DeleteOp;
import io.cairn.common.op.EditOp;
import io.cairn.common.op.EnableErasureCodingPolicyOp;
import io.cairn.common.op.OpCode;
import io.cairn.common.op.SetQuotaByStorageTypeOp;
import io.cairn.common.op.SetStoragePolicyOp;
import io.cairn.common.op.StartLogSegmentOp;
import io.cairn.common.op.UpdateBlocksOp;
import io.cairn.common.testkit.Golden;
import io.cairn.common.testkit.MemorySource;
import io.cairn.common.testkit.RandomOps;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

class OpCodecsTest {
    static final List<String> SEGMENTS = Golden.SEGMENTS;

    static Stream<LayoutVersion> writtenLayouts() {
        return IntStream.rangeClosed(63, 67).mapToObj(value -> new LayoutVersion(-value));
    }

    @Test
    void everyOpHasACodecAndAnOpcode() {
        for (Class<? extends EditOp> type : RandomOps.types()) {
            EditOp op = new RandomOps(new Random(1), LayoutVersion.CURRENT).next(type);
            assertEquals(OpCodecs.of(op), OpCodecs.find(OpCode.of(op).code()), type.getSimpleName());
        }
        assertEquals(51, RandomOps.types().size());
    }

    @ParameterizedTest
    @MethodSource("writtenLayouts")
    void everyOpComesBackAsItWas(LayoutVersion layout) throws Exception {
        long seed = 7_000L - layout.value();
        RandomOps ops = new RandomOps(new Random(seed), layout);
        for (Class<? extends EditOp> type : RandomOps.types(layout)) {
            for (int i = 0; i < 50; i++) {
                EditOp op = ops.next(type);
                assertEquals(op, roundTrip(op, layout), "seed " + seed);
            }
        }
    }

    @ParameterizedTest
    @FieldSource("SEGMENTS")
    void segmentsOfHadoopAreWrittenBackByteForByte(String name) throws Exception {
        byte[] bytes = Golden.segment(name);
        EditReader reader = EditReader.open(new MemorySource(name, bytes));
        EditEncoder encoder = new EditEncoder(reader.layout());
        ByteWriter out = new ByteWriter();
        encoder.header(out);
        while (reader.next()) {
            encoder.encode(reader.txid(), reader.op(), out);
        }
        assertTrue(out.position() > EditsFormat.HEADER_BYTES);
        assertArrayEquals(Arrays.copyOf(bytes, out.position()), out.toByteArray());
        for (int i = out.position(); i < bytes.length; i++) {
            assertEquals(EditsFormat.TERMINATOR, bytes[i]);
        }
    }

    @Test
    void startOfSegmentHasTheKnownBytes() {
        ByteWriter out = new ByteWriter();
        EditEncoder encoder = new EditEncoder(LayoutVersion.CURRENT);
        encoder.header(out);
        assertEquals(17, encoder.encode(1, new StartLogSegmentOp(), out));
        assertEquals(
                "ffffffbd00000000" + "18" + "0000000c" + "0000000000000001" + "7043f0b7",
                HexFormat.of().formatHex(out.toByteArray()));
    }

    @Test
    void blocksAreStoredAsDifferences() {
        ByteWriter out = new ByteWriter();
        List<BlockRef> blocks = List.of(new BlockRef(5, 100, 1001), new BlockRef(6, 90, 1001));
        new UpdateBlocksCodec().write(new UpdateBlocksOp("/f", blocks, CallId.NONE), LayoutVersion.CURRENT, out);
        assertEquals(
                "00022f66" + "02" + "0000000000000005" + "64" + "8e03e9" + "0000000000000006" + "f6" + "00"
                        + "0000fffffffe",
                HexFormat.of().formatHex(out.toByteArray()));
    }

    @Test
    void refusesWhatAnOldLayoutCannotHold() {
        LayoutVersion oldest = LayoutVersion.OLDEST_WRITTEN;
        assertUnwritable(new EnableErasureCodingPolicyOp("RS-6-3-1024k", CallId.NONE), oldest);
        assertUnwritable(add(1), oldest);
        assertUnwritable(new CreateSnapshotOp("/d", "s", 1, CallId.NONE), new LayoutVersion(-65));
        assertUnwritable(new SetQuotaByStorageTypeOp("/d", StorageType.NVDIMM, 1), new LayoutVersion(-66));
        assertUnwritable(new SetStoragePolicyOp("/d", 14), new LayoutVersion(-66));
    }

    @Test
    void refusesAnOpThatNobodyCouldReadBack() {
        ByteWriter out = new ByteWriter();
        EditEncoder encoder = new EditEncoder(LayoutVersion.CURRENT, 64);
        assertThrows(
                UnwritableOpException.class,
                () -> encoder.encode(1, new DeleteOp("/" + "x".repeat(64), 1, CallId.NONE), out));
        assertEquals(0, out.position());
    }

    @Test
    void writesNoLayoutItDoesNotKnow() {
        assertThrows(IllegalArgumentException.class, () -> new EditEncoder(new LayoutVersion(-62)));
        assertThrows(IllegalArgumentException.class, () -> new EditEncoder(new LayoutVersion(-68)));
    }

    @Test
    void randomBytesNeverDoMoreThanThrow() {
        Random random = new Random(99);
        for (int i = 0; i < 200_000; i++) {
            byte[] body = new byte[random.nextInt(60)];
            random.nextBytes(body);
            for (int zero = random.nextInt(body.length + 1); zero < body.length; zero += 1 + random.nextInt(3)) {
                body[zero] = 0;
            }
            byte opcode = (byte) random.nextInt(53);
            OpCodec<?> codec = OpCodecs.find(opcode);
            if (codec != null) {
                try {
                    codec.read(new ByteReader(body), LayoutVersion.CURRENT);
                } catch (MalformedBytesException e) {
                    assertFalse(e.getMessage().isEmpty());
                }
            }
        }
    }

    private static AddOp add(int ecPolicyId) {
        Permission permission = new Permission("u", "g", 0644);
        return new AddOp(
                16386,
                "/f",
                1,
                1,
                1,
                1,
                List.of(),
                permission,
                List.of(),
                List.of(),
                "c",
                "m",
                true,
                0,
                ecPolicyId,
                CallId.NONE);
    }

    private static void assertUnwritable(EditOp op, LayoutVersion layout) {
        ByteWriter out = new ByteWriter();
        assertThrows(UnwritableOpException.class, () -> new EditEncoder(layout).encode(1, op, out));
        assertEquals(0, out.position());
    }

    private static EditOp roundTrip(EditOp op, LayoutVersion layout) throws Exception {
        ByteWriter out = new ByteWriter();
        EditEncoder encoder = new EditEncoder(layout);
        encoder.header(out);
        encoder.encode(42, op, out);
        EditReader reader = EditReader.open(new MemorySource(out.toByteArray()));
        assertTrue(reader.next());
        assertEquals(42, reader.txid());
        assertEquals(layout, reader.layout());
        EditOp back = reader.op();
        assertFalse(reader.next());
        return back;
    }
}
