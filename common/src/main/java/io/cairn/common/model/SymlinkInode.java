package io.cairn.common.model;

import java.util.List;

/** A symbolic link. Immutable. */
public record SymlinkInode(
        long id, FsName name, Permission permission, long mtimeMillis, long atimeMillis, String target)
        implements Inode {
    @Override
    public List<AclEntry> acl() {
        return List.of();
    }

    @Override
    public List<XAttr> xattrs() {
        return List.of();
    }

    @Override
    public SymlinkInode withName(FsName newName) {
        return new SymlinkInode(id, newName, permission, mtimeMillis, atimeMillis, target);
    }

    @Override
    public SymlinkInode withPermission(Permission newPermission) {
        return new SymlinkInode(id, name, newPermission, mtimeMillis, atimeMillis, target);
    }

    @Override
    public SymlinkInode withMtime(long newMtimeMillis) {
        return new SymlinkInode(id, name, permission, newMtimeMillis, atimeMillis, target);
    }

    public SymlinkInode withAtime(long newAtimeMillis) {
        return new SymlinkInode(id, name, permission, mtimeMillis, newAtimeMillis, target);
    }

    @Override
    public Inode withAcl(List<AclEntry> acl) {
        throw new IllegalStateException("A symlink has no ACL: inode " + id);
    }

    @Override
    public Inode withXAttrs(List<XAttr> xattrs) {
        throw new IllegalStateException("A symlink has no extended attributes: inode " + id);
    }
}
