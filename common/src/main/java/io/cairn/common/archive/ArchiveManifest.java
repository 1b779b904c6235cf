package io.cairn.common.archive;

import io.cairn.common.layout.DirInventory;
import io.cairn.common.layout.FileNames;
import io.cairn.common.layout.ImageFile;
import io.cairn.common.layout.SegmentFile;
import io.cairn.common.layout.StorageInfo;
import io.cairn.common.model.LayoutVersion;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an archive holds: first entry of every archive, so that a reader knows each name, length and MD5 before it writes a
 * byte. Immutable.
 *
 * <p>An archive is one zstd stream with content checksum; in it a tar stream of plain files only, named as in a storage
 * directory and without any directory, so that unpacking it with {@code tar --zstd -xf} into an empty {@code current/}
 * gives a directory to start from. The order is:
 *
 * <table>
 * <caption>Entries</caption>
 * <tr><td>{@code MANIFEST}</td><td>this, as text below</td></tr>
 * <tr><td>{@code VERSION}, {@code seen_txid}</td><td>always there</td></tr>
 * <tr><td>{@code fsimage_N}, {@code fsimage_N.md5}</td><td>always there, one image</td></tr>
 * <tr><td>{@code fsimage_N.digest}</td><td>if the image has one</td></tr>
 * <tr><td>{@code edits_A-B}</td><td>without a gap from N + 1 to the last transaction; none if that is N</td></tr>
 * </table>
 *
 * <p>The text is US-ASCII, a line feed behind each line, in this order; txids in names have 19 digits:
 *
 * <pre>
 * cairn-archive 1
 * storage -67:477592408:1795287892809:CID-…
 * blockpool BP-…
 * image 1234
 * last 5678
 * created 2026-11-21T20:28:00Z
 * file VERSION 203 0123456789abcdef0123456789abcdef
 * file …
 * end
 * </pre>
 *
 * <p>It is read line by line and each line is checked as it comes, so that a text that is no manifest takes no more memory
 * than its bytes.
 */
public final class ArchiveManifest {
    /** Name of the manifest in the archive. */
    public static final String NAME = "MANIFEST";

    /** Most bytes of a manifest: some 100,000 segments. */
    static final int BYTES_MAX = 16 << 20;

    /** Most bytes of any file that is neither image nor segment. */
    static final int SMALL_FILE_BYTES_MAX = 1 << 16;

    private static final String MAGIC = "cairn-archive 1";
    private static final String END = "end";
    private static final Pattern FILE_NAME =
            Pattern.compile("VERSION|seen_txid|fsimage_\\d{19}(\\.md5|\\.digest)?|edits_\\d{19}-\\d{19}");
    private static final Pattern FILE_LINE = Pattern.compile("([!-~]{1,100}) (\\d{1,19}) ([0-9a-f]{32})");
    private static final Pattern STORAGE = Pattern.compile("(-\\d{1,9}):(\\d{1,10}):(\\d{1,19}):([!-~]{1,255})");

    /** Most bytes of a line: the longest is the one with the cluster id. */
    private static final int LINE_BYTES_MAX = 512;

    private final StorageInfo storageInfo;
    private final long imageTxid;
    private final long lastTxid;
    private final Instant createdAt;
    private final List<Entry> files;
    private final Map<String, Entry> byName;

    /**
     * A file of the archive. Immutable.
     *
     * @param length bytes
     * @param md5 of its content, 32 hex digits in lower case
     */
    public record Entry(String name, long length, String md5) {
        /**
         * Checks that an archive may hold the file.
         *
         * @throws IllegalArgumentException if it may not, saying why
         */
        public Entry {
            require(isAllowed(name), "names of " + FILE_NAME + ", but got " + name);
            require(length >= 0, "lengths of 0 or more, but " + name + " has " + length);
            require(
                    !isSmall(name) || length <= SMALL_FILE_BYTES_MAX,
                    "at most " + SMALL_FILE_BYTES_MAX + " bytes of " + name + ", but it has " + length);
        }

        /** True for names that an archive may hold beside its manifest, and no others. */
        static boolean isAllowed(String name) {
            return FILE_NAME.matcher(name).matches();
        }

        private static boolean isSmall(String name) {
            return !name.startsWith("edits_") && (!name.startsWith("fsimage_") || name.contains("."));
        }
    }

    /**
     * Checks that the files are a state to restore from.
     *
     * @param storageInfo who the namespace is
     * @param imageTxid last transaction in the image
     * @param lastTxid last transaction that image and edits bring back
     * @param createdAt wall time, for display
     * @param files in the order of the archive, without the manifest
     * @throws IllegalArgumentException if they are not, saying why
     */
    ArchiveManifest(StorageInfo storageInfo, long imageTxid, long lastTxid, Instant createdAt, List<Entry> files) {
        this.storageInfo = storageInfo;
        this.imageTxid = imageTxid;
        this.lastTxid = lastTxid;
        this.createdAt = createdAt;
        this.files = List.copyOf(files);
        byName = new HashMap<>();
        this.files.forEach(file -> add(byName, file));
        requireState(byName.keySet(), imageTxid, lastTxid);
    }

    private static void add(Map<String, Entry> byName, Entry file) {
        require(byName.put(file.name, file) == null, "each name once, but " + file.name + " comes twice");
    }

    private static void requireState(Set<String> names, long imageTxid, long lastTxid) {
        for (String needed : List.of(
                FileNames.VERSION, FileNames.SEEN_TXID, FileNames.image(imageTxid), FileNames.imageMd5(imageTxid))) {
            require(names.contains(needed), needed + ", but there is none");
        }
        DirInventory inventory = DirInventory.of(Path.of(""), List.copyOf(names));
        List<Long> images = inventory.images().stream().map(ImageFile::txid).toList();
        require(images.equals(List.of(imageTxid)), "the image of " + imageTxid + " alone, but there are " + images);
        inventory
                .sidecars()
                .forEach(sidecar -> require(
                        sidecar.firstTxid() == imageTxid, "an image with " + sidecar.name() + ", but there is none"));
        requireContinuous(inventory.finalized(), imageTxid, lastTxid);
    }

    private static void requireContinuous(List<SegmentFile> segments, long imageTxid, long lastTxid) {
        long reached = imageTxid;
        for (SegmentFile segment : segments) {
            require(
                    segment.firstTxid() <= reached + 1 && segment.lastTxid() > reached,
                    "edits that lead on from " + reached + ", but got " + segment.path());
            reached = segment.lastTxid();
        }
        require(reached == lastTxid, "edits up to " + lastTxid + ", but they end at " + reached);
    }

    private static void require(boolean condition, String expectedButGot) {
        if (!condition) {
            throw new IllegalArgumentException(expectedButGot);
        }
    }

    /** Who the namespace is. */
    public StorageInfo storageInfo() {
        return storageInfo;
    }

    /** Last transaction in the image. */
    public long imageTxid() {
        return imageTxid;
    }

    /** Last transaction that image and edits bring back. */
    public long lastTxid() {
        return lastTxid;
    }

    /** Wall time, for display. */
    public Instant createdAt() {
        return createdAt;
    }

    /** The files in the order of the archive, without the manifest. */
    public List<Entry> files() {
        return files;
    }

    /** Bytes of all files together, the manifest not counted. Never overflows; stops at {@link Long#MAX_VALUE}. */
    public long totalBytes() {
        long total = 0;
        for (Entry file : files) {
            total = total > Long.MAX_VALUE - file.length ? Long.MAX_VALUE : total + file.length;
        }
        return total;
    }

    /** The file of that name, or empty. */
    public Optional<Entry> file(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** The text of the class comment, as bytes. */
    byte[] toBytes() {
        StringBuilder text = new StringBuilder(MAGIC).append('\n');
        line(text, "storage", storageInfo.wireText());
        line(text, "blockpool", storageInfo.blockPoolId());
        line(text, "image", Long.toString(imageTxid));
        line(text, "last", Long.toString(lastTxid));
        line(text, "created", createdAt.toString());
        files.forEach(file -> line(text, "file", file.name + " " + file.length + " " + file.md5));
        return text.append(END).append('\n').toString().getBytes(StandardCharsets.US_ASCII);
    }

    private static void line(StringBuilder text, String key, String value) {
        text.append(key).append(' ').append(value).append('\n');
    }

    /**
     * Reads the text of the class comment.
     *
     * @throws IllegalArgumentException if it is none, naming what was expected and what was found
     */
    static ArchiveManifest parse(byte[] bytes) {
        return new Lines(bytes).parse();
    }

    /** Takes a text apart line by line. Single use, one thread. */
    private static final class Lines {
        private final byte[] text;
        private int at;

        Lines(byte[] text) {
            this.text = text;
        }

        ArchiveManifest parse() {
            String magic = next();
            require(magic.equals(MAGIC), "\"" + MAGIC + "\", but got " + quoted(magic));
            String storage = value("storage");
            String blockPool = value("blockpool");
            StorageInfo info = storageInfo(storage, blockPool);
            long image = txid("image");
            long last = txid("last");
            Instant created = time("created");
            Map<String, Entry> files = new LinkedHashMap<>();
            String line = next();
            while (!line.equals(END)) {
                add(files, file(line));
                line = next();
            }
            require(at == text.length, "nothing behind \"" + END + "\", but got more lines");
            return new ArchiveManifest(info, image, last, created, List.copyOf(files.values()));
        }

        /** The next line, without its line feed. */
        private String next() {
            require(at < text.length, "\"" + END + "\" as last line of the manifest, but it is cut short");
            int end = at;
            while (end < text.length && text[end] != '\n' && end - at < LINE_BYTES_MAX) {
                end++;
            }
            require(
                    end < text.length && text[end] == '\n',
                    "a line feed after at most " + LINE_BYTES_MAX + " bytes, but there is none after "
                            + quoted(new String(text, at, end - at, StandardCharsets.ISO_8859_1)));
            String line = new String(text, at, end - at, StandardCharsets.ISO_8859_1);
            at = end + 1;
            return line;
        }

        private String value(String key) {
            String line = next();
            require(line.startsWith(key + " "), "a line \"" + key + " …\", but got " + quoted(line));
            return line.substring(key.length() + 1);
        }

        private long txid(String key) {
            return number(value(key));
        }

        private static long number(String digits) {
            try {
                long number = Long.parseLong(digits);
                if (number >= 0) {
                    return number;
                }
            } catch (NumberFormatException e) {
                // Falls through to the same complaint as a negative number.
            }
            throw new IllegalArgumentException("a whole number from 0, but got " + quoted(digits));
        }

        private Instant time(String key) {
            String text = value(key);
            try {
                return Instant.parse(text);
            } catch (DateTimeException e) {
                throw new IllegalArgumentException("a time as 2026-11-21T20:28:00Z, but got " + quoted(text), e);
            }
        }

        private static Entry file(String line) {
            Matcher file = FILE_LINE.matcher(line.startsWith("file ") ? line.substring(5) : "");
            require(file.matches(), "\"file NAME LENGTH MD5\", but got " + quoted(line));
            return new Entry(file.group(1), number(file.group(2)), file.group(3));
        }

        private static StorageInfo storageInfo(String wireText, String blockPool) {
            Matcher parts = STORAGE.matcher(wireText);
            require(parts.matches(), "layoutVersion:namespaceID:cTime:clusterID, but got " + quoted(wireText));
            return new StorageInfo(
                    new LayoutVersion(Integer.parseInt(parts.group(1))),
                    (int) Math.min(number(parts.group(2)), Integer.MAX_VALUE),
                    parts.group(4),
                    number(parts.group(3)),
                    blockPool);
        }

        private static String quoted(String text) {
            String head = text.length() > 200 ? text.substring(0, 200) + "…" : text;
            return '"' + head.replaceAll("[^ -~…]", "?") + '"';
        }
    }
}
