package io.cairn.cli.oev;

import io.cairn.common.disk.Disk;
import io.cairn.common.disk.PendingFile;
import io.cairn.common.op.EditOp;
import io.cairn.common.op.OpCode;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The file beside a segment that keeps what records said beyond its ops: records without the ops' own attributes, only of
 * those edits that have any, ascending. Both halves are confined to one thread.
 */
final class BeyondFile {
    private BeyondFile() {}

    /** Writes the file if there is something to write. Single use. */
    static final class Writer implements Closeable {
        private final Disk disk;
        private final Path file;
        private @Nullable PendingFile pending;
        private @Nullable RecordOutput out;
        private long count;

        Writer(Disk disk, Path segment) {
            this.disk = disk;
            this.file = RecordFiles.beyond(segment);
        }

        void add(long txid, EditOp op, Beyond beyond) throws IOException {
            if (beyond.isNothing()) {
                return;
            }
            if (out == null) {
                pending = PendingFile.begin(disk, file);
                out = new RecordOutput(pending.sink());
            }
            count++;
            out.write(new EditRecord(txid, OpCode.of(op).code(), "", beyond.attr(), beyond.fields()));
        }

        /** Names the file, or removes one of an earlier segment of that name; durable on return. */
        void commit() throws IOException {
            if (pending != null) {
                pending.commit();
            } else if (disk.delete(file)) {
                disk.forceDirectory(parent(file));
            }
        }

        /** Edits that had something. */
        long count() {
            return count;
        }

        private static Path parent(Path file) {
            Path parent = file.toAbsolutePath().getParent();
            return parent == null ? Path.of("/") : parent;
        }

        @Override
        public void close() throws IOException {
            if (pending != null) {
                pending.close();
            }
        }
    }

    /** Gives back what belongs to an edit; edits are asked for in ascending order. Single use. */
    static final class Reader implements Closeable {
        private final @Nullable RecordInput in;
        private @Nullable EditRecord next;
        private boolean ended;

        private Reader(@Nullable RecordInput in) {
            this.in = in;
        }

        /** Has nothing for any edit. */
        static Reader none() {
            return new Reader(null);
        }

        /** Of {@code segment}, which need not have such a file. */
        static Reader of(Path segment) throws IOException {
            Path file = RecordFiles.beyond(segment);
            return Files.exists(file)
                    ? new Reader(new RecordInput(file.toString(), Files.newInputStream(file)))
                    : none();
        }

        Beyond of(long txid, EditOp op) throws IOException {
            if (in == null) {
                return Beyond.NOTHING;
            }
            while (!ended && (next == null || next.txid() < txid)) {
                next = in.next();
                ended = next == null;
            }
            EditRecord found = next;
            if (found == null || found.txid() != txid) {
                return Beyond.NOTHING;
            }
            if (found.opType() != OpCode.of(op).code()) {
                throw in.wrong(
                        "attributes for " + OpCode.of(op) + " with txid " + txid, "some for opType " + found.opType());
            }
            return new Beyond(found.attr(), found.unknownFields());
        }

        @Override
        public void close() throws IOException {
            if (in != null) {
                in.close();
            }
        }
    }
}
