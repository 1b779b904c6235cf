package io.cairn.common.restore;

import io.cairn.common.bytes.ByteSource;
import io.cairn.common.codec.image.CorruptImageException;
import io.cairn.common.codec.image.ImageReader;
import io.cairn.common.codec.image.NsInfo;
import io.cairn.common.disk.Disk;
import io.cairn.common.layout.StorageInfo;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Compares what an image says of itself with its name and with VERSION; its MD5 says nothing of either. Stateless. */
final class ImageIdentity {
    private ImageIdentity() {}

    /** Why {@code image} is not that of {@code txid} in the namespace {@code info}; empty if it is. */
    static Optional<String> trouble(Disk disk, Path image, long txid, StorageInfo info) throws IOException {
        NsInfo found;
        try (ByteSource bytes = disk.open(image)) {
            found = ImageReader.open(bytes).nsInfo();
        } catch (CorruptImageException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
        if (found.txid() != txid) {
            return Optional.of(
                    image + " holds the namespace after transaction " + found.txid() + ", not after " + txid);
        }
        if (found.namespaceId() != info.namespaceId()) {
            return Optional.of(image + " belongs to another namespace: expected namespaceID " + info.namespaceId()
                    + ", found " + found.namespaceId());
        }
        return Optional.empty();
    }
}
