package io.cairn.primary.command;

import io.cairn.common.model.BlockRef;
import io.cairn.common.model.DirectoryInode;
import io.cairn.common.model.EcPolicy;
import io.cairn.common.model.FileInode;
import io.cairn.common.model.Inode;
import io.cairn.common.model.SymlinkInode;
import io.cairn.common.store.StoreView;
import java.util.List;
import java.util.Optional;

/**
 * What a client is told of an inode. Immutable.
 *
 * @param pathSuffix name below the path that was asked for; empty for that path itself
 * @param inode the inode, whose blocks are not to be shown
 * @param length bytes; 0 unless a file
 * @param childrenNum number of children; 0 unless a directory
 * @param storagePolicy effective storage policy, 0 if none
 * @param ecPolicy effective erasure-coding policy
 * @param encrypted whether it lies in an encryption zone
 */
public record FileStatus(
        String pathSuffix,
        Inode inode,
        long length,
        long childrenNum,
        int storagePolicy,
        Optional<EcPolicy> ecPolicy,
        boolean encrypted) {

    /** Of the path that was asked for. */
    static FileStatus of(StoreView view, ResolvedPath path) {
        return of(
                view,
                "",
                path.target(),
                StoragePlacement.policyAbove(path),
                ErasureCoding.effective(view, path),
                EncryptionZones.hold(path));
    }

    /**
     * Of a child.
     *
     * @param policyAbove storage policy it inherits
     * @param ecAbove erasure-coding policy it inherits
     * @param encryptedAbove whether the directory lies in an encryption zone
     */
    static FileStatus ofChild(
            StoreView view, Inode child, int policyAbove, Optional<EcPolicy> ecAbove, boolean encryptedAbove) {
        Optional<EcPolicy> ec = child.isDirectory()
                ? ErasureCoding.localName(child)
                        .map(name -> ErasureCoding.byName(view, name).filter(policy -> policy.id() != 0))
                        .orElse(ecAbove)
                : ErasureCoding.ofFile(view, child);
        boolean encrypted = encryptedAbove || EncryptionZones.isZone(child);
        return of(view, child.name().toString(), child, policyAbove, ec, encrypted);
    }

    private static FileStatus of(
            StoreView view,
            String suffix,
            Inode inode,
            int policyAbove,
            Optional<EcPolicy> ecPolicy,
            boolean encrypted) {
        int local = StoragePlacement.localPolicy(inode);
        return new FileStatus(
                suffix,
                inode instanceof FileInode file ? file.withBlocks(List.of()) : inode,
                inode instanceof FileInode file ? lengthOf(file) : 0,
                inode instanceof DirectoryInode ? view.childCount(inode.id()) : 0,
                inode instanceof SymlinkInode ? 0 : local != 0 ? local : policyAbove,
                ecPolicy,
                encrypted);
    }

    /** Bytes of a file; of an open one what is known so far. */
    static long lengthOf(FileInode file) {
        long length = 0;
        for (BlockRef block : file.blocks()) {
            length += block.length();
        }
        return length;
    }
}
