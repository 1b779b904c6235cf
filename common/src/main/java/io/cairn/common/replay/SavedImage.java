package io.cairn.common.replay;

import io.cairn.common.digest.NamespaceDigest;
import java.nio.file.Path;

/**
 * A finished image: forced, re-read, named, with its sidecars. Immutable; the array is not copied.
 *
 * @param txid last transaction in it
 * @param length bytes
 * @param md5 of the whole file
 * @param digest of the namespace, as the finished file has it
 * @param inodeCount inodes in it, the root included
 */
public record SavedImage(Path path, long txid, long length, byte[] md5, NamespaceDigest digest, long inodeCount) {}
