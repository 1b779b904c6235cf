package io.cairn.common.testkit;

import io.cairn.common.model.AclEntry;
import io.cairn.common.model.AclScope;
import io.cairn.common.model.AclType;
import io.cairn.common.model.BlockRef;
import io.cairn.common.model.CacheDirective;
import io.cairn.common.model.CachePool;
import io.cairn.common.model.CallId;
import io.cairn.common.model.DelegationKey;
import io.cairn.common.model.DelegationToken;
import io.cairn.common.model.EcPolicy;
import io.cairn.common.model.EcPolicyState;
import io.cairn.common.model.EcSchema;
import io.cairn.common.model.FsName;
import io.cairn.common.model.FsPath;
import io.cairn.common.model.Permission;
import io.cairn.common.model.StorageType;
import io.cairn.common.model.XAttr;
import io.cairn.common.model.XAttrNamespace;
import io.cairn.common.op.*;
import io.cairn.common.testkit.NaiveModel.Node;
import io.cairn.common.testkit.NaiveModel.Node.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A seeded, endless run of valid edits of every kind but snapshots and segment ends, with txids from 1, for a namespace
 * formatted with {@link NaiveModel#COUNTERS}, {@link NaiveModel#OWNER} and {@link NaiveModel#GROUP}. The same seed gives
 * the same run. The mix leans towards what clients do most; names are few, so that paths meet again, and partly not
 * ASCII. Stays with what an image of Hadoop can hold (default cache replication 1, no quota for RAM disks). Single use,
 * one thread.
 */
public final class RandomHistory {
    private static final int NODES_MAX = 400;
    private static final String[] NAMES = {"a", "b", "c", "data", "ü", "€", "😀x", "B", "0", "part-0", "part-1", "~tmp"
    };
    private static final String[] USERS = {"alice", "bob", "hdfs", "carol", "größe"};
    private static final String[] GROUPS = {"users", "staff", "supergroup"};
    private static final long BLOCK = 1024;

    private final Random random;
    private final NaiveModel model = new NaiveModel();
    private final TreeMap<Integer, Supplier<@Nullable EditOp>> choices = new TreeMap<>();
    private int weights;
    private long txid;
    private long clock = 1_700_000_000_000L;
    private int callId;
    private int nextPool;

    public RandomHistory(long seed) {
        this.random = new Random(seed);
        addTreeChoices();
        addFileChoices();
        addAttributeChoices();
        addRareChoices();
    }

    /** The first {@code count} edits of a seed. */
    public static List<Edit> of(long seed, int count) {
        RandomHistory history = new RandomHistory(seed);
        List<Edit> edits = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            edits.add(history.next());
        }
        return edits;
    }

    /** What the edits so far must give. */
    public NaiveModel model() {
        return model;
    }

    public Edit next() {
        @Nullable EditOp op = null;
        while (op == null) {
            op = choices.higherEntry(random.nextInt(weights)).getValue().get();
        }
        Edit edit = new Edit(++txid, op);
        model.apply(edit);
        return edit;
    }

    private void choice(int weight, Supplier<@Nullable EditOp> maker) {
        weights += weight;
        choices.put(weights, maker);
    }

    private void addTreeChoices() {
        choice(60, this::mkdir);
        choice(100, this::create);
        choice(8, this::symlink);
        choice(20, this::delete);
        choice(12, this::renameOld);
        choice(12, this::rename);
        choice(15, this::renameOver);
        choice(8, this::concat);
    }

    private void addFileChoices() {
        choice(150, this::addBlock);
        choice(30, this::updateBlocks);
        choice(110, this::close);
        choice(20, this::append);
        choice(5, this::reopenTheOldWay);
        choice(15, this::truncate);
        choice(5, this::reassignLease);
        choice(25, () -> new AllocateBlockIdOp(model.counters.lastBlockId() + 1));
        choice(5, () -> new AllocateBlockIdOp(model.counters.lastStripedBlockId() + 16));
        choice(25, () -> new SetGenstampV2Op(model.counters.genstampV2() + 1));
        choice(1, () -> new SetGenstampV1Op(1000 + random.nextInt(10)));
    }

    private void addAttributeChoices() {
        choice(10, () -> onAny((path, node) -> new SetPermissionsOp(path, random.nextInt(01000))));
        choice(8, () -> onAny((path, node) -> new SetOwnerOp(path, orEmpty(USERS), orEmpty(GROUPS))));
        choice(10, () -> onAny((path, node) -> new TimesOp(path, orLeave(time()), orLeave(time()))));
        choice(10, () -> on(Kind.FILE, (path, node) -> new SetReplicationOp(path, 1 + random.nextInt(5))));
        choice(15, () -> onCarrier((path, node) -> new SetAclOp(path, aclOrNone(node.kind == Kind.DIRECTORY))));
        choice(12, () -> onCarrier((path, node) -> new SetXAttrOp(path, xattrs(), call())));
        choice(6, () -> onCarrier(this::removeXAttr));
        choice(6, () -> onCarrier((path, node) -> new SetStoragePolicyOp(path, pick(0, 2, 5, 7, 12))));
        choice(6, () -> on(Kind.DIRECTORY, (path, node) -> new SetQuotaOp(path, quota(), quota())));
        choice(3, () -> on(Kind.DIRECTORY, this::typeQuota));
        choice(1, () -> on(Kind.DIRECTORY, (path, node) -> new SetNsQuotaOp(path, random.nextInt(1000))));
        choice(1, () -> on(Kind.DIRECTORY, (path, node) -> new ClearNsQuotaOp(path)));
    }

    private void addRareChoices() {
        choice(3, this::masterKey);
        choice(4, this::getToken);
        choice(2, this::renewToken);
        choice(2, this::cancelToken);
        choice(3, this::addPool);
        choice(2, this::modifyPool);
        choice(1, this::removePool);
        choice(4, this::addDirective);
        choice(2, this::modifyDirective);
        choice(1, this::removeDirective);
        choice(3, () -> new AddErasureCodingPolicyOp(schema(), call()));
        choice(3, () -> new EnableErasureCodingPolicyOp(policyName(), call()));
        choice(2, () -> new DisableErasureCodingPolicyOp(policyName(), call()));
        choice(1, this::removePolicy);
        choice(1, () -> new RollingUpgradeStartOp(time()));
        choice(1, () -> new RollingUpgradeFinalizeOp(time()));
    }

    // Picking

    private interface OpMaker {
        @Nullable
        EditOp make(String path, Node node);
    }

    private @Nullable EditOp onAny(OpMaker maker) {
        return onSome((path, node) -> true, maker);
    }

    private @Nullable EditOp onCarrier(OpMaker maker) {
        return onSome((path, node) -> node.kind != Kind.SYMLINK, maker);
    }

    private @Nullable EditOp on(Kind kind, OpMaker maker) {
        return onSome((path, node) -> node.kind == kind, maker);
    }

    private @Nullable EditOp onSome(BiPredicate<FsPath, Node> condition, OpMaker maker) {
        FsPath path = some(condition);
        return path == null ? null : maker.make(path.toString(), model.tree.get(path));
    }

    private @Nullable FsPath some(BiPredicate<FsPath, Node> condition) {
        List<FsPath> paths = new ArrayList<>();
        model.tree.forEach((path, node) -> {
            if (condition.test(path, node)) {
                paths.add(path);
            }
        });
        return paths.isEmpty() ? null : paths.get(random.nextInt(paths.size()));
    }

    /** A path whose parent is a directory, perhaps taken. */
    private FsPath target() {
        FsPath parent = some((path, node) -> node.kind == Kind.DIRECTORY && path.depth() < 6);
        return parent.child(FsName.of(pick(NAMES)));
    }

    private @Nullable FsPath freeTarget() {
        FsPath path = target();
        return model.tree.containsKey(path) || model.tree.size() >= NODES_MAX ? null : path;
    }

    @SafeVarargs
    private <T> T pick(T... values) {
        return values[random.nextInt(values.length)];
    }

    private boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    private String orEmpty(String[] values) {
        return chance(30) ? "" : pick(values);
    }

    private long orLeave(long value) {
        return chance(30) ? -1 : value;
    }

    /** Mostly rising, as clocks are. */
    private long time() {
        clock += random.nextInt(1000) - 100;
        return clock;
    }

    private CallId call() {
        if (chance(20)) {
            return CallId.NONE;
        }
        byte[] client = new byte[16];
        random.nextBytes(client);
        return new CallId(client, callId++);
    }

    private long newId() {
        return model.counters.lastInodeId() + 1 + (chance(10) ? random.nextInt(3) : 0);
    }

    private Permission permission() {
        return new Permission(pick(USERS), pick(GROUPS), random.nextInt(02000));
    }

    private long quota() {
        return pick(Long.MAX_VALUE, -1L, (long) random.nextInt(1_000_000));
    }

    private String client() {
        return "DFSClient_NONMAPREDUCE_" + random.nextInt(5);
    }

    // The tree

    private @Nullable EditOp mkdir() {
        FsPath path = freeTarget();
        if (path == null) {
            return null;
        }
        return new MkdirOp(
                newId(), path.toString(), time(), permission(), chance(15) ? acl(true) : List.of(), List.of());
    }

    private @Nullable EditOp create() {
        FsPath path = target();
        Node there = model.tree.get(path);
        if (there == null ? model.tree.size() >= NODES_MAX : there.kind != Kind.FILE || chance(60)) {
            return null;
        }
        int ec = chance(10) ? pick(1, 2, 4) : 0;
        return new AddOp(
                newId(),
                path.toString(),
                ec == 0 ? 1 + random.nextInt(3) : 0,
                time(),
                time(),
                BLOCK << random.nextInt(4),
                List.of(),
                permission(),
                chance(15) ? acl(false) : List.of(),
                chance(10) ? xattrs() : List.of(),
                client(),
                "127.0.0." + random.nextInt(9),
                there != null || chance(50),
                chance(10) ? 7 : 0,
                ec,
                call());
    }

    private @Nullable EditOp symlink() {
        FsPath path = freeTarget();
        return path == null
                ? null
                : new SymlinkOp(newId(), path.toString(), "/" + pick(NAMES), time(), time(), permission(), call());
    }

    private @Nullable EditOp delete() {
        if (chance(10)) {
            return new DeleteOp("/not/there", time(), call());
        }
        return onSome(
                (path, node) -> !path.isRoot() && model.below(path).size() < 30,
                (path, node) -> new DeleteOp(path, time(), call()));
    }

    private @Nullable EditOp renameOld() {
        FsPath from = some((path, node) -> true);
        return new RenameOldOp(from.toString(), target().toString(), time(), call());
    }

    private @Nullable EditOp rename() {
        FsPath from = some((path, node) -> true);
        FsPath to = target();
        List<RenameOption> options = chance(50) ? List.of(RenameOption.NONE) : List.of();
        return model.canMove(from, to) ? new RenameOp(from.toString(), to.toString(), time(), options, call()) : null;
    }

    private @Nullable EditOp renameOver() {
        FsPath from = some((path, node) -> !path.isRoot());
        if (from == null) {
            return null;
        }
        boolean isDirectory = model.tree.get(from).kind == Kind.DIRECTORY;
        FsPath to = some((path, node) -> !path.isRoot()
                && !path.equals(from)
                && !from.isAncestorOf(path)
                && (node.kind == Kind.DIRECTORY) == isDirectory
                && model.below(path).size() == 1);
        List<RenameOption> options =
                chance(70) ? List.of(RenameOption.OVERWRITE) : List.of(RenameOption.OVERWRITE, RenameOption.TO_TRASH);
        return to == null ? null : new RenameOp(from.toString(), to.toString(), time(), options, call());
    }

    private @Nullable EditOp concat() {
        FsPath target = some((path, node) -> node.kind == Kind.FILE && node.ec == 0 && !node.isOpen());
        if (target == null) {
            return null;
        }
        List<String> sources = new ArrayList<>();
        model.tree.forEach((path, node) -> {
            boolean fits = node.kind == Kind.FILE && node.ec == 0 && !node.isOpen();
            if (fits && !path.equals(target) && path.parent().equals(target.parent()) && sources.size() < 3) {
                sources.add(path.toString());
            }
        });
        return sources.isEmpty() ? null : new ConcatDeleteOp(target.toString(), sources, time(), call());
    }

    // Files and blocks

    private @Nullable EditOp onOpen(OpMaker maker) {
        return onSome((path, node) -> node.isOpen(), maker);
    }

    private @Nullable EditOp onClosed(OpMaker maker) {
        return onSome((path, node) -> node.kind == Kind.FILE && !node.isOpen(), maker);
    }

    private BlockRef newBlock(Node file) {
        long id = file.ec == 0
                ? model.counters.lastBlockId()
                : Math.max(model.counters.lastStripedBlockId(), Long.MIN_VALUE + 16);
        return new BlockRef(id, 0, model.counters.genstampV2());
    }

    private BlockRef filled(Node file, BlockRef block) {
        return block.withLength(chance(70) ? file.blockSize : 1 + random.nextInt((int) file.blockSize));
    }

    private @Nullable EditOp addBlock() {
        return onOpen((path, node) -> {
            int size = node.blocks.size();
            BlockRef last = size == 0 ? null : filled(node, node.blocks.get(size - 1));
            return new AddBlockOp(path, last, newBlock(node), call());
        });
    }

    /** The file's blocks with the last one filled up: what a client reports. */
    private List<BlockRef> reported(Node node) {
        List<BlockRef> blocks = new ArrayList<>(node.blocks);
        if (!blocks.isEmpty()) {
            BlockRef last = filled(node, blocks.get(blocks.size() - 1));
            blocks.set(
                    blocks.size() - 1,
                    chance(20) ? new BlockRef(last.id(), last.length(), model.counters.genstampV2()) : last);
        }
        return blocks;
    }

    private @Nullable EditOp updateBlocks() {
        return onOpen((path, node) -> {
            List<BlockRef> blocks = reported(node);
            if (!blocks.isEmpty() && chance(20)) {
                blocks = new ArrayList<>(node.blocks.subList(0, blocks.size() - 1));
            } else if (chance(10)) {
                blocks = new ArrayList<>(node.blocks);
                blocks.add(newBlock(node));
            }
            return new UpdateBlocksOp(path, blocks, call());
        });
    }

    private @Nullable EditOp close() {
        return onOpen((path, node) ->
                new CloseOp(0, path, node.replication, time(), time(), node.blockSize, reported(node), permission()));
    }

    private @Nullable EditOp append() {
        return onClosed((path, node) -> new AppendOp(path, client(), "host-a", chance(30), call()));
    }

    private @Nullable EditOp reopenTheOldWay() {
        return on(
                Kind.FILE,
                (path, node) -> new AddOp(
                        node.id,
                        path,
                        node.replication,
                        time(),
                        time(),
                        node.blockSize,
                        node.isOpen() ? reported(node) : node.blocks,
                        permission(),
                        List.of(),
                        List.of(),
                        client(),
                        "host-b",
                        false,
                        0,
                        0,
                        call()));
    }

    private @Nullable EditOp truncate() {
        return onClosed((path, node) -> {
            long length = node.blocks.stream().mapToLong(BlockRef::length).sum();
            if (length == 0 || node.ec != 0) {
                return null;
            }
            long newLength = random.nextInt((int) Math.min(length, Integer.MAX_VALUE));
            long end = 0;
            BlockRef last = null;
            for (BlockRef block : node.blocks) {
                if (end < newLength) {
                    end += block.length();
                    last = block;
                }
            }
            if (end == newLength) {
                return new TruncateOp(path, client(), "host-c", newLength, time(), null);
            }
            long id = chance(70) ? last.id() : model.counters.lastBlockId() + 1;
            BlockRef block = new BlockRef(id, last.length() - (end - newLength), model.counters.genstampV2());
            return new TruncateOp(path, client(), "host-c", newLength, time(), block);
        });
    }

    private @Nullable EditOp reassignLease() {
        return onOpen((path, node) -> new ReassignLeaseOp(node.client, path, "HDFS_NameNode-" + time()));
    }

    // Attributes

    private List<AclEntry> aclOrNone(boolean directory) {
        return chance(25) ? List.of() : acl(directory);
    }

    private List<AclEntry> acl(boolean directory) {
        List<AclEntry> entries = new ArrayList<>();
        boolean defaults = directory && chance(60);
        addScope(entries, AclScope.ACCESS, chance(60));
        if (defaults) {
            addScope(entries, AclScope.DEFAULT, chance(60));
        }
        return entries.stream().sorted().toList();
    }

    private void addScope(List<AclEntry> entries, AclScope scope, boolean extended) {
        entries.add(entry(scope, AclType.USER, null));
        entries.add(entry(scope, AclType.GROUP, null));
        entries.add(entry(scope, AclType.OTHER, null));
        if (extended) {
            entries.add(entry(scope, AclType.MASK, null));
            for (String user : USERS) {
                if (chance(40)) {
                    entries.add(entry(scope, AclType.USER, user));
                }
            }
            if (chance(40)) {
                entries.add(entry(scope, AclType.GROUP, pick(GROUPS)));
            }
        }
    }

    private AclEntry entry(AclScope scope, AclType type, @Nullable String name) {
        return new AclEntry(scope, type, random.nextInt(8), name);
    }

    private List<XAttr> xattrs() {
        List<XAttr> xattrs = new ArrayList<>();
        for (String name : List.of("k1", "größe", "k3")) {
            if (chance(50)) {
                byte[] value = new byte[chance(10) ? 1000 + random.nextInt(60) : random.nextInt(20)];
                random.nextBytes(value);
                xattrs.add(new XAttr(pick(XAttrNamespace.values()), name, value));
            }
        }
        return xattrs;
    }

    private @Nullable EditOp removeXAttr(String path, Node node) {
        if (node.xattrs.isEmpty()) {
            return null;
        }
        XAttr some = node.xattrs.get(random.nextInt(node.xattrs.size()));
        return new RemoveXAttrOp(path, List.of(new XAttr(some.namespace(), some.name(), null)), call());
    }

    private EditOp typeQuota(String path, Node node) {
        StorageType type =
                pick(StorageType.SSD, StorageType.DISK, StorageType.ARCHIVE, StorageType.PROVIDED, StorageType.NVDIMM);
        return new SetQuotaByStorageTypeOp(path, type, chance(30) ? -1 : random.nextInt(1 << 20));
    }

    // Side tables

    private EditOp masterKey() {
        byte[] key = new byte[8];
        random.nextBytes(key);
        return new UpdateMasterKeyOp(new DelegationKey(model.counters.currentKeyId() + 1, time(), key));
    }

    private @Nullable EditOp getToken() {
        if (model.keys.isEmpty()) {
            return null;
        }
        int key = model.counters.currentKeyId();
        DelegationToken token = new DelegationToken(
                pick(USERS), "yarn", orEmpty(USERS), time(), time() + 1000, model.counters.tokenSequence() + 1, key);
        return new GetDelegationTokenOp(token, time());
    }

    private @Nullable DelegationToken someToken() {
        List<Integer> numbers = new ArrayList<>(model.tokens.keySet());
        return numbers.isEmpty()
                ? null
                : model.tokens.get(pick(numbers.toArray(Integer[]::new))).token();
    }

    private @Nullable EditOp renewToken() {
        DelegationToken token = someToken();
        return token == null ? null : new RenewDelegationTokenOp(token, time());
    }

    private @Nullable EditOp cancelToken() {
        DelegationToken token = someToken();
        return token == null ? null : new CancelDelegationTokenOp(token);
    }

    private EditOp addPool() {
        CachePool pool = new CachePool(
                "pool-" + nextPool++,
                pick(USERS),
                pick(GROUPS),
                random.nextInt(01000),
                (long) random.nextInt(1 << 20),
                (long) random.nextInt(1 << 20),
                1);
        return new AddCachePoolOp(pool, call());
    }

    private @Nullable String somePool() {
        return model.pools.isEmpty() ? null : pick(model.pools.keySet().toArray(String[]::new));
    }

    private @Nullable EditOp modifyPool() {
        String name = somePool();
        return name == null
                ? null
                : new ModifyCachePoolOp(
                        new CachePool(
                                name,
                                chance(50) ? pick(USERS) : null,
                                chance(50) ? pick(GROUPS) : null,
                                chance(50) ? random.nextInt(01000) : null,
                                chance(50) ? (long) random.nextInt(1 << 20) : null,
                                null,
                                null),
                        call());
    }

    private @Nullable EditOp removePool() {
        String name = somePool();
        return name == null ? null : new RemoveCachePoolOp(name, call());
    }

    private @Nullable EditOp addDirective() {
        String pool = somePool();
        return pool == null
                ? null
                : new AddCacheDirectiveOp(
                        new CacheDirective(
                                model.counters.nextDirectiveId(),
                                "/" + pick(NAMES),
                                1 + random.nextInt(3),
                                pool,
                                time()),
                        call());
    }

    private @Nullable Long someDirective() {
        return model.directives.isEmpty()
                ? null
                : pick(model.directives.keySet().toArray(Long[]::new));
    }

    private @Nullable EditOp modifyDirective() {
        Long id = someDirective();
        return id == null
                ? null
                : new ModifyCacheDirectiveOp(
                        new CacheDirective(
                                id,
                                chance(50) ? "/" + pick(NAMES) : null,
                                chance(50) ? 1 + random.nextInt(3) : null,
                                chance(50) ? somePool() : null,
                                chance(50) ? time() : null),
                        call());
    }

    private @Nullable EditOp removeDirective() {
        Long id = someDirective();
        return id == null ? null : new RemoveCacheDirectiveOp(id, call());
    }

    private EcSchema schema() {
        List<Map.Entry<String, String>> options = chance(30) ? List.of(Map.entry("k", "v")) : List.of();
        return new EcSchema(pick("rs", "xor"), 2 + random.nextInt(4), 1, 65536, options);
    }

    private String policyName() {
        return pick(model.policies.values().toArray(EcPolicy[]::new)).name();
    }

    private @Nullable EditOp removePolicy() {
        return model.policies.values().stream()
                .filter(policy -> policy.id() >= 64 && policy.state() != EcPolicyState.REMOVED)
                .findFirst()
                .map(policy -> (EditOp) new RemoveErasureCodingPolicyOp(policy.name(), call()))
                .orElse(null);
    }
}
