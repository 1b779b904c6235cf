package io.cairn.common.status;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a process stands: the answer of {@code GET /primary/status}, and part of that of {@code GET /checkpointer/status}.
 * Names in the JSON are those of the components. Times are milliseconds, points in time ISO 8601 in UTC, txids −1 where
 * unknown. Nothing in it proves membership of the namespace (no storage info). Immutable.
 *
 * @param process "primary" or "checkpointer"
 * @param version of the software
 * @param at when this was told, by the wall clock
 * @param health one word; see {@link Health}
 * @param healthy true if {@code health} is {@code healthy}
 * @param problems why it is not healthy, the worst first
 * @param start how far the start has come, and what was found at it
 * @param loss what would be lost if the primary's disks died; null while starting
 * @param checkpoint the last checkpoint that was proven; null while starting, or if there is none
 * @param txids null while starting
 * @param safeMode null for a checkpointer and while starting
 * @param peers the other processes this one knows of
 * @param directories all that are configured
 * @param images newest first, each once however many copies there are
 * @param segments null while starting
 * @param lastRestore how these directories came to be, if they were restored; null if they were not
 */
public record ProcessStatus(
        String process,
        String version,
        long uptimeMillis,
        String at,
        String health,
        boolean healthy,
        List<Problem> problems,
        Start start,
        @Nullable LossWindow loss,
        @Nullable Checkpoint checkpoint,
        @Nullable Txids txids,
        @Nullable Safe safeMode,
        List<Peer> peers,
        List<Directory> directories,
        List<Image> images,
        @Nullable Segments segments,
        @Nullable Restore lastRestore) {
    public ProcessStatus {
        problems = List.copyOf(problems);
        peers = List.copyOf(peers);
        directories = List.copyOf(directories);
        images = List.copyOf(images);
    }

    /** {@code health} in the JSON, in lower case. */
    public enum Health {
        /** Nothing is wrong. */
        HEALTHY,
        /** The start is not over. */
        STARTING,
        /** It works, and someone should look before it does not. */
        DEGRADED,
        /** Data is at risk, or no change is taken. */
        UNHEALTHY
    }

    /**
     * One thing that is wrong. Immutable.
     *
     * @param critical false for a warning
     * @param code a word that does not change, for programs; names the runbook
     * @param next what to do, best a command; empty if the text says it
     */
    public record Problem(boolean critical, String code, String text, String next) {}

    /**
     * The start. Immutable.
     *
     * @param percent 100 when it is over
     * @param findings what the start had to get around, in words
     */
    public record Start(boolean ready, String phase, int percent, List<String> findings) {
        public Start {
            findings = List.copyOf(findings);
        }
    }

    /**
     * A checkpoint. Immutable.
     *
     * @param proven false if it is only the newest image there is, and nobody has compared it
     * @param ageMillis since it was proven
     * @param at when, by the wall clock
     * @param digest of the namespace, as both sides computed it; null if none was compared
     * @param by who made it
     */
    public record Checkpoint(
            boolean proven,
            long txid,
            long ageMillis,
            String at,
            @Nullable String digest,
            String by) {}

    /**
     * Where the edit log is. Immutable.
     *
     * @param lastWritten last transaction, which may not be durable yet
     * @param durable last transaction that no crash takes back
     * @param segmentFirst first transaction of the segment being written
     * @param newestImage last transaction in the newest image
     * @param notInImage changes in no image; what begins the open segment does not count
     */
    public record Txids(long lastWritten, long durable, long segmentFirst, long newestImage, long notInImage) {}

    /** Whether changes are refused, and why. Immutable. */
    public record Safe(boolean on, List<String> reasons) {
        public Safe {
            reasons = List.copyOf(reasons);
        }
    }

    /**
     * Another process. Immutable.
     *
     * @param process what it is
     * @param address where it is, or was seen
     * @param heardMillis since it was last heard from; −1 for never
     * @param heldTxid last transaction it holds
     * @param provenTxid last transaction of the newest checkpoint it knows to be proven
     * @param trouble why it cannot be asked, or what is wrong with what it holds; null if nothing is
     */
    public record Peer(
            String process,
            String address,
            long heardMillis,
            long heldTxid,
            long provenTxid,
            @Nullable String trouble) {}

    /**
     * A configured directory. Immutable.
     *
     * @param holds {@code images}, {@code edits} or {@code images and edits}
     * @param required whether nothing is acknowledged without it
     * @param state {@code healthy}, {@code failed}, or {@code returning} while it is filled anew
     * @param why it failed; null while healthy
     * @param since when it failed, by the wall clock; null while healthy, or if that is unknown
     * @param freeBytes on its file system; −1 if that cannot be told
     */
    public record Directory(
            String path,
            String holds,
            boolean required,
            String state,
            @Nullable String why,
            @Nullable String since,
            long freeBytes) {
        /** A state. */
        public static final String HEALTHY = "healthy";

        /** A state. */
        public static final String FAILED = "failed";

        /** A state. */
        public static final String RETURNING = "returning";

        /** True if nothing is wrong with it. */
        public boolean whole() {
            return state.equals(HEALTHY);
        }
    }

    /**
     * An image. Immutable.
     *
     * @param copies directories that have it
     * @param md5 true if every copy has its MD5 file
     * @param digest true if a copy has its namespace digest beside it
     */
    public record Image(long txid, long bytes, long ageMillis, int copies, boolean md5, boolean digest) {}

    /**
     * Finalised segments, over all directories. Immutable.
     *
     * @param count each range once
     * @param firstTxid of the oldest
     * @param lastTxid of the newest
     * @param missing ranges in between that no directory has, {@code A-B}; at most 10
     */
    public record Segments(int count, long firstTxid, long lastTxid, List<String> missing) {
        public Segments {
            missing = List.copyOf(missing);
        }
    }

    /**
     * A restore that made these directories. Immutable.
     *
     * @param at when, by the wall clock
     * @param from where the data came from
     * @param toTxid last transaction restored
     */
    public record Restore(String at, String from, long toTxid, String text) {}

    /** The health that follows from {@code problems} once the start is over. */
    public static Health health(boolean ready, List<Problem> problems) {
        if (problems.stream().anyMatch(Problem::critical)) {
            return Health.UNHEALTHY;
        }
        if (!ready) {
            return Health.STARTING;
        }
        return problems.isEmpty() ? Health.HEALTHY : Health.DEGRADED;
    }
}
