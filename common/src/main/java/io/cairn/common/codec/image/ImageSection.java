package io.cairn.common.codec.image;

import java.util.List;
import java.util.Optional;

/** The sections of an fsimage, in the order in which they are written (spec fsimage.md §2). */
public enum ImageSection {
    NS_INFO,
    ERASURE_CODING,
    INODE,
    INODE_DIR,
    FILES_UNDERCONSTRUCTION,
    SNAPSHOT,
    SNAPSHOT_DIFF,
    INODE_REFERENCE,
    SECRET_MANAGER,
    CACHE_MANAGER,
    STRING_TABLE,
    /** Reserved name; nobody writes it. */
    EXTENDED_ACL;

    /** The order in which sections are loaded, whatever their order in the file. */
    public static final List<ImageSection> LOAD_ORDER = List.of(
            NS_INFO,
            STRING_TABLE,
            EXTENDED_ACL,
            ERASURE_CODING,
            INODE,
            INODE_REFERENCE,
            SNAPSHOT,
            INODE_DIR,
            FILES_UNDERCONSTRUCTION,
            SNAPSHOT_DIFF,
            SECRET_MANAGER,
            CACHE_MANAGER);

    /** The section of that name, if it is one we know. */
    public static Optional<ImageSection> named(String name) {
        for (ImageSection section : values()) {
            if (section.name().equals(name)) {
                return Optional.of(section);
            }
        }
        return Optional.empty();
    }

    /** Name of the optional parts of this section in the summary, e.g. {@code INODE_SUB}. */
    public String subName() {
        return name() + ImageFormat.SUB_SUFFIX;
    }
}
