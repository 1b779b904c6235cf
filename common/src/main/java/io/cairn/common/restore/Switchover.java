package io.cairn.common.restore;

import io.cairn.common.disk.Disk;
import io.cairn.common.disk.PendingFile;
import io.cairn.common.layout.CorruptStorageException;
import io.cairn.common.layout.DirLock;
import io.cairn.common.layout.FileNames;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Puts a finished restore in the place of the old state, in all directories or in none. Single use, one thread.
 *
 * <p>Everything stays within each name directory, so that its lock holds throughout, and a directory that is a mount point
 * can be restored:
 *
 * <table>
 * <caption>Names in a name directory</caption>
 * <tr><td>{@code current}</td><td>what a primary starts from</td></tr>
 * <tr><td>{@code current.restoring}</td><td>the new {@code current}, while it is being made and until it is put in
 * place</td></tr>
 * <tr><td>{@code restore.decided}</td><td>in the first directory only: all the new ones are whole and proven; a line with
 *     the name of the next, and a line for each further directory</td></tr>
 * <tr><td>{@code replaced-20261121T202800Z}</td><td>everything the old directory held, a RocksDB too</td></tr>
 * </table>
 *
 * <p>The moment at which {@code restore.decided} appears is the moment of the restore. Killed before it, the old state is
 * there, untouched; the next restore clears what was begun. Killed after it, only renames are left to do, and whoever comes
 * first does them: the next start of a primary, or the next restore ({@link #finish}). A directory is at each moment old, or
 * new, or has no {@code current} at all, which no start takes for a namespace. Where one directory is new and another
 * still old, any program that starts from both without knowing of {@code restore.decided} (HDFS) comes to the old state,
 * since the new one is a part of its history.
 */
public final class Switchover {
    static final String RESTORING = "current.restoring";
    static final String ASIDE_PREFIX = "replaced-";

    private static final String DECIDED = FileNames.RESTORE_DECIDED;
    private static final String FIRST_LINE = "cairn-restore 1 ";
    private static final String LOST_AND_FOUND = "lost+found";
    private static final int DECISION_BYTES_MAX = 1 << 16;
    private static final DateTimeFormatter ASIDE =
            DateTimeFormatter.ofPattern("'" + ASIDE_PREFIX + "'uuuuMMdd'T'HHmmss'Z'", Locale.ROOT);

    private final Disk disk;
    private final List<Path> roots;
    private final String asideName;

    /** @param roots the first one is where the decision is */
    private Switchover(Disk disk, List<Path> roots, String asideName) {
        this.disk = disk;
        this.roots = List.copyOf(roots);
        this.asideName = asideName;
    }

    /** Plans to replace what {@code roots} hold, setting the old aside under a name that is free in all of them. */
    static Switchover plan(Disk disk, List<Path> roots, Instant now) {
        String name = ASIDE.format(now.atOffset(ZoneOffset.UTC));
        String free = name;
        for (int number = 2; isTaken(disk, roots, free); number++) {
            free = name + "-" + number;
        }
        return new Switchover(disk, roots, free);
    }

    private static boolean isTaken(Disk disk, List<Path> roots, String name) {
        return roots.stream().anyMatch(root -> disk.exists(root.resolve(name)));
    }

    /** Name of the directory, in each of the roots, that the old state goes to. */
    String asideName() {
        return asideName;
    }

    /**
     * Completes every restore that was decided and then cut short in {@code roots}. Takes the locks of all directories of
     * each meanwhile.
     *
     * @param owner who we are, content of the locks
     * @return the directories that now hold the restored state; empty if nothing was to do
     * @throws io.cairn.common.layout.InconsistentStorageException if a directory is in use
     * @throws RestoreUnfinishedException if a directory cannot be written; call it again
     */
    public static List<Path> finish(Disk disk, List<Path> roots, String owner) throws IOException {
        List<Path> finished = new ArrayList<>();
        for (Path root : roots) {
            if (disk.isThere(root.resolve(DECIDED))) {
                finished.addAll(read(disk, root).completeLocking(owner));
            }
        }
        return finished;
    }

    private List<Path> completeLocking(String owner) throws IOException {
        List<DirLock> locks = new ArrayList<>();
        try {
            for (Path root : roots) {
                locks.add(DirLock.take(disk, root, owner));
            }
            return complete();
        } finally {
            release(locks, trouble -> {});
        }
    }

    /** True if a restore of any of {@code roots} is decided, but not yet wholly in place. */
    public static boolean isDecided(Disk disk, List<Path> roots) {
        return roots.stream().anyMatch(root -> disk.exists(root.resolve(DECIDED)));
    }

    /**
     * Lets go of all {@code locks}. What was done under them is done, whatever a disk says now.
     *
     * @param trouble is told of each that could not be removed, in a sentence
     */
    static void release(List<DirLock> locks, Consumer<String> trouble) {
        for (DirLock lock : locks) {
            try {
                lock.close();
            } catch (IOException e) {
                trouble.accept("A lock could not be removed: " + e.getMessage());
            }
        }
    }

    /** As {@link #finish}, for whoever holds the locks of {@code roots}, which must be all that the decision names. */
    static List<Path> finishLocked(Disk disk, List<Path> roots) throws IOException {
        Set<Path> locked = roots.stream().map(disk::realPath).collect(Collectors.toSet());
        List<Path> finished = new ArrayList<>();
        for (Path root : roots) {
            if (disk.isThere(root.resolve(DECIDED))) {
                Switchover decided = read(disk, root);
                decided.requireAllIn(locked);
                finished.addAll(decided.complete());
            }
        }
        return finished;
    }

    private void requireAllIn(Set<Path> locked) throws RestoreRefusedException {
        List<Path> others = roots.stream()
                .filter(root -> !locked.contains(disk.realPath(root)))
                .toList();
        if (!others.isEmpty()) {
            throw new RestoreRefusedException(
                    "An earlier restore of " + roots + " was cut short after everything was in place; " + others
                            + " belong to it too",
                    "name all of its directories behind --to, or start the primary, which completes it");
        }
    }

    private static Switchover read(Disk disk, Path root) throws IOException {
        Path file = root.resolve(DECIDED);
        List<String> lines = new String(disk.readSmall(file, DECISION_BYTES_MAX), StandardCharsets.UTF_8)
                .lines()
                .toList();
        if (lines.isEmpty()
                || !lines.get(0).startsWith(FIRST_LINE + ASIDE_PREFIX)
                || lines.get(0).contains("/")) {
            throw new CorruptStorageException(
                    file, "not a decided restore", FIRST_LINE + "and directories", String.join("|", lines));
        }
        List<Path> roots = new ArrayList<>(List.of(root));
        lines.stream().skip(1).map(Path::of).forEach(roots::add);
        return new Switchover(disk, roots, lines.get(0).substring(FIRST_LINE.length()));
    }

    /**
     * Decides, then does. The new state must be whole, proven and forced under {@link #RESTORING} in every directory, and
     * all of them locked.
     *
     * @throws RestoreUnfinishedException if something failed after the decision
     * @throws IOException if something failed before it; the old state is in place
     */
    void run() throws IOException {
        StringBuilder decision = new StringBuilder(FIRST_LINE).append(asideName).append('\n');
        roots.stream().skip(1).forEach(root -> decision.append(root).append('\n'));
        Path decided = roots.get(0).resolve(DECIDED);
        try {
            PendingFile.replace(disk, decided, decision.toString().getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw disk.exists(decided) ? new RestoreUnfinishedException(roots, asideName, e) : e;
        }
        complete();
    }

    private List<Path> complete() throws RestoreUnfinishedException {
        try {
            renameAll();
            return roots;
        } catch (IOException e) {
            throw new RestoreUnfinishedException(roots, asideName, e);
        }
    }

    private void renameAll() throws IOException {
        for (Path root : roots) {
            if (disk.isThere(root.resolve(RESTORING).resolve(FileNames.VERSION))) {
                setAside(root);
                disk.rename(root.resolve(RESTORING), root.resolve(FileNames.CURRENT));
                disk.forceDirectory(root);
            }
        }
        disk.delete(roots.get(0).resolve(DECIDED));
        disk.forceDirectory(roots.get(0));
    }

    /** {@code current} goes last: until then the old state is one to start from. */
    private void setAside(Path root) throws IOException {
        List<String> old = disk.list(root).stream()
                .filter(name -> !staysInPlace(name))
                .sorted(Comparator.comparing(FileNames.CURRENT::equals))
                .toList();
        if (old.isEmpty()) {
            return;
        }
        Path aside = root.resolve(asideName);
        disk.createDirectories(aside);
        disk.forceDirectory(root);
        for (String name : old) {
            disk.rename(root.resolve(name), aside.resolve(name));
            disk.forceDirectory(aside);
            disk.forceDirectory(root);
        }
    }

    /** Names that are no part of the state that is replaced. */
    static boolean staysInPlace(String name) {
        return name.equals(FileNames.LOCK)
                || name.equals(RESTORING)
                || name.startsWith(DECIDED)
                || name.startsWith(ASIDE_PREFIX)
                || name.equals(LOST_AND_FOUND);
    }
}
