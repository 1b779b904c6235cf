package io.cairn.primary.command;

import io.cairn.common.model.FsException;
import io.cairn.common.model.FsException.Kind;

/** Refusals that several commands share, in the words HDFS's clients know. Stateless. */
final class Refusals {
    private Refusals() {}

    static FsException absent(String path) {
        return new FsException(Kind.FILE_NOT_FOUND, "File does not exist: " + path);
    }

    /** Absent, in the words of calls that change attributes. */
    static FsException cannotFind(String path) {
        return new FsException(Kind.FILE_NOT_FOUND, "Directory/File does not exist " + path);
    }

    static FsException invalidPath(String why) {
        return new FsException(Kind.INVALID_PATH, "Invalid path name " + why);
    }

    static FsException io(String message) {
        return new FsException(Kind.IO, message);
    }

    static FsException superuserNeeded(Caller caller) {
        return new FsException(
                Kind.ACCESS_CONTROL, "Access denied for user " + caller.user() + ". Superuser privilege is required");
    }
}
