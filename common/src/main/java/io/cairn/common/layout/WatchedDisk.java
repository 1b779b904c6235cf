package io.cairn.common.layout;

import io.cairn.common.bytes.ByteSource;
import io.cairn.common.disk.Disk;
import io.cairn.common.disk.DiskFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A disk that takes a storage directory out of service when something in it cannot be written, forced, renamed, listed or
 * read. The error goes on to the caller, who finds the directory gone when it tries again. The last directory for images
 * and the last one for edits stay in service: without them nothing would be left to try again with. Thread-safe: keeps no
 * state of its own.
 */
public final class WatchedDisk implements Disk {
    private final Disk disk;
    private final List<StorageDirectory> directories;

    public WatchedDisk(Disk disk, List<StorageDirectory> directories) {
        this.disk = disk;
        this.directories = List.copyOf(directories);
    }

    /** A call that may fail. */
    private interface Call<T> {
        T run() throws IOException;
    }

    private <T> T watched(Path path, Call<T> call) throws IOException {
        try {
            return call.run();
        } catch (NoSuchFileException e) {
            throw e; // says nothing of the disk
        } catch (IOException e) {
            failed(path, e);
            throw e;
        }
    }

    private void failed(Path path, IOException fault) {
        Path absolute = path.toAbsolutePath().normalize();
        for (StorageDirectory directory : directories) {
            if (absolute.startsWith(directory.root()) && !isLast(directory)) {
                directory.takeOutOfService(fault);
            }
        }
    }

    private boolean isLast(StorageDirectory directory) {
        return (directory.holdsImages() && noneBut(directory, StorageDirectory::holdsImages))
                || (directory.holdsEdits() && noneBut(directory, StorageDirectory::holdsEdits));
    }

    private boolean noneBut(StorageDirectory directory, Predicate<StorageDirectory> purpose) {
        return directories.stream()
                .noneMatch(other -> !other.equals(directory) && other.inService() && purpose.test(other));
    }

    @Override
    public ByteSource open(Path file) throws IOException {
        return new Source(file, watched(file, () -> disk.open(file)));
    }

    @Override
    public DiskFile create(Path file) throws IOException {
        return new File(file, watched(file, () -> disk.create(file)));
    }

    @Override
    public DiskFile openForWrite(Path file) throws IOException {
        return new File(file, watched(file, () -> disk.openForWrite(file)));
    }

    @Override
    public byte[] readSmall(Path file, int bytesMax) throws IOException {
        return disk.readSmall(file, bytesMax);
    }

    @Override
    public void rename(Path source, Path target) throws IOException {
        watched(source, () -> {
            disk.rename(source, target);
            return target;
        });
    }

    @Override
    public boolean delete(Path file) throws IOException {
        return disk.delete(file); // what cannot be deleted is in nobody's way
    }

    @Override
    public void createDirectories(Path directory) throws IOException {
        watched(directory, () -> {
            disk.createDirectories(directory);
            return directory;
        });
    }

    @Override
    public void forceDirectory(Path directory) throws IOException {
        watched(directory, () -> {
            disk.forceDirectory(directory);
            return directory;
        });
    }

    @Override
    public List<String> list(Path directory) throws IOException {
        return watched(directory, () -> disk.list(directory));
    }

    @Override
    public boolean exists(Path path) {
        return disk.exists(path);
    }

    @Override
    public boolean isThere(Path path) throws IOException {
        return watched(path, () -> disk.isThere(path));
    }

    @Override
    public Optional<String> owner(Path path) throws IOException {
        return disk.owner(path);
    }

    @Override
    public Path realPath(Path path) {
        return disk.realPath(path);
    }

    @Override
    public long length(Path file) throws IOException {
        return watched(file, () -> disk.length(file));
    }

    @Override
    public long mtimeMillis(Path file) throws IOException {
        return disk.mtimeMillis(file);
    }

    @Override
    public long usableBytes(Path path) throws IOException {
        return disk.usableBytes(path);
    }

    @Override
    public String fileSystem(Path path) throws IOException {
        return disk.fileSystem(path);
    }

    @Override
    public Optional<Closeable> tryLock(Path file, String content) throws IOException {
        return disk.tryLock(file, content);
    }

    @Override
    public boolean isLocked(Path file) throws IOException {
        return disk.isLocked(file);
    }

    @Override
    public Optional<String> lockContent(Path file) {
        return disk.lockContent(file);
    }

    private final class Source implements ByteSource {
        private final Path path;
        private final ByteSource source;

        Source(Path path, ByteSource source) {
            this.path = path;
            this.source = source;
        }

        @Override
        public String name() {
            return source.name();
        }

        @Override
        public long length() {
            return source.length();
        }

        @Override
        public int read(long position, byte[] target, int offset, int count) throws IOException {
            return watched(path, () -> source.read(position, target, offset, count));
        }

        @Override
        public void close() throws IOException {
            source.close();
        }
    }

    private final class File implements DiskFile {
        private final Path path;
        private final DiskFile file;

        File(Path path, DiskFile file) {
            this.path = path;
            this.file = file;
        }

        @Override
        public void write(long position, byte[] source, int offset, int count) throws IOException {
            watched(path, () -> {
                file.write(position, source, offset, count);
                return path;
            });
        }

        @Override
        public void force(boolean metadata) throws IOException {
            watched(path, () -> {
                file.force(metadata);
                return path;
            });
        }

        @Override
        public void truncate(long length) throws IOException {
            watched(path, () -> {
                file.truncate(length);
                return path;
            });
        }

        @Override
        public long length() throws IOException {
            return file.length();
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
