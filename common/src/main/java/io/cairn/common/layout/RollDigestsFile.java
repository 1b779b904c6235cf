package io.cairn.common.layout;

import io.cairn.common.bytes.Checksums;
import io.cairn.common.digest.NamespaceDigest;
import io.cairn.common.disk.Disk;
import io.cairn.common.disk.PendingFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The file {@code roll_digests}: the namespace's digest at the ends of the newest segments, so that a checkpoint can be
 * proven over a restart. A line each, ascending: the digest's format, a blank, the txid, a blank, 32 hex digits, a blank,
 * the CRC-32C of the line up to there in 8 hex digits, a line feed. Ours alone; HDFS leaves such a file unread. Stateless.
 */
public final class RollDigestsFile {
    private static final int BYTES_MAX = 1 << 20;
    private static final Pattern LINE =
            Pattern.compile("((cairn-digest-\\d+) (\\d{1,19}) ([0-9a-f]{32})) ([0-9a-f]{8})");

    private RollDigestsFile() {}

    /**
     * The digests by txid; none if the file is missing. Lines of another digest format are passed over.
     *
     * @throws CorruptStorageException if a line is not of the known form or was changed
     */
    public static SortedMap<Long, NamespaceDigest> read(Disk disk, Path file) throws IOException {
        SortedMap<Long, NamespaceDigest> digests = new TreeMap<>();
        if (!disk.isThere(file)) {
            return digests;
        }
        String text = new String(disk.readSmall(file, BYTES_MAX), StandardCharsets.ISO_8859_1);
        for (String line : text.lines().toList()) {
            Matcher parts = LINE.matcher(line);
            if (!parts.matches() || !parts.group(5).equals(checksum(parts.group(1)))) {
                throw new CorruptStorageException(
                        file, "not a digest line", NamespaceDigest.FORMAT + ", txid, 32 and 8 hex digits", line);
            }
            if (parts.group(2).equals(NamespaceDigest.FORMAT)) {
                digests.put(Long.parseUnsignedLong(parts.group(3)), NamespaceDigest.parse(parts.group(4)));
            }
        }
        return digests;
    }

    /** Replaces {@code file} atomically; durable on return. */
    public static void write(Disk disk, Path file, SortedMap<Long, NamespaceDigest> digests) throws IOException {
        StringBuilder text = new StringBuilder();
        for (Map.Entry<Long, NamespaceDigest> entry : digests.entrySet()) {
            String line = NamespaceDigest.FORMAT + " " + entry.getKey() + " " + entry.getValue();
            text.append(line).append(' ').append(checksum(line)).append('\n');
        }
        PendingFile.replace(disk, file, text.toString().getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String checksum(String line) {
        byte[] bytes = line.getBytes(StandardCharsets.ISO_8859_1);
        return HexFormat.of().toHexDigits(Checksums.crc32c(bytes, 0, bytes.length));
    }
}
