package io.cairn.primary.service.checkpoint;

import io.cairn.common.digest.NamespaceDigest;
import io.cairn.common.disk.Disk;
import io.cairn.common.layout.FileNames;
import io.cairn.common.layout.NameDirectories;
import io.cairn.common.layout.RollDigestsFile;
import io.cairn.common.layout.StorageDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the namespace was where the newest segments ended: what an uploaded image is measured by. Kept in memory and, over
 * restarts, in the image directories; a note that is lost costs one more roll, for an image whose digest is not known is
 * not taken. Thread-safe: one lock around the digests, held over writing the small file, so that files only go forward.
 */
public final class RollDigests {
    private static final Logger LOG = LoggerFactory.getLogger(RollDigests.class);

    /** Newest rolls of any kind: a tailing checkpointer asks for one a minute or more, and the primary rolls by itself. */
    private static final int KEPT = 256;

    /** Rolls whose image is awaited, kept beyond the newest: what is not sent in the end is forgotten in time. */
    private static final int AWAITED_MAX = 16;

    private final Disk disk;
    private final NameDirectories directories;
    private final Object lock = new Object();
    /** Guarded by the lock. */
    private final TreeMap<Long, NamespaceDigest> digests = new TreeMap<>();
    /** Guarded by the lock. */
    private final TreeSet<Long> awaited = new TreeSet<>();

    /** A digest and its place. Immutable. */
    public record At(long txid, NamespaceDigest digest) {}

    private RollDigests(Disk disk, NameDirectories directories) {
        this.disk = disk;
        this.directories = directories;
    }

    /** Reads what the directories say. Where they do not agree, nothing is known. */
    public static RollDigests open(Disk disk, NameDirectories directories) {
        RollDigests opened = new RollDigests(disk, directories);
        SortedMap<Long, NamespaceDigest> disputed = new TreeMap<>();
        for (StorageDirectory directory : directories.imageDirectories()) {
            Path file = directory.file(FileNames.ROLL_DIGESTS);
            try {
                RollDigestsFile.read(disk, file).forEach((txid, digest) -> {
                    NamespaceDigest other = opened.digests.putIfAbsent(txid, digest);
                    if (other != null && !other.equals(digest)) {
                        LOG.warn(
                                "Namespace digests of txid {} differ: {} in {}, {} elsewhere",
                                txid,
                                digest,
                                file,
                                other);
                        disputed.put(txid, digest);
                    }
                });
            } catch (IOException e) {
                LOG.warn("{} cannot be used; digests of rolls may be missing until the next roll", file, e);
            }
        }
        opened.digests.keySet().removeAll(disputed.keySet());
        return opened;
    }

    /** Takes in the digest at the end of a segment. A directory that cannot note it is told in the log. */
    public void record(long txid, NamespaceDigest digest) {
        synchronized (lock) {
            digests.put(txid, digest);
            Iterator<Long> oldest = digests.keySet().iterator();
            for (int excess = digests.size() - KEPT; excess > 0; excess--) {
                if (!awaited.contains(oldest.next())) {
                    oldest.remove();
                }
            }
            note();
        }
    }

    /** Keeps the digest at {@code txid}, however many rolls follow, until an image of it or a later one is confirmed. */
    public void awaitImage(long txid) {
        synchronized (lock) {
            awaited.add(txid);
            if (awaited.size() > AWAITED_MAX) {
                awaited.pollFirst();
            }
        }
    }

    /** An image of {@code txid} is in service: those before it are no longer awaited. */
    public void confirmed(long txid) {
        synchronized (lock) {
            awaited.headSet(txid, true).clear();
        }
    }

    /** Forgets what is beyond the end of the journal: it is from a future that these directories do not have. */
    public void forgetBeyond(long lastTxid) {
        synchronized (lock) {
            digests.tailMap(lastTxid, false).clear();
        }
    }

    /** All that is known, by txid, as of now. */
    public SortedMap<Long, NamespaceDigest> all() {
        synchronized (lock) {
            return new TreeMap<>(digests);
        }
    }

    /** Forgets everything: what is known does not fit the images and edits that are there. */
    public void forget() {
        synchronized (lock) {
            digests.clear();
            note();
        }
    }

    /** Caller holds the lock. */
    private void note() {
        for (StorageDirectory directory : directories.imageDirectories()) {
            Path file = directory.file(FileNames.ROLL_DIGESTS);
            try {
                RollDigestsFile.write(disk, file, digests);
            } catch (IOException e) {
                LOG.warn("{} could not be written", file, e);
            }
        }
    }

    /** The digest at the end of a segment, if it is known. */
    public Optional<NamespaceDigest> at(long txid) {
        synchronized (lock) {
            return Optional.ofNullable(digests.get(txid));
        }
    }

    /** The newest one. */
    public Optional<At> newest() {
        synchronized (lock) {
            Map.Entry<Long, NamespaceDigest> last = digests.isEmpty() ? null : digests.lastEntry();
            return last == null ? Optional.empty() : Optional.of(new At(last.getKey(), last.getValue()));
        }
    }
}
