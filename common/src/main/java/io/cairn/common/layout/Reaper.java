package io.cairn.common.layout;

import io.cairn.common.disk.Disk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Carries out a {@link RetentionPlan}. A file that cannot be deleted is reported and left; nothing depends on its going.
 * An image that was pinned since the plan was made stays, with its sidecars. Thread-safe as far as its disk is; two runs
 * at once merely find files gone.
 */
public final class Reaper {
    private final Disk disk;
    private final Leases leases;

    public Reaper(Disk disk, Leases leases) {
        this.disk = disk;
        this.leases = leases;
    }

    /**
     * What was done.
     *
     * @param done files deleted or set aside
     * @param held files that a lease protects, which a later run gets, or a pin that came meanwhile
     * @param failures one error per file or directory that could not be handled
     */
    public record Report(List<Path> done, List<Path> held, List<IOException> failures) {
        public Report {
            done = List.copyOf(done);
            held = List.copyOf(held);
            failures = List.copyOf(failures);
        }
    }

    /** Deletes and renames as {@code plan} says, as far as leases allow. */
    public Report run(RetentionPlan plan) {
        Run run = new Run(pins(plan));
        plan.deletions().forEach(run::delete);
        plan.renames().forEach(run::rename);
        run.forceDirectories();
        return new Report(run.done, run.held, run.failures);
    }

    /** Where a pin of an image that is to go would be, by txid: beside any of its copies. */
    private static Map<Long, List<Path>> pins(RetentionPlan plan) {
        return plan.deletions().stream()
                .filter(deletion -> isOf(deletion, StorageFileName.Kind.IMAGE))
                .collect(Collectors.groupingBy(
                        RetentionPlan.Deletion::lastTxid,
                        Collectors.mapping(deletion -> Pin.path(deletion.path()), Collectors.toList())));
    }

    private static boolean isOf(RetentionPlan.Deletion deletion, StorageFileName.Kind kind) {
        return FileNames.parse(String.valueOf(deletion.path().getFileName()))
                .filter(name -> name.kind() == kind)
                .isPresent();
    }

    private final class Run {
        private final Map<Long, List<Path>> pins;
        private final List<Path> done = new ArrayList<>();
        private final List<Path> held = new ArrayList<>();
        private final List<IOException> failures = new ArrayList<>();
        private final Set<Path> touched = new LinkedHashSet<>();

        Run(Map<Long, List<Path>> pins) {
            this.pins = pins;
        }

        void delete(RetentionPlan.Deletion deletion) {
            try {
                boolean free = deletion.lastTxid() < 0
                        ? deleteNow(deletion.path())
                        : leases.ifFree(deletion.lastTxid(), () -> deleteUnlessPinned(deletion));
                if (!free) {
                    held.add(deletion.path());
                }
            } catch (IOException e) {
                failures.add(e);
            }
        }

        /** Under the lock of the leases: whoever pins an image has it on lease until the pin is there. */
        private boolean deleteUnlessPinned(RetentionPlan.Deletion deletion) throws IOException {
            boolean withImage =
                    isOf(deletion, StorageFileName.Kind.IMAGE) || isOf(deletion, StorageFileName.Kind.SIDECAR);
            boolean pinned = withImage
                    && pins.getOrDefault(deletion.lastTxid(), List.of()).stream()
                            .anyMatch(disk::exists);
            return !pinned && deleteNow(deletion.path());
        }

        private boolean deleteNow(Path path) throws IOException {
            disk.delete(path);
            changed(path);
            return true;
        }

        void rename(RetentionPlan.Renaming renaming) {
            try {
                disk.rename(renaming.path(), renaming.target());
                changed(renaming.path());
            } catch (IOException e) {
                failures.add(e);
            }
        }

        private void changed(Path path) {
            done.add(path);
            Path directory = path.getParent();
            if (directory != null) {
                touched.add(directory);
            }
        }

        void forceDirectories() {
            for (Path directory : touched) {
                try {
                    disk.forceDirectory(directory);
                } catch (IOException e) {
                    failures.add(e);
                }
            }
        }
    }
}
