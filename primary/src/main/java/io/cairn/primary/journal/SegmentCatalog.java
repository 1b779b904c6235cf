package io.cairn.primary.journal;

import io.cairn.common.bytes.ByteSource;
import io.cairn.common.disk.Disk;
import io.cairn.common.layout.DirInventory;
import io.cairn.common.layout.EditsManifest;
import io.cairn.common.layout.Leases;
import io.cairn.common.layout.SegmentFile;
import io.cairn.common.layout.StorageDirectory;
import io.cairn.common.model.TxRange;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;

/**
 * The finalised segments of all edits directories, for readers. What is open for reading is not purged. Thread-safe:
 * keeps no state of its own; each call looks at the directories.
 */
public final class SegmentCatalog {
    private final Disk disk;
    private final List<StorageDirectory> directories;
    private final Leases leases;

    public SegmentCatalog(Disk disk, List<StorageDirectory> directories, Leases leases) {
        this.disk = disk;
        this.directories = List.copyOf(directories);
        this.leases = leases;
    }

    /** Every finalised segment in every edits directory in service; equal ones appear once per directory. */
    public List<SegmentFile> finalized() throws IOException {
        List<SegmentFile> segments = new ArrayList<>();
        for (DirInventory inventory : scan()) {
            segments.addAll(inventory.finalized());
        }
        return segments;
    }

    /** The finalised segments from {@code sinceTxid} on, without gap between them (spec storage.md §5.2). */
    public List<TxRange> manifest(long sinceTxid) throws IOException {
        return EditsManifest.since(scan(), sinceTxid);
    }

    /**
     * Opens the finalised segment with exactly these ends. It is not purged before the source is closed.
     *
     * @throws NoSuchFileException if no directory in service has it
     */
    public ByteSource open(TxRange range) throws IOException {
        Leases.Lease lease = leases.holdFrom(range.lastTxid());
        boolean opened = false;
        try {
            ByteSource source = new LeasedSource(openAnywhere(range), lease);
            opened = true;
            return source;
        } finally {
            if (!opened) {
                lease.close();
            }
        }
    }

    private ByteSource openAnywhere(TxRange range) throws IOException {
        IOException failure = null;
        for (SegmentFile segment : finalized()) {
            if (segment.range().equals(range)) {
                try {
                    return disk.open(segment.path());
                } catch (IOException e) {
                    failure = e;
                }
            }
        }
        throw failure != null
                ? failure
                : new NoSuchFileException(
                        "edits " + range.firstTxid() + "-" + range.lastTxid(),
                        null,
                        "no finalised segment with these ends");
    }

    private List<DirInventory> scan() throws IOException {
        List<DirInventory> inventories = new ArrayList<>();
        for (StorageDirectory directory : directories) {
            if (directory.inService() && directory.holdsEdits()) {
                inventories.add(DirInventory.scan(disk, directory.current()));
            }
        }
        return inventories;
    }

    /** A source that ends its lease when closed. */
    private record LeasedSource(ByteSource source, Leases.Lease lease) implements ByteSource {
        @Override
        public String name() {
            return source.name();
        }

        @Override
        public long length() {
            return source.length();
        }

        @Override
        public int read(long position, byte[] target, int offset, int count) throws IOException {
            return source.read(position, target, offset, count);
        }

        @Override
        public void close() throws IOException {
            try {
                source.close();
            } finally {
                lease.close();
            }
        }
    }
}
