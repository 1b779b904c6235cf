package io.cairn.primary.command;

import io.cairn.common.model.DirectoryInode;
import io.cairn.common.model.EcPolicy;
import io.cairn.common.model.FileInode;
import io.cairn.common.model.FsException;
import io.cairn.common.model.FsPath;
import io.cairn.common.model.Inode;
import io.cairn.common.model.Quota;
import io.cairn.common.model.StorageType;
import io.cairn.common.store.StoreView;
import io.cairn.common.store.StoreView.ChildCursor;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;

/** Adds up a subtree, every directory of which the caller must be allowed to read. Immutable. */
public record GetContentSummary(Caller caller, FsPath path) implements Query<ContentSummary> {
    /** As many inodes are added up while others wait. */
    private static final int QUICK_INODES = 2000;

    @Override
    public ContentSummary answer(StoreView view, NamespaceRules rules) throws FsException {
        ResolvedPath resolved = ResolvedPath.of(view, path);
        AccessCheck access = new AccessCheck(caller, rules);
        access.traverse(resolved, false);
        if (!resolved.exists()) {
            throw Refusals.absent(path.toString());
        }
        Count count = new Count(view, access);
        count.add(resolved.target(), resolved.text(), StoragePlacement.policyAbove(resolved));
        return count.summary(resolved.target(), ecPolicy(view, resolved));
    }

    @Override
    public boolean isLong(StoreView view) {
        ResolvedPath resolved = ResolvedPath.of(view, path);
        return resolved.exists()
                && resolved.target().isDirectory()
                && SubtreeUsage.holdsMoreThan(view, resolved.target().id(), QUICK_INODES);
    }

    private static String ecPolicy(StoreView view, ResolvedPath path) {
        if (path.target().isDirectory()) {
            return ErasureCoding.effectiveName(path).orElse("");
        }
        String none = path.target() instanceof FileInode ? "Replicated" : "";
        return ErasureCoding.ofFile(view, path.target()).map(EcPolicy::name).orElse(none);
    }

    /** The running sums. Single use, one thread. */
    private static final class Count {
        private record Open(long directory, String path, int policy) {}

        private final StoreView view;
        private final AccessCheck access;
        private final Deque<Open> open = new ArrayDeque<>();
        private long directories;
        private long files;
        private long length;
        private Usage usage = Usage.NOTHING;
        private Usage usageByPolicy = Usage.NOTHING;

        Count(StoreView view, AccessCheck access) {
            this.view = view;
            this.access = access;
        }

        void add(Inode top, String path, int policyAbove) throws FsException {
            visit(top, path, policyAbove);
            while (!open.isEmpty()) {
                Open next = open.pop();
                String prefix = next.path().equals("/") ? "/" : next.path() + "/";
                try (ChildCursor children = view.children(next.directory(), null)) {
                    while (children.next()) {
                        visit(ResolvedPath.inode(view, children.id()), prefix + children.name(), next.policy());
                    }
                }
            }
        }

        private void visit(Inode inode, String path, int policyAbove) throws FsException {
            int local = StoragePlacement.localPolicy(inode);
            int policy = local != 0 ? local : policyAbove;
            if (inode instanceof DirectoryInode) {
                access.inode(inode, path, AccessCheck.READ | AccessCheck.EXECUTE);
                directories++;
                open.push(new Open(inode.id(), path, policy));
            } else {
                files++;
                if (inode instanceof FileInode file) {
                    length += FileStatus.lengthOf(file);
                    Usage ofFile = Usage.ofFile(view, file, policy);
                    usage = usage.plus(ofFile);
                    usageByPolicy = policy == 0 ? usageByPolicy : usageByPolicy.plus(ofFile);
                }
            }
        }

        ContentSummary summary(Inode top, String ecPolicy) {
            Quota quota = top instanceof DirectoryInode directory ? directory.quota() : Quota.NONE;
            return new ContentSummary(
                    directories,
                    files,
                    length,
                    usage.bytes(),
                    quota,
                    limited(quota, usage),
                    limited(quota, usageByPolicy),
                    ecPolicy);
        }

        private static Map<StorageType, Long> limited(Quota quota, Usage usage) {
            Map<StorageType, Long> consumed = new EnumMap<>(StorageType.class);
            quota.byType().keySet().forEach(type -> consumed.put(type, usage.bytesOf(type)));
            return consumed;
        }
    }
}
