package io.cairn.common.replay;

import io.cairn.common.bytes.ByteSource;
import io.cairn.common.codec.image.CacheManagerState;
import io.cairn.common.codec.image.CorruptImageException;
import io.cairn.common.codec.image.DirEntryCodec;
import io.cairn.common.codec.image.ImageCompression;
import io.cairn.common.codec.image.ImageReader;
import io.cairn.common.codec.image.ImageSection;
import io.cairn.common.codec.image.ImageWriter;
import io.cairn.common.codec.image.InodeCodec;
import io.cairn.common.codec.image.MessageScanner;
import io.cairn.common.codec.image.SecretManagerState;
import io.cairn.common.disk.Disk;
import io.cairn.common.disk.PendingFile;
import io.cairn.common.layout.CorruptStorageException;
import io.cairn.common.layout.DigestSidecar;
import io.cairn.common.layout.Md5Sidecar;
import io.cairn.common.model.Inode;
import io.cairn.common.store.MetadataStore;
import io.cairn.common.store.SideTable;
import io.cairn.common.store.image.ImageScan;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.LongConsumer;

/** Brings images from disk into stores. Thread-safe: keeps nothing. */
public final class ImageLoader {
    /** {@code appliedTxid} of a store while an image is being loaded into it: what it holds is of no use. */
    public static final long LOADING = -1;

    private static final int UNIT_INODES = 10_000;

    private final Disk disk;

    public ImageLoader(Disk disk) {
        this.disk = disk;
    }

    /**
     * Compares an image with its MD5 sidecar.
     *
     * @throws CorruptStorageException if there is no sidecar, or it says otherwise
     */
    public void verify(Path image) throws IOException {
        byte[] expected = Md5Sidecar.read(disk, image)
                .orElseThrow(() -> new CorruptStorageException(
                        Md5Sidecar.path(image), "cannot be verified", "the MD5 of " + image, "no such file"));
        byte[] found = md5(image);
        if (!Arrays.equals(expected, found)) {
            HexFormat hex = HexFormat.of();
            throw new CorruptStorageException(image, "wrong MD5", hex.formatHex(expected), hex.formatHex(found));
        }
    }

    /**
     * Verifies an image and loads it; what was loaded must have the digest of its sidecar, if there is one.
     *
     * @param store without inodes; commits happen on the way with {@link #LOADING}, at the end with the image's txid
     * @param progress is told the number of inodes loaded so far, now and then
     * @return last transaction in the image
     * @throws CorruptStorageException if MD5 or digest are not as the sidecars say; the store is then of no use
     * @throws io.cairn.common.store.image.SnapshotImageException if the image has snapshots
     */
    public long load(Path image, MetadataStore store, LongConsumer progress) throws IOException {
        verify(image);
        try (ByteSource source = disk.open(image)) {
            ImageReader opened = ImageReader.open(source);
            fill(opened, store, progress);
            DigestSidecar.require(disk, image, store.digest());
            return commit(opened, store);
        }
    }

    /** As {@link #load(Path, MetadataStore, LongConsumer)}, of bytes that were verified. */
    public static long load(ByteSource source, MetadataStore store, LongConsumer progress) throws IOException {
        ImageReader image = ImageReader.open(source);
        fill(image, store, progress);
        return commit(image, store);
    }

    private static void fill(ImageReader image, MetadataStore store, LongConsumer progress) throws IOException {
        ImageScan.requireNoSnapshots(image);
        loadInodes(image, store, progress);
        loadDirectories(image, store);
        loadTables(image, store);
        store.putCounters(image.counters());
    }

    private static long commit(ImageReader image, MetadataStore store) throws IOException {
        long txid = image.nsInfo().txid();
        store.commit(txid);
        return txid;
    }

    /**
     * Writes an image anew without compression, so that its records can be found by position.
     *
     * @param target replaced if it exists; has no sidecar
     */
    public void inflate(ByteSource source, Path target) throws IOException {
        ImageReader image = ImageReader.open(source);
        try (PendingFile file = PendingFile.begin(disk, target);
                ImageWriter writer = new ImageWriter(file.sink(), image.layout(), ImageCompression.NONE)) {
            for (ImageSection section : ImageSection.values()) {
                if (image.summary().section(section).isPresent()) {
                    writer.copySection(image, section);
                }
            }
            writer.finish();
            file.commit();
        }
    }

    private static void loadInodes(ImageReader image, MetadataStore store, LongConsumer progress) throws IOException {
        InodeCodec codec = new InodeCodec(image.layout());
        long count = 0;
        try (MessageScanner messages = image.inodes()) {
            while (messages.next()) {
                try {
                    store.putInode(
                            codec.decode(messages.buffer(), messages.start(), messages.end(), image.stringTable()));
                } catch (CorruptImageException e) {
                    throw messages.located(e);
                }
                if (++count % UNIT_INODES == 0) {
                    store.commit(LOADING);
                    progress.accept(count);
                }
            }
            long expected = image.inodeHeader().numInodes();
            if (count != expected) {
                throw messages.corrupt(expected + " inodes, as the header says", count + " inodes");
            }
        }
        progress.accept(count);
    }

    private static void loadDirectories(ImageReader image, MetadataStore store) throws IOException {
        DirEntryCodec.Cursor cursor = new DirEntryCodec.Cursor();
        long count = 0;
        try (MessageScanner messages = image.directories()) {
            while (messages.next()) {
                try {
                    long parent = DirEntryCodec.parent(messages.buffer(), messages.start(), messages.end());
                    requireDirectory(store, parent);
                    cursor.children(messages.buffer(), messages.start(), messages.end());
                    while (cursor.next()) {
                        store.link(parent, inode(store, cursor.value(), parent).name(), cursor.value());
                        if (++count % UNIT_INODES == 0) {
                            store.commit(LOADING);
                        }
                    }
                } catch (CorruptImageException e) {
                    throw messages.located(e);
                }
            }
        }
    }

    private static void requireDirectory(MetadataStore store, long id) throws CorruptImageException {
        if (!store.inode(id).map(Inode::isDirectory).orElse(false)) {
            throw new CorruptImageException("directory " + id + " in section INODE", "none");
        }
    }

    private static Inode inode(MetadataStore store, long id, long parent) throws CorruptImageException {
        return store.inode(id)
                .orElseThrow(() -> new CorruptImageException(
                        "child " + id + " of directory " + parent + " in section INODE", "no such inode"));
    }

    private static void loadTables(ImageReader image, MetadataStore store) throws IOException {
        SecretManagerState secrets = image.secretManager();
        CacheManagerState cache = image.cacheManager();
        put(store, SideTable.KEYS, secrets.keys());
        put(store, SideTable.TOKENS, secrets.tokens());
        put(store, SideTable.POOLS, cache.pools());
        put(store, SideTable.DIRECTIVES, cache.directives());
        put(store, SideTable.EC_POLICIES, image.erasureCodingPolicies());
    }

    private static <V> void put(MetadataStore store, SideTable<V> table, List<V> values) {
        values.forEach(value -> store.putEntry(table, value));
    }

    private byte[] md5(Path file) throws IOException {
        DigestThread digests = new DigestThread();
        try (ByteSource source = disk.open(file)) {
            long position = 0;
            while (position < source.length()) {
                byte[] buffer = digests.takeBuffer();
                int read = source.read(position, buffer, 0, buffer.length);
                if (read <= 0) {
                    break;
                }
                digests.digest(buffer, read);
                position += read;
            }
            return digests.finish();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while " + file + " was being digested");
        } finally {
            digests.stop();
        }
    }
}
