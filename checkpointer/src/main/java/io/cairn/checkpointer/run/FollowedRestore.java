package io.cairn.checkpointer.run;

import io.cairn.common.disk.Disk;
import io.cairn.common.disk.PendingFile;
import io.cairn.common.layout.FileNames;
import io.cairn.common.layout.StorageDirectory;
import io.cairn.common.transfer.RestoreMark;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last restore of the primary that was followed here, as the file {@code current/followed_restore} keeps it: what was
 * held beyond it has been set aside. Java properties in UTF-8. Immutable.
 *
 * <pre>
 * at=2026-11-21T20:28:00Z
 * txid=5678
 * </pre>
 *
 * @param at wall clock at which it was decided; tells restores apart, and the later from the earlier
 * @param txid last transaction restored; −1 for none
 */
record FollowedRestore(Instant at, long txid) {
    private static final Logger LOG = LoggerFactory.getLogger(FollowedRestore.class);

    /** Of a primary that was never restored. */
    static final FollowedRestore NONE = new FollowedRestore(Instant.EPOCH, -1);

    private static final int BYTES_MAX = 4096;

    /** What the primary says of itself. */
    static FollowedRestore of(RestoreMark mark, String primary) throws IOException {
        try {
            return new FollowedRestore(Instant.parse(String.valueOf(mark.at())), mark.txid());
        } catch (DateTimeException e) {
            throw new IOException(
                    "The primary at " + primary + " names a restore at a time that is none: " + mark.at(), e);
        }
    }

    /** The newest one that any of {@code directories} knows of; a file that cannot be read counts as none. */
    static Optional<FollowedRestore> newest(Disk disk, List<StorageDirectory> directories) {
        Optional<FollowedRestore> newest = Optional.empty();
        for (StorageDirectory directory : directories) {
            Path file = directory.file(FileNames.FOLLOWED_RESTORE);
            try {
                if (disk.exists(file)) {
                    FollowedRestore found = parse(disk.readSmall(file, BYTES_MAX));
                    boolean newer =
                            newest.isEmpty() || found.at().isAfter(newest.get().at());
                    newest = newer ? Optional.of(found) : newest;
                }
            } catch (IOException | IllegalArgumentException | DateTimeException e) {
                LOG.warn("{} cannot be used: {}", file, e.getMessage());
            }
        }
        return newest;
    }

    private static FollowedRestore parse(byte[] content) throws IOException {
        Properties keys = new Properties();
        keys.load(new StringReader(new String(content, StandardCharsets.UTF_8)));
        return new FollowedRestore(
                Instant.parse(keys.getProperty("at", "")), Long.parseLong(keys.getProperty("txid", "")));
    }

    /** Notes it in every one of {@code directories}; durable on return. */
    void write(Disk disk, List<StorageDirectory> directories) throws IOException {
        byte[] content = ("at=" + at + "\ntxid=" + txid + "\n").getBytes(StandardCharsets.UTF_8);
        for (StorageDirectory directory : directories) {
            PendingFile.replace(disk, directory.file(FileNames.FOLLOWED_RESTORE), content);
        }
    }

    boolean isAfter(FollowedRestore other) {
        return at.isAfter(other.at);
    }
}
