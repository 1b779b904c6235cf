package io.cairn.common.layout;

import io.cairn.common.disk.Disk;
import io.cairn.common.disk.PendingFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The file {@code seen_txid}: a decimal number and a line feed, the first txid of the newest segment. Transactions up to
 * it must be readable at start (spec storage.md §1). Stateless.
 */
public final class SeenTxidFile {
    private static final int BYTES_MAX = 64;

    private SeenTxidFile() {}

    /**
     * The txid in {@code file}; 0 if the file is missing.
     *
     * @throws CorruptStorageException if it holds anything but one number
     */
    public static long read(Disk disk, Path file) throws IOException {
        if (!disk.isThere(file)) {
            return 0;
        }
        String text = new String(disk.readSmall(file, BYTES_MAX), StandardCharsets.ISO_8859_1);
        try {
            long txid = Long.parseLong(text.strip());
            if (txid >= 0) {
                return txid;
            }
        } catch (NumberFormatException e) {
            // Falls through to the same complaint as a negative number.
        }
        throw new CorruptStorageException(file, "not a transaction id", "a whole number from 0", text);
    }

    /** Replaces {@code file} atomically; durable on return. */
    public static void write(Disk disk, Path file, long txid) throws IOException {
        PendingFile.replace(disk, file, (txid + "\n").getBytes(StandardCharsets.ISO_8859_1));
    }
}
