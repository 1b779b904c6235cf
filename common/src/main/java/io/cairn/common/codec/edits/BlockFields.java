package io.cairn.common.codec.edits;

import io.cairn.common.bytes.ByteReader;
import io.cairn.common.bytes.ByteWriter;
import io.cairn.common.bytes.MalformedBytesException;
import io.cairn.common.model.BlockRef;
import java.util.Arrays;
import java.util.List;

/**
 * {@code blocks}: i32 count, then i64 id, i64 length, i64 genstamp each. {@code cblocks}: vint count, then i64 id, vlong
 * length, vlong genstamp each, the latter two as differences to the block before. Stateless.
 */
final class BlockFields {
    private static final int BLOCK_BYTES = 24;
    private static final int COMPACT_BLOCK_BYTES_MIN = 10;
    private static final int BLOCKS_MAX = 1 << 26;

    private BlockFields() {}

    static List<BlockRef> read(ByteReader body) throws MalformedBytesException {
        int count = checkedCount(body, body.i32(), BLOCK_BYTES);
        if (count == 0) {
            return List.of();
        }
        BlockRef[] blocks = new BlockRef[count];
        for (int i = 0; i < count; i++) {
            blocks[i] = readBlock(body);
        }
        return Arrays.asList(blocks);
    }

    static void write(List<BlockRef> blocks, ByteWriter body) {
        body.i32(blocks.size());
        for (BlockRef block : blocks) {
            body.i64(block.id());
            body.i64(block.length());
            body.i64(block.genstamp());
        }
    }

    static List<BlockRef> readCompact(ByteReader body) throws MalformedBytesException {
        int count = checkedCount(body, body.vint(), COMPACT_BLOCK_BYTES_MIN);
        if (count == 0) {
            return List.of();
        }
        BlockRef[] blocks = new BlockRef[count];
        long length = 0;
        long genstamp = 0;
        for (int i = 0; i < count; i++) {
            long id = body.i64();
            length += body.vlong();
            genstamp += body.vlong();
            blocks[i] = new BlockRef(id, length, genstamp);
        }
        return Arrays.asList(blocks);
    }

    static void writeCompact(List<BlockRef> blocks, ByteWriter body) {
        body.vint(blocks.size());
        BlockRef before = new BlockRef(0, 0, 0);
        for (BlockRef block : blocks) {
            writeCompact(block, before, body);
            before = block;
        }
    }

    private static void writeCompact(BlockRef block, BlockRef before, ByteWriter body) {
        body.i64(block.id());
        body.vlong(block.length() - before.length());
        body.vlong(block.genstamp() - before.genstamp());
    }

    private static BlockRef readBlock(ByteReader body) throws MalformedBytesException {
        BlockRef block = new BlockRef(body.i64(), body.i64(), body.i64());
        if (block.length() < 0) {
            throw new MalformedBytesException(
                    body.position() - BLOCK_BYTES, "a block length of at least 0", Long.toString(block.length()));
        }
        return block;
    }

    private static int checkedCount(ByteReader body, int count, int bytesEach) throws MalformedBytesException {
        if (count > BLOCKS_MAX) {
            throw new MalformedBytesException(body.position(), "at most " + BLOCKS_MAX + " blocks", count + " blocks");
        }
        return body.checkedCount(count, bytesEach, "blocks");
    }
}
