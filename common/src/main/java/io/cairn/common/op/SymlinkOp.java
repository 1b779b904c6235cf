package io.cairn.common.op;

import io.cairn.common.model.CallId;
import io.cairn.common.model.Permission;

/** OP_SYMLINK (17): creates a symbolic link. Immutable. */
public record SymlinkOp(
        long inodeId,
        String path,
        String target,
        long mtimeMillis,
        long atimeMillis,
        Permission permission,
        CallId call)
        implements NamespaceOp {}
