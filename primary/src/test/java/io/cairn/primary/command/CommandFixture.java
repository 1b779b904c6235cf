package io.cairn.primary.command;

import io.cairn.common.model.AclEntry;
import io.cairn.common.model.Counters;
import io.cairn.common.model.FsException;
import io.cairn.common.model.FsPath;
import io.cairn.common.namespace.Namespace;
import io.cairn.common.op.Edit;
import io.cairn.common.op.EditOp;
import io.cairn.common.op.SetAclOp;
import io.cairn.common.op.SetQuotaOp;
import io.cairn.common.store.heap.HeapStore;
import java.util.List;
import java.util.Set;

/** A namespace on the heap that commands decide about; what they decide is applied, as the writer does. One thread. */
final class CommandFixture {
    static final Caller ROOT = new Caller("root", Set.of(), true);
    static final Caller JOE = new Caller("joe", Set.of("staff"), false);
    static final Caller EVE = new Caller("eve", Set.of(), false);

    private final HeapStore store = new HeapStore();
    private final Namespace namespace;
    private final Ledger ledger = new Ledger();
    private final NamespaceRules rules;
    private long nowMillis = 1000;

    CommandFixture() {
        this(NamespaceRules.DEFAULT);
    }

    CommandFixture(NamespaceRules rules) {
        this.rules = rules;
        Namespace.format(store, Counters.fresh(7), "root", "supergroup");
        namespace = new Namespace(store);
    }

    /** Decides, applies, and returns what was decided. */
    <T> Outcome<T> run(Command<T> command) throws FsException {
        long lastInodeId = namespace.counters().lastInodeId();
        Outcome<T> outcome = command.decide(new CommandContext(store, rules, ledger, lastInodeId, nowMillis++));
        outcome.ops().forEach(this::apply);
        ledger.apply(outcome.ledgerChanges());
        return outcome;
    }

    void apply(EditOp op) {
        namespace.apply(new Edit(namespace.appliedTxid() + 1, op));
        namespace.commit(namespace.appliedTxid());
    }

    void quota(String path, long inodes, long bytes) {
        apply(new SetQuotaOp(path, inodes, bytes));
    }

    void acl(String path, List<AclEntry> logical) {
        apply(new SetAclOp(path, logical));
    }

    void mkdirs(Caller caller, String path, int mode) throws FsException {
        run(new Mkdirs(caller, FsPath.parse(path), CreateMode.of(mode)));
    }

    void create(Caller caller, String path) throws FsException {
        run(create(caller, path, false));
    }

    static Create create(Caller caller, String path, boolean overwrite) {
        return new Create(
                caller, FsPath.parse(path), CreateMode.of(0644), overwrite, true, 0, 0, "holder", "127.0.0.1");
    }

    <T> T ask(Query<T> query) throws FsException {
        return query.answer(store, rules);
    }

    FileStatus status(String path) throws FsException {
        return ask(new GetFileStatus(ROOT, FsPath.parse(path)));
    }

    boolean exists(String path) {
        return ResolvedPath.of(store, FsPath.parse(path)).exists();
    }
}
