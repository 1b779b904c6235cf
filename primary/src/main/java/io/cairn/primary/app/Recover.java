package io.cairn.primary.app;

import io.cairn.common.disk.Disk;
import io.cairn.common.disk.RealDisk;
import io.cairn.common.layout.FileNames;
import io.cairn.common.layout.InconsistentStorageException;
import io.cairn.common.layout.StorageDirectory;
import io.cairn.primary.restart.Recovery;
import io.cairn.primary.restart.RecoveryChoices;
import io.cairn.primary.restart.RestartProgress;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** {@code cairn primary --recover}: makes the best of a configuration's directories, on a copy. Stateless. */
public final class Recover {
    private Recover() {}

    /**
     * What was made, and where. Immutable.
     *
     * @param result of the recovery
     * @param restoreCommand what puts it in the place of the configured directories, as arguments of {@code cairn}
     */
    public record Outcome(Recovery.Result result, List<String> restoreCommand) {}

    /**
     * Recovers from the directories of {@code configuration}, which are only read.
     *
     * @param to where the result goes; beside the first name directory, with {@code .recovered} behind its name, if empty
     * @return empty if it was given up on request
     * @throws InconsistentStorageException if a restore of the directories was decided and is not complete, or as {@link
     *     Recovery#run} says
     */
    public static Optional<Outcome> run(
            Path configuration, Optional<Path> to, RecoveryChoices choices, RestartProgress progress)
            throws IOException {
        PrimarySettings settings = Primary.settings(configuration);
        Disk disk = new RealDisk();
        List<StorageDirectory> directories = settings.storageDirectories(disk, duplicate -> {});
        requireNoHalfRestore(disk, directories, configuration);
        Path first = settings.imageDirectories().get(0).toAbsolutePath().normalize();
        Path target = to.orElseGet(() -> first.resolveSibling(first.getFileName() + ".recovered"));
        return new Recovery(disk, directories, target, choices, InstantSource.system(), progress)
                .run(ProcessIdentity.owner())
                .map(result -> new Outcome(result, restoreCommand(result, settings)));
    }

    /** Old and new lie side by side then, each sound in itself; together they would be recovered to neither. */
    private static void requireNoHalfRestore(Disk disk, List<StorageDirectory> directories, Path configuration)
            throws InconsistentStorageException {
        for (StorageDirectory directory : directories) {
            if (disk.exists(directory.root().resolve(FileNames.RESTORE_DECIDED))) {
                throw new InconsistentStorageException("A restore of " + directory + " was decided and cut short: start"
                        + " the primary, which completes it (cairn primary " + configuration + "), and recover only if"
                        + " that start is refused");
            }
        }
    }

    private static List<String> restoreCommand(Recovery.Result result, PrimarySettings settings) {
        String images = joined(settings.imageDirectories());
        String edits = joined(settings.editsDirectories());
        String from = result.directory().toString();
        return images.equals(edits)
                ? List.of("restore", "--from", from, "--to", images)
                : List.of("restore", "--from", from, "--to", images, "--edits-to", edits);
    }

    private static String joined(List<Path> directories) {
        return directories.stream().map(Path::toString).collect(Collectors.joining(","));
    }
}
