package io.cairn.common.layout;

import io.cairn.common.digest.NamespaceDigest;
import io.cairn.common.disk.Disk;
import io.cairn.common.disk.PendingFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The namespace digest of an image, in a file {@code fsimage_N.digest} beside it: the digest's format, a blank, 32 hex
 * digits, a blank, an asterisk, the image's name, a line feed. Ours alone; HDFS leaves such a file unread. Stateless.
 */
public final class DigestSidecar {
    private static final int BYTES_MAX = 4096;
    private static final Pattern LINE = Pattern.compile("(cairn-digest-\\d+) ([0-9a-fA-F]{32}) \\*(.+)");

    private DigestSidecar() {}

    /** Where the sidecar of {@code image} is. */
    public static Path path(Path image) {
        return image.resolveSibling(image.getFileName() + FileNames.DIGEST_ENDING);
    }

    /**
     * The digest recorded for {@code image}; empty if there is no sidecar, or one of a format that this software does not
     * know and so cannot compare.
     *
     * @throws CorruptStorageException if the sidecar is not of the known form or names another file
     */
    public static Optional<NamespaceDigest> read(Disk disk, Path image) throws IOException {
        Path sidecar = path(image);
        if (!disk.isThere(sidecar)) {
            return Optional.empty();
        }
        String text = new String(disk.readSmall(sidecar, BYTES_MAX), StandardCharsets.UTF_8);
        Matcher line = LINE.matcher(text.strip());
        if (!line.matches()) {
            throw new CorruptStorageException(
                    sidecar, "not a digest line", NamespaceDigest.FORMAT + ", 32 hex digits, \" *\" and a name", text);
        }
        String named = line.group(3);
        if (!FileNames.isSameFile(named, String.valueOf(image.getFileName()))) {
            throw new CorruptStorageException(
                    sidecar, "belongs to another file", String.valueOf(image.getFileName()), named);
        }
        return line.group(1).equals(NamespaceDigest.FORMAT)
                ? Optional.of(NamespaceDigest.parse(line.group(2).toLowerCase(Locale.ROOT)))
                : Optional.empty();
    }

    /** Replaces the sidecar of {@code image}, which need not exist yet; durable on return. */
    public static void write(Disk disk, Path image, NamespaceDigest digest) throws IOException {
        PendingFile.replace(disk, path(image), bytes(String.valueOf(image.getFileName()), digest));
    }

    /** As {@link #write}; with no digest given, one of an earlier image of that name goes. */
    public static void replace(Disk disk, Path image, Optional<NamespaceDigest> digest) throws IOException {
        if (digest.isPresent()) {
            write(disk, image, digest.get());
        } else {
            disk.delete(path(image));
        }
    }

    /** Content of the sidecar of an image. */
    public static byte[] bytes(String imageName, NamespaceDigest digest) {
        return (NamespaceDigest.FORMAT + " " + digest + " *" + imageName + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Compares an image's digest with its sidecar; an image without one is not proven, and not refused.
     *
     * @throws CorruptStorageException if the sidecar says otherwise
     */
    public static void require(Disk disk, Path image, NamespaceDigest found) throws IOException {
        Optional<NamespaceDigest> expected = read(disk, image);
        if (expected.isPresent() && !expected.get().equals(found)) {
            throw new CorruptStorageException(
                    image,
                    "holds another namespace than was proven",
                    "digest " + expected.get() + " of " + path(image),
                    "digest " + found);
        }
    }
}
