package io.cairn.common.layout;

import io.cairn.common.disk.Disk;
import io.cairn.common.disk.PendingFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The MD5 of an image, in a file beside it: 32 hex digits, a blank, an asterisk, the image's name, a line feed (spec
 * fsimage.md). Stateless.
 */
public final class Md5Sidecar {
    /** Bytes of an MD5. */
    public static final int DIGEST_BYTES = 16;

    private static final int BYTES_MAX = 4096;
    private static final Pattern LINE = Pattern.compile("([0-9a-fA-F]{32}) [ *](.+)");

    private Md5Sidecar() {}

    /** Where the sidecar of {@code image} is. */
    public static Path path(Path image) {
        return image.resolveSibling(FileNames.md5(String.valueOf(image.getFileName())));
    }

    /**
     * The MD5 recorded for {@code image}, or empty if there is no sidecar.
     *
     * @throws CorruptStorageException if the sidecar is not of the known form or names another file
     */
    public static Optional<byte[]> read(Disk disk, Path image) throws IOException {
        Path sidecar = path(image);
        if (!disk.isThere(sidecar)) {
            return Optional.empty();
        }
        String text = new String(disk.readSmall(sidecar, BYTES_MAX), StandardCharsets.UTF_8);
        Matcher line = LINE.matcher(text.strip());
        if (!line.matches()) {
            throw new CorruptStorageException(
                    sidecar, "not an MD5 line", "32 hex digits, \" *\" and a file name", text);
        }
        String named = line.group(2);
        if (!FileNames.isSameFile(named, String.valueOf(image.getFileName()))) {
            throw new CorruptStorageException(
                    sidecar, "belongs to another file", String.valueOf(image.getFileName()), named);
        }
        return Optional.of(HexFormat.of().parseHex(line.group(1).toLowerCase(Locale.ROOT)));
    }

    /**
     * Replaces the sidecar of {@code image}, which need not exist yet; durable on return.
     *
     * @param md5 {@link #DIGEST_BYTES} bytes
     */
    public static void write(Disk disk, Path image, byte[] md5) throws IOException {
        PendingFile.replace(disk, path(image), bytes(String.valueOf(image.getFileName()), md5));
    }

    /**
     * Content of the sidecar of an image.
     *
     * @param md5 {@link #DIGEST_BYTES} bytes
     */
    public static byte[] bytes(String imageName, byte[] md5) {
        if (md5.length != DIGEST_BYTES) {
            throw new IllegalArgumentException("An MD5 has " + DIGEST_BYTES + " bytes, not " + md5.length);
        }
        return (HexFormat.of().formatHex(md5) + " *" + imageName + "\n").getBytes(StandardCharsets.UTF_8);
    }
}
