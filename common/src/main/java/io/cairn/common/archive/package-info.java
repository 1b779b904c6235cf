/**
 * One self-contained file from which a namespace can be restored: an image, the edits that lead on from it, and who they
 * belong to, as tar in zstd. Written by backups, read by restores. The bytes are described at {@link
 * io.cairn.common.archive.ArchiveManifest}. May import {@code layout}, {@code disk} and {@code bytes}. Start reading at
 * {@link io.cairn.common.archive.ArchiveReader}, which trusts nothing.
 */
@NullMarked
package io.cairn.common.archive;

import org.jspecify.annotations.NullMarked;
