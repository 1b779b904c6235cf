package io.cairn.common.namespace;

import io.cairn.common.model.Counters;
import io.cairn.common.model.DirectoryInode;
import io.cairn.common.model.FsName;
import io.cairn.common.model.InodeIds;
import io.cairn.common.model.Permission;
import io.cairn.common.model.Quota;
import io.cairn.common.namespace.apply.OpAppliers;
import io.cairn.common.namespace.tree.InvalidEditException;
import io.cairn.common.namespace.tree.NamespaceTree;
import io.cairn.common.namespace.tree.SnapshotsUnsupportedException;
import io.cairn.common.op.Edit;
import io.cairn.common.op.OpCode;
import io.cairn.common.store.MetadataStore;
import io.cairn.common.store.SideTable;
import java.util.List;

/**
 * A namespace that edits change, one after the other: the only way in, for live requests, replay, merge and recovery
 * alike. The same edits on the same state give the same state, whatever the store.
 *
 * <p>Applied edits are seen at once through the store, but for the counters, which follow with {@link #commit}; what a
 * commit means for a crash is the store's affair. After an edit was refused, or the store failed, nothing more is
 * taken: the state may be half changed, and only an earlier commit or another copy is good. Confined to the writer
 * thread.
 */
public final class Namespace {
    private static final int ROOT_MODE = 0755;

    private final MetadataStore store;
    private final NamespaceTree tree;
    private long appliedTxid;
    private boolean broken;

    /** Takes up a namespace where {@code store} stands; the store holds at least what {@link #format} puts there. */
    public Namespace(MetadataStore store) {
        this.store = store;
        this.tree = new NamespaceTree(store);
        this.appliedTxid = store.appliedTxid();
    }

    /**
     * Fills an empty store with a namespace as HDFS formats it (spec storage.md §2.1, checked against Hadoop 3.5.0) and
     * commits it as txid 0: the root directory, mode 755, mtime 0, and the built-in erasure-coding policies.
     */
    public static void format(MetadataStore store, Counters counters, String owner, String group) {
        store.putInode(new DirectoryInode(
                InodeIds.ROOT,
                FsName.EMPTY,
                new Permission(owner, group, ROOT_MODE),
                0,
                Quota.ROOT_DEFAULT,
                List.of(),
                List.of()));
        store.putCounters(counters);
        BuiltInErasureCodingPolicies.ALL.forEach(policy -> store.putEntry(SideTable.EC_POLICIES, policy));
        store.commit(0);
    }

    /**
     * Applies the next edit.
     *
     * @throws InvalidEditException if its txid is not the one after the last, or the op does not fit the namespace
     * @throws SnapshotsUnsupportedException if it needs snapshot history
     * @throws IllegalStateException after any earlier failure
     */
    public void apply(Edit edit) {
        if (broken) {
            throw new IllegalStateException(
                    "Txid " + edit.txid() + " cannot be applied: an edit failed after txid " + appliedTxid);
        }
        if (edit.txid() != appliedTxid + 1) {
            throw new InvalidEditException(
                    edit.txid(),
                    OpCode.of(edit.op()) + ": expected txid " + (appliedTxid + 1) + ", found " + edit.txid());
        }
        broken = true;
        tree.begin(edit.txid(), OpCode.of(edit.op()).name());
        OpAppliers.apply(edit.op(), tree);
        appliedTxid = edit.txid();
        broken = false;
    }

    /**
     * Ends a unit of the store.
     *
     * @param txid the last applied one, as a check
     * @throws IllegalStateException if another txid was applied last, or an edit failed since
     */
    public void commit(long txid) {
        if (broken || txid != appliedTxid) {
            throw new IllegalStateException("Txid " + txid + " cannot be committed: applied up to " + appliedTxid
                    + (broken ? ", then one failed" : ""));
        }
        tree.flush();
        store.commit(txid);
    }

    /** The last applied transaction, committed or not. */
    public long appliedTxid() {
        return appliedTxid;
    }

    /** The counters after the last applied edit, committed or not. */
    public Counters counters() {
        return tree.counters();
    }

    /** What is committed, fixed; must be taken between commits and closed. */
    public NamespaceView snapshot() {
        return new NamespaceView(store.snapshot());
    }
}
