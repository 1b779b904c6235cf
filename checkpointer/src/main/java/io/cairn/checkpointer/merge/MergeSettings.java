package io.cairn.checkpointer.merge;

import io.cairn.common.codec.image.ImageCompression;
import io.cairn.common.model.LayoutVersion;
import io.cairn.common.store.image.ImageForm;
import java.util.function.LongSupplier;

/**
 * How a merge is done. Immutable.
 *
 * @param cacheBytes heap for blocks of the base image
 * @param overlayBytes heap for changes; a backlog that needs more is merged in several passes
 * @param compression of new images
 * @param parts into how many parts big sections are divided; 1 for undivided
 * @param partsFromInodes fewer inodes are never divided
 * @param nanoTime a clock that only goes forward
 */
public record MergeSettings(
        long cacheBytes,
        long overlayBytes,
        ImageCompression compression,
        int parts,
        long partsFromInodes,
        LongSupplier nanoTime) {
    ImageForm form(LayoutVersion layout) {
        return new ImageForm(layout, compression, parts, partsFromInodes);
    }
}
