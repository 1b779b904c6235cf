/**
 * The checkpointer's store: an fsimage file as an immutable base, found through compact indexes, plus an overlay of what
 * edits changed; and the merge of both into a new image, which copies untouched records as raw bytes. Memory goes with
 * the edits plus five bytes an inode, not with objects per inode. May import {@code store}, {@code model}, {@code bytes}
 * and {@code codec.image}. Start reading at {@link io.cairn.common.store.image.ImageStore}.
 */
@NullMarked
package io.cairn.common.store.image;

import org.jspecify.annotations.NullMarked;
