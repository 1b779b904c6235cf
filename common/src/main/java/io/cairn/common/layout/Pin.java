package io.cairn.common.layout;

import io.cairn.common.disk.Disk;
import io.cairn.common.disk.PendingFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/**
 * That an image is to be kept whatever retention says, in a file beside it, {@code fsimage_N.pin}: a line with the time
 * (ISO 8601, UTC, for display), a line with the reason, in UTF-8. It keeps the image with its sidecars and does not count
 * among those that retention keeps; edits are kept as if it were not there, since those behind an old image would grow
 * without end. So exactly the image's txid can be brought back from it for as long as it is pinned. Immutable.
 *
 * @param reason one line, of at most {@link #REASON_LENGTH_MAX} characters; may be empty
 */
public record Pin(Instant since, String reason) {
    /** Most characters of a reason. */
    public static final int REASON_LENGTH_MAX = 1000;

    private static final int BYTES_MAX = 8192;

    public Pin {
        if (reason.length() > REASON_LENGTH_MAX || reason.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    "A reason is one line of at most " + REASON_LENGTH_MAX + " characters, not " + reason.length());
        }
    }

    /** Where the pin of {@code image} is. */
    public static Path path(Path image) {
        return image.resolveSibling(image.getFileName() + FileNames.PIN_ENDING);
    }

    /**
     * The pin of {@code image}, or empty if it has none.
     *
     * @throws CorruptStorageException if the file beside it is not of the known form
     */
    public static Optional<Pin> read(Disk disk, Path image) throws IOException {
        Path file = path(image);
        if (!disk.exists(file)) {
            return Optional.empty();
        }
        String text = new String(disk.readSmall(file, BYTES_MAX), StandardCharsets.UTF_8);
        String[] lines = text.split("\n", -1);
        try {
            return Optional.of(new Pin(Instant.parse(lines[0]), lines.length > 1 ? lines[1] : ""));
        } catch (DateTimeException | IllegalArgumentException e) {
            throw new CorruptStorageException(file, "not a pin", "a time and a reason, each on a line", text);
        }
    }

    /** Pins {@code image}, or changes its pin; durable on return. */
    public void write(Disk disk, Path image) throws IOException {
        String text = since + "\n" + reason + "\n";
        PendingFile.replace(disk, path(image), text.getBytes(StandardCharsets.UTF_8));
    }

    /** Takes the pin of {@code image} away, if it has one; durable on return. */
    public static void remove(Disk disk, Path image) throws IOException {
        Path file = path(image);
        if (disk.delete(file)) {
            Path directory = file.getParent();
            disk.forceDirectory(directory == null ? Path.of(".") : directory);
        }
    }
}
