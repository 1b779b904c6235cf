package io.cairn.common.verify;

import java.nio.file.Path;

/**
 * One storage directory that is looked at. Immutable.
 *
 * @param root as given, absolute
 * @param current where its files are: below {@code root}, or that itself
 */
record Place(Path root, Path current) {
    /** What to type where something of it is lost. */
    String restore() {
        return "to get it back: cairn restore --from CHECKPOINTER_URL|DIR|ARCHIVE --to " + root;
    }
}
