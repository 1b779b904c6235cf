package io.cairn.primary.command;

import io.cairn.common.model.EcPolicy;
import io.cairn.common.model.FsException;
import io.cairn.common.model.FsException.Kind;
import io.cairn.common.model.FsName;
import io.cairn.common.model.FsPath;
import io.cairn.common.model.Inode;
import io.cairn.common.store.StoreView;
import io.cairn.common.store.StoreView.ChildCursor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Lists a directory, in parts; a file lists itself. Immutable.
 *
 * @param startAfter only names behind this one; empty from the start
 * @param entriesMax most entries of this part, at least 1
 */
public record ListStatus(Caller caller, FsPath path, Optional<FsName> startAfter, int entriesMax)
        implements Query<Listing> {
    /** As many entries are walked while others wait. */
    private static final int QUICK_ENTRIES = 5000;

    /** What remains is counted no further, or listing a huge directory part by part would take quadratic time. */
    private static final int REMAINING_MAX = 10_000;

    @Override
    public Listing answer(StoreView view, NamespaceRules rules) throws FsException {
        ResolvedPath resolved = ResolvedPath.of(view, path);
        AccessCheck access = new AccessCheck(caller, rules);
        access.traverse(resolved, false);
        if (!resolved.exists()) {
            throw new FsException(Kind.FILE_NOT_FOUND, "File " + path + " does not exist.");
        }
        if (!resolved.target().isDirectory()) {
            return new Listing(List.of(FileStatus.of(view, resolved)), 0);
        }
        access.target(resolved, AccessCheck.READ | AccessCheck.EXECUTE);
        return children(view, resolved);
    }

    @Override
    public boolean isLong(StoreView view) {
        ResolvedPath resolved = ResolvedPath.of(view, path);
        return resolved.exists()
                && resolved.target().isDirectory()
                && view.childCount(resolved.target().id()) > QUICK_ENTRIES;
    }

    private Listing children(StoreView view, ResolvedPath directory) {
        int policy = StoragePlacement.effectivePolicy(directory);
        Optional<EcPolicy> ecPolicy = ErasureCoding.effective(view, directory);
        boolean encrypted = EncryptionZones.hold(directory);
        List<FileStatus> entries = new ArrayList<>();
        long remaining = 0;
        try (ChildCursor children = view.children(directory.target().id(), startAfter.orElse(null))) {
            while (entries.size() < entriesMax && children.next()) {
                Inode child = ResolvedPath.inode(view, children.id());
                entries.add(FileStatus.ofChild(view, child, policy, ecPolicy, encrypted));
            }
            if (startAfter.isEmpty()) {
                remaining = view.childCount(directory.target().id()) - entries.size();
            } else {
                while (remaining < REMAINING_MAX && children.next()) {
                    remaining++;
                }
            }
        }
        return new Listing(entries, remaining);
    }
}
