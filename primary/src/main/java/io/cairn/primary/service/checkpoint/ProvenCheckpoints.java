package io.cairn.primary.service.checkpoint;

import io.cairn.common.disk.Disk;
import io.cairn.common.disk.PendingFile;
import io.cairn.common.layout.NameDirectories;
import io.cairn.common.layout.StorageDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers the last proven checkpoint, over restarts too: an image that the primary saves by itself, at a start or by
 * order of an operator, is no proof that checkpoints work, and does not make the last one younger. The age is the monotonic
 * clock's within a run, and the wall clock's between runs. Thread-safe: one lock for value and time.
 */
public final class ProvenCheckpoints {
    private static final Logger LOG = LoggerFactory.getLogger(ProvenCheckpoints.class);

    private final Disk disk;
    private final NameDirectories directories;
    private final InstantSource clock;
    private final LongSupplier nanoTicker;
    private final Object lock = new Object();
    // Guarded by the lock.
    private ProvenCheckpoint last;
    private long provenNanos;

    private ProvenCheckpoints(
            Disk disk,
            NameDirectories directories,
            InstantSource clock,
            LongSupplier nanoTicker,
            ProvenCheckpoint last,
            long provenNanos) {
        this.disk = disk;
        this.directories = directories;
        this.clock = clock;
        this.nanoTicker = nanoTicker;
        this.last = last;
        this.provenNanos = provenNanos;
    }

    /**
     * Reads what the directories say. If they say nothing, age counts from the newest image, and is noted so that the next
     * start does not begin anew.
     *
     * @param lastTxid of the journal; a note beyond it is from a future that these directories do not have
     * @param image the newest image as it was found at the start
     */
    public static ProvenCheckpoints open(
            Disk disk,
            NameDirectories directories,
            long lastTxid,
            ProvenCheckpoint image,
            InstantSource clock,
            LongSupplier nanoTicker) {
        Optional<ProvenCheckpoint> noted = newest(disk, directories, lastTxid);
        ProvenCheckpoint last = noted.orElse(image);
        Duration age = Duration.between(last.at(), clock.instant());
        long ageNanos = age.isNegative() ? 0 : saturatedNanos(age);
        ProvenCheckpoints opened =
                new ProvenCheckpoints(disk, directories, clock, nanoTicker, last, nanoTicker.getAsLong() - ageNanos);
        if (noted.isEmpty()) {
            opened.note(last);
        }
        return opened;
    }

    /** A century is as old as anything gets. */
    private static long saturatedNanos(Duration age) {
        Duration most = Duration.ofDays(36_500);
        return (age.compareTo(most) > 0 ? most : age).toNanos();
    }

    private static Optional<ProvenCheckpoint> newest(Disk disk, NameDirectories directories, long lastTxid) {
        Optional<ProvenCheckpoint> newest = Optional.empty();
        for (StorageDirectory directory : directories.imageDirectories()) {
            Path file = directory.file(ProvenCheckpoint.FILE_NAME);
            if (!disk.exists(file)) {
                continue;
            }
            Optional<ProvenCheckpoint> found = Optional.empty();
            try {
                found = ProvenCheckpoint.parse(disk.readSmall(file, ProvenCheckpoint.BYTES_MAX));
                if (found.isEmpty()) {
                    LOG.warn("{} says nothing that can be understood and is ignored", file);
                }
            } catch (IOException e) {
                LOG.warn("{} cannot be read and is ignored", file, e);
            }
            boolean better = found.isPresent()
                    && found.get().txid() <= lastTxid
                    && (newest.isEmpty() || found.get().txid() > newest.get().txid());
            newest = better ? found : newest;
        }
        return newest;
    }

    /**
     * A checkpoint was proven: its image is in service here and confirmed.
     *
     * @param digest that both sides agree on; empty if none was compared
     * @param by who sent it
     */
    public void proven(long txid, Optional<String> digest, String by) {
        ProvenCheckpoint proof = new ProvenCheckpoint(true, txid, clock.instant(), digest, by);
        synchronized (lock) {
            if (last.proven() && txid < last.txid()) {
                return;
            }
            last = proof;
            provenNanos = nanoTicker.getAsLong();
        }
        note(proof);
    }

    /** Losing the note costs a warning too many after a restart, and nothing else. */
    private void note(ProvenCheckpoint proof) {
        byte[] content = proof.bytes();
        for (StorageDirectory directory : directories.imageDirectories()) {
            try {
                PendingFile.replace(disk, directory.file(ProvenCheckpoint.FILE_NAME), content);
            } catch (IOException e) {
                LOG.warn("The last proven checkpoint could not be noted in {}", directory, e);
            }
        }
    }

    /** The last one, or what its age counts from. */
    public ProvenCheckpoint last() {
        synchronized (lock) {
            return last;
        }
    }

    /** Since it was proven. */
    public Duration age() {
        synchronized (lock) {
            return Duration.ofNanos(nanoTicker.getAsLong() - provenNanos);
        }
    }
}
