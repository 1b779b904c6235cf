package io.cairn.common.layout;

import io.cairn.common.disk.Disk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Carries out a {@link RetentionPlan}. A file that cannot be deleted is reported and left; nothing depends on its going.
 * Thread-safe as far as its disk is; two runs at once merely find files gone.
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
     * @param held files that a lease protects; a later run gets them
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
        Run run = new Run();
        plan.deletions().forEach(run::delete);
        plan.renames().forEach(run::rename);
        run.forceDirectories();
        return new Report(run.done, run.held, run.failures);
    }

    private final class Run {
        private final List<Path> done = new ArrayList<>();
        private final List<Path> held = new ArrayList<>();
        private final List<IOException> failures = new ArrayList<>();
        private final Set<Path> touched = new LinkedHashSet<>();

        void delete(RetentionPlan.Deletion deletion) {
            try {
                boolean free = deletion.lastTxid() < 0
                        ? deleteNow(deletion.path())
                        : leases.ifFree(deletion.lastTxid(), () -> deleteNow(deletion.path()));
                if (!free) {
                    held.add(deletion.path());
                }
            } catch (IOException e) {
                failures.add(e);
            }
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
