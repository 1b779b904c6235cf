package io.cairn.common.layout;

import io.cairn.common.disk.Disk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One configured directory: where it is, what it is for, and whether it may still be used. Once taken out of service it
 * stays out until the process starts again, because nothing is known any more about what a failed disk kept.
 * Thread-safe.
 */
public final class StorageDirectory {
    /** What a directory holds. */
    public enum Type {
        IMAGE,
        EDITS,
        IMAGE_AND_EDITS
    }

    private final Path root;
    private final Type type;
    private final AtomicReference<@Nullable Throwable> fault = new AtomicReference<>();

    public StorageDirectory(Path root, Type type) {
        this.root = root.toAbsolutePath().normalize();
        this.type = type;
    }

    /** The configured path, absolute. */
    public Path root() {
        return root;
    }

    /** Where the files are: {@code <root>/current}. */
    public Path current() {
        return root.resolve(FileNames.CURRENT);
    }

    /** A file below {@link #current}. */
    public Path file(String name) {
        return current().resolve(name);
    }

    public Type type() {
        return type;
    }

    public boolean holdsImages() {
        return type != Type.EDITS;
    }

    public boolean holdsEdits() {
        return type != Type.IMAGE;
    }

    /** True until {@link #takeOutOfService} is called. */
    public boolean inService() {
        return fault.get() == null;
    }

    /** Why the directory is out of service; empty while it is in. */
    public Optional<Throwable> fault() {
        return Optional.ofNullable(fault.get());
    }

    /**
     * Takes the directory out of service for good.
     *
     * @return true if this call did it, false if it was out already
     */
    public boolean takeOutOfService(Throwable cause) {
        return fault.compareAndSet(null, cause);
    }

    /** Creates {@link #root} and what is missing above it, owner-only; durable on return. */
    public void createRoot(Disk disk) throws IOException {
        createDurably(disk, root);
    }

    /** Creates {@link #current} and what is missing above it, owner-only; durable on return. */
    public void create(Disk disk) throws IOException {
        createDurably(disk, current());
    }

    private static void createDurably(Disk disk, Path directory) throws IOException {
        Deque<Path> missing = new ArrayDeque<>();
        for (Path at = directory; at != null && !disk.exists(at); at = at.getParent()) {
            missing.push(at);
        }
        while (!missing.isEmpty()) {
            Path next = missing.pop();
            disk.createDirectories(next);
            Path parent = next.getParent();
            if (parent != null) {
                disk.forceDirectory(parent);
            }
        }
    }

    @Override
    public String toString() {
        return root.toString();
    }
}
