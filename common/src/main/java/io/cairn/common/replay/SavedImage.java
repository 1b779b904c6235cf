package io.cairn.common.replay;

import java.nio.file.Path;

/**
 * A finished image: forced, re-read, named, with its MD5 sidecar. Immutable; the array is not copied.
 *
 * @param txid last transaction in it
 * @param length bytes
 * @param md5 of the whole file
 * @param inodeCount inodes in it, the root included
 */
public record SavedImage(Path path, long txid, long length, byte[] md5, long inodeCount) {}
