package io.cairn.common.op;

import io.cairn.common.model.BlockRef;
import io.cairn.common.model.CallId;
import org.jspecify.annotations.Nullable;

/** OP_ADD_BLOCK (33): completes the file's last block with {@code penultimate} (null: the file had none) and appends {@code last}. Immutable. */
public record AddBlockOp(String path, @Nullable BlockRef penultimate, BlockRef last, CallId call) implements BlockOp {}
