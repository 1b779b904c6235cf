package io.cairn.cli.oiv;

import io.cairn.cli.text.ByteText;
import io.cairn.common.codec.image.CorruptImageException;
import io.cairn.common.codec.image.ImageReader;
import io.cairn.common.codec.image.InodeCodec;
import io.cairn.common.codec.image.MessageScanner;
import io.cairn.common.codec.image.WireReader;
import java.io.IOException;
import java.util.Locale;

/**
 * How many files have which size, as Hadoop 3.5.0 prints it, lines of progress in the output included. Single use, one
 * thread.
 */
final class DistributionView {
    static final long MAX_SIZE = 1L << 37;
    static final int STEP = 2 << 20;

    private static final long INTERVALS_MAX = 1 << 27;
    private static final int PROGRESS_EVERY = 1 << 20;
    private static final String[] PREFIXES = {"", "K", "M", "G", "T", "P", "E"};

    private final ImageReader image;
    private final ByteText out;
    private final long maxSize;
    private final int step;
    private final boolean readable;
    private final int[] buckets;

    private final Fields inode = new Fields();
    private final Fields file = new Fields();
    private final WireReader blocks = new WireReader();
    private int totalFiles;
    private int totalDirectories;
    private int totalBlocks;
    private long totalSpace;
    private long maxFileSize;

    /**
     * Prepares the buckets.
     *
     * @param maxSize bytes beyond which files count in the last bucket; 0 for the default
     * @param step bytes of a bucket; 0 for the default
     * @param readable sizes with units
     * @throws IllegalArgumentException if there would be too many buckets
     */
    DistributionView(ImageReader image, ByteText out, long maxSize, int step, boolean readable) {
        this.image = image;
        this.out = out;
        this.maxSize = maxSize == 0 ? MAX_SIZE : maxSize;
        this.step = step == 0 ? STEP : step;
        this.readable = readable;
        long intervals = this.maxSize / this.step;
        if (intervals < 0 || intervals > INTERVALS_MAX) {
            throw new IllegalArgumentException("Too many distribution intervals (maxSize/step): " + intervals
                    + ", should be less than " + (INTERVALS_MAX + 1) + ".");
        }
        this.buckets = new int[(int) intervals + 1];
    }

    /** Counts and prints. */
    void print() throws IOException {
        long count = image.inodeHeader().numInodes();
        try (MessageScanner messages = image.inodes()) {
            for (long i = 0; i < count; i++) {
                messages.require("inode", i, count);
                try {
                    count(messages);
                } catch (CorruptImageException e) {
                    throw messages.located(e);
                }
                if (i % PROGRESS_EVERY == 0) {
                    out.text("Processed " + i + " inodes.\n");
                }
            }
        }
        summary();
    }

    private void count(MessageScanner messages) throws CorruptImageException {
        byte[] buffer = messages.buffer();
        int type = InodeCodec.type(buffer, messages.start(), messages.end());
        if (type == InodeCodec.TYPE_DIRECTORY) {
            totalDirectories++;
        } else if (type == InodeCodec.TYPE_FILE) {
            totalFiles++;
            inode.read(buffer, messages.start(), messages.end());
            file.read(inode, 4);
            totalBlocks += file.count(6);
            long size = fileSize();
            maxFileSize = Math.max(maxFileSize, size);
            totalSpace += size * file.number32(1);
            buckets[bucket(size)]++;
        }
    }

    private long fileSize() throws CorruptImageException {
        long size = 0;
        blocks.reset(file.buffer(), file.start(), file.end());
        while (blocks.next()) {
            if (blocks.field() == 6) {
                int outer = blocks.enter();
                while (blocks.next()) {
                    if (blocks.field() == 3) {
                        size += blocks.varint();
                    }
                }
                blocks.leave(outer);
            }
        }
        return size;
    }

    private int bucket(long size) {
        int last = buckets.length - 1;
        return size > maxSize ? last : Math.max(0, Math.min(last, (int) Math.ceil((double) size / step)));
    }

    private void summary() throws IOException {
        out.text((readable ? "Size Range" : "Size") + "\tNumFiles\n");
        for (int i = 0; i < buckets.length; i++) {
            if (buckets[i] != 0) {
                range(i);
                out.character('\t').number(buckets[i]).character('\n');
            }
        }
        out.text("totalFiles = " + totalFiles + "\n");
        out.text("totalDirectories = " + totalDirectories + "\n");
        out.text("totalBlocks = " + totalBlocks + "\n");
        out.text("totalSpace = " + totalSpace + "\n");
        out.text("maxFileSize = " + maxFileSize + "\n");
    }

    private void range(int bucket) throws IOException {
        if (!readable) {
            out.number((long) bucket * step);
            return;
        }
        long from = bucket == 0 ? 0 : (bucket - 1L) * step;
        long to = bucket == buckets.length - 1 ? maxFileSize : (long) bucket * step;
        out.text((bucket == 0 ? "[" : "(") + size(from) + ", " + size(to) + "]");
    }

    /** Bytes with a unit: exact where it divides, else two places. */
    static String size(long bytes) {
        int prefix = bytes < 1024 ? 0 : (63 - Long.numberOfLeadingZeros(bytes)) / 10;
        long unit = 1L << (10 * prefix);
        if (bytes % unit == 0) {
            return bytes / unit + " " + PREFIXES[prefix] + "B";
        }
        String rounded = String.format(Locale.ROOT, "%.2f", bytes / (double) unit);
        if (rounded.startsWith("1024") && prefix < PREFIXES.length - 1) {
            prefix++;
            rounded = String.format(Locale.ROOT, "%.2f", bytes / (double) (1L << (10 * prefix)));
        }
        return rounded + " " + PREFIXES[prefix] + "B";
    }
}
