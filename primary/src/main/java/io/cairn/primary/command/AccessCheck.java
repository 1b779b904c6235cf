package io.cairn.primary.command;

import io.cairn.common.model.AclEntry;
import io.cairn.common.model.AclScope;
import io.cairn.common.model.AclType;
import io.cairn.common.model.FsException;
import io.cairn.common.model.FsException.Kind;
import io.cairn.common.model.Inode;
import io.cairn.common.model.Permission;
import io.cairn.common.model.SymlinkInode;
import io.cairn.common.store.StoreView;
import io.cairn.common.store.StoreView.ChildCursor;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * HDFS's permission rules: owner, group and others, ACL entries under their mask, sticky bit, and the superuser who may
 * do everything. Immutable.
 */
final class AccessCheck {
    static final int EXECUTE = 1;
    static final int WRITE = 2;
    static final int READ = 4;
    static final int ALL = 7;

    private static final int STICKY = 01000;
    private static final String[] ACTION_NAMES = {
        "NONE", "EXECUTE", "WRITE", "WRITE_EXECUTE", "READ", "READ_EXECUTE", "READ_WRITE", "ALL"
    };

    private final Caller caller;
    private final boolean free;

    AccessCheck(Caller caller, NamespaceRules rules) {
        this.caller = caller;
        this.free = caller.superuser() || !rules.permissionsEnabled();
    }

    /**
     * Everyone on the way must be a directory, and the caller must be allowed to pass it.
     *
     * @param creating true for calls that may make the path: a file on the way then has its own error
     */
    void traverse(ResolvedPath path, boolean creating) throws FsException {
        for (int depth = 0; depth < path.path().depth() && depth < path.foundCount(); depth++) {
            Inode inode = path.at(depth);
            if (inode instanceof SymlinkInode link) {
                throw new FsException(
                        Kind.UNRESOLVED_PATH,
                        "Symbolic links are not followed: " + path.text(depth) + " is one to " + link.target());
            }
            if (!inode.isDirectory()) {
                throw new FsException(
                        creating ? Kind.PARENT_NOT_DIRECTORY : Kind.ACCESS_CONTROL,
                        path.text(depth) + " (is not a directory)");
            }
            if (!free && !may(inode, EXECUTE)) {
                throw denied(inode, path.text(depth), EXECUTE);
            }
        }
    }

    /** The caller must own the inode at the path's end. An absent inode is nobody's. */
    void owner(ResolvedPath path) throws FsException {
        if (free) {
            return;
        }
        boolean owns = path.last()
                .map(inode -> inode.permission().user().equals(caller.user()))
                .orElse(false);
        if (!owns) {
            throw new FsException(
                    Kind.ACCESS_CONTROL,
                    "Permission denied. user=" + caller.user() + " is not the owner of inode=" + path.text());
        }
    }

    /** The deepest existing directory above the path's end must allow {@code action}. */
    void ancestor(ResolvedPath path, int action) throws FsException {
        if (!free && path.path().depth() > 0) {
            check(path, path.ancestorDepth(), action);
        }
    }

    /** The path's end must be removable from its directory: write access there, and the sticky bit. */
    void removal(ResolvedPath path) throws FsException {
        int depth = path.path().depth();
        if (free || depth == 0) {
            return;
        }
        if (path.exists()) {
            sticky(path.at(depth - 1), path.text(depth - 1), path.target(), path.text());
        }
        if (path.foundCount() >= depth) {
            check(path, depth - 1, WRITE);
        }
    }

    /** The inode at the path's end, if it exists, must allow {@code action}. */
    void target(ResolvedPath path, int action) throws FsException {
        if (!free && path.exists()) {
            check(path, path.path().depth(), action);
        }
    }

    /** An inode that was come across below a checked path must allow {@code action}. */
    void inode(Inode inode, String path, int action) throws FsException {
        if (!free && !may(inode, action)) {
            throw denied(inode, path, action);
        }
    }

    /**
     * Every directory that has children, from the path's end down, must allow {@code action}; the caller must be able to
     * take each child out.
     */
    void subtree(StoreView view, ResolvedPath path, int action) throws FsException {
        if (free || !path.exists()) {
            return;
        }
        walk(view, path.target(), path.text(), action);
    }

    private void walk(StoreView view, Inode top, String topPath, int action) throws FsException {
        record Open(Inode directory, String path) {}
        Deque<Open> open = new ArrayDeque<>();
        if (top.isDirectory()) {
            open.push(new Open(top, topPath));
        }
        while (!open.isEmpty()) {
            Open next = open.pop();
            boolean checked = false;
            try (ChildCursor children = view.children(next.directory().id(), null)) {
                while (children.next()) {
                    if (!checked && !may(next.directory(), action)) {
                        throw denied(next.directory(), next.path(), action);
                    }
                    checked = true;
                    Inode child = ResolvedPath.inode(view, children.id());
                    String childPath = (next.path().equals("/") ? "" : next.path()) + "/" + children.name();
                    sticky(next.directory(), next.path(), child, childPath);
                    if (child.isDirectory()) {
                        open.push(new Open(child, childPath));
                    }
                }
            }
        }
    }

    private void check(ResolvedPath path, int depth, int action) throws FsException {
        if (!may(path.at(depth), action)) {
            throw denied(path.at(depth), path.text(depth), action);
        }
    }

    private void sticky(Inode parent, String parentPath, Inode child, String childPath) throws FsException {
        boolean free = (parent.permission().mode() & STICKY) == 0
                || parent.permission().user().equals(caller.user())
                || child.permission().user().equals(caller.user());
        if (!free) {
            throw new FsException(
                    Kind.ACCESS_CONTROL,
                    "Permission denied by sticky bit: user=" + caller.user() + ", path=\"" + childPath + "\":"
                            + describe(child) + ", parent=\"" + parentPath + "\":" + describe(parent));
        }
    }

    private FsException denied(Inode inode, String path, int action) {
        return new FsException(
                Kind.ACCESS_CONTROL,
                "Permission denied: user=" + caller.user() + ", access=" + ACTION_NAMES[action] + ", inode=\"" + path
                        + "\":" + describe(inode) + (hasAccessAcl(inode) ? "+" : ""));
    }

    private boolean may(Inode inode, int action) {
        int mode = inode.permission().mode();
        if (hasAccessAcl(inode)) {
            return mayByAcl(inode, mode, action);
        }
        if (caller.user().equals(inode.permission().user())) {
            return allows(mode >> 6, action);
        }
        return allows(caller.isMemberOf(inode.permission().group()) ? mode >> 3 : mode, action);
    }

    /** Group bits of the mode are the mask: they cut what named users and all groups get. */
    private boolean mayByAcl(Inode inode, int mode, int action) {
        if (caller.user().equals(inode.permission().user())) {
            return allows(mode >> 6, action);
        }
        boolean concerned = false;
        for (AclEntry entry : inode.acl()) {
            if (entry.scope() == AclScope.DEFAULT) {
                break;
            }
            if (concerns(entry, inode.permission())) {
                if (allows(entry.permission() & (mode >> 3), action)) {
                    return true;
                }
                concerned = true;
                if (entry.type() == AclType.USER) {
                    break;
                }
            }
        }
        return !concerned && allows(mode, action);
    }

    private boolean concerns(AclEntry entry, Permission permission) {
        String name = entry.name();
        return switch (entry.type()) {
            case USER -> caller.user().equals(name);
            case GROUP -> caller.isMemberOf(name == null ? permission.group() : name);
            case MASK, OTHER -> false;
        };
    }

    private static boolean hasAccessAcl(Inode inode) {
        List<AclEntry> acl = inode.acl();
        return !acl.isEmpty() && acl.get(0).scope() == AclScope.ACCESS;
    }

    private static boolean allows(int bits, int action) {
        return (bits & action) == action;
    }

    private static String describe(Inode inode) {
        Permission permission = inode.permission();
        return permission.user() + ":" + permission.group() + ":" + (inode.isDirectory() ? "d" : "-")
                + permission.modeText();
    }
}
