package io.cairn.common.disk;

import io.cairn.common.bytes.ByteSource;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * All access to files and directories. The methods are the system calls that matter for durability, one each, so that a
 * test double can fail or cut any of them. Errors are {@link IOException}s that name path and action. Thread-safe.
 */
public interface Disk {
    /** Opens for random reading. */
    ByteSource open(Path file) throws IOException;

    /**
     * Creates a file for appending, owner-only; an existing one is emptied.
     */
    DiskFile create(Path file) throws IOException;

    /** Opens an existing file for writing at any position. */
    DiskFile openForWrite(Path file) throws IOException;

    /** The whole content of a small file; refuses before reading if it is longer than {@code bytesMax}. */
    byte[] readSmall(Path file, int bytesMax) throws IOException;

    /**
     * Renames within one directory or file system, replacing {@code target} atomically. Durable after {@link
     * #forceDirectory}.
     */
    void rename(Path source, Path target) throws IOException;

    /** Deletes a file; true if it was there. */
    boolean delete(Path file) throws IOException;

    /** Creates a directory and its missing parents, owner-only. */
    void createDirectories(Path directory) throws IOException;

    /** Forces names created, renamed or deleted in {@code directory} to disk. */
    void forceDirectory(Path directory) throws IOException;

    /** Names in a directory, unsorted, without {@code .} and {@code ..}. */
    List<String> list(Path directory) throws IOException;

    /** True if something has that name; false if nothing has, or if that cannot be told. */
    boolean exists(Path path);

    /**
     * True if something has that name, false if surely nothing has. Whatever a directory counts for is decided by this: one
     * that cannot be looked at is not an empty one.
     *
     * @throws IOException if it cannot be told (missing rights, a disk that gives errors), naming path and user
     */
    boolean isThere(Path path) throws IOException;

    /** Whose {@code path} is; empty where the disk does not know. */
    Optional<String> owner(Path path) throws IOException;

    /**
     * The absolute path without links, so that two names of one file or directory become equal. What does not exist yet,
     * or cannot be looked at, is taken as it is named.
     */
    default Path realPath(Path path) {
        return path.toAbsolutePath().normalize();
    }

    /** Bytes of a file. */
    long length(Path file) throws IOException;

    /** Modification time of a file, milliseconds since 1970. */
    long mtimeMillis(Path file) throws IOException;

    /** Bytes that may still be written on the file system of {@code path}. */
    long usableBytes(Path path) throws IOException;

    /** Name of the file system that {@code path} is on: equal for paths that share their free space. */
    default String fileSystem(Path path) throws IOException {
        return "disk";
    }

    /**
     * Takes the exclusive whole-file lock of {@code file}, creating the file if need be.
     *
     * @return the lock, or empty when another process (or this one) holds it
     */
    Optional<Closeable> tryLock(Path file, String content) throws IOException;

    /**
     * True if somebody holds the lock of {@code file}, which must exist, this process included. Takes no lock that lasts
     * and changes nothing.
     */
    boolean isLocked(Path file) throws IOException;

    /**
     * What the holder of a lock wrote into {@code file}, or empty if that cannot be told. Lock files are read in no other
     * way: on POSIX systems, closing a file drops every lock that the process has on it.
     */
    default Optional<String> lockContent(Path file) {
        return Optional.empty();
    }
}
