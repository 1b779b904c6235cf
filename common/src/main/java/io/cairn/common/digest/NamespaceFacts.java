package io.cairn.common.digest;

import io.cairn.common.model.AclEntry;
import io.cairn.common.model.BlockRef;
import io.cairn.common.model.CacheDirective;
import io.cairn.common.model.CachePool;
import io.cairn.common.model.Counters;
import io.cairn.common.model.DelegationKey;
import io.cairn.common.model.DelegationToken;
import io.cairn.common.model.DirectoryInode;
import io.cairn.common.model.EcPolicy;
import io.cairn.common.model.EcPolicyState;
import io.cairn.common.model.EcSchema;
import io.cairn.common.model.FileInode;
import io.cairn.common.model.Inode;
import io.cairn.common.model.Permission;
import io.cairn.common.model.PersistedToken;
import io.cairn.common.model.StorageType;
import io.cairn.common.model.SymlinkInode;
import io.cairn.common.model.UnderConstruction;
import io.cairn.common.model.XAttr;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The facts of a namespace, but for its counters, summed up as they come and go. Facts may come in any order, and go
 * before they come. Confined to one thread.
 */
public final class NamespaceFacts {
    private static final int FIRST_USER_POLICY = 64;
    private static final byte[] NO_BYTES = new byte[0];

    private final FactBuffer fact = new FactBuffer();
    private final DigestSum sum = new DigestSum();
    private boolean subtracting;

    /** No facts. */
    public NamespaceFacts() {}

    /** Facts that were summed up before. */
    public NamespaceFacts(NamespaceDigest sum) {
        this.sum.set(sum);
    }

    /** The sum of the facts so far. */
    public NamespaceDigest sum() {
        return sum.value();
    }

    /** Forgets all facts and takes up {@code value}. */
    public void reset(NamespaceDigest value) {
        sum.set(value);
    }

    /** Adds what was summed up elsewhere. */
    public void add(NamespaceDigest other) {
        sum.add(other.high(), other.low());
    }

    /** Takes away what was summed up elsewhere. */
    public void subtract(NamespaceDigest other) {
        sum.subtract(other.high(), other.low());
    }

    /** The digest of a namespace with these facts and counters. */
    public NamespaceDigest digest(Counters counters) {
        NamespaceFacts whole = new NamespaceFacts(sum());
        whole.counters(counters);
        return whole.sum();
    }

    /** The sum of the facts of a namespace with that digest, but for its counters. */
    public static NamespaceDigest without(Counters counters, NamespaceDigest digest) {
        NamespaceFacts rest = new NamespaceFacts(digest);
        rest.subtracting = true;
        rest.counters(counters);
        return rest.sum();
    }

    /** An inode comes or goes or, both being given, changes; equal facts cost nothing but the comparison. */
    public void change(@Nullable Inode before, @Nullable Inode after) {
        if (before == after) {
            return;
        }
        int sameBlocks = sameBlocks(before, after);
        if (before != null) {
            subtracting = true;
            inode(before, sameBlocks);
            subtracting = false;
        }
        if (after != null) {
            inode(after, sameBlocks);
        }
    }

    /** Adds an inode with all its attributes. */
    public void add(Inode inode) {
        inode(inode, 0);
    }

    /** A directory gains a child. */
    public void link(long parentId, long childId) {
        fact.begin(FactBuffer.LINK).i64(parentId).i64(childId);
        count();
    }

    /** A directory loses a child. */
    public void unlink(long parentId, long childId) {
        subtracting = true;
        link(parentId, childId);
        subtracting = false;
    }

    /**
     * An entry of a side table comes or goes or, both being given, changes.
     *
     * @throws IllegalArgumentException if it is of no class that a namespace keeps
     */
    public void changeEntry(@Nullable Object before, @Nullable Object after) {
        if (before != null) {
            subtracting = true;
            entry(before);
            subtracting = false;
        }
        if (after != null) {
            entry(after);
        }
    }

    /** For spelling a fact without an object that says it; {@link #count} takes it up. */
    public FactBuffer fact() {
        return fact;
    }

    /** Adds the fact that was spelled last. */
    public void count() {
        fact.finish();
        if (subtracting) {
            sum.subtract(fact.high(), fact.low());
        } else {
            sum.add(fact.high(), fact.low());
        }
    }

    /** How many blocks both begin with: they stay as they are, and a long file grows at its end. */
    private static int sameBlocks(@Nullable Inode before, @Nullable Inode after) {
        if (!(before instanceof FileInode old) || !(after instanceof FileInode now) || old.id() != now.id()) {
            return 0;
        }
        List<BlockRef> left = old.blocks();
        List<BlockRef> right = now.blocks();
        int both = Math.min(left.size(), right.size());
        int same = 0;
        while (same < both && left.get(same).equals(right.get(same))) {
            same++;
        }
        return same;
    }

    private void inode(Inode inode, int firstBlock) {
        if (inode instanceof FileInode file) {
            file(file, firstBlock);
        } else if (inode instanceof DirectoryInode directory) {
            directory(directory);
        } else if (inode instanceof SymlinkInode symlink) {
            head(FactBuffer.SYMLINK, symlink);
            fact.i64(symlink.atimeMillis()).text(symlink.target());
            count();
        }
        for (AclEntry entry : inode.acl()) {
            acl(inode.id(), entry);
        }
        for (XAttr xattr : inode.xattrs()) {
            xattr(inode.id(), xattr);
        }
    }

    private void head(int kind, Inode inode) {
        Permission permission = inode.permission();
        fact.begin(kind)
                .i64(inode.id())
                .bytes(inode.name().bytes())
                .text(permission.user())
                .text(permission.group())
                .i32(permission.mode())
                .i64(inode.mtimeMillis());
    }

    private void file(FileInode file, int firstBlock) {
        head(FactBuffer.FILE, file);
        fact.i64(file.atimeMillis())
                .i32(file.isStriped() ? 0 : file.replication())
                .i64(file.preferredBlockSize())
                .i32(file.storagePolicyId())
                .i32(file.ecPolicyId());
        count();
        List<BlockRef> blocks = file.blocks();
        for (int i = firstBlock; i < blocks.size(); i++) {
            BlockRef block = blocks.get(i);
            fact.begin(FactBuffer.BLOCK)
                    .i64(file.id())
                    .i32(i)
                    .i64(block.id())
                    .i64(block.length())
                    .i64(block.genstamp());
            count();
        }
        UnderConstruction writer = file.underConstruction();
        if (writer != null) {
            fact.begin(FactBuffer.WRITER)
                    .i64(file.id())
                    .text(writer.clientName())
                    .text(writer.clientMachine());
            count();
        }
    }

    private void directory(DirectoryInode directory) {
        head(FactBuffer.DIRECTORY, directory);
        fact.i64(directory.quota().namespace()).i64(directory.quota().diskspace());
        count();
        for (Map.Entry<StorageType, Long> quota : directory.quota().byType().entrySet()) {
            if (quota.getKey() != StorageType.RAM_DISK) {
                fact.begin(FactBuffer.TYPE_QUOTA)
                        .i64(directory.id())
                        .i32(quota.getKey().ordinal())
                        .i64(quota.getValue());
                count();
            }
        }
    }

    private void acl(long id, AclEntry entry) {
        fact.begin(FactBuffer.ACL)
                .i64(id)
                .i32(entry.permission()
                        | entry.type().ordinal() << 3
                        | entry.scope().ordinal() << 5)
                .opt(entry.name());
        count();
    }

    private void xattr(long id, XAttr xattr) {
        fact.begin(FactBuffer.XATTR)
                .i64(id)
                .i32(xattr.namespace().ordinal())
                .text(xattr.name())
                .bytes(orNone(xattr.value()));
        count();
    }

    private static byte[] orNone(byte @Nullable [] bytes) {
        return bytes == null ? NO_BYTES : bytes;
    }

    private void entry(Object entry) {
        if (entry instanceof DelegationKey key) {
            fact.begin(FactBuffer.KEY).i32(key.id()).i64(key.expiryMillis()).bytes(orNone(key.key()));
        } else if (entry instanceof PersistedToken token) {
            token(token);
        } else if (entry instanceof CachePool pool) {
            fact.begin(FactBuffer.POOL)
                    .text(pool.name())
                    .opt(pool.owner())
                    .opt(pool.group())
                    .opt(pool.mode())
                    .opt(pool.limit())
                    .opt(pool.maxRelativeExpiryMillis());
        } else if (entry instanceof CacheDirective directive) {
            fact.begin(FactBuffer.DIRECTIVE)
                    .i64(directive.id())
                    .opt(directive.path())
                    .opt(directive.replication())
                    .opt(directive.pool())
                    .opt(directive.expiryMillis());
        } else if (entry instanceof EcPolicy policy) {
            if (policy.id() < FIRST_USER_POLICY && policy.state() == EcPolicyState.DISABLED) {
                return;
            }
            policy(policy);
        } else {
            throw new IllegalArgumentException("No fact is made of " + entry.getClass());
        }
        count();
    }

    private void token(PersistedToken persisted) {
        DelegationToken token = persisted.token();
        fact.begin(FactBuffer.TOKEN)
                .text(token.owner())
                .text(token.renewer())
                .text(token.realUser())
                .i64(token.issueDate())
                .i64(token.maxDate())
                .i32(token.sequenceNumber())
                .i32(token.masterKeyId())
                .i64(persisted.expiryMillis());
    }

    private void policy(EcPolicy policy) {
        fact.begin(FactBuffer.EC_POLICY).i32(policy.id()).i32(policy.state().ordinal());
        if (policy.id() < FIRST_USER_POLICY) {
            return;
        }
        EcSchema schema = policy.schema();
        fact.text(policy.name())
                .text(schema.codec())
                .i32(schema.dataUnits())
                .i32(schema.parityUnits())
                .i32(schema.cellSize())
                .i32(schema.extraOptions().size());
        schema.extraOptions().stream()
                .sorted(Map.Entry.<String, String>comparingByKey()
                        .thenComparing(Comparator.comparing(Map.Entry::getValue)))
                .forEach(option -> fact.text(option.getKey()).text(option.getValue()));
    }

    private void counters(Counters counters) {
        fact.begin(FactBuffer.COUNTERS)
                .i32(counters.namespaceId())
                .i64(counters.genstampV1())
                .i64(counters.genstampV2())
                .i64(counters.genstampV1Limit())
                .i64(counters.lastBlockId())
                .i64(counters.lastStripedBlockId())
                .i64(counters.lastInodeId())
                .i64(counters.rollingUpgradeStartMillis())
                .i32(counters.currentKeyId())
                .i32(counters.tokenSequence())
                .i64(counters.nextDirectiveId())
                .i32(counters.snapshotCounter());
        count();
    }
}
