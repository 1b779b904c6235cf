package io.cairn.checkpointer.upload;

import io.cairn.common.bytes.ByteSource;
import io.cairn.common.disk.Disk;
import io.cairn.common.layout.Md5Sidecar;
import io.cairn.common.layout.StorageInfo;
import io.cairn.common.transfer.TransferClient;
import io.cairn.common.transfer.TransferProtocol;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;

/** Sends a finished image to the primary by PUT (spec storage.md §6.2). Confined to the checkpoint thread. */
public final class Upload {
    private final Disk disk;
    private final TransferClient http;

    public Upload(Disk disk, TransferClient http) {
        this.disk = disk;
        this.http = http;
    }

    /**
     * Sends {@code image}; on return the primary has verified and renamed it.
     *
     * @return bytes sent
     * @throws UploadRefusedException if the primary answers anything but 200
     */
    public long send(Path image, long txid, StorageInfo storage) throws IOException {
        byte[] md5 = Md5Sidecar.read(disk, image)
                .orElseThrow(() -> new IOException(image + ": has no MD5 file beside it, so it is not sent"));
        try (ByteSource source = disk.open(image)) {
            String path = TransferProtocol.IMAGE_TRANSFER + "?" + TransferProtocol.TXID + "=" + txid + "&"
                    + TransferProtocol.STORAGE_INFO + "="
                    + URLEncoder.encode(storage.wireText(), StandardCharsets.UTF_8) + "&"
                    + TransferProtocol.FILE_LENGTH + "=" + source.length() + "&" + TransferProtocol.IMAGE_FILE + "="
                    + TransferProtocol.IMAGE_FILE_IMAGE;
            Map<String, String> headers = Map.of(
                    "Content-Type",
                    TransferProtocol.OCTET_STREAM,
                    TransferProtocol.MD5_HEADER,
                    HexFormat.of().formatHex(md5));
            TransferClient.Answer answer = http.upload(path, headers, source);
            if (answer.status() != 200) {
                throw new UploadRefusedException(
                        "PUT " + http.base() + " image " + txid + ": status " + answer.status() + ": "
                                + answer.text().strip(),
                        answer.status());
            }
            return source.length();
        }
    }
}
