package io.cairn.cli.oiv;

import io.cairn.cli.text.ByteText;
import io.cairn.common.codec.image.CorruptImageException;
import io.cairn.common.codec.image.EcPolicyCodec;
import io.cairn.common.codec.image.ImageReader;
import io.cairn.common.codec.image.InodeCodec;
import io.cairn.common.codec.image.MessageScanner;
import io.cairn.common.codec.image.StringTable;
import io.cairn.common.codec.image.WireReader;
import io.cairn.common.model.EcPolicy;
import io.cairn.common.model.InodeIds;
import io.cairn.common.model.XAttr;
import io.cairn.common.model.XAttrNamespace;
import java.io.IOException;
import java.time.ZoneId;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A line per path of the present tree, in the order of the inodes, as Hadoop 3.5.0 prints it (spec fsimage.md §8). Single
 * use, one thread.
 */
final class DelimitedView {
    private static final String COLUMNS = "Path,Replication,ModificationTime,AccessTime,PreferredBlockSize,BlocksCount,"
            + "FileSize,NSQUOTA,DSQUOTA,Permission,UserName,GroupName";
    private static final String STORAGE_POLICY_XATTR = "hsm.block.storage.policy.id";
    private static final String EC_POLICY_XATTR = "hdfs.erasurecoding.policy";
    private static final byte[] NO_POLICY = ByteText.bytes("-");

    /**
     * What to print besides the fixed columns. Immutable.
     *
     * @param delimiter between columns
     */
    record Columns(String delimiter, boolean storagePolicy, boolean erasureCoding) {}

    private final ImageReader image;
    private final ByteText out;
    private final Columns columns;
    private final Progress progress;
    private final byte[] delimiter;
    private final LocalMinutes minutes;
    private final StringTable strings;
    private final Names names;

    private final Fields inode = new Fields();
    private final Fields body = new Fields();
    private final Fields acl = new Fields();
    private final Fields leaf = new Fields();
    private final WireReader repeated = new WireReader();
    private byte[] path = new byte[512];
    private long skipped;

    DelimitedView(ImageReader image, ByteText out, Columns columns, ZoneId zone, Progress progress) {
        this.image = image;
        this.out = out;
        this.columns = columns;
        this.progress = progress;
        this.delimiter = ByteText.bytes(columns.delimiter());
        this.minutes = new LocalMinutes(zone);
        this.strings = image.stringTable();
        this.names = new Names(strings, Csv::escaped);
    }

    /**
     * Prints header and lines.
     *
     * @return inodes that were left out because they hang nowhere in the present tree
     */
    long print() throws IOException {
        header();
        Tree tree = new Tree(image);
        try (MessageScanner messages = image.inodes()) {
            for (long i = 0; i < tree.inodes(); i++) {
                messages.require("inode", i, tree.inodes());
                try {
                    line(messages, tree);
                } catch (CorruptImageException e) {
                    throw messages.located(e);
                }
                progress.at(i, tree.inodes());
            }
        }
        return skipped;
    }

    private void header() throws IOException {
        out.text(COLUMNS.replace(",", columns.delimiter()));
        if (columns.storagePolicy()) {
            out.raw(delimiter).text("StoragePolicyId");
        }
        if (columns.erasureCoding()) {
            out.raw(delimiter).text("ErasureCodingPolicy");
        }
        out.character('\n');
    }

    private void line(MessageScanner messages, Tree tree) throws IOException {
        inode.read(messages.buffer(), messages.start(), messages.end());
        long id = inode.number(2);
        if (id == InodeIds.ROOT) {
            out.character('/');
        } else if (tree.goTo(tree.directoryOf(id))) {
            path(tree);
        } else {
            skipped++;
            return;
        }
        switch (inode.number32(1)) {
            case InodeCodec.TYPE_FILE -> file(body.read(inode, 4));
            case InodeCodec.TYPE_DIRECTORY -> directory(body.read(inode, 5));
            case InodeCodec.TYPE_SYMLINK -> symlink(body.read(inode, 6));
            default -> throw new CorruptImageException("an inode type of 1 to 3", "" + inode.number(1));
        }
        out.character('\n');
    }

    private void path(Tree tree) throws IOException {
        int length = tree.pathLength();
        int count = inode.end(3) - inode.start(3);
        if (path.length - length <= count) {
            path = Arrays.copyOf(path, Math.max(path.length * 2, length + count + 1));
        }
        System.arraycopy(tree.path(), 0, path, 0, length);
        path[length++] = '/';
        System.arraycopy(inode.buffer(), inode.start(3), path, length, count);
        length += count;
        if (Csv.isPlain(path, 0, length)) {
            out.raw(path, 0, length);
        } else {
            out.raw(Csv.escaped(path, 0, length));
        }
    }

    private void file(Fields file) throws IOException {
        number(file.number32(1));
        times(file.number(2), file.number(3));
        number(file.number(4));
        number(file.count(6));
        number(fileSize(file));
        number(0);
        number(0);
        permission('-', file.number(5), hasAcl(file, 8));
        if (columns.storagePolicy()) {
            number(file.number32(10));
        }
        if (columns.erasureCoding()) {
            out.raw(delimiter).raw(file.has(12) ? builtInName(file.number32(12)) : NO_POLICY);
        }
    }

    private static byte[] builtInName(int policyId) {
        return EcPolicyCodec.builtIn(policyId)
                .map(EcPolicy::name)
                .map(ByteText::bytes)
                .orElse(NO_POLICY);
    }

    private long fileSize(Fields file) throws CorruptImageException {
        long size = 0;
        if (file.has(6)) {
            repeated.reset(file.buffer(), file.start(), file.end());
            while (repeated.next()) {
                if (repeated.field() == 6) {
                    int outer = repeated.enter();
                    while (repeated.next()) {
                        if (repeated.field() == 3) {
                            size += repeated.varint();
                        }
                    }
                    repeated.leave(outer);
                }
            }
        }
        return size;
    }

    private void directory(Fields directory) throws IOException {
        number(0);
        times(directory.number(1), 0);
        number(0);
        number(0);
        number(0);
        number(directory.number(2));
        number(directory.number(3));
        permission('d', directory.number(4), hasAcl(directory, 5));
        if (columns.storagePolicy()) {
            byte[] value = systemXAttr(directory, STORAGE_POLICY_XATTR);
            number(value == null || value.length == 0 ? 0 : value[0]);
        }
        if (columns.erasureCoding()) {
            byte[] value = systemXAttr(directory, EC_POLICY_XATTR);
            out.raw(delimiter);
            if (value == null || value.length < 4) {
                out.raw(NO_POLICY);
            } else {
                out.raw(Csv.escaped(value, 4, value.length));
            }
        }
    }

    private void symlink(Fields symlink) throws IOException {
        number(0);
        times(symlink.number(3), symlink.number(4));
        for (int i = 0; i < 5; i++) {
            number(0);
        }
        permission('-', symlink.number(1), false);
        if (columns.storagePolicy()) {
            number(0);
        }
        if (columns.erasureCoding()) {
            out.raw(delimiter).raw(NO_POLICY);
        }
    }

    private void number(long value) throws IOException {
        out.raw(delimiter).number(value);
    }

    private void times(long mtime, long atime) throws IOException {
        out.raw(delimiter);
        minutes.print(mtime, out);
        out.raw(delimiter);
        minutes.print(atime, out);
    }

    private void permission(char type, long packed, boolean acl) throws IOException {
        out.raw(delimiter).character(type);
        Modes.symbols((int) packed & 01777, out);
        if (acl) {
            out.character('+');
        }
        out.raw(delimiter).raw(names.user(packed));
        out.raw(delimiter).raw(names.group(packed));
    }

    private boolean hasAcl(Fields owner, int field) throws CorruptImageException {
        return owner.has(field) && acl.read(owner, field).has(2) && !(acl.number(2) == 0 && acl.start(2) == acl.end(2));
    }

    private byte @Nullable [] systemXAttr(Fields owner, String name) throws CorruptImageException {
        if (!owner.has(XATTRS_OF_DIRECTORY)) {
            return null;
        }
        repeated.reset(owner.buffer(), owner.start(XATTRS_OF_DIRECTORY), owner.end(XATTRS_OF_DIRECTORY));
        while (repeated.next()) {
            if (repeated.field() != 1) {
                continue;
            }
            int length = repeated.length();
            leaf.read(repeated.buffer(), repeated.position(), repeated.position() + length);
            repeated.advance(length);
            XAttr xattr = strings.xattr(leaf.number32(1), null);
            if (xattr.namespace() == XAttrNamespace.SYSTEM && xattr.name().equals(name)) {
                return Arrays.copyOfRange(leaf.buffer(), leaf.start(2), leaf.end(2));
            }
        }
        return null;
    }

    private static final int XATTRS_OF_DIRECTORY = 6;
}
