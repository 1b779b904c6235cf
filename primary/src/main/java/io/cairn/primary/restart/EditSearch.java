package io.cairn.primary.restart;

import io.cairn.common.bytes.ByteSource;
import io.cairn.common.codec.edits.CorruptEditException;
import io.cairn.common.codec.edits.EditReader;
import io.cairn.common.disk.Disk;
import io.cairn.common.op.Edit;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds edits in files of which any may be damaged anywhere: the next one that some file still has, and what lies in the
 * way. Keeps the file open that it reads from. Confined to the thread that recovers.
 */
final class EditSearch implements Closeable {
    /** An edit takes more than this, so no file can hold a txid further from its first than its length allows. */
    private static final int EDIT_BYTES_MIN = 17;

    private final Disk disk;
    private final List<Candidate> candidates;
    private @Nullable Cursor current;

    /**
     * A file with edits. Immutable.
     *
     * @param firstTxid as its name says
     * @param lastTxid as its name says; {@link Long#MAX_VALUE} if it does not
     */
    record Candidate(Path path, long firstTxid, long lastTxid) {}

    /**
     * An edit that was found.
     *
     * @param where file and offset
     * @param obstacles what stood in the way in the files that should have had an earlier one, with file and offset
     */
    record Found(Edit edit, String where, List<String> obstacles) {}

    EditSearch(Disk disk, List<Candidate> candidates) {
        this.disk = disk;
        this.candidates = candidates.stream()
                .sorted(Comparator.comparingLong(Candidate::firstTxid))
                .toList();
    }

    /** The edit {@code txid}, or the first behind it that any file has; empty if there is none. */
    Optional<Found> from(long txid) throws IOException {
        Cursor open = current;
        if (open != null && open.moveTo(txid) && open.txid() == txid) {
            return Optional.of(open.found(List.of()));
        }
        List<String> obstacles = new ArrayList<>(open == null ? List.of() : open.obstacles);
        close();
        return search(txid, obstacles);
    }

    private Optional<Found> search(long txid, List<String> obstacles) throws IOException {
        Cursor best = null;
        for (Candidate candidate : candidates) {
            boolean useful = candidate.lastTxid() >= txid && (best == null || candidate.firstTxid() < best.txid());
            if (!useful) {
                continue;
            }
            Cursor cursor = new Cursor(candidate);
            boolean better = cursor.moveTo(txid) && (best == null || cursor.txid() < best.txid());
            obstacles.addAll(cursor.obstacles);
            if (better) {
                if (best != null) {
                    best.close();
                }
                best = cursor;
            } else {
                cursor.close();
            }
            if (best != null && best.txid() == txid) {
                break;
            }
        }
        current = best;
        return best == null ? Optional.empty() : Optional.of(best.found(List.copyOf(new LinkedHashSet<>(obstacles))));
    }

    @Override
    public void close() throws IOException {
        if (current != null) {
            current.close();
            current = null;
        }
    }

    /** A place in one file. */
    private final class Cursor implements Closeable {
        private final Candidate candidate;
        private final List<String> obstacles = new ArrayList<>();
        private @Nullable ByteSource source;
        private @Nullable EditReader edits;

        Cursor(Candidate candidate) {
            this.candidate = candidate;
            try {
                ByteSource opened = disk.open(candidate.path());
                source = opened;
                edits = EditReader.open(opened).upTo(candidate.lastTxid());
            } catch (IOException e) {
                note(e);
            }
        }

        private void note(IOException e) {
            obstacles.add(String.valueOf(e.getMessage()));
        }

        long txid() {
            return edits == null ? -1 : edits.txid();
        }

        /** Moves to the first edit at or behind {@code wanted}; false if there is none. */
        boolean moveTo(long wanted) {
            if (edits == null) {
                return false;
            }
            obstacles.clear();
            while (!isPlausible(edits.txid()) || edits.txid() < wanted) {
                if (isPlausible(edits.txid())) {
                    obstacles.clear(); // It lies before what is wanted.
                }
                if (!next(edits)) {
                    return false;
                }
            }
            return true;
        }

        /** A txid that this file can have; anything else is noise that looks like an edit. */
        private boolean isPlausible(long txid) {
            long length = source == null ? 0 : source.length();
            return txid >= candidate.firstTxid()
                    && txid <= candidate.lastTxid()
                    && txid - candidate.firstTxid() <= length / EDIT_BYTES_MIN;
        }

        private boolean next(EditReader reader) {
            try {
                try {
                    return reader.next();
                } catch (CorruptEditException e) {
                    note(e);
                    return e.kind() == CorruptEditException.Kind.GAP ? reader.next() : reader.resync();
                }
            } catch (IOException e) {
                note(e);
                return false;
            }
        }

        Found found(List<String> inTheWay) {
            EditReader reader = edits;
            if (reader == null) {
                throw new IllegalStateException("Not moved to an edit");
            }
            return new Found(reader.edit(), candidate.path() + " offset " + reader.offset(), inTheWay);
        }

        @Override
        public void close() throws IOException {
            if (source != null) {
                source.close();
            }
        }
    }
}
