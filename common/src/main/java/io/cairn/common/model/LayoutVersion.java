package io.cairn.common.model;

/**
 * HDFS's layout version of a directory, image or segment: negative, and the more negative the newer. Immutable.
 *
 * <p>Facts per version: spec edits.md and fsimage.md §7.
 *
 * @param value e.g. −67 for Hadoop 3.4 and 3.5
 */
public record LayoutVersion(int value) {
    /** Hadoop 2.7 to 2.10; the oldest we write. */
    public static final LayoutVersion OLDEST_WRITTEN = new LayoutVersion(-63);

    /** Hadoop 3.4 and 3.5; what new directories are formatted with, and the newest we know. */
    public static final LayoutVersion CURRENT = new LayoutVersion(-67);

    /** True if this version has what {@code other} introduced. */
    public boolean atLeast(LayoutVersion other) {
        return value <= other.value;
    }

    /** True if this version has what version {@code introducedIn} (negative) introduced. */
    public boolean atLeast(int introducedIn) {
        return value <= introducedIn;
    }

    /** True if newer than anything this software knows. */
    public boolean isUnknown() {
        return value < CURRENT.value;
    }

    public boolean hasErasureCoding() {
        return atLeast(-64);
    }

    /** String table with separate id spaces per kind. */
    public boolean hasStringTableMask() {
        return atLeast(-65);
    }

    /** Snapshot ops carry their time. */
    public boolean hasSnapshotMtime() {
        return atLeast(-66);
    }

    public boolean hasNvdimm() {
        return atLeast(-67);
    }

    @Override
    public String toString() {
        return Integer.toString(value);
    }
}
