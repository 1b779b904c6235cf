package io.cairn.common.op;

import io.cairn.common.model.BlockRef;
import io.cairn.common.model.Permission;
import java.util.List;

/** OP_CLOSE (9): completes a file. {@code inodeId}, {@code replication}, {@code blockSize} and {@code permission} are carried but not applied. Immutable. */
public record CloseOp(
        long inodeId,
        String path,
        int replication,
        long mtimeMillis,
        long atimeMillis,
        long blockSize,
        List<BlockRef> blocks,
        Permission permission)
        implements NamespaceOp {
    public CloseOp {
        blocks = List.copyOf(blocks);
    }
}
