package io.cairn.common.op;

import io.cairn.common.model.AclEntry;
import io.cairn.common.model.BlockRef;
import io.cairn.common.model.CallId;
import io.cairn.common.model.Permission;
import io.cairn.common.model.XAttr;
import java.util.List;

/** OP_ADD (0): creates a file that is open for writing, or (overwrite false, path present) reopens it and merges its blocks. Immutable. */
public record AddOp(
        long inodeId,
        String path,
        int replication,
        long mtimeMillis,
        long atimeMillis,
        long blockSize,
        List<BlockRef> blocks,
        Permission permission,
        List<AclEntry> acl,
        List<XAttr> xattrs,
        String clientName,
        String clientMachine,
        boolean overwrite,
        int storagePolicyId,
        int ecPolicyId,
        CallId call)
        implements NamespaceOp {
    public AddOp {
        blocks = List.copyOf(blocks);
        acl = List.copyOf(acl);
        xattrs = List.copyOf(xattrs);
    }
}
