package io.cairn.common.transfer;

/**
 * A namespace digest and its place, in the JSON calls. Immutable.
 *
 * @param txid last transaction of a finalised segment
 * @param digest 32 hexadecimal digits
 */
public record RollDigest(long txid, String digest) {}
