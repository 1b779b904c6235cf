/**
 * Bytes of an fsimage (protobuf format, layouts −52 to −67): file frame, sections, messages, string table, compression.
 * May import {@code bytes}, {@code op} and {@code model}. Knows no file names and no state; start reading at {@link
 * io.cairn.common.codec.image.ImageFormat}, then {@link io.cairn.common.codec.image.ImageReader} and {@link
 * io.cairn.common.codec.image.ImageWriter}.
 */
@NullMarked
package io.cairn.common.codec.image;

import org.jspecify.annotations.NullMarked;
