package io.cairn.common.layout;

import io.cairn.common.disk.Disk;
import io.cairn.common.disk.PendingFile;
import io.cairn.common.model.LayoutVersion;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Properties;

/**
 * The file VERSION: Java properties text with a date comment on its first line (spec storage.md §1.1). Stateless.
 *
 * <pre>
 * #Sat Nov 21 20:28:00 UTC 2026
 * namespaceID=477592408
 * clusterID=CID-…
 * cTime=1795287892809
 * storageType=NAME_NODE
 * blockpoolID=BP-…-127.0.0.1-1795287892809
 * layoutVersion=-67
 * </pre>
 */
public final class VersionFile {
    private static final int BYTES_MAX = 1 << 16;
    private static final String STORAGE_TYPE = "NAME_NODE";
    private static final DateTimeFormatter COMMENT =
            DateTimeFormatter.ofPattern("EEE MMM dd HH:mm:ss 'UTC' yyyy", Locale.ROOT);

    private VersionFile() {}

    /**
     * Reads {@code file} and checks every key.
     *
     * @throws CorruptStorageException naming file, key, value and what is allowed, also when the layout is newer than
     *     this software or older than it serves
     */
    public static StorageInfo read(Disk disk, Path file) throws IOException {
        Properties keys = parse(file, disk.readSmall(file, BYTES_MAX));
        String type = value(file, keys, "storageType");
        if (!type.equals(STORAGE_TYPE)) {
            throw wrong(file, "storageType", STORAGE_TYPE, type);
        }
        return new StorageInfo(
                layoutVersion(file, keys),
                (int) number(file, keys, "namespaceID", 1, Integer.MAX_VALUE),
                token(file, keys, "clusterID"),
                number(file, keys, "cTime", 0, Long.MAX_VALUE),
                token(file, keys, "blockpoolID"));
    }

    /** Replaces {@code file} atomically; durable on return. */
    public static void write(Disk disk, Path file, StorageInfo info, Instant now) throws IOException {
        PendingFile.replace(disk, file, bytes(info, now));
    }

    /** Content of the file. */
    public static byte[] bytes(StorageInfo info, Instant now) {
        return text(info, now).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String text(StorageInfo info, Instant now) {
        return "#" + COMMENT.format(now.atOffset(ZoneOffset.UTC)) + "\n"
                + line("namespaceID", Integer.toString(info.namespaceId()))
                + line("clusterID", info.clusterId())
                + line("cTime", Long.toString(info.cTime()))
                + line("storageType", STORAGE_TYPE)
                + line("blockpoolID", info.blockPoolId())
                + line("layoutVersion", info.layoutVersion().toString());
    }

    private static String line(String key, String value) {
        StringBuilder escaped = new StringBuilder(key).append('=');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c > '~') {
                escaped.append(String.format(Locale.ROOT, "\\u%04X", (int) c));
            } else {
                escaped.append("\\=:#!".indexOf(c) >= 0 ? "\\" : "").append(c);
            }
        }
        return escaped.append('\n').toString();
    }

    private static Properties parse(Path file, byte[] content) throws IOException {
        Properties keys = new Properties();
        try {
            keys.load(new ByteArrayInputStream(content));
        } catch (IllegalArgumentException e) {
            throw new CorruptStorageException(
                    file,
                    String.valueOf(e.getMessage()),
                    "Java properties",
                    new String(content, StandardCharsets.ISO_8859_1));
        }
        return keys;
    }

    private static LayoutVersion layoutVersion(Path file, Properties keys) throws CorruptStorageException {
        LayoutVersion version = new LayoutVersion((int) number(file, keys, "layoutVersion", Integer.MIN_VALUE, -1));
        if (version.isUnknown()) {
            throw wrong(
                    file,
                    "layoutVersion",
                    "at least " + LayoutVersion.CURRENT + " (a newer release wrote this directory)",
                    version.toString());
        }
        if (!version.atLeast(LayoutVersion.OLDEST_WRITTEN)) {
            throw wrong(
                    file,
                    "layoutVersion",
                    "at most " + LayoutVersion.OLDEST_WRITTEN + " (older directories must be upgraded by HDFS first)",
                    version.toString());
        }
        return version;
    }

    private static String token(Path file, Properties keys, String key) throws CorruptStorageException {
        String value = value(file, keys, key);
        if (value.isEmpty() || value.chars().anyMatch(c -> c <= ' ' || c == 0x7F)) {
            throw wrong(file, key, "at least one character, no blanks", value);
        }
        return value;
    }

    private static long number(Path file, Properties keys, String key, long min, long max)
            throws CorruptStorageException {
        String value = value(file, keys, key);
        try {
            long number = Long.parseLong(value);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Falls through to the same complaint as a number out of range.
        }
        throw wrong(file, key, "a whole number from " + min + " to " + max, value);
    }

    private static String value(Path file, Properties keys, String key) throws CorruptStorageException {
        String value = keys.getProperty(key);
        if (value == null) {
            throw wrong(file, key, "a value", "nothing, the key is missing");
        }
        return value.strip();
    }

    private static CorruptStorageException wrong(Path file, String key, String allowed, String value) {
        return new CorruptStorageException(file, "value of " + key + " is not allowed", allowed, value);
    }
}
