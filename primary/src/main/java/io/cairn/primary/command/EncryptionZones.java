package io.cairn.primary.command;

import io.cairn.common.model.DirectoryInode;
import io.cairn.common.model.Inode;
import io.cairn.common.model.XAttr;
import io.cairn.common.model.XAttrNamespace;

/** Which inodes lie in an encryption zone: the directory that is one, and everything below it. Stateless. */
final class EncryptionZones {
    private static final String ZONE_ATTRIBUTE = "hdfs.crypto.encryption.zone";

    private EncryptionZones() {}

    /** Whether the inode at the end of the path lies in a zone, or is one. */
    static boolean hold(ResolvedPath path) {
        for (int depth = 0; depth < path.foundCount(); depth++) {
            if (isZone(path.at(depth))) {
                return true;
            }
        }
        return false;
    }

    /** Whether this very inode is a zone. */
    static boolean isZone(Inode inode) {
        if (inode instanceof DirectoryInode directory) {
            for (XAttr attribute : directory.xattrs()) {
                if (attribute.namespace() == XAttrNamespace.RAW
                        && attribute.name().equals(ZONE_ATTRIBUTE)) {
                    return true;
                }
            }
        }
        return false;
    }
}
