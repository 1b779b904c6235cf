package io.cairn.primary.restart;

import io.cairn.common.disk.Disk;
import io.cairn.common.layout.DamagedFile;
import io.cairn.common.layout.DirInventory;
import io.cairn.common.layout.FileNames;
import io.cairn.common.layout.ImageFile;
import io.cairn.common.layout.InconsistentStorageException;
import io.cairn.common.layout.NameDirectories;
import io.cairn.common.layout.SeenTxidFile;
import io.cairn.common.layout.SegmentFile;
import io.cairn.common.layout.StorageDirectory;
import io.cairn.primary.service.StartupFindings;
import java.io.IOException;
import java.util.Map;

/**
 * Directories that hold images or edits but no VERSION. HDFS clears them. Here a start is refused if one knows of more than
 * the directories that have a VERSION, for it may be the one that matters; what a filling that was cut short has left is
 * set aside, loudly, and the directory filled anew. Confined to the thread that starts the primary.
 */
public final class LostVersions {
    private final Disk disk;
    private final NameDirectories directories;
    private final StartupFindings findings;

    public LostVersions(Disk disk, NameDirectories directories, StartupFindings findings) {
        this.disk = disk;
        this.directories = directories;
        this.findings = findings;
    }

    /**
     * Looks, and sets aside.
     *
     * @throws InconsistentStorageException if a directory without VERSION knows of more than those with one; nothing was
     *     changed
     */
    public void check() throws IOException {
        Map<StorageDirectory, DirInventory> lost = directories.withoutVersion();
        long known = -1;
        for (StorageDirectory directory : directories.formatted()) {
            known = Math.max(known, lastTxid(directory, DirInventory.scan(disk, directory.current())));
        }
        for (Map.Entry<StorageDirectory, DirInventory> entry : lost.entrySet()) {
            long last = lastTxid(entry.getKey(), entry.getValue());
            if (last > known || !entry.getValue().inProgress().isEmpty()) {
                throw new InconsistentStorageException(
                        "Storage directory " + entry.getKey() + " holds images or edits up"
                                + " to txid " + last + " or beyond but no VERSION, "
                                + (known < 0 ? "and none of the others has one" : "the others know of txid " + known)
                                + ". Bring its VERSION back from a copy of the same namespace; or, if it does not belong here,"
                                + " move " + entry.getKey().current() + " away");
            }
        }
        for (Map.Entry<StorageDirectory, DirInventory> entry : lost.entrySet()) {
            setAside(entry.getValue());
            findings.warn("directory " + entry.getKey() + " held images or edits but no VERSION, and nothing that the"
                    + " others do not know of; they are kept with .corrupt behind their names, and it is filled anew");
        }
    }

    private long lastTxid(StorageDirectory directory, DirInventory inventory) throws IOException {
        long last = SeenTxidFile.read(disk, directory.file(FileNames.SEEN_TXID));
        for (ImageFile image : inventory.images()) {
            last = Math.max(last, image.txid());
        }
        for (SegmentFile segment : inventory.finalized()) {
            last = Math.max(last, segment.lastTxid());
        }
        return last;
    }

    private void setAside(DirInventory inventory) throws IOException {
        for (ImageFile image : inventory.images()) {
            DamagedFile.setAside(disk, image.path());
        }
        for (SegmentFile segment : inventory.finalized()) {
            DamagedFile.setAside(disk, segment.path());
        }
    }
}
