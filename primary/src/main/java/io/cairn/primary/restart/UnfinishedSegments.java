package io.cairn.primary.restart;

import io.cairn.common.disk.Disk;
import io.cairn.common.layout.FileNames;
import io.cairn.common.layout.NameDirectories;
import io.cairn.common.layout.StorageDirectory;
import io.cairn.common.model.TxRange;
import io.cairn.common.transfer.EditsManifest;
import io.cairn.primary.journal.DamagedSegmentException;
import io.cairn.primary.journal.JournalListener;
import io.cairn.primary.journal.RecoveredSegment;
import io.cairn.primary.journal.SegmentRecovery;
import io.cairn.primary.service.StartupFindings;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the segments that the last run left unfinalised ({@link SegmentRecovery}). One that is damaged in the middle in
 * every directory is replaced by the checkpointer's finalised copy, should it have one, else the start is refused.
 * Confined to the thread that starts the primary.
 */
public final class UnfinishedSegments {
    private static final Logger LOG = LoggerFactory.getLogger(UnfinishedSegments.class);

    private final Disk disk;
    private final NameDirectories directories;
    private final JournalListener listener;
    private final Optional<CheckpointerCopies> checkpointer;
    private final StartupFindings findings;
    private final String configuration;

    public UnfinishedSegments(
            Disk disk,
            NameDirectories directories,
            JournalListener listener,
            Optional<CheckpointerCopies> checkpointer,
            StartupFindings findings,
            String configuration) {
        this.disk = disk;
        this.directories = directories;
        this.listener = listener;
        this.checkpointer = checkpointer;
        this.findings = findings;
        this.configuration = configuration;
    }

    /**
     * Recovers all unfinalised segments.
     *
     * @throws StartRefusedException if acknowledged edits are in none of them any more; nothing was changed
     */
    public void recover() throws IOException {
        DamagedSegmentException before = null;
        while (true) {
            try {
                run();
                return;
            } catch (DamagedSegmentException e) {
                boolean again = before != null && before.firstTxid() == e.firstTxid();
                if (again || !fetchedFor(e)) {
                    throw refusal(e);
                }
                before = e;
            }
        }
    }

    private void run() throws IOException {
        for (RecoveredSegment segment : new SegmentRecovery(disk, directories.all(), listener).run()) {
            LOG.info("Recovery: {}: {}", segment.file(), segment.action());
            if (segment.action().startsWith("set aside as .corrupt")) {
                findings.warn("unfinalised segment " + segment.file() + ": " + segment.action());
            }
        }
    }

    /** True if the checkpointer's finalised copy of the damaged segment now lies in every edits directory. */
    private boolean fetchedFor(DamagedSegmentException damage) {
        if (checkpointer.isEmpty()) {
            return false;
        }
        TxRange missing = damage.missing();
        try {
            for (EditsManifest.Segment segment : checkpointer.get().segments(damage.firstTxid())) {
                if (segment.firstTxid() == damage.firstTxid() && segment.lastTxid() >= missing.lastTxid()) {
                    for (StorageDirectory directory : directories.editsDirectories()) {
                        checkpointer.get().fetch(segment, directory.current());
                    }
                    findings.error("transactions " + Restart.words(missing) + " could be read in no directory; segment "
                            + FileNames.finalizedEdits(segment.firstTxid(), segment.lastTxid())
                            + " was taken from the checkpointer "
                            + checkpointer.get().address());
                    return true;
                }
            }
        } catch (IOException e) {
            damage.addSuppressed(e);
        }
        return false;
    }

    private StartRefusedException refusal(DamagedSegmentException damage) throws IOException {
        Holdings holdings = new Holdings(disk, directories);
        return new RefusalText(
                        holdings, checkpointer.map(CheckpointerCopies::address), configuration, directories.all())
                .damaged(damage, List.of(damage.getSuppressed()));
    }
}
