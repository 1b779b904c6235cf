package io.cairn.common.model;

/**
 * Owner, group and mode of an inode. Immutable.
 *
 * @param mode ten bits: sticky 01000, then rwx for owner, group, others; with an extended ACL the group bits are its mask
 */
public record Permission(String user, String group, int mode) {
    /** The bits a mode may have. */
    public static final int MODE_MASK = 01777;

    public Permission {
        mode &= MODE_MASK;
    }

    public Permission withMode(int newMode) {
        return new Permission(user, group, newMode);
    }

    public Permission withOwner(String newUser, String newGroup) {
        return new Permission(newUser, newGroup, mode);
    }
}
