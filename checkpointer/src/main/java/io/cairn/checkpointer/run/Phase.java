package io.cairn.checkpointer.run;

import java.util.Locale;

/** Steps of a checkpoint, in order. */
public enum Phase {
    /** The primary ends its segment. */
    ROLL,
    /** The primary's image comes here, if it is not held. */
    IMAGE,
    /** Segments come here. */
    EDITS,
    /** The base image is compared with its MD5. */
    VERIFY,
    /** The base image is indexed. */
    INDEX,
    /** Edits are applied. */
    REPLAY,
    /** The new image is written, re-read and named. */
    SAVE,
    /** The image goes to the primary, which verifies and renames it. */
    UPLOAD,
    /** What is no longer kept goes. */
    RETAIN;

    /** As status, metrics and log name it: in lower case. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
