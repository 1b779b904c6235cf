package io.cairn.common.model;

/** Inode ids with a fixed meaning, as HDFS numbers them. Ids themselves travel as plain {@code long}. */
public final class InodeIds {
    /** The root directory. */
    public static final long ROOT = 16385;

    /** The first id a fresh namespace hands out. */
    public static final long FIRST_ALLOCATED = ROOT + 1;

    /** No inode: what a lookup answers when nothing is there. Never a valid id. */
    public static final long NONE = 0;

    private InodeIds() {}
}
