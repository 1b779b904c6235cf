package io.cairn.common.model;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One path component as HDFS stores it: raw bytes, UTF-8 by convention. Ordered as arrays of <em>signed</em> bytes, the
 * order of children in an fsimage (a byte of 0x80 or more sorts before ASCII). The root's name is empty. Immutable.
 */
public final class FsName implements Comparable<FsName> {
    /** The name of the root directory. */
    public static final FsName EMPTY = new FsName(new byte[0]);

    private final byte[] utf8;

    private FsName(byte[] utf8) {
        this.utf8 = utf8;
    }

    /** Takes the array as it is; the caller must not change it afterwards. */
    public static FsName ofBytes(byte[] utf8) {
        return utf8.length == 0 ? EMPTY : new FsName(utf8);
    }

    /** Encodes as UTF-8; an unpaired surrogate becomes {@code ?}, as in HDFS. */
    public static FsName of(String text) {
        return ofBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The bytes themselves, not a copy: read only. */
    public byte[] bytes() {
        return utf8;
    }

    /** Length in bytes. */
    public int length() {
        return utf8.length;
    }

    @Override
    public int compareTo(FsName other) {
        return Arrays.compare(utf8, other.utf8);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FsName name && Arrays.equals(utf8, name.utf8);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(utf8);
    }

    /** Decoded as UTF-8; malformed bytes become U+FFFD. */
    @Override
    public String toString() {
        return new String(utf8, StandardCharsets.UTF_8);
    }
}
