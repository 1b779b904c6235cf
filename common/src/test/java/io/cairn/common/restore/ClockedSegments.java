package io.cairn.common.restore;

import io.cairn.common.codec.edits.EditWriter;
import io.cairn.common.disk.Disk;
import io.cairn.common.disk.PendingFile;
import io.cairn.common.model.CallId;
import io.cairn.common.model.LayoutVersion;
import io.cairn.common.op.DeleteOp;
import java.io.IOException;
import java.nio.file.Path;

/** Segments whose ops carry given times. */
final class ClockedSegments {
    private ClockedSegments() {}

    /** Writes {@code directory/edits} with one op a time, from transaction 1 on. */
    static void write(Disk disk, Path directory, long[] timesMillis) throws IOException {
        disk.createDirectories(directory);
        try (PendingFile file = PendingFile.begin(disk, directory.resolve("edits"));
                EditWriter writer = new EditWriter(file.sink(), LayoutVersion.CURRENT)) {
            for (int i = 0; i < timesMillis.length; i++) {
                writer.write(i + 1, new DeleteOp("/gone", timesMillis[i], CallId.NONE));
            }
            writer.flush();
            file.commit();
        }
    }
}
