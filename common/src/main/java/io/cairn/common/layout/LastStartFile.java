package io.cairn.common.layout;

import io.cairn.common.disk.Disk;
import io.cairn.common.disk.PendingFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The file {@code last_start}: the name, drawn anew each time, of the last start of a primary that served from the
 * directory, and a line feed. A store that carries the same name has seen the same past. Ours alone; HDFS leaves such a
 * file unread. Stateless.
 */
public final class LastStartFile {
    private static final int BYTES_MAX = 64;

    private LastStartFile() {}

    /** The name in {@code file}; empty if the file is missing: then nothing is known of the past. */
    public static Optional<String> read(Disk disk, Path file) throws IOException {
        try {
            String name = new String(disk.readSmall(file, BYTES_MAX), StandardCharsets.ISO_8859_1).strip();
            return name.isEmpty() ? Optional.empty() : Optional.of(name);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** Replaces {@code file} atomically; durable on return. */
    public static void write(Disk disk, Path file, String name) throws IOException {
        PendingFile.replace(disk, file, (name + "\n").getBytes(StandardCharsets.ISO_8859_1));
    }
}
