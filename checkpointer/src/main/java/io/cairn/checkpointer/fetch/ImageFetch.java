package io.cairn.checkpointer.fetch;

import io.cairn.common.bytes.Md5Sink;
import io.cairn.common.digest.NamespaceDigest;
import io.cairn.common.disk.Disk;
import io.cairn.common.disk.PendingFile;
import io.cairn.common.layout.CorruptStorageException;
import io.cairn.common.layout.DigestSidecar;
import io.cairn.common.layout.FileNames;
import io.cairn.common.layout.Md5Sidecar;
import io.cairn.common.layout.StorageDirectory;
import io.cairn.common.layout.StorageInfo;
import io.cairn.common.transfer.TransferClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

/**
 * Brings an image of the primary into an image directory. It appears under its name only when its MD5 is the one the
 * primary named, with its sidecars in place; whether it holds what the digest says is seen when it is opened; until
 * then it is {@code fsimage.ckpt_…}. Confined to the checkpoint thread.
 */
public final class ImageFetch {
    private final Disk disk;
    private final PrimaryClient primary;

    public ImageFetch(Disk disk, PrimaryClient primary) {
        this.disk = disk;
        this.primary = primary;
    }

    /** Fetches the image of {@code txid}; answers its length in bytes. */
    public long fetch(long txid, StorageInfo expected, StorageDirectory directory) throws IOException {
        try (PendingFile file =
                PendingFile.begin(disk, directory.current(), FileNames.checkpointImage(txid), FileNames.image(txid))) {
            Md5Sink sink = new Md5Sink(file.sink());
            TransferClient.Received received = primary.image(txid, expected, sink);
            byte[] md5 = sink.md5();
            requireMd5(txid, received.md5(), HexFormat.of().formatHex(md5));
            file.seal();
            DigestSidecar.replace(disk, file.target(), digest(txid, received.digest()));
            Md5Sidecar.write(disk, file.target(), md5);
            file.commit();
            return received.length();
        }
    }

    /** True if {@code image} is there with sidecars of the right form; its bytes are checked when it is read. */
    public boolean isHeld(Path image) throws IOException {
        try {
            DigestSidecar.read(disk, image);
            return disk.exists(image) && Md5Sidecar.read(disk, image).isPresent();
        } catch (CorruptStorageException e) {
            return false;
        }
    }

    /** What the image has to hold, as the primary says; an image that was made by another software may lack it. */
    private Optional<NamespaceDigest> digest(long txid, Optional<String> announced) throws IOException {
        try {
            return announced.map(NamespaceDigest::parse);
        } catch (IllegalArgumentException e) {
            throw new IOException("image " + txid + " from " + primary.address() + ": " + e.getMessage(), e);
        }
    }

    private void requireMd5(long txid, Optional<String> announced, String found) throws IOException {
        String expected = announced
                .map(text -> text.toLowerCase(Locale.ROOT))
                .orElseThrow(() -> new IOException("image " + txid + " from " + primary.address()
                        + ": the answer names no MD5, so it is not taken"));
        if (!expected.equals(found)) {
            throw new IOException(
                    "image " + txid + " from " + primary.address() + ": expected MD5 " + expected + ", found " + found);
        }
    }
}
