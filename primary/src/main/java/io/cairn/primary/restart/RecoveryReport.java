package io.cairn.primary.restart;

import io.cairn.common.disk.Disk;
import io.cairn.common.disk.PendingFile;
import io.cairn.common.model.TxRange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What a recovery had to do without, one line each. Confined to the thread that recovers. */
public final class RecoveryReport {
    /** Name of the file beside the result. */
    public static final String FILE = "recovery-report.txt";

    private final List<Entry> entries = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    /** What is lost, as far as it matters for what can be done. */
    public enum Kind {
        /** Bytes that are no edit: the txids between the sound ones before and behind are lost. */
        DAMAGED,
        /** No file has these txids. */
        MISSING,
        /** An intact edit that does not fit the namespace without those lost before it. */
        NOT_APPLIED
    }

    /**
     * One loss. Immutable.
     *
     * @param txids both ends included
     * @param where file and offset, for each copy; {@code -} if there is no file
     */
    public record Entry(Kind kind, TxRange txids, String where, String why) {
        /** One line, fields between tabs. */
        String line() {
            return kind + "\t" + txids.firstTxid() + "-" + txids.lastTxid() + "\t" + where + "\t"
                    + why.replaceAll("\\p{Cntrl}+", " ");
        }
    }

    void add(Entry entry) {
        entries.add(entry);
    }

    /** Something that cost no transaction, but should be known: an image or a small file that could not be used. */
    void note(String text) {
        notes.add(text);
    }

    /** Losses in the order of their txids. */
    public List<Entry> entries() {
        return List.copyOf(entries);
    }

    public List<String> notes() {
        return List.copyOf(notes);
    }

    /** Transactions lost. */
    public long lost() {
        return entries.stream().mapToLong(entry -> entry.txids().count()).sum();
    }

    /** Writes everything into {@code file}; durable on return. */
    void write(Disk disk, Path file, Instant now, long imageTxid, long lastTxid) throws IOException {
        StringBuilder text = new StringBuilder("# Recovery of ")
                .append(now)
                .append(": image ")
                .append(imageTxid)
                .append(" and edits up to ")
                .append(lastTxid)
                .append("; ")
                .append(lost())
                .append(" transactions lost in ")
                .append(entries.size())
                .append(" places\n# kind, txids (both ends lost), files and offsets, why\n");
        notes.forEach(note ->
                text.append("# ").append(note.replaceAll("\\p{Cntrl}+", " ")).append('\n'));
        entries.forEach(entry -> text.append(entry.line()).append('\n'));
        PendingFile.replace(disk, file, text.toString().getBytes(StandardCharsets.UTF_8));
    }
}
