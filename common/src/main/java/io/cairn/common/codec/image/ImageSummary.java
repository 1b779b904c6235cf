package io.cairn.common.codec.image;

import io.cairn.common.bytes.ByteSource;
import io.cairn.common.model.LayoutVersion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the end of an fsimage says about the rest of it. Layout in {@link ImageFormat}. Immutable.
 *
 * @param codec how sections are compressed
 * @param ranges as listed: sections and their optional parts, parts before their section
 */
public record ImageSummary(LayoutVersion layout, ImageCompression codec, List<Range> ranges) {
    /**
     * A stretch of the file.
     *
     * @param name of a section, or of a part of one ({@link ImageFormat#SUB_SUFFIX})
     * @param offset in the file
     * @param length bytes in the file, i.e. compressed if the image is
     */
    public record Range(String name, long offset, long length) {
        /** First byte behind the range. */
        public long endOffset() {
            return offset + length;
        }
    }

    public ImageSummary {
        ranges = List.copyOf(ranges);
    }

    /** The range of a section, if the image has it. */
    public Optional<Range> section(ImageSection section) {
        return ranges.stream()
                .filter(range -> range.name().equals(section.name()))
                .findFirst();
    }

    /** The parts of a section in file order; empty if it was not divided. */
    public List<Range> parts(ImageSection section) {
        return ranges.stream()
                .filter(range -> range.name().equals(section.subName()))
                .toList();
    }

    /**
     * Reads and checks: magic, trailer, on-disk version, layout, names, codec, ranges inside the file and apart from each
     * other, mandatory sections. Nothing is allocated for a size that was not checked.
     *
     * @throws CorruptImageException naming what is wrong and where
     */
    public static ImageSummary read(ByteSource source) throws IOException {
        long length = source.length();
        long least = ImageFormat.MAGIC_BYTES + ImageFormat.TRAILER_BYTES + 1L;
        if (length < least) {
            throw corrupt(source, 0, "an fsimage of at least " + least + " bytes", "a file of " + length + " bytes");
        }
        checkMagic(source);
        long end = length - ImageFormat.TRAILER_BYTES;
        int size = trailer(source, end);
        long start = end - size;
        byte[] message = new byte[size];
        source.readFully(start, message, 0, size);
        try {
            return checked(source, parse(message), start);
        } catch (CorruptImageException e) {
            throw e.located(source.name(), "FileSummary", start);
        }
    }

    /** Appends summary and trailer as bytes. */
    public byte[] toBytes() {
        WireWriter body = new WireWriter();
        body.varint(1, ImageFormat.ONDISK_VERSION);
        body.varint(2, layout.value() & 0xffffffffL);
        codec.className().ifPresent(name -> body.string(3, name));
        for (Range range : ranges) {
            int mark = body.begin(4);
            body.string(1, range.name());
            body.varint(2, range.length());
            body.varint(3, range.offset());
            body.end(mark);
        }
        WireWriter out = new WireWriter();
        out.packedVarint(body.length());
        out.raw(body.buffer(), 0, body.length());
        int trailer = out.length();
        for (int shift = 24; shift >= 0; shift -= 8) {
            out.raw(new byte[] {(byte) (trailer >>> shift)}, 0, 1);
        }
        return out.toByteArray();
    }

    private static void checkMagic(ByteSource source) throws IOException {
        byte[] magic = new byte[ImageFormat.MAGIC_BYTES];
        source.readFully(0, magic, 0, magic.length);
        if (!Arrays.equals(magic, ImageFormat.magic())) {
            throw corrupt(
                    source,
                    0,
                    "the magic " + new String(ImageFormat.magic(), StandardCharsets.US_ASCII),
                    "bytes " + Arrays.toString(magic));
        }
    }

    private static int trailer(ByteSource source, long at) throws IOException {
        byte[] b = new byte[ImageFormat.TRAILER_BYTES];
        source.readFully(at, b, 0, b.length);
        int size = b[0] << 24 | (b[1] & 0xff) << 16 | (b[2] & 0xff) << 8 | (b[3] & 0xff);
        long most = Math.min(at - ImageFormat.MAGIC_BYTES, ImageFormat.SUMMARY_BYTES_MAX);
        if (size <= 0 || size > most) {
            throw corrupt(source, at, "a summary length of 1 to " + most + " (is the file cut off?)", "" + size);
        }
        return size;
    }

    private static ImageSummary parse(byte[] delimited) throws CorruptImageException {
        int body = WireReader.varintEnd(delimited, 0, delimited.length);
        long size = WireReader.varintAt(delimited, 0, body);
        if (size != delimited.length - body) {
            throw new CorruptImageException("a summary of " + (delimited.length - body) + " bytes", "" + size);
        }
        WireReader in = new WireReader(delimited, body, delimited.length);
        int ondiskVersion = 0;
        int layout = 0;
        String codec = "";
        List<Range> ranges = new ArrayList<>();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> ondiskVersion = in.varint32();
                case 2 -> layout = in.varint32();
                case 3 -> codec = in.string();
                case 4 -> ranges.add(parseRange(in));
                default -> in.skip();
            }
        }
        if (ondiskVersion != ImageFormat.ONDISK_VERSION) {
            throw new CorruptImageException("on-disk version " + ImageFormat.ONDISK_VERSION, "" + ondiskVersion);
        }
        checkLayout(layout);
        return new ImageSummary(new LayoutVersion(layout), ImageCompression.ofClassName(codec), ranges);
    }

    private static Range parseRange(WireReader in) throws CorruptImageException {
        String name = "";
        long length = 0;
        long offset = 0;
        int outer = in.enter();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> name = in.string();
                case 2 -> length = in.varint();
                case 3 -> offset = in.varint();
                default -> in.skip();
            }
        }
        in.leave(outer);
        return new Range(name, offset, length);
    }

    private static void checkLayout(int layout) throws CorruptImageException {
        if (layout < LayoutVersion.CURRENT.value()) {
            throw new CorruptImageException(
                    "a layout version this software knows (down to " + LayoutVersion.CURRENT + ")",
                    "newer layout version " + layout);
        }
        if (layout > ImageFormat.OLDEST_LAYOUT) {
            throw new CorruptImageException(
                    "layout version " + ImageFormat.OLDEST_LAYOUT + " or newer", "layout version " + layout);
        }
    }

    private static ImageSummary checked(ByteSource source, ImageSummary summary, long summaryStart)
            throws CorruptImageException {
        Map<ImageSection, Range> seen = new EnumMap<>(ImageSection.class);
        for (Range range : summary.ranges) {
            checkInside(source, range, summaryStart);
            if (range.name().endsWith(ImageFormat.SUB_SUFFIX)) {
                continue;
            }
            ImageSection section = ImageSection.named(range.name())
                    .orElseThrow(() -> corrupt(
                            source, range.offset(), "a section this software knows", "section '" + range.name() + "'"));
            Range other = seen.put(section, range);
            if (other != null) {
                throw corrupt(source, range.offset(), "one section " + section, "a second one");
            }
        }
        checkApart(source, seen);
        for (ImageSection needed : List.of(ImageSection.NS_INFO, ImageSection.INODE, ImageSection.STRING_TABLE)) {
            if (!seen.containsKey(needed)) {
                throw corrupt(source, summaryStart, "a section " + needed, "none in the summary");
            }
        }
        return summary;
    }

    private static void checkInside(ByteSource source, Range range, long limit) throws CorruptImageException {
        boolean inside = range.offset() >= ImageFormat.MAGIC_BYTES
                && range.offset() <= limit
                && range.length() >= 0
                && range.length() <= limit - range.offset();
        if (!inside) {
            throw new CorruptImageException(
                    source.name(),
                    range.name(),
                    range.offset(),
                    "a section between offset " + ImageFormat.MAGIC_BYTES + " and the summary at " + limit,
                    "length " + range.length());
        }
    }

    private static void checkApart(ByteSource source, Map<ImageSection, Range> sections) throws CorruptImageException {
        List<Range> sorted = new ArrayList<>(sections.values());
        sorted.sort(Comparator.comparingLong(Range::offset).thenComparingLong(Range::endOffset));
        for (int i = 1; i < sorted.size(); i++) {
            Range before = sorted.get(i - 1);
            Range range = sorted.get(i);
            if (before.endOffset() > range.offset()) {
                throw new CorruptImageException(
                        source.name(),
                        range.name(),
                        range.offset(),
                        "a section behind " + before.name() + ", which ends at " + before.endOffset(),
                        "an overlap");
            }
        }
    }

    private static CorruptImageException corrupt(ByteSource source, long offset, String expected, String found) {
        return new CorruptImageException(source.name(), null, offset, expected, found);
    }
}
