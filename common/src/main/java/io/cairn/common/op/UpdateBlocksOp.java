package io.cairn.common.op;

import io.cairn.common.model.BlockRef;
import io.cairn.common.model.CallId;
import java.util.List;

/** OP_UPDATE_BLOCKS (25): the file's whole block list with new lengths. Immutable. */
public record UpdateBlocksOp(String path, List<BlockRef> blocks, CallId call) implements BlockOp {
    public UpdateBlocksOp {
        blocks = List.copyOf(blocks);
    }
}
