package io.cairn.primary.restart;

import io.cairn.common.bytes.ByteSource;
import io.cairn.common.disk.Disk;
import io.cairn.common.disk.DiskFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What lies below a directory is on another disk. Thread-safe as its disks are. */
record TwoDisks(Disk one, Disk other, Path root) implements Disk {
    private Disk of(Path path) {
        return path.startsWith(root) ? other : one;
    }

    @Override
    public ByteSource open(Path file) throws IOException {
        return of(file).open(file);
    }

    @Override
    public DiskFile create(Path file) throws IOException {
        return of(file).create(file);
    }

    @Override
    public DiskFile openForWrite(Path file) throws IOException {
        return of(file).openForWrite(file);
    }

    @Override
    public byte[] readSmall(Path file, int bytesMax) throws IOException {
        return of(file).readSmall(file, bytesMax);
    }

    @Override
    public void rename(Path source, Path target) throws IOException {
        of(source).rename(source, target);
    }

    @Override
    public boolean delete(Path file) throws IOException {
        return of(file).delete(file);
    }

    @Override
    public void createDirectories(Path directory) throws IOException {
        of(directory).createDirectories(directory);
    }

    @Override
    public void forceDirectory(Path directory) throws IOException {
        of(directory).forceDirectory(directory);
    }

    @Override
    public List<String> list(Path directory) throws IOException {
        return of(directory).list(directory);
    }

    @Override
    public boolean exists(Path path) {
        return of(path).exists(path);
    }

    @Override
    public boolean isThere(Path path) throws IOException {
        return of(path).isThere(path);
    }

    @Override
    public Optional<String> owner(Path path) throws IOException {
        return of(path).owner(path);
    }

    @Override
    public long length(Path file) throws IOException {
        return of(file).length(file);
    }

    @Override
    public long mtimeMillis(Path file) throws IOException {
        return of(file).mtimeMillis(file);
    }

    @Override
    public long usableBytes(Path path) throws IOException {
        return of(path).usableBytes(path);
    }

    @Override
    public Optional<Closeable> tryLock(Path file, String content) throws IOException {
        return of(file).tryLock(file, content);
    }

    @Override
    public boolean isLocked(Path file) throws IOException {
        return of(file).isLocked(file);
    }
}
