package io.cairn.common.digest;

import java.util.HexFormat;

/**
 * The digest of a namespace: the sum modulo 2<sup>128</sup> of a hash of each of its facts, {@code cairn-digest-1}. Two
 * namespaces with the same facts have the same digest, whatever their stores, the order of their changes and the ids of
 * their strings; the txid is not among the facts. It tells bugs and damage, not malice: who can choose facts can make two
 * namespaces collide. Immutable.
 *
 * @param high bits 64 to 127
 * @param low bits 0 to 63
 */
public record NamespaceDigest(long high, long low) {
    /** Name of the way facts are spelled and hashed; a digest of another name cannot be compared. */
    public static final String FORMAT = "cairn-digest-1";

    /** Digest of no facts at all. */
    public static final NamespaceDigest EMPTY = new NamespaceDigest(0, 0);

    private static final int DIGITS = 32;
    private static final int HALF = DIGITS / 2;

    /**
     * Reads what {@link #toString} writes; capital letters are taken too.
     *
     * @throws IllegalArgumentException if {@code text} is not 32 hexadecimal digits
     */
    public static NamespaceDigest parse(String text) {
        if (text.length() != DIGITS) {
            throw new IllegalArgumentException("A namespace digest has " + DIGITS + " hexadecimal digits, but '" + text
                    + "' has " + text.length());
        }
        return new NamespaceDigest(
                HexFormat.fromHexDigitsToLong(text, 0, HALF), HexFormat.fromHexDigitsToLong(text, HALF, DIGITS));
    }

    /** 32 lower-case hexadecimal digits, the high bits first. */
    @Override
    public String toString() {
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(high) + hex.toHexDigits(low);
    }
}
