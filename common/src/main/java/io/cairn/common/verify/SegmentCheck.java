package io.cairn.common.verify;

import io.cairn.common.bytes.ByteSource;
import io.cairn.common.codec.edits.CorruptEditException;
import io.cairn.common.codec.edits.EditReader;
import io.cairn.common.model.TxRange;
import java.io.IOException;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * Reads a segment to its end: header, every checksum, every op's body, txids that rise by one. Fixed memory. Stateless.
 */
final class SegmentCheck {
    private static final int TELL_EVERY = 8192;
    private static final int CHUNK_BYTES = 1 << 18;

    private SegmentCheck() {}

    /**
     * What a segment holds. Immutable.
     *
     * @param range its transactions, up to the first trouble
     * @param contentCrc CRC-32C of header and ops: equal in copies, whatever their padding
     */
    record Facts(TxRange range, long contentCrc) {}

    /** Checks a finalised segment against what its name says. Returns what it holds; empty if it has no op. */
    static Optional<Facts> ofFinalized(
            ByteSource source, TxRange named, Findings findings, Watcher watcher, String next) throws IOException {
        Walk walk = new Walk(source, watcher);
        Optional<CorruptEditException> trouble = walk.run(named.firstTxid());
        boolean whole = walk.lastTxid == named.lastTxid();
        if (trouble.isPresent() && whole && trouble.get().kind() == CorruptEditException.Kind.TORN) {
            // HDFS names a segment after a crash without cutting what is behind its last op.
            findings.note(
                    source.name(),
                    "behind the last transaction, " + named.lastTxid() + ", are bytes of a write that"
                            + " was never finished");
        } else if (trouble.isPresent()) {
            findings.damage(trouble.get(), source.name(), next);
        } else if (!whole) {
            findings.damage(
                    source.name(),
                    walk.endOffset,
                    "the segment does not hold what its name says",
                    "transactions " + named.firstTxid() + " to " + named.lastTxid(),
                    walk.lastTxid < named.firstTxid() ? "none" : "an end at " + walk.lastTxid,
                    next);
        }
        return walk.facts(named.firstTxid());
    }

    /** Checks a segment that may be being written: an unfinished write at its end is as it may be. */
    static Optional<Facts> ofInProgress(
            ByteSource source, long firstTxid, Findings findings, Watcher watcher, String next) throws IOException {
        if (source.length() == 0) {
            findings.note(source.name(), "is empty: it was created and nothing was written yet");
            return Optional.empty();
        }
        Walk walk = new Walk(source, watcher);
        Optional<CorruptEditException> trouble = walk.run(firstTxid);
        if (trouble.isPresent() && trouble.get().kind() == CorruptEditException.Kind.TORN) {
            CorruptEditException torn = trouble.get();
            findings.note(
                    source.name(),
                    "ends at offset " + torn.offset() + " in a write that was not finished, or whose end is damaged: "
                            + "txid " + (walk.lastTxid < firstTxid ? firstTxid : walk.lastTxid + 1)
                            + " cannot be read");
        } else if (trouble.isPresent()) {
            findings.damage(trouble.get(), source.name(), next);
        }
        return walk.facts(firstTxid);
    }

    /** One pass. Single use, one thread. */
    private static final class Walk {
        private final ByteSource source;
        private final Watcher watcher;
        private long lastTxid = CorruptEditException.NO_TXID;
        private long endOffset;

        Walk(ByteSource source, Watcher watcher) {
            this.source = source;
            this.watcher = watcher;
        }

        /** Returns what ended the walk before the segment's end. */
        Optional<CorruptEditException> run(long firstTxid) throws IOException {
            try {
                EditReader edits = EditReader.open(source).startingWith(firstTxid);
                long count = 0;
                while (edits.next()) {
                    lastTxid = edits.txid();
                    endOffset = edits.position();
                    if (++count % TELL_EVERY == 0) {
                        watcher.at(source.name(), endOffset, source.length());
                    }
                }
                return Optional.empty();
            } catch (CorruptEditException e) {
                return Optional.of(e);
            }
        }

        Optional<Facts> facts(long firstTxid) throws IOException {
            return lastTxid < firstTxid
                    ? Optional.empty()
                    : Optional.of(new Facts(new TxRange(firstTxid, lastTxid), contentCrc()));
        }

        private long contentCrc() throws IOException {
            CRC32C crc = new CRC32C();
            byte[] chunk = new byte[CHUNK_BYTES];
            for (long at = 0; at < endOffset; at += chunk.length) {
                int count = (int) Math.min(chunk.length, endOffset - at);
                source.readFully(at, chunk, 0, count);
                crc.update(chunk, 0, count);
            }
            return crc.getValue();
        }
    }
}
