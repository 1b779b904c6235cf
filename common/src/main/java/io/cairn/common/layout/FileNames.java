package io.cairn.common.layout;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Names in a storage directory (spec storage.md §1). Written with txids of 19 digits; read with any number of digits.
 * Stateless.
 *
 * <table>
 * <caption>Names below {@code current/}</caption>
 * <tr><td>{@code VERSION}</td><td>identity of the namespace</td></tr>
 * <tr><td>{@code seen_txid}</td><td>lower bound of what must be readable at start</td></tr>
 * <tr><td>{@code roll_digests}</td><td>namespace digests at the ends of the newest segments</td></tr>
 * <tr><td>{@code last_restore}</td><td>what the last restore of the directory did</td></tr>
 * <tr><td>{@code last_start}</td><td>name of the last start of a primary that served from the directory</td></tr>
 * <tr><td>{@code followed_restore}</td><td>in a checkpointer's: the last restore of the primary that it went along
 * with</td></tr>
 * <tr><td>{@code fsimage_N}</td><td>namespace after txid N; {@code .md5} and {@code .digest} are its sidecars, {@code
 *     .pin} keeps it from retention</td></tr>
 * <tr><td>{@code fsimage.ckpt_N}</td><td>image being saved or received</td></tr>
 * <tr><td>{@code fsimage_rollback_N}</td><td>image kept for rolling-upgrade rollback</td></tr>
 * <tr><td>{@code fsimage_N.corrupt}, {@code .corrupt.2} …</td><td>image found damaged and set aside</td></tr>
 * <tr><td>{@code edits_A-B}</td><td>finalised segment, both ends included</td></tr>
 * <tr><td>{@code edits_inprogress_A}</td><td>segment being written</td></tr>
 * <tr><td>{@code edits_tmp_A-B_T}</td><td>segment being downloaded, T in milliseconds</td></tr>
 * <tr><td>{@code ….stale .empty .corrupt .trash}</td><td>segments set aside</td></tr>
 * </table>
 */
public final class FileNames {
    public static final String CURRENT = "current";
    public static final String LOCK = "in_use.lock";
    public static final String VERSION = "VERSION";
    public static final String SEEN_TXID = "seen_txid";
    public static final String ROLL_DIGESTS = "roll_digests";
    /** What the last restore of the directory did; other programs ignore it. */
    public static final String LAST_RESTORE = "last_restore";
    /**
     * Beside {@code current/}, while a restore that was decided is being put in place. Where it is found after a crash, the
     * directories hold old and new side by side until the next start of a primary, or the next restore, has completed it.
     */
    public static final String RESTORE_DECIDED = "restore.decided";

    /** Name of the last start that served from the directory; other programs ignore it. */
    public static final String LAST_START = "last_start";
    /** The last restore of the primary that a checkpointer went along with; other programs ignore it. */
    public static final String FOLLOWED_RESTORE = "followed_restore";

    public static final String MD5_ENDING = ".md5";
    public static final String DIGEST_ENDING = ".digest";
    public static final String PIN_ENDING = ".pin";
    public static final String TEMPORARY_ENDING = ".tmp";
    public static final String DAMAGED_ENDING = ".corrupt";

    private static final String IMAGE_PREFIX = "fsimage_";
    private static final String ROLLBACK_PREFIX = "fsimage_rollback_";
    private static final String CHECKPOINT_PREFIX = "fsimage.ckpt_";
    private static final String EDITS_PREFIX = "edits_";
    private static final String IN_PROGRESS_PREFIX = "edits_inprogress_";
    private static final String DOWNLOAD_PREFIX = "edits_tmp_";

    private static final String TXID = "(\\d{1,19})";
    private static final Pattern IMAGE = Pattern.compile("fsimage_(rollback_)?" + TXID + "(\\.md5|\\.digest|\\.pin)?");
    private static final Pattern DAMAGED_IMAGE =
            Pattern.compile("fsimage_(?:rollback_)?" + TXID + "\\.corrupt(?:\\.\\d{1,9})?");
    private static final Pattern CHECKPOINT = Pattern.compile("fsimage\\.ckpt_" + TXID + "(\\.[a-z0-9.]+)?");
    private static final Pattern FINALIZED = Pattern.compile("edits_" + TXID + "-" + TXID + "((?:\\.[A-Za-z0-9]+)+)?");
    private static final Pattern IN_PROGRESS = Pattern.compile("edits_inprogress_" + TXID + "((?:\\.[A-Za-z0-9]+)+)?");
    private static final Pattern DOWNLOAD = Pattern.compile("edits_tmp_" + TXID + "-" + TXID + "_\\d+(\\.[a-z0-9]+)?");

    private FileNames() {}

    /** {@code fsimage_N}. */
    public static String image(long txid) {
        return IMAGE_PREFIX + padded(txid);
    }

    /** {@code fsimage_N.md5}. */
    public static String imageMd5(long txid) {
        return md5(image(txid));
    }

    /** {@code fsimage_N.digest}: the namespace digest at that txid. */
    public static String imageDigest(long txid) {
        return image(txid) + DIGEST_ENDING;
    }

    /** {@code fsimage.ckpt_N}. */
    public static String checkpointImage(long txid) {
        return CHECKPOINT_PREFIX + padded(txid);
    }

    /** {@code fsimage_rollback_N}. */
    public static String rollbackImage(long txid) {
        return ROLLBACK_PREFIX + padded(txid);
    }

    /** Name of the MD5 sidecar of {@code imageName}. */
    public static String md5(String imageName) {
        return imageName + MD5_ENDING;
    }

    /** {@code edits_A-B}; both ends belong to it. */
    public static String finalizedEdits(long firstTxid, long lastTxid) {
        return EDITS_PREFIX + padded(firstTxid) + "-" + padded(lastTxid);
    }

    /** {@code edits_inprogress_A}. */
    public static String inProgressEdits(long firstTxid) {
        return IN_PROGRESS_PREFIX + padded(firstTxid);
    }

    /** {@code edits_tmp_A-B_T}. */
    public static String downloadedEdits(long firstTxid, long lastTxid, long timeMillis) {
        return DOWNLOAD_PREFIX + padded(firstTxid) + "-" + padded(lastTxid) + "_" + padded(timeMillis);
    }

    /** What a name says, or empty if it is none of ours (spec storage.md §1: such names are ignored). */
    public static Optional<StorageFileName> parse(String name) {
        if (name.endsWith(TEMPORARY_ENDING)) {
            return Optional.of(StorageFileName.single(name, StorageFileName.Kind.TEMPORARY, -1));
        }
        if (name.startsWith("fsimage")) {
            return parseImage(name);
        }
        if (name.startsWith(EDITS_PREFIX)) {
            return parseEdits(name);
        }
        return Optional.empty();
    }

    /** True if both names say the same, however many zeros their txids begin with: who renames files by hand saves them. */
    static boolean isSameFile(String one, String other) {
        Optional<StorageFileName> renamed = parse(one).map(file -> file.named(other));
        return one.equals(other) || (renamed.isPresent() && renamed.equals(parse(other)));
    }

    private static Optional<StorageFileName> parseImage(String name) {
        Matcher image = IMAGE.matcher(name);
        if (image.matches()) {
            boolean rollback = image.group(1) != null;
            return txid(image.group(2))
                    .map(txid -> StorageFileName.single(name, imageKind(rollback, image.group(3)), txid));
        }
        Matcher damaged = DAMAGED_IMAGE.matcher(name);
        if (damaged.matches()) {
            return txid(damaged.group(1))
                    .map(txid -> StorageFileName.single(name, StorageFileName.Kind.DAMAGED_IMAGE, txid));
        }
        Matcher checkpoint = CHECKPOINT.matcher(name);
        if (checkpoint.matches()) {
            return txid(checkpoint.group(1))
                    .map(txid -> StorageFileName.single(name, StorageFileName.Kind.CHECKPOINT_IMAGE, txid));
        }
        return Optional.empty();
    }

    private static StorageFileName.Kind imageKind(boolean rollback, @Nullable String sidecarEnding) {
        if (sidecarEnding != null) {
            return StorageFileName.Kind.SIDECAR;
        }
        return rollback ? StorageFileName.Kind.ROLLBACK_IMAGE : StorageFileName.Kind.IMAGE;
    }

    private static Optional<StorageFileName> parseEdits(String name) {
        Matcher finalized = FINALIZED.matcher(name);
        if (finalized.matches()) {
            StorageFileName.Kind kind =
                    finalized.group(3) == null ? StorageFileName.Kind.FINALIZED : StorageFileName.Kind.SET_ASIDE;
            return range(name, kind, finalized.group(1), finalized.group(2));
        }
        Matcher inProgress = IN_PROGRESS.matcher(name);
        if (inProgress.matches()) {
            StorageFileName.Kind kind =
                    inProgress.group(2) == null ? StorageFileName.Kind.IN_PROGRESS : StorageFileName.Kind.SET_ASIDE;
            return txid(inProgress.group(1)).map(txid -> StorageFileName.single(name, kind, txid));
        }
        Matcher download = DOWNLOAD.matcher(name);
        if (download.matches()) {
            return range(name, StorageFileName.Kind.DOWNLOAD, download.group(1), download.group(2));
        }
        return Optional.empty();
    }

    private static Optional<StorageFileName> range(
            String name, StorageFileName.Kind kind, String firstDigits, String lastDigits) {
        Optional<Long> first = txid(firstDigits);
        Optional<Long> last = txid(lastDigits);
        if (first.isEmpty() || last.isEmpty() || last.get() < first.get()) {
            return Optional.empty();
        }
        return Optional.of(new StorageFileName(name, kind, first.get(), last.get()));
    }

    private static Optional<Long> txid(String digits) {
        try {
            return Optional.of(Long.parseLong(digits));
        } catch (NumberFormatException e) {
            return Optional.empty(); // beyond 2^63 - 1
        }
    }

    private static String padded(long number) {
        return String.format(Locale.ROOT, "%019d", number);
    }
}
