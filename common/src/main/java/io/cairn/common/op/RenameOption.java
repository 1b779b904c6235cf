package io.cairn.common.op;

/** Option of a rename. Ordinals are the bytes of the edit log. */
public enum RenameOption {
    NONE,
    OVERWRITE,
    TO_TRASH
}
