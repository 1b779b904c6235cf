package io.cairn.primary.journal;

import io.cairn.common.disk.Disk;
import io.cairn.common.disk.DiskFile;
import io.cairn.common.layout.FileNames;
import io.cairn.common.layout.StorageDirectory;
import io.cairn.common.model.TxRange;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The open segment in one directory. The file grows in steps filled with {@code FF}, so that a force seldom has to
 * record a new length (spec edits.md §1.3). After any exception the file is not to be used any more. Confined to the
 * journal thread, but for {@link #force}, which may run on a thread of its own while the journal thread waits.
 */
final class SegmentWriter implements Closeable {
    private static final byte PADDING = (byte) 0xFF;

    private final Disk disk;
    private final StorageDirectory directory;
    private final Path path;
    private final DiskFile file;
    private final byte[] padding;
    private final long firstTxid;
    private final int failures;
    private long position;
    private long length;

    private SegmentWriter(
            Disk disk, StorageDirectory directory, Path path, DiskFile file, long firstTxid, int paddingBytes) {
        this.disk = disk;
        this.directory = directory;
        this.path = path;
        this.file = file;
        this.firstTxid = firstTxid;
        this.failures = directory.failures();
        this.padding = new byte[paddingBytes];
        Arrays.fill(padding, PADDING);
    }

    /**
     * Creates {@code edits_inprogress_<firstTxid>} with {@code start} (header and first edit) in it. File and name are
     * durable on return.
     *
     * @throws FileAlreadyExistsException if the file is there: recovery has to deal with it first
     */
    static SegmentWriter open(
            Disk disk, StorageDirectory directory, long firstTxid, byte[] start, int preallocationBytes)
            throws IOException {
        Path path = directory.file(FileNames.inProgressEdits(firstTxid));
        if (disk.exists(path)) {
            throw new FileAlreadyExistsException(path.toString(), null, "an unfinalised segment is in the way");
        }
        SegmentWriter writer =
                new SegmentWriter(disk, directory, path, disk.create(path), firstTxid, preallocationBytes);
        boolean opened = false;
        try {
            writer.write(start, start.length);
            writer.file.force(true);
            disk.forceDirectory(directory.current());
            opened = true;
            return writer;
        } finally {
            if (!opened) {
                writer.close();
            }
        }
    }

    StorageDirectory directory() {
        return directory;
    }

    /** False once the directory failed, even if it came back since: what it kept of this file is not known. */
    boolean isUsable() {
        return directory.takesFiles() && directory.failures() == failures;
    }

    /** Appends bytes; not durable before {@link #force}. */
    void write(byte[] bytes, int count) throws IOException {
        while (length - position < count) {
            file.write(length, padding, 0, padding.length);
            length += padding.length;
        }
        file.write(position, bytes, 0, count);
        position += count;
    }

    /** Makes all that was written durable. */
    void force() throws IOException {
        file.force(false);
    }

    /**
     * Cuts the padding and gives the segment its final name. Durable on return.
     *
     * @param lastTxid its last transaction, which must have been forced
     */
    void finish(long lastTxid) throws IOException {
        file.truncate(position);
        file.force(true);
        file.close();
        TxRange range = new TxRange(firstTxid, lastTxid);
        Path target = directory.file(FileNames.finalizedEdits(range.firstTxid(), range.lastTxid()));
        if (disk.exists(target)) {
            throw new FileAlreadyExistsException(target.toString(), null, "a segment of that name exists already");
        }
        disk.rename(path, target);
        disk.forceDirectory(directory.current());
    }

    /** Closes the file as it is. */
    @Override
    public void close() throws IOException {
        file.close();
    }
}
