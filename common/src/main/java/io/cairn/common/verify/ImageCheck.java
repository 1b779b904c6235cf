package io.cairn.common.verify;

import io.cairn.common.bytes.ByteSource;
import io.cairn.common.codec.image.CacheManagerState;
import io.cairn.common.codec.image.CorruptImageException;
import io.cairn.common.codec.image.DiffEntry;
import io.cairn.common.codec.image.DirEntryCodec;
import io.cairn.common.codec.image.DirectoryDiff;
import io.cairn.common.codec.image.FileDiff;
import io.cairn.common.codec.image.ImageReader;
import io.cairn.common.codec.image.ImageSection;
import io.cairn.common.codec.image.ImageSummary;
import io.cairn.common.codec.image.InodeCodec;
import io.cairn.common.codec.image.InodeReference;
import io.cairn.common.codec.image.MessageScanner;
import io.cairn.common.codec.image.OpenFile;
import io.cairn.common.codec.image.SecretManagerState;
import io.cairn.common.codec.image.SnapshotHeader;
import io.cairn.common.digest.NamespaceDigest;
import io.cairn.common.digest.NamespaceFacts;
import io.cairn.common.model.BlockRef;
import io.cairn.common.model.CacheDirective;
import io.cairn.common.model.CachePool;
import io.cairn.common.model.Counters;
import io.cairn.common.model.DelegationKey;
import io.cairn.common.model.DirectoryInode;
import io.cairn.common.model.EcPolicy;
import io.cairn.common.model.FileInode;
import io.cairn.common.model.FsName;
import io.cairn.common.model.Inode;
import io.cairn.common.model.InodeIds;
import io.cairn.common.model.Quota;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Checks an image for itself: every section can be read, counts are right, and the inodes are a tree. Its form as bytes is
 * the MD5's affair. What is asked is what images of Hadoop 3.5.0 keep as well:
 *
 * <ul>
 *   <li>ids are unique and not above the last one given; the root is there, a directory without a name
 *   <li>each other inode is the child of exactly one directory, from which the root can be reached (in an image with
 *       snapshots, a deleted list or a reference may hold it instead); names are valid, sorted and unique
 *   <li>blocks belong to one file; their ids and generation stamps are not above the last ones given (blocks from before
 *       sequential ids are only counted)
 *   <li>entries about open files, erasure-coding policies, cache pools and parts of sections lead somewhere; quotas and
 *       other fields are within their ranges
 * </ul>
 *
 * <p>Memory: four bits an inode id and about one a block id, five bytes a directory, and a buffer for names that takes what
 * is left of the heap: a second and further passes over the inodes come in its place. Single use, one thread.
 */
public final class ImageCheck {
    private static final long FIRST_BLOCK = 1L << 30;
    private static final int GROUP_BITS = 4;
    private static final long BLOCK_BYTES_MAX = 1L << 48;
    private static final int POLICY_MAX = 15;
    private static final int REPLICATION_MAX = 2047;
    private static final int MODE_MAX = 07777;
    private static final long NAMES_HEAP_MIN = 16L << 20;
    private static final int TELL_EVERY = 65536;

    private final ImageReader image;
    private final String file;
    private final Findings findings;
    private final Watcher watcher;
    private final String next;
    private final long heapBytes;

    private final NamespaceFacts facts = new NamespaceFacts();
    private final IdSet inodes = new IdSet();
    private final IdSet directories = new IdSet();
    private final IdSet children = new IdSet();
    private final IdSet openFiles = new IdSet();
    private final IdSet keptBySnapshots = new IdSet();
    private final IdSet blocks = new IdSet();
    private final IdSet groups = new IdSet();
    private final Set<Integer> policies = new HashSet<>();
    private int[] parentOf = {};
    private Counters counters = Counters.fresh(0);
    private boolean snapshots;
    private long legacyBlocks;
    private long childCount;
    private long nameBytes;
    private boolean readable = true;

    private ImageCheck(ImageReader image, long heapBytes, Findings findings, Watcher watcher, String next) {
        this.image = image;
        this.file = image.source().name();
        this.heapBytes = heapBytes;
        this.findings = findings;
        this.watcher = watcher;
        this.next = next;
    }

    /**
     * What an image says about itself. Immutable.
     *
     * @param digest of the namespace; empty if the image has snapshots, which digests do not cover, or is damaged
     * @param digestWithoutKeys the same without the delegation keys, whose lives HDFS changes without logging it
     */
    public record Facts(
            long txid,
            int namespaceId,
            int layout,
            long inodes,
            long blocks,
            Optional<NamespaceDigest> digest,
            NamespaceDigest digestWithoutKeys) {}

    /**
     * Checks an image.
     *
     * @param heapBytes how much may be used, roughly
     * @param next what to do about damage
     * @return what it says about itself; empty if not even that can be read
     * @throws TooLittleHeapException before anything is read for long
     * @throws IOException if the file cannot be read; that it is damaged is a finding
     */
    public static Optional<Facts> of(ByteSource source, long heapBytes, Findings findings, Watcher watcher, String next)
            throws IOException {
        long before = findings.damages();
        try {
            ImageCheck check = new ImageCheck(ImageReader.open(source), heapBytes, findings, watcher, next);
            return Optional.of(check.run(before));
        } catch (CorruptImageException e) {
            findings.damage(e, source.name(), next);
            return Optional.empty();
        }
    }

    private Facts run(long damagesBefore) throws IOException {
        counters = image.counters();
        SnapshotHeader snapshotHeader = image.snapshotHeader();
        snapshots = snapshotHeader.isInUse();
        requireHeap();
        partsOfSections();
        tables();
        inodes();
        childrenOfDirectories();
        snapshotSections();
        reachability();
        filesUnderConstruction();
        if (readable) {
            names();
        }
        boolean sound = findings.damages() == damagesBefore;
        Optional<NamespaceDigest> digest = snapshots || !sound ? Optional.empty() : Optional.of(facts.digest(counters));
        if (legacyBlocks > 0) {
            findings.note(file, legacyBlocks + " blocks have ids from before sequential ids; they were not compared");
        }
        return new Facts(
                image.nsInfo().txid(),
                counters.namespaceId(),
                image.layout().value(),
                inodes.count(),
                blocks.count() + groups.count(),
                digest,
                withoutKeys(facts.digest(counters), image.secretManager().keys()));
    }

    /** What is left of a digest when the keys are taken out. */
    static NamespaceDigest withoutKeys(NamespaceDigest digest, List<DelegationKey> keys) {
        NamespaceFacts rest = new NamespaceFacts(digest);
        keys.forEach(key -> rest.changeEntry(key, null));
        return rest.sum();
    }

    // ---- memory

    private void requireHeap() throws IOException {
        long inodeCount = image.inodeHeader().numInodes();
        long highest = Math.min(counters.lastInodeId(), IdSet.LIMIT - 1);
        long blockIds = Math.max(0, counters.lastBlockId() - FIRST_BLOCK);
        long needed = 4 * IdSet.heapBytesMax(Math.max(0, highest), inodeCount)
                + IdSet.heapBytesMax(Math.min(blockIds, IdSet.LIMIT - 1), inodeCount * 2)
                + inodeCount / 5 * (Integer.BYTES + 1)
                + NAMES_HEAP_MIN;
        if (needed > heapBytes) {
            throw new TooLittleHeapException(file, inodeCount, needed, heapBytes);
        }
    }

    private long heapLeft() {
        long highest = Math.max(0, Math.min(counters.lastInodeId(), IdSet.LIMIT - 1));
        long used = 3 * IdSet.heapBytesMax(highest, inodes.count())
                + IdSet.heapBytesMax(
                        Math.max(0, Math.min(counters.lastBlockId() - FIRST_BLOCK, IdSet.LIMIT - 1)), blocks.count())
                + (long) parentOf.length * (Integer.BYTES + 1);
        return Math.max(NAMES_HEAP_MIN, (heapBytes - used) / 2);
    }

    // ---- summary and small sections

    private void partsOfSections() {
        for (ImageSection section : ImageSection.values()) {
            List<ImageSummary.Range> parts = image.summary().parts(section);
            Optional<ImageSummary.Range> whole = image.summary().section(section);
            if (parts.isEmpty()) {
                continue;
            }
            long at = whole.map(ImageSummary.Range::offset).orElse(-1L);
            for (ImageSummary.Range part : parts) {
                if (part.offset() != at) {
                    damage(
                            part.offset(),
                            "parts of section " + section + " do not tile it",
                            "a part at " + at,
                            "one at " + part.offset());
                    return;
                }
                at = part.endOffset();
            }
            if (whole.isEmpty() || at != whole.get().endOffset()) {
                damage(
                        at,
                        "parts of section " + section + " do not tile it",
                        "the last to end at "
                                + whole.map(ImageSummary.Range::endOffset).orElse(-1L),
                        "an end at " + at);
            }
        }
    }

    private void tables() throws IOException {
        for (EcPolicy policy : image.erasureCodingPolicies()) {
            if (!policies.add(policy.id())) {
                damage(-1, "erasure-coding policy is there twice", "each id once", policy.id() + " twice");
            }
            facts.changeEntry(null, policy);
        }
        SecretManagerState secrets = image.secretManager();
        secrets.keys().forEach(key -> facts.changeEntry(null, key));
        secrets.tokens().forEach(token -> facts.changeEntry(null, token));
        CacheManagerState cache = image.cacheManager();
        Set<String> pools = new HashSet<>();
        for (CachePool pool : cache.pools()) {
            if (!pools.add(pool.name())) {
                damage(-1, "cache pool is there twice", "each name once", "'" + pool.name() + "' twice");
            }
            facts.changeEntry(null, pool);
        }
        for (CacheDirective directive : cache.directives()) {
            if (directive.id() >= cache.nextDirectiveId()) {
                damage(
                        -1,
                        "id of a cache directive was never given",
                        "ids below " + cache.nextDirectiveId(),
                        "" + directive.id());
            }
            if (directive.pool() == null || !pools.contains(directive.pool())) {
                damage(-1, "pool of a cache directive is missing", "a known pool", "'" + directive.pool() + "'");
            }
            facts.changeEntry(null, directive);
        }
    }

    // ---- INODE

    private void inodes() throws IOException {
        InodeCodec codec = new InodeCodec(image.layout());
        long count = 0;
        long expected = image.inodeHeader().numInodes();
        try (MessageScanner messages = image.inodes()) {
            while (messages.next()) {
                try {
                    Inode inode =
                            codec.decode(messages.buffer(), messages.start(), messages.end(), image.stringTable());
                    inode(inode, messages.filePosition());
                } catch (CorruptImageException e) {
                    readable = false;
                    findings.damage(messages.located(e), file, next);
                }
                if (++count % TELL_EVERY == 0) {
                    watcher.at("inodes", count, expected);
                }
            }
        } catch (CorruptImageException e) {
            readable = false;
            findings.damage(e, file, next);
        }
        if (count != expected) {
            damage(-1, "number of inodes", expected + ", as the header says", "" + count);
        }
        directories.freeze();
        parentOf = new int[(int) directories.count()];
    }

    private void inode(Inode inode, long position) {
        long id = inode.id();
        facts.add(inode);
        if (id <= 0 || id > counters.lastInodeId() || !IdSet.canHold(id)) {
            damage(position, "inode id was never given", "1 to " + counters.lastInodeId(), "" + id);
            return;
        }
        if (!inodes.add(id)) {
            damage(position, "inode id is there twice", "each id once", id + " again");
            return;
        }
        nameBytes += inode.name().length();
        name(inode, position);
        if ((inode.permission().mode() & 0xFFFF) > MODE_MAX) {
            damage(
                    position,
                    "mode of inode " + id,
                    "at most 07777",
                    Integer.toOctalString(inode.permission().mode()));
        }
        if (inode instanceof FileInode found) {
            file(found, position);
        } else if (inode instanceof DirectoryInode found) {
            directories.add(id);
            quota(found, position);
        }
    }

    private void name(Inode inode, long position) {
        FsName name = inode.name();
        if (inode.id() == InodeIds.ROOT) {
            if (!inode.isDirectory() || name.length() > 0) {
                damage(
                        position,
                        "root",
                        "a directory without a name",
                        inode.getClass().getSimpleName() + " '" + name + "'");
            }
            return;
        }
        String text = name.toString();
        boolean valid = name.length() > 0
                && text.indexOf('/') < 0
                && text.indexOf('\0') < 0
                && !text.equals(".")
                && !text.equals("..")
                && !text.equals(".snapshot");
        if (!valid && !(name.length() == 0 && snapshots)) {
            damage(position, "name of inode " + inode.id() + " is not valid", "a path component", "'" + text + "'");
        }
    }

    private void quota(DirectoryInode directory, long position) {
        Quota quota = directory.quota();
        if (quota.namespace() < Quota.UNLIMITED || quota.diskspace() < Quota.UNLIMITED) {
            damage(
                    position,
                    "quota of directory " + directory.id(),
                    "-1 or more",
                    quota.namespace() + " and " + quota.diskspace());
        }
    }

    private void file(FileInode found, long position) {
        long id = found.id();
        if (found.preferredBlockSize() < 0 || found.preferredBlockSize() >= BLOCK_BYTES_MAX) {
            damage(position, "block size of file " + id, "0 to 2^48 - 1", "" + found.preferredBlockSize());
        }
        if (found.storagePolicyId() < 0 || found.storagePolicyId() > POLICY_MAX) {
            damage(position, "storage policy of file " + id, "0 to 15", "" + found.storagePolicyId());
        }
        if (found.isStriped()) {
            if (!policies.contains(found.ecPolicyId())) {
                damage(position, "erasure-coding policy of file " + id, "one of " + policies, "" + found.ecPolicyId());
            }
        } else if (found.replication() < 0 || found.replication() > REPLICATION_MAX) {
            damage(position, "replication of file " + id, "0 to " + REPLICATION_MAX, "" + found.replication());
        }
        if (found.isUnderConstruction()) {
            openFiles.add(id);
        }
        for (BlockRef block : found.blocks()) {
            block(block, found, position);
        }
    }

    private void block(BlockRef block, FileInode owner, long position) {
        String whose = " of file " + owner.id();
        if (block.length() < 0) {
            damage(position, "length of block " + block.id() + whose, "0 or more", "" + block.length());
        }
        boolean legacy = counters.genstampV1Limit() > 0 && block.genstamp() <= counters.genstampV1Limit();
        if (legacy) {
            legacyBlocks++;
            return;
        }
        if (block.genstamp() > counters.genstampV2()) {
            damage(
                    position,
                    "generation stamp of block " + block.id() + whose + " was never given",
                    "at most " + counters.genstampV2(),
                    "" + block.genstamp());
        }
        boolean group = block.id() < 0;
        long last = group ? counters.lastStripedBlockId() : counters.lastBlockId();
        if (block.id() > last && !(group && owner.isStriped() && block.id() - last < 1 << GROUP_BITS)) {
            damage(position, "id of block" + whose + " was never given", "at most " + last, "" + block.id());
            return;
        }
        if (group != owner.isStriped()) {
            damage(
                    position,
                    "id of block" + whose,
                    owner.isStriped() ? "a negative one, as the file is striped" : "a positive one",
                    "" + block.id());
            return;
        }
        long place = group ? (block.id() - Long.MIN_VALUE) >>> GROUP_BITS : block.id() - FIRST_BLOCK;
        if (!IdSet.canHold(place)) {
            legacyBlocks++;
        } else if (!(group ? groups : blocks).add(place)) {
            damage(
                    position,
                    "block is there twice",
                    "each block in one file",
                    block.id() + " also in file " + owner.id());
        }
    }

    // ---- INODE_DIR and what holds inodes beside it

    private void childrenOfDirectories() throws IOException {
        List<Long> referred = references();
        IdSet entries = new IdSet();
        DirEntryCodec.Cursor cursor = new DirEntryCodec.Cursor();
        long inodeCount = inodes.count();
        try (MessageScanner messages = image.directories()) {
            while (messages.next()) {
                long parent = DirEntryCodec.parent(messages.buffer(), messages.start(), messages.end());
                long position = messages.filePosition();
                if (!IdSet.canHold(parent) || !directories.contains(parent)) {
                    damage(position, "parent is no directory", "the id of a directory", "" + parent);
                    continue;
                }
                if (!entries.add(parent)) {
                    damage(position, "directory has two entries", "one entry each", "another one of " + parent);
                }
                cursor.children(messages.buffer(), messages.start(), messages.end());
                while (cursor.next()) {
                    if (++childCount % TELL_EVERY == 0) {
                        watcher.at("directories", childCount, inodeCount);
                    }
                    child(parent, cursor.value(), position);
                }
                cursor.refChildren(messages.buffer(), messages.start(), messages.end());
                while (cursor.next()) {
                    reference(parent, cursor.value(), referred, position);
                }
            }
        } catch (CorruptImageException e) {
            readable = false;
            findings.damage(e, file, next);
        }
    }

    private void child(long parent, long child, long position) {
        if (!IdSet.canHold(child) || !inodes.contains(child)) {
            damage(position, "child of directory " + parent + " does not exist", "an inode", "id " + child);
        } else if (child == InodeIds.ROOT) {
            damage(position, "root is a child", "the root in no directory", "it in directory " + parent);
        } else if (!children.add(child)) {
            damage(position, "inode is reachable twice", "each inode in one directory", child + " also in " + parent);
        } else {
            facts.link(parent, child);
            linkDirectory(parent, child);
        }
    }

    private void linkDirectory(long parent, long child) {
        if (directories.contains(child)) {
            parentOf[(int) directories.rank(child)] = 1 + (int) directories.rank(parent);
        }
    }

    private void reference(long parent, long place, List<Long> referred, long position) {
        if (place < 0 || place >= referred.size()) {
            damage(
                    position,
                    "reference in directory " + parent + " leads nowhere",
                    "0 to " + (referred.size() - 1),
                    "" + place);
            return;
        }
        keptBySnapshots.add(referred.get((int) place));
        linkDirectory(parent, referred.get((int) place));
    }

    private List<Long> references() throws IOException {
        List<Long> referred = new ArrayList<>();
        try (MessageScanner messages = image.messages(ImageSection.INODE_REFERENCE)) {
            while (messages.next()) {
                long id = InodeReference.decode(messages.buffer(), messages.start(), messages.end())
                        .referredId();
                if (!IdSet.canHold(id) || !inodes.contains(id)) {
                    damage(messages.filePosition(), "reference leads nowhere", "an inode", "id " + id);
                    id = InodeIds.ROOT;
                }
                referred.add(id);
            }
        } catch (CorruptImageException e) {
            findings.damage(e, file, next);
        }
        return referred;
    }

    private void snapshotSections() throws IOException {
        if (!snapshots) {
            return;
        }
        for (long id : image.snapshotHeader().snapshottable()) {
            if (!IdSet.canHold(id) || !directories.contains(id)) {
                damage(-1, "snapshottable directory is missing", "a directory", "id " + id);
            }
        }
        List<Long> referred = references();
        try (MessageScanner messages = image.messages(ImageSection.SNAPSHOT_DIFF)) {
            while (messages.next()) {
                diffs(DiffEntry.decode(messages.buffer(), messages.start(), messages.end()), messages, referred);
            }
        } catch (CorruptImageException e) {
            findings.damage(e, file, next);
        }
    }

    private void diffs(DiffEntry entry, MessageScanner messages, List<Long> referred) throws IOException {
        if (!IdSet.canHold(entry.inodeId()) || !inodes.contains(entry.inodeId())) {
            damage(
                    messages.filePosition(),
                    "differences of an inode that is missing",
                    "an inode",
                    "id " + entry.inodeId());
        }
        for (int i = 0; i < entry.numOfDiff(); i++) {
            messages.require("difference", i, entry.numOfDiff());
            if (entry.ofFile()) {
                FileDiff.decode(
                        messages.buffer(), messages.start(), messages.end(), entry.inodeId(), image.stringTable());
                continue;
            }
            DirectoryDiff diff = DirectoryDiff.decode(
                    messages.buffer(), messages.start(), messages.end(), entry.inodeId(), image.stringTable());
            for (long id : diff.deleted()) {
                if (!IdSet.canHold(id) || !inodes.contains(id)) {
                    damage(messages.filePosition(), "deleted inode is missing", "an inode", "id " + id);
                } else {
                    keptBySnapshots.add(id);
                }
            }
            for (long place : diff.deletedRefs()) {
                if (place < 0 || place >= referred.size()) {
                    damage(messages.filePosition(), "deleted reference leads nowhere", "a reference", "" + place);
                } else {
                    keptBySnapshots.add(referred.get((int) place));
                }
            }
            for (int name = 0; name < diff.createdListSize(); name++) {
                messages.require("created name", name, diff.createdListSize());
            }
        }
    }

    private void reachability() {
        if (!inodes.contains(InodeIds.ROOT)) {
            damage(-1, "root is missing", "inode " + InodeIds.ROOT, "none");
        }
        inodes.forEachNotIn(children, id -> {
            if (id != InodeIds.ROOT && !keptBySnapshots.contains(id)) {
                damage(-1, "inode cannot be reached", "each inode in a directory", "inode " + id + " in none");
            }
            return true;
        });
        circles();
    }

    /** Every directory has one parent, so those that do not lead to a root lie on a circle or behind one. */
    private void circles() {
        byte[] state = new byte[parentOf.length]; // 0 not looked at, 1 on the way, 2 leads to a root or was told
        for (int start = 0; start < parentOf.length; start++) {
            int at = start;
            while (state[at] == 0 && parentOf[at] != 0) {
                state[at] = 1;
                at = parentOf[at] - 1;
            }
            boolean circle = state[at] == 1;
            state[at] = 2;
            for (int i = circle ? parentOf[at] - 1 : at; i != at; i = parentOf[i] - 1) {
                state[i] = 2;
            }
            for (int i = start; state[i] == 1; i = parentOf[i] - 1) {
                state[i] = 2;
            }
            if (circle) {
                damage(
                        -1,
                        "directories are in a circle",
                        "a way to the root from each",
                        "directory number " + at + " (by ascending id) within itself");
            }
        }
    }

    private void filesUnderConstruction() throws IOException {
        try (MessageScanner messages = image.filesUnderConstruction()) {
            while (messages.next()) {
                OpenFile open = OpenFile.decode(messages.buffer(), messages.start(), messages.end());
                if (!IdSet.canHold(open.inodeId()) || !openFiles.contains(open.inodeId())) {
                    damage(
                            messages.filePosition(),
                            "entry about an open file leads nowhere",
                            "a file that is open for writing",
                            "id " + open.inodeId() + " (" + open.path() + ")");
                }
            }
        } catch (CorruptImageException e) {
            findings.damage(e, file, next);
        }
    }

    private void names() throws IOException {
        NameOrder order = new NameOrder(image, file, childCount, nameBytes, heapLeft(), findings, watcher, next);
        order.run();
    }

    private void damage(long offset, String what, String expected, String found) {
        findings.damage(file, offset, what, expected, found, next);
    }
}
