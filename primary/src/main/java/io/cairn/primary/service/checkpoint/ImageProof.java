package io.cairn.primary.service.checkpoint;

import io.cairn.common.bytes.ByteSource;
import io.cairn.common.codec.image.ImageReader;
import io.cairn.common.codec.image.NsInfo;
import io.cairn.common.digest.NamespaceDigest;
import io.cairn.common.disk.Disk;
import io.cairn.common.model.LayoutVersion;
import io.cairn.common.store.image.ImageScan;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Looks a received image through, record by record, on a thread of its own while another one re-reads it for its MD5.
 * Single use; begun by the constructor.
 */
final class ImageProof {
    private final Path file;
    private final FutureTask<Found> scan;

    /** What is in the file. Immutable. */
    record Found(NsInfo info, LayoutVersion layout, NamespaceDigest digest) {}

    ImageProof(Disk disk, Path file) {
        this.file = file;
        scan = new FutureTask<>(() -> look(disk, file));
        Thread thread = new Thread(scan, "cairn-image-proof");
        thread.setDaemon(true);
        thread.start();
    }

    private static Found look(Disk disk, Path file) throws IOException {
        try (ByteSource source = disk.open(file)) {
            ImageReader image = ImageReader.open(source);
            return new Found(
                    image.nsInfo(), image.layout(), new ImageScan(image).check().digest());
        }
    }

    /** The file that is looked through. */
    Path file() {
        return file;
    }

    /**
     * Waits for the end.
     *
     * @throws IOException if the file is no sound image, or cannot be read
     */
    Found found() throws IOException {
        try {
            return scan.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("interrupted while " + file + " was proven").initCause(e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IOException(String.valueOf(cause.getMessage()), cause);
        }
    }
}
