package io.cairn.cli.oev;

import io.cairn.common.bytes.ByteSink;
import io.cairn.common.bytes.DiscardingSink;
import io.cairn.common.disk.Disk;
import io.cairn.common.model.LayoutVersion;
import io.cairn.common.model.TxRange;
import io.cairn.common.op.EditOp;
import java.io.Closeable;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file of portable records, seen as the segment that it can become. Thread-safe: keeps nothing. */
public final class RecordSegment {
    private final Path log;
    private final LayoutVersion layout;
    private final PrintStream progress;

    /**
     * @param layout to write in, whatever the records name
     * @param progress is told how far it is when it takes long
     */
    public RecordSegment(Path log, LayoutVersion layout, PrintStream progress) {
        this.log = log;
        this.layout = layout;
        this.progress = progress;
    }

    /** The file. */
    public Path log() {
        return log;
    }

    /**
     * Reads all records and checks that each is an op that the layout can hold, that their txids rise by one, and that
     * the file's name, if it tells any, tells theirs.
     *
     * @return their transactions
     * @throws IOException naming file, offset and txid, what was expected and what was found
     */
    public TxRange check() throws IOException {
        Writing all = new Writing(new BinaryEdits(new DiscardingSink()));
        load(all);
        RecordFiles.checkName(log, all.firstTxid, all.lastTxid);
        return new TxRange(all.firstTxid, all.lastTxid);
    }

    /**
     * Writes the segment.
     *
     * @param sink its bytes; durability is its owner's affair
     * @param segment name under which the segment will be found
     * @return what the records say beyond their ops; to be closed
     */
    public Beside write(Disk disk, ByteSink sink, Path segment) throws IOException {
        BeyondFile.Writer beside = new BeyondFile.Writer(disk, segment);
        boolean written = false;
        try {
            load(new Writing(new BinaryEdits(sink, beside)));
            written = true;
            return new Beside(beside);
        } finally {
            if (!written) {
                beside.close();
            }
        }
    }

    /**
     * The file beside a segment, which has no name yet: without {@link #commit} nothing is left of it. Confined to one
     * thread.
     */
    public static final class Beside implements Closeable {
        private final BeyondFile.Writer writer;

        private Beside(BeyondFile.Writer writer) {
            this.writer = writer;
        }

        /** Edits of which it holds something. */
        public long count() {
            return writer.count();
        }

        /**
         * Gives it its name, or removes one of an earlier segment of that name if there is nothing to keep; durable on
         * return. To be called right before the segment gets its own.
         */
        public void commit() throws IOException {
            writer.commit();
        }

        @Override
        public void close() throws IOException {
            writer.close();
        }
    }

    private void load(EditsVisitor visitor) throws IOException {
        try (RecordInput in = new RecordInput(log.toString(), Files.newInputStream(log))) {
            new RecordLoader(in, Files.size(log), new Txids(false), new Progress(progress, System::nanoTime))
                    .load(visitor);
            visitor.end();
        }
    }

    /** Writes in our layout, and looks at the order. Single use, one thread. */
    private final class Writing implements EditsVisitor {
        private final BinaryEdits out;
        private long firstTxid = -1;
        private long lastTxid = -1;

        Writing(BinaryEdits out) {
            this.out = out;
        }

        @Override
        public void start(LayoutVersion ofRecords) throws IOException {
            out.start(layout);
        }

        @Override
        public void edit(long txid, EditOp op) throws IOException {
            edit(txid, op, Beyond.NOTHING);
        }

        @Override
        public void edit(long txid, EditOp op, Beyond beyond) throws IOException {
            if (txid <= 0 || (lastTxid >= 0 && txid != lastTxid + 1)) {
                String expected = lastTxid >= 0 ? Long.toString(lastTxid + 1) : "at least 1";
                throw new XmlFormatException("txId: expected " + expected + ", found " + txid);
            }
            out.edit(txid, op, beyond);
            firstTxid = firstTxid < 0 ? txid : firstTxid;
            lastTxid = txid;
        }

        @Override
        public void end() throws IOException {
            out.end();
        }

        @Override
        public void fail(String message) throws IOException {
            out.fail(message);
        }
    }
}
