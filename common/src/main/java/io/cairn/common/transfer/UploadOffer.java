package io.cairn.common.transfer;

import org.jspecify.annotations.Nullable;

/**
 * Body of {@link TransferProtocol#OFFER}: an image that could be uploaded. Immutable.
 *
 * @param txid last transaction in it
 * @param length bytes
 * @param md5 of the file, 32 hexadecimal digits
 * @param digest of the namespace in it, 32 hexadecimal digits
 * @param storageInfo of the sender, {@code layoutVersion:namespaceID:cTime:clusterID}
 */
public record UploadOffer(
        long txid,
        long length,
        @Nullable String md5,
        @Nullable String digest,
        @Nullable String storageInfo) {}
