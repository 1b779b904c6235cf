package io.cairn.primary.command;

import java.util.OptionalInt;

/**
 * The mode a new inode is asked to have. Immutable.
 *
 * @param masked with the client's umask applied
 * @param unmasked as before the umask; counts instead where a default ACL is inherited
 */
public record CreateMode(int masked, OptionalInt unmasked) {
    private static final int OWNER_WRITE_EXECUTE = 0300;

    public static CreateMode of(int mode) {
        return new CreateMode(mode, OptionalInt.empty());
    }

    /** For a directory made on the way to another: its owner can always go on below it. Drops the sticky bit. */
    CreateMode forAncestor() {
        int ancestor = (masked & 0777) | OWNER_WRITE_EXECUTE;
        return new CreateMode(ancestor, unmasked);
    }
}
