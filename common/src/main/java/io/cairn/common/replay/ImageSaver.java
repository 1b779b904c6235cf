package io.cairn.common.replay;

import io.cairn.common.bytes.ByteSink;
import io.cairn.common.bytes.ByteSource;
import io.cairn.common.codec.image.CorruptImageException;
import io.cairn.common.codec.image.ImageReader;
import io.cairn.common.codec.image.ImageWriter;
import io.cairn.common.digest.NamespaceDigest;
import io.cairn.common.disk.Disk;
import io.cairn.common.disk.PendingFile;
import io.cairn.common.layout.DigestSidecar;
import io.cairn.common.layout.FileNames;
import io.cairn.common.layout.Md5Sidecar;
import io.cairn.common.store.StoreView;
import io.cairn.common.store.image.FullImage;
import io.cairn.common.store.image.ImageForm;
import io.cairn.common.store.image.ImageMerge;
import io.cairn.common.store.image.ImageScan;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * Saves a namespace as an image that is proven: written under a checkpoint's name, forced, re-read from disk and
 * compared, the namespace digest included, then named, with its sidecars. A store that lies over an image is merged by
 * copying what was not touched, any other is written in full. After a crash there is the whole image or at most {@code
 * fsimage.ckpt_N} (and perhaps a sidecar without an image). Thread-safe: keeps nothing.
 */
public final class ImageSaver {
    private static final int CHUNK_BYTES = 1 << 20;

    private final Disk disk;
    private final Encoding encoding;

    public ImageSaver(Disk disk) {
        this(disk, ImageSaver::write);
    }

    /** @param encoding how a view becomes bytes; another than {@link #write} only to show that its errors are found */
    ImageSaver(Disk disk, Encoding encoding) {
        this.disk = disk;
        this.encoding = encoding;
    }

    /** Writes the bytes of an image. */
    @FunctionalInterface
    interface Encoding {
        void write(StoreView view, ByteSink sink, ImageForm form) throws IOException;
    }

    /** Sees how far a save has come. */
    @FunctionalInterface
    public interface Watch {
        /**
         * So many bytes of the image are written by now.
         *
         * @throws IOException to end the save; it then leaves nothing behind
         */
        void written(long bytes) throws IOException;
    }

    /** Tells the watch after each piece. Single use, one thread. */
    private record WatchedSink(ByteSink sink, Watch watch) implements ByteSink {
        @Override
        public void write(byte[] source, int offset, int count) throws IOException {
            sink.write(source, offset, count);
            watch.written(sink.position());
        }

        @Override
        public long position() {
            return sink.position();
        }
    }

    /**
     * Writes {@code fsimage_N} into a directory, N being the view's last transaction.
     *
     * @param view must not change meanwhile
     * @param current the {@code current} directory
     * @throws CorruptImageException if what was re-read is not what was written
     * @throws DigestMismatchException if what was re-read holds something else than the view
     */
    public SavedImage save(StoreView view, Path current, ImageForm form) throws IOException {
        return save(view, current, form, written -> {});
    }

    /** As the other, with someone who looks on and may end it. */
    public SavedImage save(StoreView view, Path current, ImageForm form, Watch watch) throws IOException {
        return save(view, current, form, watch, Optional.empty());
    }

    /**
     * As the others; the finished file must besides have a digest that is known from elsewhere.
     *
     * @param expected what the primary says the namespace is at the view's last transaction
     * @throws DigestMismatchException if what was re-read holds something else than the view, or than was expected
     */
    public SavedImage save(
            StoreView view, Path current, ImageForm form, Watch watch, Optional<NamespaceDigest> expected)
            throws IOException {
        long txid = view.appliedTxid();
        try (PendingFile file =
                        PendingFile.begin(disk, current, FileNames.checkpointImage(txid), FileNames.image(txid));
                DigestingSink sink = new DigestingSink(file.sink())) {
            encoding.write(view, new WatchedSink(sink, watch), form);
            byte[] md5 = sink.finish();
            file.seal();
            NamespaceDigest digest = verify(file.temporary(), sink.position(), sink.crc32c(), view);
            require(file.target(), "the store it was saved from", view.digest(), digest);
            if (expected.isPresent()) {
                require(file.target(), "the primary", expected.get(), digest);
            }
            DigestSidecar.write(disk, file.target(), digest);
            Md5Sidecar.write(disk, file.target(), md5);
            file.commit();
            return new SavedImage(file.target(), txid, sink.position(), md5, digest, view.inodeCount());
        }
    }

    /** Writes the bytes of an image; durability and digests are the sink's affair. */
    public static void write(StoreView view, ByteSink sink, ImageForm form) throws IOException {
        try (ImageWriter writer = new ImageWriter(sink, form.layout(), form.compression())) {
            if (ImageMerge.isPossible(view, form.layout())) {
                new ImageMerge(view, writer, form).write();
            } else {
                new FullImage(view, writer, form).write();
            }
        }
    }

    private static void require(Path image, String by, NamespaceDigest expected, NamespaceDigest found)
            throws DigestMismatchException {
        if (!found.equals(expected)) {
            throw new DigestMismatchException(image, by, expected, found);
        }
    }

    /** Looks at the file as the disk gives it back; answers the digest of what is in it. */
    private NamespaceDigest verify(Path file, long length, long crc, StoreView view) throws IOException {
        try (ByteSource source = disk.open(file)) {
            check(source, "length in bytes", length, source.length());
            check(source, "CRC-32C of the bytes written", crc, crc32c(source));
            ImageReader image = ImageReader.open(source);
            check(source, "last transaction", view.appliedTxid(), image.nsInfo().txid());
            ImageScan.Found found = new ImageScan(image).check();
            check(source, "number of inodes", view.inodeCount(), found.inodeCount());
            check(source, "number of entries for files open for writing", found.openFiles(), found.openEntries());
            return found.digest();
        }
    }

    private static void check(ByteSource source, String what, long expected, long found) throws CorruptImageException {
        if (expected != found) {
            throw new CorruptImageException(
                    source.name(), null, -1, what + " " + expected + " when re-read", "" + found);
        }
    }

    private static long crc32c(ByteSource source) throws IOException {
        CRC32C crc = new CRC32C();
        byte[] chunk = new byte[CHUNK_BYTES];
        long position = 0;
        int read = source.read(position, chunk, 0, chunk.length);
        while (read > 0) {
            crc.update(chunk, 0, read);
            position += read;
            read = source.read(position, chunk, 0, chunk.length);
        }
        return crc.getValue();
    }
}
