package io.cairn.common.verify;

import io.cairn.common.bytes.ByteSource;
import io.cairn.common.bytes.Checksums;
import io.cairn.common.disk.Disk;
import io.cairn.common.layout.CorruptStorageException;
import io.cairn.common.layout.Md5Sidecar;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;

/** Checks an image as a file: that it can be read, and has the MD5 that its sidecar says. Stateless. */
final class ImageFileCheck {
    private static final int CHUNK_BYTES = 1 << 20;

    private ImageFileCheck() {}

    /**
     * Returns the file's MD5 if nothing speaks against it; empty after damage was told.
     *
     * @param sidecarNeeded whether an image without sidecar is damaged, as HDFS has it, or just an image
     */
    static Optional<String> md5(
            Disk disk, Path image, boolean sidecarNeeded, Findings findings, Watcher watcher, String next)
            throws IOException {
        String found = md5(disk, image, watcher);
        Optional<byte[]> expected;
        try {
            expected = Md5Sidecar.read(disk, image);
        } catch (CorruptStorageException e) {
            findings.damage(Md5Sidecar.path(image).toString(), -1, String.valueOf(e.getMessage()), "", "", next);
            return Optional.empty();
        }
        if (expected.isEmpty()) {
            if (!sidecarNeeded) {
                findings.note(image.toString(), "has no MD5 beside it, so its bytes are compared with nothing");
                return Optional.of(found);
            }
            findings.damage(
                    Md5Sidecar.path(image).toString(),
                    -1,
                    "the image has no MD5",
                    "the MD5 of " + image,
                    "no file",
                    next);
            return Optional.empty();
        }
        String wanted = HexFormat.of().formatHex(expected.get());
        if (!wanted.equals(found)) {
            findings.damage(image.toString(), -1, "wrong MD5", wanted, found, next);
            return Optional.empty();
        }
        return Optional.of(found);
    }

    private static String md5(Disk disk, Path image, Watcher watcher) throws IOException {
        try (ByteSource source = disk.open(image)) {
            MessageDigest md5 = Checksums.md5();
            byte[] chunk = new byte[CHUNK_BYTES];
            long at = 0;
            while (at < source.length()) {
                int read = source.read(at, chunk, 0, chunk.length);
                if (read <= 0) {
                    break;
                }
                md5.update(chunk, 0, read);
                at += read;
                watcher.at("MD5 of " + image, at, source.length());
            }
            return HexFormat.of().formatHex(md5.digest());
        }
    }
}
