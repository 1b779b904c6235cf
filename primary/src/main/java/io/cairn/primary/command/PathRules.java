package io.cairn.primary.command;

import io.cairn.common.model.FsException;
import io.cairn.common.model.FsException.Kind;
import io.cairn.common.model.FsName;
import io.cairn.common.model.FsPath;
import java.nio.charset.StandardCharsets;

/** Which paths may be asked for, and which may be made. Stateless. */
final class PathRules {
    private static final FsName DOT = FsName.of(".");
    private static final FsName DOT_DOT = FsName.of("..");
    private static final FsName SNAPSHOT = FsName.of(".snapshot");
    private static final FsName RESERVED = FsName.of(".reserved");

    private PathRules() {}

    /** Refuses names that could never be addressed again: {@code .}, {@code ..} and those with a colon. */
    static void creatable(FsPath path) throws FsException {
        for (FsName name : path.components()) {
            if (name.equals(DOT) || name.equals(DOT_DOT) || contains(name, (byte) ':')) {
                throw Refusals.invalidPath("Invalid file name: " + path);
            }
        }
    }

    /** Refuses paths longer or deeper than the rules allow. */
    static void length(String call, FsPath path, NamespaceRules rules) throws FsException {
        int chars = 0;
        for (FsName name : path.components()) {
            chars += 1 + new String(name.bytes(), StandardCharsets.UTF_8).length();
        }
        if (chars > rules.pathCharsMax() || path.depth() > rules.pathDepthMax()) {
            throw Refusals.io(call + ": Pathname too long.  Limit " + rules.pathCharsMax() + " characters, "
                    + rules.pathDepthMax() + " levels.");
        }
    }

    /** Refuses to change {@code /.reserved} itself and what lies in snapshots of the root. */
    static void changeable(FsPath path) throws FsException {
        if (path.depth() == 1 && path.name().equals(RESERVED)) {
            throw Refusals.invalidPath("/.reserved");
        }
        outsideSnapshots(path);
    }

    /** True for {@code /.reserved} and everything below it. */
    static boolean isReserved(FsPath path) {
        return !path.isRoot() && path.components().get(0).equals(RESERVED);
    }

    /** Refuses paths in snapshots of the root, which is always a directory that may have some. */
    static void outsideSnapshots(FsPath path) throws FsException {
        if (!path.isRoot() && path.components().get(0).equals(SNAPSHOT)) {
            throw new FsException(Kind.SNAPSHOT_ACCESS, "Modification on a read-only snapshot is disallowed");
        }
    }

    /** A new child's name must be neither reserved nor too long; sizes are in bytes. */
    static void newName(FsName name, FsPath parent, NamespaceRules rules) throws FsException {
        if (parent.isRoot() && name.equals(RESERVED)) {
            throw new FsException(
                    Kind.HADOOP_ILLEGAL_ARGUMENT, "File name \".reserved\" is reserved and cannot be created.");
        }
        if (name.equals(SNAPSHOT)) {
            throw new FsException(Kind.HADOOP_ILLEGAL_ARGUMENT, "\".snapshot\" is a reserved name.");
        }
        if (rules.componentBytesMax() > 0 && name.length() > rules.componentBytesMax()) {
            throw new FsException(
                    Kind.COMPONENT_TOO_LONG,
                    "The maximum path component name limit of " + name + " in directory " + parent
                            + " is exceeded: limit=" + rules.componentBytesMax() + " length=" + name.length());
        }
    }

    private static boolean contains(FsName name, byte wanted) {
        for (byte b : name.bytes()) {
            if (b == wanted) {
                return true;
            }
        }
        return false;
    }
}
