package io.cairn.common.model;

/**
 * Owner, group and mode of an inode. Immutable.
 *
 * @param mode ten bits: sticky 01000, then rwx for owner, group, others; with an extended ACL the group bits are its mask
 */
public record Permission(String user, String group, int mode) {
    /** The bits a mode may have. */
    public static final int MODE_MASK = 01777;

    private static final int STICKY = 01000;

    public Permission {
        mode &= MODE_MASK;
    }

    public Permission withMode(int newMode) {
        return new Permission(user, group, newMode);
    }

    public Permission withOwner(String newUser, String newGroup) {
        return new Permission(newUser, newGroup, mode);
    }

    /** The mode as people read it: {@code rwxr-xr-x}, with {@code t} or {@code T} at the end for the sticky bit. */
    public String modeText() {
        StringBuilder text = new StringBuilder(9);
        for (int bit = 8; bit >= 0; bit--) {
            text.append((mode & 1 << bit) != 0 ? "rwx".charAt(2 - bit % 3) : '-');
        }
        if ((mode & STICKY) != 0) {
            text.setCharAt(8, (mode & 1) != 0 ? 't' : 'T');
        }
        return text.toString();
    }
}
