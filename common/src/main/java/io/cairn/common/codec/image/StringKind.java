package io.cairn.common.codec.image;

/** What a string of the string table names. The ordinal is the kind's number in the table's keys. */
public enum StringKind {
    /** Number 0: the one space of tables without a mask. */
    SHARED,
    USER,
    GROUP,
    XATTR
}
