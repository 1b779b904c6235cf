package io.cairn.common.model;

import java.util.List;

/**
 * A file, directory or symlink with its own attributes; which directory holds it is the store's knowledge. Immutable.
 */
public sealed interface Inode permits FileInode, DirectoryInode, SymlinkInode {
    long id();

    /** Last path component; empty for the root. */
    FsName name();

    Permission permission();

    long mtimeMillis();

    /** Milliseconds; 0 for directories. */
    long atimeMillis();

    /** Stored ACL entries, i.e. without those that live in the mode bits (fsimage.md §5); empty if there are none. */
    List<AclEntry> acl();

    /** In stored order: latest first. */
    List<XAttr> xattrs();

    Inode withName(FsName name);

    Inode withPermission(Permission permission);

    Inode withMtime(long mtimeMillis);

    /**
     * With the given stored ACL entries.
     *
     * @throws IllegalStateException for a symlink, which has no ACL
     */
    Inode withAcl(List<AclEntry> acl);

    /**
     * With the given attributes.
     *
     * @throws IllegalStateException for a symlink, which has no attributes
     */
    Inode withXAttrs(List<XAttr> xattrs);

    default boolean isDirectory() {
        return this instanceof DirectoryInode;
    }
}
