package io.cairn.common.restore;

import io.cairn.common.disk.Disk;
import io.cairn.common.disk.PendingFile;
import io.cairn.common.layout.CorruptStorageException;
import io.cairn.common.layout.FileNames;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the last restore of a directory did: the file {@code current/last_restore}, Java properties in UTF-8. For people and
 * pages, and for the checkpointers: it is how they know that the primary was taken back on purpose. Immutable.
 *
 * <pre>
 * at=2026-11-21T20:28:00Z
 * by=hdfs@host
 * from=http://checkpointer:9868
 * txid=5678
 * imageTxid=5000
 * lost=42
 * lostIs=exact
 * replaced=replaced-20261121T202800Z
 * digest=0123456789abcdef0123456789abcdef
 * </pre>
 *
 * @param at wall clock at which it was decided
 * @param by user and machine
 * @param from source, as it was named
 * @param txid last transaction restored
 * @param imageTxid last transaction of the image it began from
 * @param lost transactions known to be lost; empty if nobody knew
 * @param lostIsExact false if there may have been more
 * @param replaced where in the name directory the old state was set aside
 * @param digest namespace digest of what was restored
 */
public record RestoreRecord(
        Instant at,
        String by,
        String from,
        long txid,
        long imageTxid,
        OptionalLong lost,
        boolean lostIsExact,
        String replaced,
        String digest) {
    private static final Logger LOG = LoggerFactory.getLogger(RestoreRecord.class);
    private static final int BYTES_MAX = 1 << 16;

    /**
     * The record in {@code current}, or empty if the directory was never restored.
     *
     * @throws CorruptStorageException if it holds something else
     */
    public static Optional<RestoreRecord> read(Disk disk, Path current) throws IOException {
        Path file = current.resolve(FileNames.LAST_RESTORE);
        if (!disk.exists(file)) {
            return Optional.empty();
        }
        String text = new String(disk.readSmall(file, BYTES_MAX), StandardCharsets.UTF_8);
        Properties keys = new Properties();
        try {
            keys.load(new StringReader(text));
            String lost = value(keys, "lost");
            return Optional.of(new RestoreRecord(
                    Instant.parse(value(keys, "at")),
                    value(keys, "by"),
                    value(keys, "from"),
                    Long.parseLong(value(keys, "txid")),
                    Long.parseLong(value(keys, "imageTxid")),
                    lost.equals("unknown") ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(lost)),
                    value(keys, "lostIs").equals("exact"),
                    value(keys, "replaced"),
                    value(keys, "digest")));
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new CorruptStorageException(file, "not the record of a restore", "its keys and values", text);
        }
    }

    /**
     * The newest record in any of these directories, each a {@code current/}. A record that cannot be read counts as
     * none: who is not told of a restore keeps what it has.
     */
    public static Optional<RestoreRecord> newest(Disk disk, List<Path> currents) {
        Optional<RestoreRecord> newest = Optional.empty();
        for (Path current : currents) {
            try {
                Optional<RestoreRecord> found = read(disk, current);
                boolean newer = found.isPresent()
                        && (newest.isEmpty()
                                || found.get().at().isAfter(newest.get().at()));
                newest = newer ? found : newest;
            } catch (IOException e) {
                LOG.warn("{} cannot be used: {}", current.resolve(FileNames.LAST_RESTORE), e.getMessage());
            }
        }
        return newest;
    }

    private static String value(Properties keys, String key) {
        String value = keys.getProperty(key);
        if (value == null) {
            throw new IllegalArgumentException(key);
        }
        return value;
    }

    /** Writes it into {@code current}; durable on return. */
    void write(Disk disk, Path current) throws IOException {
        StringBuilder text = new StringBuilder();
        line(text, "at", at.toString());
        line(text, "by", by);
        line(text, "from", from);
        line(text, "txid", Long.toString(txid));
        line(text, "imageTxid", Long.toString(imageTxid));
        line(text, "lost", lost.isPresent() ? Long.toString(lost.getAsLong()) : "unknown");
        line(text, "lostIs", lostIsExact ? "exact" : "at least");
        line(text, "replaced", replaced);
        line(text, "digest", digest);
        PendingFile.replace(
                disk, current.resolve(FileNames.LAST_RESTORE), text.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static void line(StringBuilder text, String key, String value) {
        String escaped = value.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r");
        text.append(key).append('=').append(escaped).append('\n');
    }
}
