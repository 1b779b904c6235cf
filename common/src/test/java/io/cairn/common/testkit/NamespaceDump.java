package io.cairn.common.testkit;

import io.cairn.common.model.AclEntry;
import io.cairn.common.model.BlockRef;
import io.cairn.common.model.CachePool;
import io.cairn.common.model.Counters;
import io.cairn.common.model.DelegationKey;
import io.cairn.common.model.DirectoryInode;
import io.cairn.common.model.FileInode;
import io.cairn.common.model.FsName;
import io.cairn.common.model.FsPath;
import io.cairn.common.model.Inode;
import io.cairn.common.model.InodeIds;
import io.cairn.common.model.SymlinkInode;
import io.cairn.common.model.UnderConstruction;
import io.cairn.common.model.XAttr;
import io.cairn.common.store.FactScan;
import io.cairn.common.store.SideTable;
import io.cairn.common.store.StoreView;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A namespace as text, one line an inode, the same for equal namespaces whatever the store: for comparing stores,
 * images and models, and for finding the first line that differs. Also checks on the way that the store agrees with
 * itself. What an image cannot tell apart prints alike: a missing attribute value and an empty one, a missing default
 * replication of a cache pool and HDFS's 1. Stateless.
 */
public final class NamespaceDump {
    private static final int LINES_SHOWN_MAX = 10;

    private NamespaceDump() {}

    /** The whole namespace but its txid. */
    public static String of(StoreView view) {
        SortedMap<FsPath, Inode> inodes = reachable(view);
        check(view, inodes);
        StringBuilder text = new StringBuilder();
        require(
                view.digest().equals(FactScan.digest(view)),
                "digest " + view.digest() + " of a namespace that has " + FactScan.digest(view));
        appendCounters(text, view.counters());
        inodes.forEach((path, inode) -> appendInode(text, path, inode));
        text.append("open ").append(view.openFiles()).append('\n');
        for (SideTable<?> table : SideTable.ALL) {
            view.entries(table).forEach(entry -> appendEntry(text, table, entry));
        }
        return text.toString();
    }

    /** The lines that only one of two dumps has, or empty when they are equal; at most some of many. */
    public static String difference(String expected, String actual) {
        List<String> missing = new ArrayList<>(List.of(expected.split("\n")));
        List<String> surplus = new ArrayList<>(List.of(actual.split("\n")));
        Set<String> common = new HashSet<>(missing);
        common.retainAll(new HashSet<>(surplus));
        missing.removeAll(common);
        surplus.removeAll(common);
        StringBuilder text = new StringBuilder();
        missing.stream().limit(LINES_SHOWN_MAX).forEach(line -> text.append("\nexpected: ")
                .append(line));
        surplus.stream().limit(LINES_SHOWN_MAX).forEach(line -> text.append("\nfound:    ")
                .append(line));
        return text.isEmpty() && !expected.equals(actual) ? "same lines, other order" : text.toString();
    }

    private static SortedMap<FsPath, Inode> reachable(StoreView view) {
        TreeMap<FsPath, Inode> inodes = new TreeMap<>();
        Deque<FsPath> paths = new ArrayDeque<>(List.of(FsPath.ROOT));
        Deque<Long> ids = new ArrayDeque<>(List.of(InodeIds.ROOT));
        while (!paths.isEmpty()) {
            FsPath path = paths.pop();
            Inode inode = view.inode(ids.pop()).orElseThrow(() -> new AssertionError("no inode for " + path));
            inodes.put(path, inode);
            if (!inode.isDirectory()) {
                continue;
            }
            try (StoreView.ChildCursor children = view.children(inode.id(), null)) {
                while (children.next()) {
                    paths.push(path.child(children.name()));
                    ids.push(children.id());
                    require(view.parent(children.id()) == inode.id(), "parent of " + children.id());
                }
            }
        }
        return inodes;
    }

    private static void check(StoreView view, SortedMap<FsPath, Inode> inodes) {
        TreeSet<Long> walked = new TreeSet<>();
        TreeSet<Long> open = new TreeSet<>();
        try (StoreView.InodeCursor cursor = view.inodes()) {
            while (cursor.next()) {
                require(walked.add(cursor.inode().id()), "inode walked over twice: " + cursor.inode());
            }
        }
        TreeSet<Long> linked = new TreeSet<>();
        inodes.forEach((path, inode) -> {
            require(path.name().equals(inode.name()), "name of " + inode + " at " + path);
            linked.add(inode.id());
            if (inode instanceof FileInode file && file.isUnderConstruction()) {
                open.add(file.id());
            }
        });
        require(walked.equals(linked), "walked over " + walked + ", linked are " + linked);
        require(view.inodeCount() == linked.size(), "inode count " + view.inodeCount() + " of " + linked.size());
        require(List.copyOf(open).equals(view.openFiles()), "open files " + view.openFiles() + ", but are " + open);
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new AssertionError(message);
        }
    }

    static void appendCounters(StringBuilder text, Counters counters) {
        text.append(counters).append('\n');
    }

    static void appendInode(StringBuilder text, FsPath path, Inode inode) {
        appendPath(text, path);
        text.append(' ')
                .append(inode.id())
                .append(' ')
                .append(inode.permission().user());
        text.append(':').append(inode.permission().group()).append(':');
        text.append(Integer.toOctalString(inode.permission().mode()));
        text.append(" mtime ").append(inode.mtimeMillis()).append(" atime ").append(inode.atimeMillis());
        if (inode instanceof FileInode file) {
            appendFile(text, file);
        } else if (inode instanceof DirectoryInode directory) {
            text.append(" dir quota ").append(directory.quota().namespace());
            text.append(' ').append(directory.quota().diskspace());
            text.append(' ').append(new TreeMap<>(directory.quota().byType()));
        } else if (inode instanceof SymlinkInode symlink) {
            text.append(" link ").append(symlink.target());
        }
        inode.acl().forEach(entry -> appendAcl(text, entry));
        inode.xattrs().forEach(xattr -> appendXAttr(text, xattr));
        text.append('\n');
    }

    private static void appendPath(StringBuilder text, FsPath path) {
        if (path.isRoot()) {
            text.append('/');
        }
        for (FsName name : path.components()) {
            text.append('/');
            for (byte b : name.bytes()) {
                if (b > ' ' && b < 127) {
                    text.append((char) b);
                } else {
                    text.append(String.format("\\x%02x", b));
                }
            }
        }
    }

    private static void appendFile(StringBuilder text, FileInode file) {
        text.append(" file x").append(file.replication()).append(" of ").append(file.preferredBlockSize());
        text.append(" policy ").append(file.storagePolicyId()).append(" ec ").append(file.ecPolicyId());
        for (BlockRef block : file.blocks()) {
            text.append(" b").append(block.id()).append('_').append(block.genstamp());
            text.append('+').append(block.length());
        }
        UnderConstruction writer = file.underConstruction();
        if (writer != null) {
            text.append(" open by ").append(writer.clientName()).append('@').append(writer.clientMachine());
        }
    }

    private static void appendAcl(StringBuilder text, AclEntry entry) {
        text.append(" acl ")
                .append(entry.scope())
                .append(':')
                .append(entry.type())
                .append(':');
        text.append(entry.name() == null ? "" : entry.name()).append(':').append(entry.permission());
    }

    private static void appendXAttr(StringBuilder text, XAttr xattr) {
        text.append(" xattr ").append(xattr.namespace()).append('.').append(xattr.name());
        text.append('=').append(hex(xattr.value()));
    }

    static void appendEntry(StringBuilder text, SideTable<?> table, Object entry) {
        text.append(table.name()).append(' ');
        if (entry instanceof DelegationKey key) {
            text.append(key.id())
                    .append(' ')
                    .append(key.expiryMillis())
                    .append(' ')
                    .append(hex(key.key()));
        } else if (entry instanceof CachePool pool && pool.defaultReplication() == null) {
            text.append(new CachePool(
                    pool.name(),
                    pool.owner(),
                    pool.group(),
                    pool.mode(),
                    pool.limit(),
                    pool.maxRelativeExpiryMillis(),
                    1));
        } else {
            text.append(entry);
        }
        text.append('\n');
    }

    private static String hex(byte[] value) {
        return value == null ? "" : HexFormat.of().formatHex(value);
    }
}
