package io.cairn.checkpointer.upload;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cairn.common.bytes.ByteSource;
import io.cairn.common.digest.NamespaceDigest;
import io.cairn.common.disk.Disk;
import io.cairn.common.layout.DigestSidecar;
import io.cairn.common.layout.Md5Sidecar;
import io.cairn.common.layout.StorageInfo;
import io.cairn.common.transfer.OfferAnswer;
import io.cairn.common.transfer.TransferClient;
import io.cairn.common.transfer.TransferProtocol;
import io.cairn.common.transfer.UploadOffer;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;

/**
 * Offers a finished image to the primary and, if it is wanted, sends it by PUT (spec storage.md §6.2). Confined to the
 * checkpoint thread.
 */
public final class Upload {
    private final Disk disk;
    private final TransferClient http;
    private final ObjectMapper json =
            new ObjectMapper().configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);

    public Upload(Disk disk, TransferClient http) {
        this.disk = disk;
        this.http = http;
    }

    /**
     * Sends {@code image} with the digest of its sidecar; on return the primary has proven and renamed it.
     *
     * @return bytes sent
     * @throws UploadRefusedException if the primary does not want it; if it said so to the offer, nothing was sent
     */
    public long send(Path image, long txid, StorageInfo storage) throws IOException {
        byte[] md5 = Md5Sidecar.read(disk, image)
                .orElseThrow(() -> new IOException(image + ": has no MD5 file beside it, so it is not sent"));
        NamespaceDigest digest = DigestSidecar.read(disk, image)
                .orElseThrow(() -> new IOException(image + ": has no digest file beside it, so it is not sent"));
        String md5Hex = HexFormat.of().formatHex(md5);
        try (ByteSource source = disk.open(image)) {
            String uploadId =
                    offer(new UploadOffer(txid, source.length(), md5Hex, digest.toString(), storage.wireText()));
            String path = TransferProtocol.IMAGE_TRANSFER + "?" + TransferProtocol.TXID + "=" + txid + "&"
                    + TransferProtocol.STORAGE_INFO + "="
                    + URLEncoder.encode(storage.wireText(), StandardCharsets.UTF_8) + "&"
                    + TransferProtocol.FILE_LENGTH + "=" + source.length() + "&" + TransferProtocol.IMAGE_FILE + "="
                    + TransferProtocol.IMAGE_FILE_IMAGE + "&" + TransferProtocol.UPLOAD_ID + "="
                    + URLEncoder.encode(uploadId, StandardCharsets.UTF_8);
            Map<String, String> headers = Map.of(
                    "Content-Type",
                    TransferProtocol.OCTET_STREAM,
                    TransferProtocol.MD5_HEADER,
                    md5Hex,
                    TransferProtocol.DIGEST_HEADER,
                    digest.toString());
            TransferClient.Answer answer = http.upload(path, headers, source);
            if (answer.status() != 200) {
                throw refused("PUT", "image", txid, answer);
            }
            return source.length();
        }
    }

    /** Asks whether the image is wanted; answers the id under which it may come. */
    private String offer(UploadOffer offer) throws IOException {
        TransferClient.Answer answer = http.post(TransferProtocol.OFFER, json.writeValueAsString(offer));
        if (answer.status() != 200) {
            throw refused("POST", "offer of image", offer.txid(), answer);
        }
        try {
            return json.readValue(answer.text(), OfferAnswer.class).uploadId();
        } catch (JsonProcessingException e) {
            throw new IOException(
                    "POST " + http.base() + TransferProtocol.OFFER + ": the answer is not the JSON expected: "
                            + e.getOriginalMessage(),
                    e);
        }
    }

    private UploadRefusedException refused(String method, String what, long txid, TransferClient.Answer answer) {
        return new UploadRefusedException(
                method + " " + http.base() + " " + what + " " + txid + ": status " + answer.status() + ": "
                        + answer.text().strip(),
                answer.status());
    }
}
