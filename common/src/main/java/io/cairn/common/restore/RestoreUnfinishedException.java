package io.cairn.common.restore;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A restore is decided, but a disk failed before everything was in place. Only renames are left, and whoever comes first
 * does them: the same command, or the next start of the primary. Says so, and what to type next.
 */
public final class RestoreUnfinishedException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String asideName;

    RestoreUnfinishedException(List<Path> roots, String asideName, IOException cause) {
        super(
                "The restore of " + roots + " is decided, but putting it in place was cut short: "
                        + (cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage()),
                cause);
        this.asideName = asideName;
    }

    /** What to do about it. */
    public String next() {
        return "mend the disk, then give the same command again, or start the primary: either completes it; the old state is"
                + " then in " + asideName + " of each directory";
    }
}
