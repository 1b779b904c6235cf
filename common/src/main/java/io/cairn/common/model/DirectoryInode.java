package io.cairn.common.model;

import java.util.List;

/** A directory; its children are the store's knowledge. Immutable. */
public record DirectoryInode(
        long id,
        FsName name,
        Permission permission,
        long mtimeMillis,
        Quota quota,
        List<AclEntry> acl,
        List<XAttr> xattrs)
        implements Inode {
    public DirectoryInode {
        acl = List.copyOf(acl);
        xattrs = List.copyOf(xattrs);
    }

    @Override
    public long atimeMillis() {
        return 0;
    }

    @Override
    public DirectoryInode withName(FsName value) {
        return new DirectoryInode(id, value, permission, mtimeMillis, quota, acl, xattrs);
    }

    @Override
    public DirectoryInode withPermission(Permission value) {
        return new DirectoryInode(id, name, value, mtimeMillis, quota, acl, xattrs);
    }

    @Override
    public DirectoryInode withMtime(long value) {
        return new DirectoryInode(id, name, permission, value, quota, acl, xattrs);
    }

    @Override
    public DirectoryInode withAcl(List<AclEntry> value) {
        return new DirectoryInode(id, name, permission, mtimeMillis, quota, value, xattrs);
    }

    @Override
    public DirectoryInode withXAttrs(List<XAttr> value) {
        return new DirectoryInode(id, name, permission, mtimeMillis, quota, acl, value);
    }

    public DirectoryInode withQuota(Quota value) {
        return new DirectoryInode(id, name, permission, mtimeMillis, value, acl, xattrs);
    }
}
