package io.cairn.common.layout;

import io.cairn.common.disk.Disk;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Ownership of a storage directory: the exclusive lock of {@code in_use.lock}, whose content is {@code pid@host}. The
 * operating system takes it back when the process ends. Thread-safe.
 */
public final class DirLock implements Closeable {
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
            throw new InconsistentStorageException("Storage directory " + root + " is in use by "
                    + disk.lockContent(file).map(String::strip).orElse("an unknown process")
                    + ": two processes must not share it; stop the other one or configure another directory");
        }
        return new DirLock(lock.get());
    }

    /** Lets go and removes the lock file. */
    @Override
    public void close() throws IOException {
        lock.close();
    }
}
