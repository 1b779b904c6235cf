package io.cairn.primary.restart;

import io.cairn.common.disk.Disk;
import io.cairn.common.layout.FileNames;
import io.cairn.common.layout.LastStartFile;
import io.cairn.common.layout.NameDirectories;
import io.cairn.common.layout.StorageDirectory;
import java.io.IOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ties the store that a run leaves to the directories it ran on. Each start draws a name and leaves it with both before
 * anything is changed. So a store and directories with the same name have had no start without each other since, and what
 * the store holds is the past of what the directories hold, or ahead of it. Directories that were restored, copied back or
 * exchanged by hand have another name or none. Stateless.
 */
public final class LastStart {
    private static final Logger LOG = LoggerFactory.getLogger(LastStart.class);

    private LastStart() {}

    /** The last start of all formatted directories; empty if they do not agree, or one does not know. */
    public static Optional<String> of(Disk disk, NameDirectories directories) {
        Set<Optional<String>> names = new HashSet<>();
        for (StorageDirectory directory : directories.formatted()) {
            try {
                names.add(LastStartFile.read(disk, directory.file(FileNames.LAST_START)));
            } catch (IOException e) {
                LOG.warn("What the last start of {} was cannot be read", directory, e);
                return Optional.empty();
            }
        }
        return names.size() == 1 ? names.iterator().next() : Optional.empty();
    }

    /**
     * Draws a name for the start that goes on, and leaves it in all directories in service and with the store. Killed on
     * the way, the next start fills the store anew. A directory that cannot be written goes out of service.
     *
     * @throws IOException if it can be left in no directory, or not with the store
     */
    public static void begin(Disk disk, NameDirectories directories, StoreSource stores) throws IOException {
        String name = UUID.randomUUID().toString();
        IOException failed = null;
        boolean written = false;
        for (StorageDirectory directory : directories.all()) {
            if (directory.inService()) {
                try {
                    LastStartFile.write(disk, directory.file(FileNames.LAST_START), name);
                    written = true;
                } catch (IOException e) {
                    directory.takeOutOfService(e);
                    failed = e;
                }
            }
        }
        if (!written && failed != null) {
            throw failed;
        }
        stores.begin(name);
    }
}
