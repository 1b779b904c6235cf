package io.cairn.primary.command;

import io.cairn.common.model.FsException;
import io.cairn.common.model.FsPath;
import io.cairn.common.store.StoreView;

/** Looks at one inode. Immutable. */
public record GetFileStatus(Caller caller, FsPath path) implements Query<FileStatus> {
    @Override
    public FileStatus answer(StoreView view, NamespaceRules rules) throws FsException {
        ResolvedPath resolved = ResolvedPath.of(view, path);
        if (!caller.superuser()) {
            new AccessCheck(caller, rules).traverse(resolved, false);
        }
        if (!resolved.exists()) {
            throw Refusals.absent(path.toString());
        }
        return FileStatus.of(view, resolved);
    }
}
