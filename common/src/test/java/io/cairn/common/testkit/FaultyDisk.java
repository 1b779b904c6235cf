package io.cairn.common.testkit;

import io.cairn.common.bytes.ByteSource;
import io.cairn.common.disk.Disk;
import io.cairn.common.disk.DiskFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A disk in memory that forgets what was not forced. It keeps two states, what programs see and what is durable, and can
 * fail, crash, tear, fill up and flip bits.
 *
 * <ul>
 *   <li>Bytes become durable by {@link DiskFile#force}, names (created, renamed, deleted) by {@link #forceDirectory}, as
 *       POSIX promises and no more.
 *   <li>{@link #failCall} makes the n-th call of some kinds fail; a failed write may have written half.
 *   <li>A file whose force failed must not be forced again; doing so is an {@link IllegalStateException}.
 *   <li>{@link #crashAtCall} stops the machine at the n-th changing call: that call and all later ones fail.
 *   <li>{@link #crash} gives the disk as the next start finds it: only what was forced; {@link #crashKeepingAll}:
 *       everything, forced or not; {@link #crashTorn}: by chance some unforced 512-byte sectors and, per directory, a
 *       prefix of the unforced changes of names.
 * </ul>
 *
 * <p>Thread-safe: one lock over everything.
 */
public final class FaultyDisk implements Disk {
    /** Kinds of calls. */
    public enum Call {
        OPEN,
        READ,
        CREATE,
        OPEN_FOR_WRITE,
        WRITE,
        FORCE,
        TRUNCATE,
        CLOSE,
        RENAME,
        DELETE,
        CREATE_DIRECTORIES,
        FORCE_DIRECTORY,
        LIST,
        STAT,
        LOCK,
        UNLOCK;

        /** True for calls that change what is on disk or what of it is durable. */
        public boolean changes() {
            return switch (this) {
                case CREATE, WRITE, FORCE, TRUNCATE, RENAME, DELETE, CREATE_DIRECTORIES, FORCE_DIRECTORY -> true;
                default -> false;
            };
        }
    }

    /** The machine stopped: nothing works any more until the next start. */
    public static final class Crashed extends IOException {
        private static final long serialVersionUID = 1;

        Crashed(String at) {
            super("Machine stopped at " + at);
        }
    }

    /** A call that was told to fail. */
    public static final class Injected extends IOException {
        private static final long serialVersionUID = 1;

        Injected(String at) {
            super("Injected fault at " + at);
        }
    }

    private static final int SECTOR_BYTES = 512;

    private final Object lock = new Object();
    private final Map<Path, Directory> directories = new TreeMap<>();
    private final Map<Path, Closeable> locks = new HashMap<>();
    private final Map<Call, Long> counts = new EnumMap<>(Call.class);
    private final List<Fault> faults = new ArrayList<>();
    private long clockMillis = 1_700_000_000_000L;
    private long capacityBytes = Long.MAX_VALUE;
    private final Map<Path, Long> freeBelow = new HashMap<>();
    private long changingCalls;
    private long crashAt = Long.MAX_VALUE;
    private boolean crashed;

    /** An empty disk with the directory {@code root}, durable. */
    public FaultyDisk(Path root) {
        for (Path at = root; at != null; at = at.getParent()) {
            directories.put(at, new Directory());
        }
    }

    private FaultyDisk() {}

    // ---- faults ----

    /**
     * Makes the {@code n}-th call (from 1, counted from now) of {@code kind} fail, and all later ones of a file or
     * directory if {@code forGood}.
     *
     * @param paths which files are meant; others are not counted
     */
    public void failCall(Call kind, long n, Predicate<Path> paths, boolean forGood) {
        synchronized (lock) {
            faults.add(new Fault(kind, n, paths, forGood));
        }
    }

    /** Makes the {@code n}-th changing call (from 1, counted from now) on {@code paths} fail, once. */
    public void failChange(long n, Predicate<Path> paths) {
        synchronized (lock) {
            faults.add(new Fault(null, n, paths, false));
        }
    }

    /** Lets every later call that changes something below {@code root} fail, as a disk does that was pulled out. */
    public void breakBelow(Path root) {
        synchronized (lock) {
            faults.add(new Fault(null, 1, path -> path.startsWith(root), true));
        }
    }

    /** Forgets all faults that were asked for: what was broken works again, and holds what it held. */
    public void repair() {
        synchronized (lock) {
            faults.clear();
        }
    }

    /** Stops the machine at the {@code n}-th changing call from now (from 1), which may be half done. */
    public void crashAtCall(long n) {
        synchronized (lock) {
            crashAt = changingCalls + n;
        }
    }

    /** Stops the machine now. */
    public void stop() {
        synchronized (lock) {
            crashed = true;
        }
    }

    /** True once the machine stopped. */
    public boolean hasCrashed() {
        synchronized (lock) {
            return crashed;
        }
    }

    /** Lets writes fail with "No space left on device" once all files together would have more bytes. */
    public void limitTo(long bytes) {
        synchronized (lock) {
            capacityBytes = bytes;
        }
    }

    /** Says from now on that no more than {@code bytes} are free below {@code root}, which is a volume of its own then. */
    public void leaveFree(Path root, long bytes) {
        synchronized (lock) {
            freeBelow.put(root, bytes);
        }
    }

    /** Inverts one bit of a file, seen and durable. */
    public void flipBit(Path file, long position, int bit) {
        synchronized (lock) {
            Content content = content(file);
            content.seen[Math.toIntExact(position)] ^= (byte) (1 << bit);
            if (position < content.durable.length) {
                content.durable[(int) position] ^= (byte) (1 << bit);
            }
        }
    }

    /** Calls of {@code kind} so far. */
    public long count(Call kind) {
        synchronized (lock) {
            return counts.getOrDefault(kind, 0L);
        }
    }

    /** Changing calls so far. */
    public long changingCalls() {
        synchronized (lock) {
            return changingCalls;
        }
    }

    /** All bytes of a file as programs see them. */
    public byte[] bytes(Path file) {
        synchronized (lock) {
            Content content = content(file);
            return Arrays.copyOf(content.seen, content.seenLength);
        }
    }

    /** Puts a durable file there. */
    public void put(Path file, byte[] bytes) {
        synchronized (lock) {
            Content content = new Content();
            content.seen = bytes.clone();
            content.seenLength = bytes.length;
            content.durable = bytes.clone();
            content.mtimeMillis = clockMillis++;
            for (Path at = file.getParent(); at != null; at = at.getParent()) {
                directories.computeIfAbsent(at, p -> new Directory());
            }
            Directory directory = directories.get(file.getParent());
            directory.seen.put(name(file), content);
            directory.durable.put(name(file), content);
        }
    }

    // ---- crashes ----

    /** The disk as the next start finds it if everything unforced is lost. This disk stops. */
    public FaultyDisk crash() {
        return crashed(directory -> 0, (content, next) -> next.set(content.durable));
    }

    /** The disk as the next start finds it if everything got through, though unforced. This disk stops. */
    public FaultyDisk crashKeepingAll() {
        return crashed(
                directory -> directory.pending.size(),
                (content, next) -> next.set(Arrays.copyOf(content.seen, content.seenLength)));
    }

    /** The disk as the next start finds it if chance decides what of the unforced got through. This disk stops. */
    public FaultyDisk crashTorn(RandomGenerator random) {
        return crashed(
                directory -> random.nextInt(directory.pending.size() + 1),
                (content, next) -> next.set(content.torn(random)));
    }

    /** Another disk with all that is on this one, durable. This disk goes on. */
    public FaultyDisk copy() {
        return survivors(
                directory -> directory.pending.size(),
                (content, next) -> next.set(Arrays.copyOf(content.seen, content.seenLength)));
    }

    private FaultyDisk crashed(ToIntFunction<Directory> namesKept, BiConsumer<Content, Content> bytesKept) {
        synchronized (lock) {
            crashed = true;
            return survivors(namesKept, bytesKept);
        }
    }

    private FaultyDisk survivors(ToIntFunction<Directory> namesKept, BiConsumer<Content, Content> bytesKept) {
        synchronized (lock) {
            FaultyDisk next = new FaultyDisk();
            next.clockMillis = clockMillis;
            IdentityHashMap<Content, Content> survivors = new IdentityHashMap<>();
            directories.forEach((path, directory) -> {
                if (!directory.durablyThere) {
                    return;
                }
                Map<String, Content> names = new TreeMap<>(directory.durable);
                int kept = namesKept.applyAsInt(directory);
                directory.pending.subList(0, kept).forEach(change -> change.accept(names));
                Directory copy = new Directory();
                names.forEach((name, content) -> {
                    Content survivor = survivors.computeIfAbsent(content, c -> {
                        Content fresh = new Content();
                        fresh.mtimeMillis = c.mtimeMillis;
                        bytesKept.accept(c, fresh);
                        return fresh;
                    });
                    copy.seen.put(name, survivor);
                    copy.durable.put(name, survivor);
                });
                next.directories.put(path, copy);
            });
            return next;
        }
    }

    // ---- Disk ----

    @Override
    public ByteSource open(Path file) throws IOException {
        synchronized (lock) {
            enter(Call.OPEN, file);
            return new Source(file, existing(file));
        }
    }

    @Override
    public DiskFile create(Path file) throws IOException {
        synchronized (lock) {
            enter(Call.CREATE, file);
            Directory directory = directory(file.getParent());
            Content content = directory.seen.get(name(file));
            if (content == null) {
                Content fresh = new Content();
                content = fresh;
                directory.change(names -> names.put(name(file), fresh));
            }
            content.seenLength = 0;
            content.dirtyFrom = 0;
            content.mtimeMillis = clockMillis++;
            return new Target(file, content);
        }
    }

    @Override
    public DiskFile openForWrite(Path file) throws IOException {
        synchronized (lock) {
            enter(Call.OPEN_FOR_WRITE, file);
            return new Target(file, existing(file));
        }
    }

    @Override
    public byte[] readSmall(Path file, int bytesMax) throws IOException {
        synchronized (lock) {
            enter(Call.READ, file);
            Content content = existing(file);
            if (content.seenLength > bytesMax) {
                throw new IOException(file + " has " + content.seenLength + " bytes, more than " + bytesMax);
            }
            return Arrays.copyOf(content.seen, content.seenLength);
        }
    }

    @Override
    public void rename(Path source, Path target) throws IOException {
        synchronized (lock) {
            enter(Call.RENAME, source);
            if (directories.containsKey(source)) {
                renameDirectory(source, target);
                return;
            }
            Content content = existing(source);
            Directory from = directory(source.getParent());
            Directory to = directory(target.getParent());
            if (from == to) {
                from.change(names -> {
                    names.remove(name(source));
                    names.put(name(target), content);
                });
            } else {
                to.change(names -> names.put(name(target), content));
                from.change(names -> names.remove(name(source)));
            }
        }
    }

    @Override
    public boolean delete(Path file) throws IOException {
        synchronized (lock) {
            enter(Call.DELETE, file);
            Directory directory = directories.get(file.getParent());
            if (directory == null || !directory.seen.containsKey(name(file))) {
                return false;
            }
            directory.change(names -> names.remove(name(file)));
            return true;
        }
    }

    @Override
    public void createDirectories(Path path) throws IOException {
        synchronized (lock) {
            enter(Call.CREATE_DIRECTORIES, path);
            for (Path at = path; at != null && !directories.containsKey(at); at = at.getParent()) {
                Directory directory = new Directory();
                directory.durablyThere = false;
                directories.put(at, directory);
            }
        }
    }

    @Override
    public void forceDirectory(Path path) throws IOException {
        synchronized (lock) {
            enter(Call.FORCE_DIRECTORY, path);
            directory(path).force();
            directories.forEach((child, directory) -> {
                if (path.equals(child.getParent())) {
                    directory.durablyThere = true;
                }
            });
        }
    }

    @Override
    public List<String> list(Path path) throws IOException {
        synchronized (lock) {
            enter(Call.LIST, path);
            List<String> names = new ArrayList<>(directory(path).seen.keySet());
            directories.keySet().stream()
                    .filter(child -> path.equals(child.getParent()))
                    .forEach(child -> names.add(name(child)));
            return names;
        }
    }

    @Override
    public boolean exists(Path path) {
        synchronized (lock) {
            Directory parent = path.getParent() == null ? null : directories.get(path.getParent());
            return directories.containsKey(path) || (parent != null && parent.seen.containsKey(name(path)));
        }
    }

    @Override
    public boolean isThere(Path path) throws IOException {
        synchronized (lock) {
            enter(Call.STAT, path);
            return exists(path);
        }
    }

    /** It knows of no users. */
    @Override
    public Optional<String> owner(Path path) {
        return Optional.empty();
    }

    @Override
    public long length(Path file) throws IOException {
        synchronized (lock) {
            enter(Call.STAT, file);
            return existing(file).seenLength;
        }
    }

    @Override
    public long mtimeMillis(Path file) throws IOException {
        synchronized (lock) {
            enter(Call.STAT, file);
            return existing(file).mtimeMillis;
        }
    }

    @Override
    public long usableBytes(Path path) throws IOException {
        synchronized (lock) {
            enter(Call.STAT, path);
            long free = capacityBytes - usedBytes();
            return Math.min(free, freeBelow.getOrDefault(volume(path), Long.MAX_VALUE));
        }
    }

    @Override
    public String fileSystem(Path path) {
        synchronized (lock) {
            return String.valueOf(volume(path));
        }
    }

    private Path volume(Path path) {
        return freeBelow.keySet().stream().filter(path::startsWith).findFirst().orElse(Path.of("disk"));
    }

    @Override
    public Optional<Closeable> tryLock(Path file, String content) throws IOException {
        synchronized (lock) {
            enter(Call.LOCK, file);
            Directory directory = directory(file.getParent());
            if (locks.containsKey(file)) {
                return Optional.empty();
            }
            put(file, content.getBytes(StandardCharsets.UTF_8));
            Closeable release = () -> {
                synchronized (lock) {
                    if (locks.remove(file) != null) {
                        injectFaults(Call.UNLOCK, file);
                        directory.seen.remove(name(file));
                        directory.durable.remove(name(file));
                    }
                }
            };
            locks.put(file, release);
            return Optional.of(release);
        }
    }

    @Override
    public boolean isLocked(Path file) {
        synchronized (lock) {
            return locks.containsKey(file);
        }
    }

    @Override
    public Optional<String> lockContent(Path file) {
        synchronized (lock) {
            return locks.containsKey(file)
                    ? Optional.of(new String(bytes(file), StandardCharsets.UTF_8))
                    : Optional.empty();
        }
    }

    // ---- inside; all with the lock held ----

    /** Counts a call and throws if it is to fail. */
    private void enter(Call kind, Path path) throws IOException {
        String at = kind + " of " + path;
        if (crashed) {
            throw new Crashed(at);
        }
        counts.merge(kind, 1L, Long::sum);
        if (kind.changes() && ++changingCalls >= crashAt) {
            crashed = true;
            throw new Crashed(at);
        }
        injectFaults(kind, path);
    }

    private void injectFaults(Call kind, Path path) throws Injected {
        for (Fault fault : faults) {
            if (fault.hits(kind, path)) {
                throw new Injected(kind + " of " + path);
            }
        }
    }

    private Directory directory(Path path) throws IOException {
        Directory directory = directories.get(path);
        if (directory == null) {
            throw new NoSuchFileException(String.valueOf(path), null, "no such directory");
        }
        return directory;
    }

    private Content existing(Path file) throws IOException {
        Content content = directory(file.getParent()).seen.get(name(file));
        if (content == null) {
            throw new NoSuchFileException(file.toString(), null, "no such file");
        }
        return content;
    }

    /**
     * Directories are renamed durably at once, in one step: of what a crash may leave, that is one of the possible states,
     * and the other, the old name, is left by a crash at the call itself.
     */
    private void renameDirectory(Path source, Path target) throws IOException {
        if (directories.containsKey(target)) {
            throw new IOException("Cannot rename to " + target + " the directory " + source + ": it is there");
        }
        directory(target.getParent());
        List<Path> moved = directories.keySet().stream()
                .filter(path -> path.startsWith(source))
                .toList();
        for (Path path : moved) {
            Directory directory = directories.remove(path);
            directories.put(target.resolve(source.relativize(path)), directory);
        }
        directory(target).durablyThere = true;
    }

    private Content content(Path file) {
        try {
            return existing(file);
        } catch (IOException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private long usedBytes() {
        return directories.values().stream()
                .flatMap(directory -> directory.seen.values().stream())
                .mapToLong(content -> content.seenLength)
                .sum();
    }

    private static String name(Path path) {
        return String.valueOf(path.getFileName());
    }

    /** Names of one directory: as seen, as durable, and the changes between, in order. */
    private static final class Directory {
        final Map<String, Content> seen = new TreeMap<>();
        final Map<String, Content> durable = new TreeMap<>();
        final List<Consumer<Map<String, Content>>> pending = new ArrayList<>();
        boolean durablyThere = true;

        void change(Consumer<Map<String, Content>> change) {
            change.accept(seen);
            pending.add(change);
        }

        void force() {
            pending.forEach(change -> change.accept(durable));
            pending.clear();
        }
    }

    /** Bytes of one file: as seen and as durable. */
    private static final class Content {
        byte[] seen = new byte[0];
        int seenLength;
        byte[] durable = new byte[0];
        /** First byte in which the two may differ. */
        int dirtyFrom = Integer.MAX_VALUE;

        long mtimeMillis;
        boolean forceFailed;

        void write(long position, byte[] source, int offset, int count) {
            int end = Math.toIntExact(position + count);
            grow(end);
            System.arraycopy(source, offset, seen, (int) position, count);
            dirtyFrom = Math.min(dirtyFrom, (int) position);
            seenLength = Math.max(seenLength, end);
        }

        void truncate(int length) {
            grow(length);
            dirtyFrom = Math.min(dirtyFrom, Math.min(length, seenLength));
            seenLength = length;
        }

        /** Makes room for {@code length} bytes; bytes that become part of the file read as zero. */
        private void grow(int length) {
            if (length > seen.length) {
                seen = Arrays.copyOf(seen, Math.max(length, seen.length * 2));
            }
            if (length > seenLength) {
                Arrays.fill(seen, seenLength, length, (byte) 0);
                dirtyFrom = Math.min(dirtyFrom, seenLength);
            }
        }

        void force() {
            int from = Math.min(dirtyFrom, seenLength);
            if (durable.length != seenLength) {
                from = Math.min(from, durable.length);
                durable = Arrays.copyOf(durable, seenLength);
            }
            System.arraycopy(seen, from, durable, from, seenLength - from);
            dirtyFrom = Integer.MAX_VALUE;
        }

        void set(byte[] bytes) {
            seen = bytes.clone();
            seenLength = bytes.length;
            durable = bytes.clone();
        }

        /** Durable bytes, with some sectors of the seen ones, and some length between the two. */
        byte[] torn(RandomGenerator random) {
            int shorter = Math.min(seenLength, durable.length);
            int longer = Math.max(seenLength, durable.length);
            byte[] result = Arrays.copyOf(durable, shorter + random.nextInt(longer - shorter + 1));
            for (int from = 0; from < result.length; from += SECTOR_BYTES) {
                if (from < seenLength && random.nextBoolean()) {
                    int count = Math.min(SECTOR_BYTES, Math.min(seenLength, result.length) - from);
                    System.arraycopy(seen, from, result, from, count);
                }
            }
            return result;
        }
    }

    /** A fault waiting for its call. */
    private static final class Fault {
        private final @Nullable Call kind;
        private final Predicate<Path> paths;
        private final boolean forGood;
        private long callsLeft;

        Fault(@Nullable Call kind, long n, Predicate<Path> paths, boolean forGood) {
            this.kind = kind;
            this.callsLeft = n;
            this.paths = paths;
            this.forGood = forGood;
        }

        boolean hits(Call call, Path path) {
            boolean meant = (kind == null ? call.changes() : kind == call) && paths.test(path);
            if (!meant) {
                return false;
            }
            callsLeft--;
            return callsLeft == 0 || (forGood && callsLeft < 0);
        }
    }

    private final class Source implements ByteSource {
        private final Path file;
        private final Content content;
        private final int length;

        Source(Path file, Content content) {
            this.file = file;
            this.content = content;
            this.length = content.seenLength;
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
            synchronized (lock) {
                enter(Call.READ, file);
                int available = (int) Math.min(Math.min(length, content.seenLength) - position, count);
                if (available <= 0) {
                    return -1;
                }
                System.arraycopy(content.seen, (int) position, target, offset, available);
                return available;
            }
        }

        @Override
        public void close() {}
    }

    private final class Target implements DiskFile {
        private final Path file;
        private final Content content;
        private boolean closed;

        Target(Path file, Content content) {
            this.file = file;
            this.content = content;
        }

        @Override
        public void write(long position, byte[] source, int offset, int count) throws IOException {
            synchronized (lock) {
                requireOpen();
                try {
                    enter(Call.WRITE, file);
                } catch (IOException e) {
                    content.write(position, source, offset, count / 2);
                    throw e;
                }
                long room = Math.max(0, capacityBytes - usedBytes());
                long added = Math.max(0, position + count - content.seenLength);
                if (added > room) {
                    int fitting = (int) Math.max(0, count - (added - room));
                    content.write(position, source, offset, fitting);
                    throw new IOException("Cannot write to " + file + ": No space left on device");
                }
                content.write(position, source, offset, count);
                content.mtimeMillis = clockMillis++;
            }
        }

        @Override
        public void force(boolean metadata) throws IOException {
            synchronized (lock) {
                requireOpen();
                if (content.forceFailed) {
                    throw new IllegalStateException(file + " is forced again after a failed force");
                }
                content.forceFailed = true;
                enter(Call.FORCE, file);
                content.forceFailed = false;
                content.force();
            }
        }

        @Override
        public void truncate(long length) throws IOException {
            synchronized (lock) {
                requireOpen();
                enter(Call.TRUNCATE, file);
                content.truncate(Math.toIntExact(length));
            }
        }

        @Override
        public long length() throws IOException {
            synchronized (lock) {
                requireOpen();
                enter(Call.STAT, file);
                return content.seenLength;
            }
        }

        @Override
        public void close() throws IOException {
            synchronized (lock) {
                if (!closed) {
                    closed = true;
                    enter(Call.CLOSE, file);
                }
            }
        }

        private void requireOpen() {
            if (closed) {
                throw new IllegalStateException(file + " is closed");
            }
        }
    }
}
