package io.cairn.common.store.image;

import io.cairn.common.codec.image.ImageCompression;
import io.cairn.common.model.LayoutVersion;

/**
 * How an image is to be written. Immutable.
 *
 * @param layout as the directory's VERSION says
 * @param parts into how many parts INODE and INODE_DIR are divided for parallel loading; 1 for undivided
 *     ({@code dfs.image.parallel.target.sections})
 * @param partsFromInodes fewer inodes than this are never divided ({@code dfs.image.parallel.inode.threshold})
 */
public record ImageForm(LayoutVersion layout, ImageCompression compression, int parts, long partsFromInodes) {
    public ImageForm {
        if (parts < 1 || partsFromInodes < 0) {
            throw new IllegalArgumentException("Not a number of parts: " + parts + " from " + partsFromInodes);
        }
    }

    /** Neither compressed nor divided. */
    public static ImageForm plain(LayoutVersion layout) {
        return new ImageForm(layout, ImageCompression.NONE, 1, 0);
    }

    /** After how many of {@code count} records a part ends; {@link Long#MAX_VALUE} if it is not divided. */
    public long partLength(long count, long inodeCount) {
        return parts == 1 || inodeCount < partsFromInodes || count == 0 ? Long.MAX_VALUE : (count + parts - 1) / parts;
    }
}
