package io.cairn.common.restore;

import io.cairn.common.digest.NamespaceDigest;
import java.util.Optional;

/**
 * An image that a source has. Immutable.
 *
 * @param txid last transaction in it
 * @param bytes length of the file
 * @param digest namespace digest recorded for it; empty if none was, or one of another format
 */
public record SourceImage(long txid, long bytes, Optional<NamespaceDigest> digest) {}
