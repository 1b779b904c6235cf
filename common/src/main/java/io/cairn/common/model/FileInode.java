package io.cairn.common.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A file. Immutable.
 *
 * @param replication copies wanted; 0 for a striped file
 * @param preferredBlockSize bytes
 * @param storagePolicyId 0 unspecified
 * @param ecPolicyId erasure-coding policy of a striped file; 0 for a contiguous one
 * @param underConstruction who writes the file; null when it is closed
 */
public record FileInode(
        long id,
        FsName name,
        Permission permission,
        long mtimeMillis,
        long atimeMillis,
        int replication,
        long preferredBlockSize,
        int storagePolicyId,
        int ecPolicyId,
        List<BlockRef> blocks,
        List<AclEntry> acl,
        List<XAttr> xattrs,
        @Nullable UnderConstruction underConstruction)
        implements Inode {
    public FileInode {
        blocks = List.copyOf(blocks);
        acl = List.copyOf(acl);
        xattrs = List.copyOf(xattrs);
    }

    /** True if the blocks are block groups of an erasure-coding policy. */
    public boolean isStriped() {
        return ecPolicyId != 0;
    }

    public boolean isUnderConstruction() {
        return underConstruction != null;
    }

    /** Sum of the block lengths, bytes. */
    public long length() {
        long sum = 0;
        for (BlockRef block : blocks) {
            sum += block.length();
        }
        return sum;
    }

    @Override
    public FileInode withName(FsName value) {
        return new FileInode(
                id,
                value,
                permission,
                mtimeMillis,
                atimeMillis,
                replication,
                preferredBlockSize,
                storagePolicyId,
                ecPolicyId,
                blocks,
                acl,
                xattrs,
                underConstruction);
    }

    @Override
    public FileInode withPermission(Permission value) {
        return new FileInode(
                id,
                name,
                value,
                mtimeMillis,
                atimeMillis,
                replication,
                preferredBlockSize,
                storagePolicyId,
                ecPolicyId,
                blocks,
                acl,
                xattrs,
                underConstruction);
    }

    @Override
    public FileInode withMtime(long value) {
        return new FileInode(
                id,
                name,
                permission,
                value,
                atimeMillis,
                replication,
                preferredBlockSize,
                storagePolicyId,
                ecPolicyId,
                blocks,
                acl,
                xattrs,
                underConstruction);
    }

    public FileInode withAtime(long value) {
        return new FileInode(
                id,
                name,
                permission,
                mtimeMillis,
                value,
                replication,
                preferredBlockSize,
                storagePolicyId,
                ecPolicyId,
                blocks,
                acl,
                xattrs,
                underConstruction);
    }

    @Override
    public FileInode withAcl(List<AclEntry> value) {
        return new FileInode(
                id,
                name,
                permission,
                mtimeMillis,
                atimeMillis,
                replication,
                preferredBlockSize,
                storagePolicyId,
                ecPolicyId,
                blocks,
                value,
                xattrs,
                underConstruction);
    }

    @Override
    public FileInode withXAttrs(List<XAttr> value) {
        return new FileInode(
                id,
                name,
                permission,
                mtimeMillis,
                atimeMillis,
                replication,
                preferredBlockSize,
                storagePolicyId,
                ecPolicyId,
                blocks,
                acl,
                value,
                underConstruction);
    }

    public FileInode withReplication(int value) {
        return new FileInode(
                id,
                name,
                permission,
                mtimeMillis,
                atimeMillis,
                value,
                preferredBlockSize,
                storagePolicyId,
                ecPolicyId,
                blocks,
                acl,
                xattrs,
                underConstruction);
    }

    public FileInode withStoragePolicy(int value) {
        return new FileInode(
                id,
                name,
                permission,
                mtimeMillis,
                atimeMillis,
                replication,
                preferredBlockSize,
                value,
                ecPolicyId,
                blocks,
                acl,
                xattrs,
                underConstruction);
    }

    public FileInode withBlocks(List<BlockRef> value) {
        return new FileInode(
                id,
                name,
                permission,
                mtimeMillis,
                atimeMillis,
                replication,
                preferredBlockSize,
                storagePolicyId,
                ecPolicyId,
                value,
                acl,
                xattrs,
                underConstruction);
    }

    public FileInode withUnderConstruction(@Nullable UnderConstruction value) {
        return new FileInode(
                id,
                name,
                permission,
                mtimeMillis,
                atimeMillis,
                replication,
                preferredBlockSize,
                storagePolicyId,
                ecPolicyId,
                blocks,
                acl,
                xattrs,
                value);
    }
}
