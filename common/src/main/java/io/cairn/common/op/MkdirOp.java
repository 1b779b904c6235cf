package io.cairn.common.op;

import io.cairn.common.model.AclEntry;
import io.cairn.common.model.Permission;
import io.cairn.common.model.XAttr;
import java.util.List;

/** OP_MKDIR (3): creates one directory. Attributes in it are ignored at replay, as in HDFS. Immutable. */
public record MkdirOp(
        long inodeId, String path, long mtimeMillis, Permission permission, List<AclEntry> acl, List<XAttr> xattrs)
        implements NamespaceOp {
    public MkdirOp {
        acl = List.copyOf(acl);
        xattrs = List.copyOf(xattrs);
    }
}
