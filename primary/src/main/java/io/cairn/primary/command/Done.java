package io.cairn.primary.command;

/** The answer of a command that has nothing to say but that it was done. */
public enum Done {
    DONE
}
