package io.cairn.common.restore;

import io.cairn.common.disk.Disk;
import io.cairn.common.layout.FileNames;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Whether the user of the primary can use what a restore made, which may have run as another user. Stateless. */
public final class RestoredOwner {
    private static final String SUPERUSER = "root";

    private RestoredOwner() {}

    /**
     * What to do if a restored directory belongs to another user than what lies around it; empty if all belong together.
     *
     * @param root of the restored name directory
     * @throws IOException if an owner cannot be read
     */
    public static Optional<String> warning(Disk disk, Path root) throws IOException {
        Optional<String> made = disk.owner(root.resolve(FileNames.CURRENT));
        Optional<String> around = disk.owner(root);
        Path parent = root.toAbsolutePath().getParent();
        if (around.equals(made) && made.equals(Optional.of(SUPERUSER)) && parent != null) {
            around = disk.owner(parent); // the restore may have made the root too
        }
        if (made.isEmpty() || around.isEmpty() || made.equals(around)) {
            return Optional.empty();
        }
        return Optional.of(root.resolve(FileNames.CURRENT) + " belongs to " + made.get() + ", what lies around it to "
                + around.get() + ": a primary that runs as " + around.get()
                + " cannot read it. Before it starts: chown -R " + around.get() + ": " + root);
    }
}
