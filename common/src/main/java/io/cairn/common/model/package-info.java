/**
 * Values of the namespace: inodes, blocks, permissions, ids. Immutable, no I/O, no bytes on disk. Imports nothing of
 * ours; start reading at {@link io.cairn.common.model.Inode}.
 */
@NullMarked
package io.cairn.common.model;

import org.jspecify.annotations.NullMarked;
