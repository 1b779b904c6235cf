package io.cairn.common.layout;

import io.cairn.common.disk.Disk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * One configured directory: where it is, what it is for, and whether it may be used. One that failed goes out of service,
 * because nothing is known any more about what its disk kept. It comes back by being filled anew from those in service
 * ({@link DirectoryRefill}), and counts again only when it is whole. Thread-safe: one lock around changes.
 */
public final class StorageDirectory {
    /** What a directory holds. */
    public enum Type {
        IMAGE,
        EDITS,
        IMAGE_AND_EDITS
    }

    /** How far a directory may be used. */
    public enum State {
        /** It is whole. */
        IN_SERVICE,
        /** It failed, and nothing is written into it or read from it. */
        OUT_OF_SERVICE,
        /** It failed and is being filled anew: new edits are written into it, but it does not count yet. */
        RETURNING
    }

    /** Is told when the state of a directory changes, on the thread that changed it; must return soon and not throw. */
    @FunctionalInterface
    public interface Watcher {
        /** @param fault why it is, or was, out of service */
        void changed(StorageDirectory directory, State state, Throwable fault);
    }

    /** @param failures how often the directory went out of service; what was begun before then is not to be gone on with */
    private record Standing(State state, @Nullable Throwable fault, int failures) {}

    private final Path root;
    private final Type type;
    private final boolean required;
    private final Object lock = new Object();
    /** Changed under the lock only. */
    private volatile Standing standing = new Standing(State.IN_SERVICE, null, 0);

    private final List<Watcher> watchers = new CopyOnWriteArrayList<>();

    public StorageDirectory(Path root, Type type) {
        this(root, type, false);
    }

    /** @param required whether nothing may be acknowledged without it ({@code dfs.namenode.edits.dir.required}) */
    public StorageDirectory(Path root, Type type, boolean required) {
        this.root = root.toAbsolutePath().normalize();
        this.type = type;
        this.required = required;
    }

    /** Has {@code watcher} told of changes from now on. */
    public void watch(Watcher watcher) {
        watchers.add(watcher);
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

    /** Whether nothing may be acknowledged without this directory. */
    public boolean isRequired() {
        return required;
    }

    public boolean holdsImages() {
        return type != Type.EDITS;
    }

    public boolean holdsEdits() {
        return type != Type.IMAGE;
    }

    public State state() {
        return standing.state();
    }

    /** True if the directory is whole. */
    public boolean inService() {
        return state() == State.IN_SERVICE;
    }

    /** True if new files go into the directory: it is whole, or about to be. */
    public boolean takesFiles() {
        return state() != State.OUT_OF_SERVICE;
    }

    /** Why the directory is not in service; empty while it is. */
    public Optional<Throwable> fault() {
        return Optional.ofNullable(standing.fault());
    }

    /** How often the directory went out of service: whoever holds a file open there lets go when this has changed. */
    public int failures() {
        return standing.failures();
    }

    /**
     * Takes the directory out of service until it is filled anew.
     *
     * @return true if this call did it, false if it was out already
     */
    public boolean takeOutOfService(Throwable cause) {
        synchronized (lock) {
            if (standing.state() == State.OUT_OF_SERVICE) {
                return false;
            }
            standing = new Standing(State.OUT_OF_SERVICE, cause, standing.failures() + 1);
        }
        tell(State.OUT_OF_SERVICE, cause);
        return true;
    }

    /** An attempt to bring it back failed: it is out of service for a new reason. Does nothing if it is not out. */
    void stayOutOfService(Throwable cause) {
        synchronized (lock) {
            if (standing.state() == State.OUT_OF_SERVICE) {
                standing = new Standing(State.OUT_OF_SERVICE, cause, standing.failures());
            }
        }
    }

    /** It is being filled anew, and new edits may go into it; false if it was not out of service. */
    boolean beginReturn() {
        return move(State.OUT_OF_SERVICE, State.RETURNING);
    }

    /** It is whole again; false if it failed meanwhile. */
    boolean completeReturn() {
        return move(State.RETURNING, State.IN_SERVICE);
    }

    private void tell(State state, Throwable fault) {
        watchers.forEach(watcher -> watcher.changed(this, state, fault));
    }

    private boolean move(State from, State to) {
        Throwable fault;
        synchronized (lock) {
            if (standing.state() != from) {
                return false;
            }
            fault = Objects.requireNonNull(standing.fault(), "what is out of service has a fault");
            standing = new Standing(to, to == State.IN_SERVICE ? null : fault, standing.failures());
        }
        tell(to, fault);
        return true;
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
