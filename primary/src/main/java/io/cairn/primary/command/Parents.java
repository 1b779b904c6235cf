package io.cairn.primary.command;

import io.cairn.common.model.DirectoryInode;
import io.cairn.common.model.FsException;
import io.cairn.common.model.FsException.Kind;
import io.cairn.common.model.FsPath;

/** The directory that holds a path's end. Stateless. */
final class Parents {
    private Parents() {}

    /** The parent must exist and be a directory. */
    static DirectoryInode require(ResolvedPath path) throws FsException {
        FsPath parent = path.path().parent().orElse(FsPath.ROOT);
        int depth = parent.depth();
        if (depth >= path.foundCount()) {
            throw new FsException(Kind.FILE_NOT_FOUND, "Parent directory doesn't exist: " + parent);
        }
        if (path.at(depth) instanceof DirectoryInode directory) {
            return directory;
        }
        throw new FsException(Kind.PARENT_NOT_DIRECTORY, "Parent path is not a directory: " + parent);
    }
}
