package io.cairn.common.replay;

import io.cairn.common.bytes.ByteSource;
import io.cairn.common.disk.Disk;
import io.cairn.common.disk.PendingFile;
import io.cairn.common.layout.CorruptStorageException;
import io.cairn.common.layout.DigestSidecar;
import io.cairn.common.layout.FileNames;
import io.cairn.common.layout.Md5Sidecar;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;

/** Copies a finished image into a further directory. Thread-safe: keeps nothing. */
public final class ImageCopy {
    private static final int CHUNK_BYTES = 1 << 20;

    private final Disk disk;

    public ImageCopy(Disk disk) {
        this.disk = disk;
    }

    /**
     * Copies {@code source} as {@code fsimage_<txid>} with its sidecars into {@code current}. Durable on return; after a
     * crash there is the whole image or at most {@code fsimage.ckpt_<txid>}.
     *
     * @param md5 of the source; what was copied must have it
     * @throws CorruptStorageException if it has another
     */
    public void copy(Path source, byte[] md5, Path current, long txid) throws IOException {
        try (PendingFile file =
                        PendingFile.begin(disk, current, FileNames.checkpointImage(txid), FileNames.image(txid));
                DigestingSink sink = new DigestingSink(file.sink());
                ByteSource bytes = disk.open(source)) {
            byte[] chunk = new byte[CHUNK_BYTES];
            long position = 0;
            int read = bytes.read(position, chunk, 0, chunk.length);
            while (read > 0) {
                sink.write(chunk, 0, read);
                position += read;
                read = bytes.read(position, chunk, 0, chunk.length);
            }
            byte[] found = sink.finish();
            if (!Arrays.equals(md5, found)) {
                HexFormat hex = HexFormat.of();
                throw new CorruptStorageException(
                        source, "changed since it was proven", hex.formatHex(md5), hex.formatHex(found));
            }
            file.seal();
            DigestSidecar.replace(disk, file.target(), DigestSidecar.read(disk, source));
            Md5Sidecar.write(disk, file.target(), md5);
            file.commit();
        }
    }
}
