package io.cairn.primary.command;

import io.cairn.common.model.DirectoryInode;
import io.cairn.common.model.EcPolicy;
import io.cairn.common.model.FileInode;
import io.cairn.common.model.Inode;
import io.cairn.common.model.XAttr;
import io.cairn.common.model.XAttrNamespace;
import io.cairn.common.store.SideTable;
import io.cairn.common.store.StoreView;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which erasure-coding policy counts where. Stateless. */
final class ErasureCoding {
    private static final String ATTRIBUTE = "hdfs.erasurecoding.policy";

    private ErasureCoding() {}

    /** Id of the policy for a new file at the path, from the nearest directory that has one; 0 for plain replication. */
    static int inheritedPolicy(StoreView view, ResolvedPath path) {
        return inherited(view, path, path.path().depth() - 1).map(EcPolicy::id).orElse(0);
    }

    /** The policy that counts for the inode at the end of the path. */
    static Optional<EcPolicy> effective(StoreView view, ResolvedPath path) {
        return path.target().isDirectory() ? inherited(view, path, path.path().depth()) : ofFile(view, path.target());
    }

    /** Name that counts for the directory at the end of the path, also where it is that of plain replication. */
    static Optional<String> effectiveName(ResolvedPath path) {
        return inheritedName(path, path.path().depth());
    }

    /** The policy of a striped file; empty for everything else. */
    static Optional<EcPolicy> ofFile(StoreView view, Inode inode) {
        return inode instanceof FileInode file && file.isStriped()
                ? view.entry(SideTable.EC_POLICIES, SideTable.number(file.ecPolicyId()))
                : Optional.empty();
    }

    /** Name of the policy set on this very directory. */
    static Optional<String> localName(Inode inode) {
        if (inode instanceof DirectoryInode directory) {
            for (XAttr attribute : directory.xattrs()) {
                if (attribute.namespace() == XAttrNamespace.SYSTEM
                        && attribute.name().equals(ATTRIBUTE)) {
                    return Optional.of(text(attribute.value()));
                }
            }
        }
        return Optional.empty();
    }

    static Optional<EcPolicy> byName(StoreView view, String name) {
        return view.entries(SideTable.EC_POLICIES).stream()
                .filter(policy -> policy.name().equals(name))
                .findFirst();
    }

    private static Optional<EcPolicy> inherited(StoreView view, ResolvedPath path, int fromDepth) {
        // "replication" names no policy: it ends the search with plain replication.
        return inheritedName(path, fromDepth)
                .flatMap(name -> byName(view, name))
                .filter(policy -> policy.id() != 0);
    }

    private static Optional<String> inheritedName(ResolvedPath path, int fromDepth) {
        for (int depth = Math.min(fromDepth, path.foundCount() - 1); depth >= 0; depth--) {
            Optional<String> name = localName(path.at(depth));
            if (name.isPresent()) {
                return name;
            }
        }
        return Optional.empty();
    }

    /** A 32-bit length and that many bytes. */
    private static String text(byte @Nullable [] value) {
        if (value == null || value.length < Integer.BYTES) {
            return "";
        }
        int length = ByteBuffer.wrap(value).getInt();
        boolean fits = length >= 0 && length <= value.length - Integer.BYTES;
        return fits ? new String(value, Integer.BYTES, length, StandardCharsets.UTF_8) : "";
    }
}
