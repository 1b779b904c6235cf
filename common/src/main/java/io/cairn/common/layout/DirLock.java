package io.cairn.common.layout;

import io.cairn.common.disk.Disk;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Ownership of a storage directory: the exclusive lock of {@code in_use.lock}, whose content is {@code pid@host}. The
 * operating system takes it back when the process ends. Thread-safe.
 */
public final class DirLock implements Closeable {
    private static final int CONTENT_BYTES_MAX = 1024;

    private final Closeable lock;

    private DirLock(Closeable lock) {
        this.lock = lock;
    }

    /**
     * Locks the directory {@code root}, which must exist.
     *
     * @param owner who we are, e.g. {@code 4711@host}, shown to whoever finds the lock taken
     * @throws InconsistentStorageException if it is locked, naming the directory and the holder
     */
    public static DirLock take(Disk disk, Path root, String owner) throws IOException {
        Path file = root.resolve(FileNames.LOCK);
        Optional<Closeable> lock = disk.tryLock(file, owner);
        if (lock.isEmpty()) {
            throw new InconsistentStorageException("Storage directory " + root + " is in use by " + holder(disk, file)
                    + ": two processes must not share it; stop the other one or configure another directory");
        }
        return new DirLock(lock.get());
    }

    private static String holder(Disk disk, Path file) {
        try {
            return new String(disk.readSmall(file, CONTENT_BYTES_MAX), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            return "an unknown process";
        }
    }

    /** Lets go and removes the lock file. */
    @Override
    public void close() throws IOException {
        lock.close();
    }
}
