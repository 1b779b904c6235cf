package io.cairn.common.namespace.tree;

import io.cairn.common.model.FsName;
import io.cairn.common.model.InodeIds;

/**
 * Where a path points: a name in a directory that exists, whether or not something hangs there. Immutable.
 *
 * @param parentId {@link InodeIds#NONE} for the root's own place
 * @param inodeId what hangs there, or {@link InodeIds#NONE}
 */
public record Place(long parentId, FsName name, long inodeId) {
    public boolean isFree() {
        return inodeId == InodeIds.NONE;
    }

    public boolean isRoot() {
        return inodeId == InodeIds.ROOT;
    }
}
