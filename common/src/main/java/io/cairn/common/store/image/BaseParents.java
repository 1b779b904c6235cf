package io.cairn.common.store.image;

import io.cairn.common.codec.image.ImageReader;
import io.cairn.common.model.InodeIds;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Which directory of the base holds an inode. An image lists children by directory, so the answer takes a pass over
 * INODE_DIR: one for directories and open files (the first question), which is all that paths of open files need, and one
 * for all inodes only if the parent of another file is asked for; that costs five bytes an inode. Thread-safe: its own
 * monitor guards both tables.
 */
final class BaseParents {
    private final ImageReader image;
    private final IdBitmap often;
    private @Nullable PackedPairs ofOften;
    private @Nullable PackedOffsets ofAll;

    /**
     * @param often directories and open files; read only from here on
     */
    BaseParents(ImageReader image, IdBitmap often) {
        this.image = image;
        this.often = often;
    }

    /** Id of the directory; {@link InodeIds#NONE} if no directory holds the inode. */
    synchronized long parent(long id) throws IOException {
        if (!often.contains(id)) {
            return all().get(id);
        }
        PackedPairs pairs = oftenAsked();
        long rank = pairs.find(id);
        return rank < 0 ? InodeIds.NONE : pairs.value(rank);
    }

    private PackedPairs oftenAsked() throws IOException {
        PackedPairs known = ofOften;
        if (known == null) {
            PackedPairs pairs = new PackedPairs();
            walk((child, parent) -> {
                if (often.contains(child)) {
                    pairs.add(child, parent);
                }
            });
            pairs.sort();
            ofOften = pairs;
            known = pairs;
        }
        return known;
    }

    private PackedOffsets all() throws IOException {
        PackedOffsets known = ofAll;
        if (known == null) {
            PackedOffsets table = new PackedOffsets();
            walk(table::set);
            ofAll = table;
            known = table;
        }
        return known;
    }

    private interface LinkVisitor {
        void link(long child, long parent);
    }

    private void walk(LinkVisitor visitor) throws IOException {
        new ImageScan(image).directories((directory, offset, children, childBytes) -> {
            int end = children.position() + childBytes;
            while (children.position() < end) {
                visitor.link(children.packedVarint(), directory);
            }
        });
    }
}
