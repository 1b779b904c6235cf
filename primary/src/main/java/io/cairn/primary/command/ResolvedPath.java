package io.cairn.primary.command;

import io.cairn.common.model.DirectoryInode;
import io.cairn.common.model.FsName;
import io.cairn.common.model.FsPath;
import io.cairn.common.model.Inode;
import io.cairn.common.model.InodeIds;
import io.cairn.common.store.StoreException;
import io.cairn.common.store.StoreView;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A path and the inodes that exist along it, from the root down to the first that is missing. Immutable. */
final class ResolvedPath {
    private final FsPath path;
    private final List<Inode> found;

    private ResolvedPath(FsPath path, List<Inode> found) {
        this.path = path;
        this.found = found;
    }

    static ResolvedPath of(StoreView view, FsPath path) {
        List<Inode> found = new ArrayList<>(path.depth() + 1);
        Inode current = inode(view, InodeIds.ROOT);
        found.add(current);
        for (FsName name : path.components()) {
            long child = current.isDirectory() ? view.child(current.id(), name) : InodeIds.NONE;
            if (child == InodeIds.NONE) {
                break;
            }
            current = inode(view, child);
            found.add(current);
        }
        return new ResolvedPath(path, found);
    }

    /** This path, which must be a directory, with one more component. */
    ResolvedPath child(StoreView view, FsName name) {
        List<Inode> longer = new ArrayList<>(found);
        long child = view.child(target().id(), name);
        if (child != InodeIds.NONE) {
            longer.add(inode(view, child));
        }
        return new ResolvedPath(path.child(name), longer);
    }

    /** This existing path as if its end were gone. */
    ResolvedPath withoutLast() {
        return new ResolvedPath(path, List.copyOf(found.subList(0, path.depth())));
    }

    static Inode inode(StoreView view, long id) {
        return view.inode(id)
                .orElseThrow(() -> new StoreException("Inode " + id + " is linked in the tree but does not exist"));
    }

    FsPath path() {
        return path;
    }

    boolean exists() {
        return found.size() == path.depth() + 1;
    }

    /** The inode at the end of the path, if it exists. */
    Optional<Inode> last() {
        return exists() ? Optional.of(found.get(path.depth())) : Optional.empty();
    }

    /** The inode at the end of the path, which must exist. */
    Inode target() {
        if (!exists()) {
            throw new IllegalStateException(path + " was asked for without checking that it exists");
        }
        return found.get(path.depth());
    }

    /** Number of inodes found, the root included; at least 1. */
    int foundCount() {
        return found.size();
    }

    /** The inode after {@code depth} components; 0 is the root. */
    Inode at(int depth) {
        return found.get(depth);
    }

    /** The deepest inode that exists. */
    Inode deepest() {
        return found.get(found.size() - 1);
    }

    /** Depth of the deepest existing inode that is not the path's own end; 0 for the root itself. */
    int ancestorDepth() {
        return Math.max(0, Math.min(found.size() - 1, path.depth() - 1));
    }

    /** The directory that holds or would hold the path's end; empty for the root, if absent, or if it is no directory. */
    Optional<DirectoryInode> parentDirectory() {
        int depth = path.depth() - 1;
        return depth >= 0 && depth < found.size() && found.get(depth) instanceof DirectoryInode parent
                ? Optional.of(parent)
                : Optional.empty();
    }

    /** The directories that hold the path's end, from the root down, as far as they exist. */
    List<DirectoryInode> ancestors() {
        List<DirectoryInode> directories = new ArrayList<>();
        for (int depth = 0; depth < path.depth() && depth < found.size(); depth++) {
            if (found.get(depth) instanceof DirectoryInode directory) {
                directories.add(directory);
            }
        }
        return directories;
    }

    String text() {
        return path.toString();
    }

    /** The first {@code depth} components as a path. */
    String text(int depth) {
        return new FsPath(path.components().subList(0, depth)).toString();
    }
}
