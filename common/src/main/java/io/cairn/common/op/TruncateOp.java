package io.cairn.common.op;

import io.cairn.common.model.BlockRef;
import org.jspecify.annotations.Nullable;

/** OP_TRUNCATE (46): cuts a file to {@code newLength} bytes; {@code block} is the last block to be recovered, null when the cut falls on a block boundary. Immutable. */
public record TruncateOp(
        String path,
        String clientName,
        String clientMachine,
        long newLength,
        long timeMillis,
        @Nullable BlockRef block) implements BlockOp {}
