package io.cairn.cli.oev;

import io.cairn.common.bytes.ByteSource;
import io.cairn.common.codec.edits.CorruptEditException;
import io.cairn.common.codec.edits.EditReader;
import java.io.IOException;
import java.io.PrintStream;

/** Hands the ops of a segment to a visitor. Single use, one thread. */
final class BinaryLoader {
    private final ByteSource source;
    private final Txids txids;
    private final boolean recover;
    private final Progress progress;
    private final PrintStream err;
    private final BeyondFile.Reader beyond;

    /**
     * @param recover whether to look for the next op behind one that is damaged, and say so on {@code err}, instead of
     *     failing
     * @param beyond what is kept beside the segment
     */
    BinaryLoader(
            ByteSource source,
            Txids txids,
            boolean recover,
            Progress progress,
            PrintStream err,
            BeyondFile.Reader beyond) {
        this.source = source;
        this.txids = txids;
        this.recover = recover;
        this.progress = progress;
        this.err = err;
        this.beyond = beyond;
    }

    void load(EditsVisitor visitor) throws IOException {
        EditReader reader = EditReader.open(source);
        visitor.start(reader.layout());
        while (next(reader)) {
            visitor.edit(txids.of(reader.txid()), reader.op(), beyond.of(reader.txid(), reader.op()));
            progress.edit(reader.position(), source.length());
        }
    }

    private boolean next(EditReader reader) throws IOException {
        try {
            return reader.next();
        } catch (CorruptEditException e) {
            if (!recover) {
                throw e;
            }
            err.println("oev: " + e.getMessage());
            boolean more = reader.resync();
            err.println(
                    more
                            ? "oev: going on at offset " + reader.offset() + " with txid " + reader.txid()
                            : "oev: nothing that can be read comes after it");
            return more;
        }
    }
}
