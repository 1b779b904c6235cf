package io.cairn.common.transfer;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * JSON answer of {@link TransferProtocol#IMAGES}: the images that lie on the side asked, newest first. Immutable.
 *
 * @param storageInfo whose metadata it is
 * @param heldTxid last transaction that can be brought back from here: an image and every edit that leads on to it
 * @param images may be empty
 */
public record ImageList(WireStorageInfo storageInfo, long heldTxid, List<Image> images) {
    public ImageList {
        images = List.copyOf(images);
    }

    /**
     * One image, in all the directories that have it.
     *
     * @param txid last transaction that it contains
     * @param bytes length of the file
     * @param md5 as the MD5 file beside it says, 32 hexadecimal digits; null if no copy has such a file that can be read:
     *     the image is not whole
     * @param digest namespace digest as the file beside it says; null if there is none that can be read
     * @param mtimeMillis when it was written, milliseconds since 1970
     * @param pinned true if retention leaves it alone
     * @param pinReason why, as whoever pinned it said; null unless pinned, and if that cannot be read
     * @param restorableTo last transaction that this image and the edits here lead to without a gap; {@code txid} at
     *     least. Every transaction from {@code txid} to it can be brought back
     * @param directories the {@code current} directories that hold it
     */
    public record Image(
            long txid,
            long bytes,
            @Nullable String md5,
            @Nullable String digest,
            long mtimeMillis,
            boolean pinned,
            @Nullable String pinReason,
            long restorableTo,
            List<String> directories) {
        public Image {
            directories = List.copyOf(directories);
        }
    }

    /**
     * JSON answer of {@link TransferProtocol#IMAGES} with a txid behind it: one image, and whether its bytes are still those
     * that the MD5 file beside them says.
     *
     * @param faults one for each copy that is not whole, naming it; empty if all are
     */
    public record Checked(Image image, List<String> faults) {
        public Checked {
            faults = List.copyOf(faults);
        }
    }
}
