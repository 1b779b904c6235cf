package io.cairn.primary.command;

import io.cairn.common.model.FsException;
import io.cairn.common.model.FsException.Kind;
import io.cairn.common.model.FsPath;
import io.cairn.common.store.StoreView;

/**
 * Asks whether the caller may do something; no exception is a yes. Immutable.
 *
 * @param action three bits rwx
 */
public record CheckAccess(Caller caller, FsPath path, int action) implements Query<Done> {
    @Override
    public Done answer(StoreView view, NamespaceRules rules) throws FsException {
        ResolvedPath resolved = ResolvedPath.of(view, path);
        AccessCheck access = new AccessCheck(caller, rules);
        access.traverse(resolved, false);
        if (!resolved.exists()) {
            throw new FsException(Kind.FILE_NOT_FOUND, "Path not found: " + path);
        }
        access.target(resolved, action);
        return Done.DONE;
    }
}
