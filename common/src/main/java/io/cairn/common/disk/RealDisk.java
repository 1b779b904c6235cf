package io.cairn.common.disk;

import io.cairn.common.bytes.ByteSource;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * The machine's own file system. Files are made with mode 0600, directories with 0700. A missing file is a
 * {@link NoSuchFileException}; every error names path and action. Threads that read or write must not be interrupted:
 * the platform closes a file under an interrupted thread. Thread-safe: keeps no state but the
 * locks of this process.
 */
public final class RealDisk implements Disk {
    private static final FileAttribute<Set<PosixFilePermission>> FILE_MODE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final FileAttribute<Set<PosixFilePermission>> DIRECTORY_MODE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    /** How often a lock is tried again whose file was removed by its previous holder in the same moment. */
    private static final int LOCK_ATTEMPTS = 100;

    private static final int LOCK_BYTES_MAX = 1024;
    private static final Set<OpenOption> LOCK_OPTIONS =
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);

    /**
     * Locks of this process, by real path, with their content. They are the process's and not a disk object's: the
     * operating system keeps one lock a process and drops it when any of its descriptors of the file is closed.
     */
    private static final ConcurrentMap<Path, String> LOCKS = new ConcurrentHashMap<>();

    @Override
    public ByteSource open(Path file) throws IOException {
        FileChannel channel = channel("open", file, StandardOpenOption.READ);
        try {
            return new RealSource(file, channel, channel.size());
        } catch (IOException e) {
            channel.close();
            throw failed("read the length of", file, e);
        }
    }

    @Override
    public DiskFile create(Path file) throws IOException {
        return new RealFile(
                file,
                channel(
                        "create",
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE));
    }

    @Override
    public DiskFile openForWrite(Path file) throws IOException {
        return new RealFile(file, channel("open for writing", file, StandardOpenOption.WRITE));
    }

    @Override
    public byte[] readSmall(Path file, int bytesMax) throws IOException {
        try (ByteSource source = open(file)) {
            if (source.length() > bytesMax) {
                throw new IOException("Cannot read " + file + ": it has " + source.length() + " bytes, but at most "
                        + bytesMax + " are expected");
            }
            byte[] content = new byte[(int) source.length()];
            source.readFully(0, content, 0, content.length);
            return content;
        }
    }

    @Override
    public void rename(Path source, Path target) throws IOException {
        try {
            Files.move(source, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw failed("rename to " + target + " the file", source, e);
        }
    }

    @Override
    public boolean delete(Path file) throws IOException {
        try {
            return Files.deleteIfExists(file);
        } catch (IOException e) {
            throw failed("delete", file, e);
        }
    }

    @Override
    public void createDirectories(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            return;
        }
        try {
            Files.createDirectories(directory, DIRECTORY_MODE);
        } catch (IOException e) {
            throw failed("create directory", directory, e);
        }
    }

    @Override
    public void forceDirectory(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            throw failed("force directory", directory, e);
        }
    }

    @Override
    public List<String> list(Path directory) throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                names.add(String.valueOf(entry.getFileName()));
            }
        } catch (DirectoryIteratorException e) {
            IOException cause = e.getCause();
            throw failed("list", directory, cause == null ? new IOException(e) : cause);
        } catch (IOException e) {
            throw failed("list", directory, e);
        }
        return names;
    }

    @Override
    public boolean exists(Path path) {
        return Files.exists(path);
    }

    @Override
    public boolean isThere(Path path) throws IOException {
        try {
            Files.readAttributes(path, BasicFileAttributes.class);
            return true;
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw failed("look, as user " + System.getProperty("user.name") + ", at", path, e);
        }
    }

    @Override
    public Optional<String> owner(Path path) throws IOException {
        try {
            return Optional.of(Files.getOwner(path).getName());
        } catch (IOException e) {
            throw failed("read the owner of", path, e);
        }
    }

    @Override
    public Path realPath(Path path) {
        Path absolute = path.toAbsolutePath().normalize();
        for (Path at = absolute; at != null; at = at.getParent()) {
            try {
                return at.toRealPath().resolve(at.relativize(absolute)).normalize();
            } catch (IOException e) {
                // Not there, or not to be looked at: what is above it may be.
            }
        }
        return absolute;
    }

    @Override
    public long length(Path file) throws IOException {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw failed("read the length of", file, e);
        }
    }

    @Override
    public long mtimeMillis(Path file) throws IOException {
        try {
            return Files.getLastModifiedTime(file).toMillis();
        } catch (IOException e) {
            throw failed("read the modification time of", file, e);
        }
    }

    @Override
    public long usableBytes(Path path) throws IOException {
        try {
            return Files.getFileStore(path).getUsableSpace();
        } catch (IOException e) {
            throw failed("read the free space of", path, e);
        }
    }

    @Override
    public String fileSystem(Path path) throws IOException {
        try {
            return Files.getFileStore(path).toString();
        } catch (IOException e) {
            throw failed("find the file system of", path, e);
        }
    }

    /**
     * {@inheritDoc} The file holds {@code content} while the lock is held and is removed when it is released.
     */
    @Override
    public Optional<Closeable> tryLock(Path file, String content) throws IOException {
        Path key = lockKey(file);
        if (LOCKS.putIfAbsent(key, content) != null) {
            return Optional.empty(); // and not so much as opened: closing it would drop the lock of this process
        }
        boolean held = false;
        try {
            FileChannel channel = lockedChannel(file);
            if (channel == null) {
                return Optional.empty();
            }
            Object locked = mark(channel, file, content);
            held = true;
            return Optional.of(() -> release(file, key, channel, locked));
        } catch (IOException e) {
            throw failed("lock", file, e);
        } finally {
            if (!held) {
                LOCKS.remove(key);
            }
        }
    }

    /** Writes the content into a locked file, and says which file it is; lets go of it if the disk takes nothing. */
    private static @Nullable Object mark(FileChannel channel, Path file, String content) throws IOException {
        boolean marked = false;
        try {
            byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
            channel.truncate(0);
            writeFully(channel, 0, bytes, 0, bytes.length);
            Object locked = identity(file);
            marked = true;
            return locked;
        } finally {
            if (!marked) {
                channel.close();
            }
        }
    }

    /** {@inheritDoc} Another process is noticed by trying for a shared lock, which is let go of at once. */
    @Override
    public boolean isLocked(Path file) throws IOException {
        Path key = lockKey(file);
        if (LOCKS.putIfAbsent(key, "") != null) {
            return true; // and not so much as opened, as above
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
                FileLock lock = channel.tryLock(0, Long.MAX_VALUE, true)) {
            return lock == null;
        } catch (IOException e) {
            throw failed("look at the lock of", file, e);
        } finally {
            LOCKS.remove(key);
        }
    }

    @Override
    public Optional<String> lockContent(Path file) {
        try {
            String own = LOCKS.get(lockKey(file));
            return Optional.of(own != null ? own : new String(readSmall(file, LOCK_BYTES_MAX), StandardCharsets.UTF_8));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Path lockKey(Path file) throws IOException {
        Path absolute = file.toAbsolutePath();
        Path parent = absolute.getParent();
        try {
            return parent == null ? absolute : parent.toRealPath().resolve(absolute.getFileName());
        } catch (IOException e) {
            throw failed("lock", file, e);
        }
    }

    /** The locked file; null if another process has it. */
    private static @Nullable FileChannel lockedChannel(Path file) throws IOException {
        for (int attempt = 0; attempt < LOCK_ATTEMPTS; attempt++) {
            FileChannel.open(file, LOCK_OPTIONS, FILE_MODE).close();
            Object before = identity(file);
            FileChannel channel = FileChannel.open(file, LOCK_OPTIONS, FILE_MODE);
            boolean held = false;
            try {
                if (channel.tryLock() == null) {
                    return null;
                }
                // The former holder removes the file before it lets go, so what was locked may have no name any more.
                held = before != null && before.equals(identity(file));
            } finally {
                if (!held) {
                    channel.close();
                }
            }
            if (held) {
                return channel;
            }
        }
        throw new IOException("it keeps being replaced by others");
    }

    /** Device and inode of a file; null if it is gone. */
    private static @Nullable Object identity(Path file) throws IOException {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /** Removes the file only if it is still the one that was locked: by now another disk may be mounted there. */
    private static void release(Path file, Path key, FileChannel channel, @Nullable Object locked) throws IOException {
        if (!channel.isOpen()) {
            return;
        }
        try (channel) {
            if (locked != null && locked.equals(identity(file))) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw failed("remove lock", file, e);
        } finally {
            LOCKS.remove(key);
        }
    }

    private static FileChannel channel(String action, Path file, OpenOption... options) throws IOException {
        try {
            return FileChannel.open(file, Set.of(options), FILE_MODE);
        } catch (IOException e) {
            throw failed(action, file, e);
        }
    }

    private static void writeFully(FileChannel channel, long position, byte[] source, int offset, int count)
            throws IOException {
        long at = position;
        int done = 0;
        while (done < count) {
            int step = Math.min(count - done, RealSource.STEP_BYTES);
            int written = channel.write(ByteBuffer.wrap(source, offset + done, step), at);
            done += written;
            at += written;
        }
    }

    private static IOException failed(String action, Path file, IOException cause) {
        if (cause instanceof NoSuchFileException) {
            NoSuchFileException missing =
                    new NoSuchFileException(file.toString(), null, "cannot " + action + " it: no such file");
            missing.initCause(cause);
            return missing;
        }
        String reason = cause instanceof FileSystemException detailed && detailed.getReason() != null
                ? detailed.getReason()
                : cause.getClass().getSimpleName() + " " + cause.getMessage();
        return new IOException("Cannot " + action + " " + file + ": " + reason, cause);
    }

    /** A file open for reading. Thread-safe: reads are positional. */
    private static final class RealSource implements ByteSource {
        /** Reads and writes go in such steps, because the platform keeps a native buffer as large as the largest. */
        static final int STEP_BYTES = 1 << 20;

        private final Path file;
        private final FileChannel channel;
        private final long length;

        RealSource(Path file, FileChannel channel, long length) {
            this.file = file;
            this.channel = channel;
            this.length = length;
        }

        @Override
        public String name() {
            return file.toString();
        }

        @Override
        public long length() {
            return length;
        }

        @Override
        public int read(long position, byte[] target, int offset, int count) throws IOException {
            if (position >= length) {
                return -1;
            }
            int step = (int) Math.min(Math.min(count, STEP_BYTES), length - position);
            try {
                return channel.read(ByteBuffer.wrap(target, offset, step), position);
            } catch (IOException e) {
                throw failed("read at " + position, file, e);
            }
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    /** A file open for writing. One thread at a time. */
    private static final class RealFile implements DiskFile {
        private final Path file;
        private final FileChannel channel;

        RealFile(Path file, FileChannel channel) {
            this.file = file;
            this.channel = channel;
        }

        @Override
        public void write(long position, byte[] source, int offset, int count) throws IOException {
            try {
                writeFully(channel, position, source, offset, count);
            } catch (IOException e) {
                throw failed("write " + count + " bytes at " + position + " to", file, e);
            }
        }

        @Override
        public void force(boolean metadata) throws IOException {
            try {
                channel.force(metadata);
            } catch (IOException e) {
                throw failed("force", file, e);
            }
        }

        @Override
        public void truncate(long length) throws IOException {
            try {
                long now = channel.size();
                if (length < now) {
                    channel.truncate(length);
                } else if (length > now) {
                    channel.write(ByteBuffer.allocate(1), length - 1);
                }
            } catch (IOException e) {
                throw failed("set to " + length + " bytes", file, e);
            }
        }

        @Override
        public long length() throws IOException {
            try {
                return channel.size();
            } catch (IOException e) {
                throw failed("read the length of", file, e);
            }
        }

        @Override
        public void close() throws IOException {
            try {
                channel.close();
            } catch (IOException e) {
                throw failed("close", file, e);
            }
        }
    }
}
