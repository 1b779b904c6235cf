/**
 * What the files of a storage directory are called and hold (VERSION, {@code seen_txid}, MD5 sidecars, lock), which of
 * them a directory has, and which may go. Knows nothing of what images and segments contain. May import {@code disk},
 * {@code bytes} and {@code model}. Start reading at {@link io.cairn.common.layout.NameDirectories}; names are in
 * {@link io.cairn.common.layout.FileNames}.
 */
@NullMarked
package io.cairn.common.layout;

import org.jspecify.annotations.NullMarked;
