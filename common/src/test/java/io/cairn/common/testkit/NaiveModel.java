package io.cairn.common.testkit;

import io.cairn.common.model.AclEntry;
import io.cairn.common.model.AclScope;
import io.cairn.common.model.AclType;
import io.cairn.common.model.BlockRef;
import io.cairn.common.model.CacheDirective;
import io.cairn.common.model.CachePool;
import io.cairn.common.model.Counters;
import io.cairn.common.model.DelegationKey;
import io.cairn.common.model.DirectoryInode;
import io.cairn.common.model.EcPolicy;
import io.cairn.common.model.EcPolicyState;
import io.cairn.common.model.EcSchema;
import io.cairn.common.model.FileInode;
import io.cairn.common.model.FsPath;
import io.cairn.common.model.Inode;
import io.cairn.common.model.Permission;
import io.cairn.common.model.PersistedToken;
import io.cairn.common.model.Quota;
import io.cairn.common.model.StorageType;
import io.cairn.common.model.SymlinkInode;
import io.cairn.common.model.UnderConstruction;
import io.cairn.common.model.XAttr;
import io.cairn.common.model.XAttrNamespace;
import io.cairn.common.op.*;
import io.cairn.common.store.SideTable;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The oracle of the property tests: a namespace as one sorted map from path to plain values, changed op by op in the
 * most obvious way. Written from the rules (spec edits.md §4), not from the appliers, and it expects valid edits only.
 * Starts as a freshly formatted namespace. Single use, one thread.
 */
public final class NaiveModel {
    /** What the namespace starts with, as for a format. */
    public static final Counters COUNTERS = Counters.fresh(1234567);

    public static final String OWNER = "hdfs";
    public static final String GROUP = "supergroup";

    final NavigableMap<FsPath, Node> tree = new TreeMap<>();
    final Map<Integer, DelegationKey> keys = new TreeMap<>();
    final Map<Integer, PersistedToken> tokens = new TreeMap<>();
    final Map<String, CachePool> pools = new TreeMap<>();
    final Map<Long, CacheDirective> directives = new TreeMap<>();
    final Map<Integer, EcPolicy> policies = new TreeMap<>();
    Counters counters = COUNTERS;

    /** One file, directory or symlink; which of them says {@code kind}. */
    static final class Node {
        enum Kind {
            FILE,
            DIRECTORY,
            SYMLINK
        }

        final Kind kind;
        final long id;
        String user;
        String group;
        boolean sticky;
        /** The logical access ACL, at least owner, group and others; with a mask if there is more. */
        TreeMap<AclEntry, Integer> access = new TreeMap<>();

        TreeMap<AclEntry, Integer> defaults = new TreeMap<>();
        long mtime;
        long atime;
        int replication;
        long blockSize;
        int policy;
        int ec;
        List<BlockRef> blocks = new ArrayList<>();
        List<XAttr> xattrs = new ArrayList<>();
        long namespaceQuota = -1;
        long diskspaceQuota = -1;
        final EnumMap<StorageType, Long> typeQuotas = new EnumMap<>(StorageType.class);

        @Nullable
        String client;

        String machine = "";
        String target = "";

        Node(Kind kind, long id, Permission permission, long mtime) {
            this.kind = kind;
            this.id = id;
            this.user = permission.user();
            this.group = permission.group();
            this.mtime = mtime;
            this.access.put(unnamed(AclType.USER), 0);
            this.access.put(unnamed(AclType.GROUP), 0);
            this.access.put(unnamed(AclType.OTHER), 0);
            setMode(permission.mode());
        }

        boolean isOpen() {
            return client != null;
        }

        boolean isExtended() {
            return access.size() > 3;
        }

        void setMode(int mode) {
            sticky = (mode & 01000) != 0;
            access.put(unnamed(AclType.USER), (mode >> 6) & 7);
            access.put(unnamed(isExtended() ? AclType.MASK : AclType.GROUP), (mode >> 3) & 7);
            access.put(unnamed(AclType.OTHER), mode & 7);
        }

        int mode() {
            return (sticky ? 01000 : 0)
                    | (access.get(unnamed(AclType.USER)) << 6)
                    | (access.get(unnamed(isExtended() ? AclType.MASK : AclType.GROUP)) << 3)
                    | access.get(unnamed(AclType.OTHER));
        }

        void setAcl(List<AclEntry> entries) {
            defaults.clear();
            if (entries.isEmpty()) {
                access.keySet().removeIf(key -> key.name() != null || key.type() == AclType.MASK);
                return;
            }
            access.clear();
            for (AclEntry entry : entries) {
                (entry.scope() == AclScope.ACCESS ? access : defaults).put(key(entry), entry.permission());
            }
        }

        void inherit(Node parent) {
            if (parent.defaults.isEmpty() || kind == Kind.SYMLINK) {
                return;
            }
            int mode = mode();
            access.clear();
            parent.defaults.forEach((key, permission) -> access.put(key, permission));
            access.merge(unnamed(AclType.USER), (mode >> 6) & 7, (a, b) -> a & b);
            access.merge(unnamed(isExtended() ? AclType.MASK : AclType.GROUP), (mode >> 3) & 7, (a, b) -> a & b);
            access.merge(unnamed(AclType.OTHER), mode & 7, (a, b) -> a & b);
            if (kind == Kind.DIRECTORY) {
                defaults.putAll(parent.defaults);
            }
        }

        private List<AclEntry> storedAcl() {
            List<AclEntry> stored = new ArrayList<>();
            access.forEach((key, permission) -> {
                if (isExtended() && (key.name() != null || key.type() == AclType.GROUP)) {
                    stored.add(key.withPermission(permission));
                }
            });
            defaults.forEach((key, permission) ->
                    stored.add(new AclEntry(AclScope.DEFAULT, key.type(), permission, key.name())));
            return stored;
        }

        private List<XAttr> storedXAttrs() {
            List<XAttr> stored = new ArrayList<>();
            xattrs.stream().filter(xattr -> xattr.value().length <= 1024).forEach(stored::add);
            xattrs.stream().filter(xattr -> xattr.value().length > 1024).forEach(stored::add);
            return stored;
        }

        private Inode inode(FsPath path) {
            Permission permission = new Permission(user, group, mode());
            return switch (kind) {
                case FILE ->
                    new FileInode(
                            id,
                            path.name(),
                            permission,
                            mtime,
                            atime,
                            replication,
                            blockSize,
                            policy,
                            ec,
                            blocks,
                            storedAcl(),
                            storedXAttrs(),
                            client == null ? null : new UnderConstruction(client, machine));
                case DIRECTORY ->
                    new DirectoryInode(
                            id,
                            path.name(),
                            permission,
                            mtime,
                            new Quota(namespaceQuota, diskspaceQuota, typeQuotas),
                            storedAcl(),
                            storedXAttrs());
                case SYMLINK -> new SymlinkInode(id, path.name(), permission, mtime, atime, target);
            };
        }
    }

    public NaiveModel() {
        Node root = new Node(Node.Kind.DIRECTORY, 16385, new Permission(OWNER, GROUP, 0755), 0);
        root.namespaceQuota = Long.MAX_VALUE;
        tree.put(FsPath.ROOT, root);
        builtIn(1, "rs", 6, 3);
        builtIn(2, "rs", 3, 2);
        builtIn(3, "rs-legacy", 6, 3);
        builtIn(4, "xor", 2, 1);
        builtIn(5, "rs", 10, 4);
    }

    private void builtIn(int id, String codec, int data, int parity) {
        EcSchema schema = new EcSchema(codec, data, parity, 1048576, List.of());
        policies.put(id, new EcPolicy(id, schema.policyName(), schema, EcPolicyState.DISABLED));
    }

    /** As {@link NamespaceDump#of} of an equal store. */
    public String dump() {
        StringBuilder text = new StringBuilder();
        NamespaceDump.appendCounters(text, counters);
        tree.forEach((path, node) -> NamespaceDump.appendInode(text, path, node.inode(path)));
        List<Long> open = tree.values().stream()
                .filter(Node::isOpen)
                .map(node -> node.id)
                .sorted()
                .toList();
        text.append("open ").append(open).append('\n');
        keys.values().forEach(entry -> NamespaceDump.appendEntry(text, SideTable.KEYS, entry));
        tokens.values().forEach(entry -> NamespaceDump.appendEntry(text, SideTable.TOKENS, entry));
        pools.values().forEach(entry -> NamespaceDump.appendEntry(text, SideTable.POOLS, entry));
        directives.values().forEach(entry -> NamespaceDump.appendEntry(text, SideTable.DIRECTIVES, entry));
        policies.values().forEach(entry -> NamespaceDump.appendEntry(text, SideTable.EC_POLICIES, entry));
        return text.toString();
    }

    /** Changes the model as a valid edit says. */
    public void apply(Edit edit) {
        EditOp op = edit.op();
        if (op instanceof NamespaceOp) {
            applyToTree(op);
        } else if (op instanceof BlockOp) {
            applyToBlocks(op);
        } else if (op instanceof AttributeOp) {
            applyToAttributes(op);
        } else if (op instanceof TokenOp) {
            applyToTokens(op);
        } else if (op instanceof CacheOp) {
            applyToCache(op);
        } else if (op instanceof ErasureCodingOp) {
            applyToPolicies(op);
        } else if (op instanceof RollingUpgradeStartOp start) {
            counters = counters.withRollingUpgradeStartMillis(start.timeMillis());
        } else if (op instanceof RollingUpgradeFinalizeOp) {
            counters = counters.withRollingUpgradeStartMillis(0);
        } else if (!(op instanceof LogOp)) {
            throw new AssertionError("not modelled: " + op);
        }
    }

    private static AclEntry unnamed(AclType type) {
        return new AclEntry(AclScope.ACCESS, type, 0, null);
    }

    private static AclEntry key(AclEntry entry) {
        return new AclEntry(AclScope.ACCESS, entry.type(), 0, entry.name());
    }

    Node at(String path) {
        Node node = tree.get(FsPath.parse(path));
        if (node == null) {
            throw new AssertionError("nothing at " + path);
        }
        return node;
    }

    private Node parent(FsPath path) {
        return tree.get(path.parent().orElseThrow());
    }

    private static void raise(Node directory, long millis) {
        directory.mtime = Math.max(directory.mtime, millis);
    }

    private void create(FsPath path, Node node, List<AclEntry> acl) {
        node.inherit(parent(path));
        if (!acl.isEmpty()) {
            node.setAcl(acl);
        }
        tree.put(path, node);
        raise(parent(path), node.mtime);
        counters = counters.withLastInodeId(Math.max(counters.lastInodeId(), node.id));
    }

    NavigableMap<FsPath, Node> below(FsPath path) {
        NavigableMap<FsPath, Node> found = new TreeMap<>();
        tree.tailMap(path, true).forEach((other, node) -> {
            if (other.equals(path) || path.isAncestorOf(other)) {
                found.put(other, node);
            }
        });
        return found;
    }

    private void applyToTree(EditOp op) {
        if (op instanceof MkdirOp mkdir) {
            create(
                    FsPath.parse(mkdir.path()),
                    new Node(Node.Kind.DIRECTORY, mkdir.inodeId(), mkdir.permission(), mkdir.mtimeMillis()),
                    mkdir.acl());
        } else if (op instanceof AddOp add) {
            add(add);
        } else if (op instanceof SymlinkOp symlink) {
            Node node = new Node(Node.Kind.SYMLINK, symlink.inodeId(), symlink.permission(), symlink.mtimeMillis());
            node.atime = symlink.atimeMillis();
            node.target = symlink.target();
            create(FsPath.parse(symlink.path()), node, List.of());
        } else if (op instanceof CloseOp close) {
            Node file = at(close.path());
            file.mtime = close.mtimeMillis();
            file.atime = close.atimeMillis();
            file.blocks = new ArrayList<>(close.blocks());
            file.client = null;
        } else if (op instanceof AppendOp append) {
            open(at(append.path()), append.clientName(), append.clientMachine());
        } else if (op instanceof DeleteOp delete) {
            FsPath path = FsPath.parse(delete.path());
            if (!path.isRoot() && tree.containsKey(path)) {
                below(path).keySet().forEach(tree::remove);
                raise(parent(path), delete.timeMillis());
            }
        } else if (op instanceof RenameOldOp rename) {
            FsPath from = FsPath.parse(rename.src());
            FsPath to = FsPath.parse(rename.dst());
            if (canMove(from, to)) {
                move(from, to, rename.timeMillis());
            }
        } else if (op instanceof RenameOp rename) {
            tree.remove(FsPath.parse(rename.dst()));
            move(FsPath.parse(rename.src()), FsPath.parse(rename.dst()), rename.timeMillis());
        } else if (op instanceof ConcatDeleteOp concat) {
            Node target = at(concat.target());
            for (String source : concat.sources()) {
                target.blocks.addAll(at(source).blocks);
                tree.remove(FsPath.parse(source));
            }
            target.mtime = concat.timeMillis();
            raise(parent(FsPath.parse(concat.target())), concat.timeMillis());
        }
    }

    private void add(AddOp op) {
        FsPath path = FsPath.parse(op.path());
        if (tree.containsKey(path) && !op.overwrite()) {
            Node file = at(op.path());
            open(file, op.clientName(), op.clientMachine());
            file.mtime = op.mtimeMillis();
            file.atime = op.atimeMillis();
            file.blocks = new ArrayList<>(op.blocks());
            return;
        }
        tree.remove(path);
        Node file = new Node(Node.Kind.FILE, op.inodeId(), op.permission(), op.mtimeMillis());
        file.atime = op.atimeMillis();
        file.replication = op.ecPolicyId() == 0 ? op.replication() : 0;
        file.blockSize = op.blockSize();
        file.policy = op.storagePolicyId();
        file.ec = op.ecPolicyId();
        file.xattrs = new ArrayList<>(op.xattrs());
        open(file, op.clientName(), op.clientMachine());
        create(path, file, op.acl());
    }

    private static void open(Node file, String client, String machine) {
        if (file.client == null) {
            file.client = client;
            file.machine = machine;
        }
    }

    boolean canMove(FsPath from, FsPath to) {
        if (from.isRoot() || to.isRoot() || !tree.containsKey(from) || tree.containsKey(to) || from.isAncestorOf(to)) {
            return false;
        }
        Node parent = parent(to);
        return parent != null && parent.kind == Node.Kind.DIRECTORY;
    }

    private void move(FsPath from, FsPath to, long millis) {
        NavigableMap<FsPath, Node> moved = below(from);
        Node oldParent = parent(from);
        moved.keySet().forEach(tree::remove);
        moved.forEach((path, node) -> {
            FsPath target = to;
            for (int i = from.depth(); i < path.depth(); i++) {
                target = target.child(path.components().get(i));
            }
            tree.put(target, node);
        });
        raise(oldParent, millis);
        raise(parent(to), millis);
        raise(parent(to), tree.get(to).mtime);
    }

    private void applyToBlocks(EditOp op) {
        if (op instanceof AddBlockOp add) {
            List<BlockRef> blocks = at(add.path()).blocks;
            if (add.penultimate() != null) {
                blocks.set(blocks.size() - 1, add.penultimate());
            }
            blocks.add(add.last());
        } else if (op instanceof UpdateBlocksOp update) {
            at(update.path()).blocks = new ArrayList<>(update.blocks());
        } else if (op instanceof TruncateOp truncate) {
            truncate(truncate);
        } else if (op instanceof SetGenstampV1Op genstamp) {
            counters = counters.withGenstampV1(genstamp.genstamp());
        } else if (op instanceof SetGenstampV2Op genstamp) {
            counters = counters.withGenstampV2(Math.max(counters.genstampV2(), genstamp.genstamp()));
        } else if (op instanceof AllocateBlockIdOp allocate) {
            counters = allocate.blockId() < 0
                    ? counters.withLastStripedBlockId(allocate.blockId())
                    : counters.withLastBlockId(allocate.blockId());
        } else if (op instanceof ReassignLeaseOp lease) {
            at(lease.path()).client = lease.newHolder();
        }
    }

    private void truncate(TruncateOp op) {
        Node file = at(op.path());
        long end = 0;
        List<BlockRef> kept = new ArrayList<>();
        for (BlockRef block : file.blocks) {
            if (end < op.newLength()) {
                kept.add(block);
                end += block.length();
            }
        }
        file.mtime = op.timeMillis();
        file.blocks = kept;
        if (op.block() != null) {
            open(file, op.clientName(), op.clientMachine());
            BlockRef last = kept.get(kept.size() - 1);
            if (last.id() != op.block().id()) {
                long length = last.length() - (end - op.newLength());
                kept.set(
                        kept.size() - 1,
                        new BlockRef(op.block().id(), length, op.block().genstamp()));
            }
        }
    }

    private void applyToAttributes(EditOp op) {
        if (op instanceof SetReplicationOp set) {
            Node file = at(set.path());
            file.replication = file.ec == 0 ? set.replication() : 0;
        } else if (op instanceof SetPermissionsOp set) {
            at(set.path()).setMode(set.mode());
        } else if (op instanceof SetOwnerOp set) {
            Node node = at(set.path());
            node.user = set.user().isEmpty() ? node.user : set.user();
            node.group = set.group().isEmpty() ? node.group : set.group();
        } else if (op instanceof TimesOp times) {
            Node node = at(times.path());
            node.mtime = times.mtimeMillis() < 0 ? node.mtime : times.mtimeMillis();
            boolean keepsAtime = times.atimeMillis() < 0 || node.kind == Node.Kind.DIRECTORY;
            node.atime = keepsAtime ? node.atime : times.atimeMillis();
        } else if (op instanceof SetAclOp acl) {
            at(acl.path()).setAcl(acl.entries());
        } else if (op instanceof SetXAttrOp set) {
            setXAttrs(at(set.path()), set.xattrs());
        } else if (op instanceof RemoveXAttrOp remove) {
            remove.xattrs().forEach(gone -> at(remove.path()).xattrs.removeIf(gone::sameName));
        } else if (op instanceof SetStoragePolicyOp set) {
            setPolicy(at(set.path()), set.policyId());
        } else if (op instanceof SetNsQuotaOp set) {
            setQuota(set.path(), set.namespaceQuota(), Long.MAX_VALUE);
        } else if (op instanceof ClearNsQuotaOp clear) {
            setQuota(clear.path(), -1, Long.MAX_VALUE);
        } else if (op instanceof SetQuotaOp set) {
            setQuota(set.path(), set.namespaceQuota(), set.diskspaceQuota());
        } else if (op instanceof SetQuotaByStorageTypeOp set) {
            if (set.quota() < 0) {
                at(set.path()).typeQuotas.remove(set.storageType());
            } else {
                at(set.path()).typeQuotas.put(set.storageType(), set.quota());
            }
        }
    }

    private static void setXAttrs(Node node, List<XAttr> xattrs) {
        xattrs.forEach(set -> node.xattrs.removeIf(set::sameName));
        node.xattrs.addAll(0, xattrs);
    }

    private static void setPolicy(Node node, int id) {
        XAttr policy = new XAttr(XAttrNamespace.SYSTEM, "hsm.block.storage.policy.id", new byte[] {(byte) id});
        if (node.kind == Node.Kind.FILE) {
            node.policy = id;
        } else if (id == 0) {
            node.xattrs.removeIf(policy::sameName);
        } else {
            setXAttrs(node, List.of(policy));
        }
    }

    private void setQuota(String path, long namespace, long diskspace) {
        Node directory = at(path);
        boolean isRoot = directory == tree.get(FsPath.ROOT);
        if (namespace != Long.MAX_VALUE && !(isRoot && namespace == -1)) {
            directory.namespaceQuota = namespace;
        }
        if (diskspace != Long.MAX_VALUE) {
            directory.diskspaceQuota = diskspace;
        }
    }

    private void applyToTokens(EditOp op) {
        if (op instanceof GetDelegationTokenOp get) {
            tokens.put(get.token().sequenceNumber(), new PersistedToken(get.token(), get.expiryMillis()));
            counters = counters.withTokenSequence(
                    Math.max(counters.tokenSequence(), get.token().sequenceNumber()));
        } else if (op instanceof RenewDelegationTokenOp renew) {
            tokens.put(renew.token().sequenceNumber(), new PersistedToken(renew.token(), renew.expiryMillis()));
        } else if (op instanceof CancelDelegationTokenOp cancel) {
            tokens.remove(cancel.token().sequenceNumber());
        } else if (op instanceof UpdateMasterKeyOp update) {
            keys.put(update.key().id(), update.key());
            counters = counters.withCurrentKeyId(
                    Math.max(counters.currentKeyId(), update.key().id()));
        }
    }

    private void applyToCache(EditOp op) {
        if (op instanceof AddCachePoolOp add) {
            pools.put(add.pool().name(), add.pool());
        } else if (op instanceof ModifyCachePoolOp modify) {
            CachePool c = modify.pool();
            CachePool old = pools.get(c.name());
            pools.put(
                    c.name(),
                    new CachePool(
                            c.name(),
                            Optional.ofNullable(c.owner()).orElse(old.owner()),
                            Optional.ofNullable(c.group()).orElse(old.group()),
                            Optional.ofNullable(c.mode()).orElse(old.mode()),
                            Optional.ofNullable(c.limit()).orElse(old.limit()),
                            Optional.ofNullable(c.maxRelativeExpiryMillis()).orElse(old.maxRelativeExpiryMillis()),
                            Optional.ofNullable(c.defaultReplication()).orElse(old.defaultReplication())));
        } else if (op instanceof RemoveCachePoolOp remove) {
            pools.remove(remove.name());
            directives.values().removeIf(directive -> directive.pool().equals(remove.name()));
        } else if (op instanceof AddCacheDirectiveOp add) {
            directives.put(add.directive().id(), add.directive());
            long next = Math.max(counters.nextDirectiveId(), add.directive().id() + 1);
            counters = counters.withNextDirectiveId(next);
        } else if (op instanceof ModifyCacheDirectiveOp modify) {
            CacheDirective c = modify.directive();
            CacheDirective old = directives.get(c.id());
            directives.put(
                    c.id(),
                    new CacheDirective(
                            c.id(),
                            Optional.ofNullable(c.path()).orElse(old.path()),
                            Optional.ofNullable(c.replication()).orElse(old.replication()),
                            Optional.ofNullable(c.pool()).orElse(old.pool()),
                            Optional.ofNullable(c.expiryMillis()).orElse(old.expiryMillis())));
        } else if (op instanceof RemoveCacheDirectiveOp remove) {
            directives.remove(remove.id());
        }
    }

    private void applyToPolicies(EditOp op) {
        if (op instanceof AddErasureCodingPolicyOp add) {
            String name = add.schema().policyName();
            if (policies.values().stream().noneMatch(policy -> policy.name().equals(name))) {
                int id = Math.max(
                        64,
                        1 + policies.keySet().stream().mapToInt(i -> i).max().orElse(0));
                policies.put(id, new EcPolicy(id, name, add.schema(), EcPolicyState.DISABLED));
            }
        } else if (op instanceof EnableErasureCodingPolicyOp enable) {
            setState(enable.policyName(), EcPolicyState.ENABLED);
        } else if (op instanceof DisableErasureCodingPolicyOp disable) {
            if (policy(disable.policyName()).state() == EcPolicyState.ENABLED) {
                setState(disable.policyName(), EcPolicyState.DISABLED);
            }
        } else if (op instanceof RemoveErasureCodingPolicyOp remove) {
            setState(remove.policyName(), EcPolicyState.REMOVED);
        }
    }

    private EcPolicy policy(String name) {
        return policies.values().stream()
                .filter(policy -> policy.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private void setState(String name, EcPolicyState state) {
        EcPolicy policy = policy(name);
        policies.put(policy.id(), policy.withState(state));
    }
}
