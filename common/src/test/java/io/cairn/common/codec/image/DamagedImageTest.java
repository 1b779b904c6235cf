package io.cairn.common.codec.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cairn.common.model.LayoutVersion;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Images that are not what they should be: refused in words, without a size being believed. */
class DamagedImageTest {
    private static final byte[] WHOLE = ImageFiles.form("none");

    @Test
    void cutOffAnywhereIsRefused() {
        for (int length = 0; length < WHOLE.length; length++) {
            byte[] cut = Arrays.copyOf(WHOLE, length);
            CorruptImageException error =
                    assertThrows(CorruptImageException.class, () -> readAll(cut), "cut to " + length);
            assertEquals("fsimage_of_test", error.file());
        }
    }

    @Test
    void anyFlippedBitIsReadOrRefusedInWords() {
        for (int bit = 0; bit < WHOLE.length * 8; bit += 7) {
            byte[] damaged = WHOLE.clone();
            damaged[bit / 8] ^= (byte) (1 << (bit % 8));
            readOrRefuse(damaged, "bit " + bit);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"DefaultCodec", "GzipCodec", "BZip2Codec", "SnappyCodec", "Lz4Codec", "subsections-DefaultCodec"
            })
    void damageInACompressedImageIsAnIoError(String form) {
        byte[] whole = ImageFiles.form(form);
        long seed = 20240501;
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 300; i++) {
            byte[] damaged = whole.clone();
            int at = random.nextInt(ImageFormat.MAGIC_BYTES, whole.length);
            damaged[at] = (byte) random.nextInt();
            readOrRefuse(damaged, form + ", byte " + at + ", seed " + seed);
        }
    }

    @Test
    void wrongMagicIsRefused() {
        byte[] damaged = WHOLE.clone();
        damaged[0] = 'X';
        assertTrue(refused(damaged).getMessage().contains("HDFSIMG1"));
    }

    @Test
    void newerLayoutIsRefusedByName() throws IOException {
        CorruptImageException error = refused(withSummary(new LayoutVersion(-68), List.of()));
        assertTrue(error.getMessage().contains("newer layout version -68"), error.getMessage());
    }

    @Test
    void olderFormatIsRefused() throws IOException {
        assertTrue(refused(withSummary(new LayoutVersion(-51), List.of()))
                .getMessage()
                .contains("layout version -51"));
    }

    @Test
    void unknownSectionIsRefusedByName() throws IOException {
        CorruptImageException error =
                refused(withSummary(LayoutVersion.CURRENT, List.of(new ImageSummary.Range("SURPRISE", 8, 1))));
        assertTrue(error.getMessage().contains("SURPRISE"), error.getMessage());
    }

    @Test
    void unknownPartIsPassedOver() throws IOException {
        readAll(withSummary(LayoutVersion.CURRENT, List.of(new ImageSummary.Range("SURPRISE_SUB", 8, 1))));
    }

    @Test
    void sectionBeyondTheSummaryIsRefused() throws IOException {
        List<ImageSummary.Range> beyond = List.of(new ImageSummary.Range("EXTENDED_ACL", 8, WHOLE.length));
        assertEquals(
                "EXTENDED_ACL",
                refused(withSummary(LayoutVersion.CURRENT, beyond)).section());
        List<ImageSummary.Range> overflowing = List.of(new ImageSummary.Range("EXTENDED_ACL", 8, Long.MAX_VALUE));
        assertEquals(
                "EXTENDED_ACL",
                refused(withSummary(LayoutVersion.CURRENT, overflowing)).section());
        List<ImageSummary.Range> negative = List.of(new ImageSummary.Range("EXTENDED_ACL", -1, 1));
        assertEquals(
                "EXTENDED_ACL",
                refused(withSummary(LayoutVersion.CURRENT, negative)).section());
    }

    @Test
    void overlappingSectionsAreRefused() throws IOException {
        assertTrue(refused(withSummary(LayoutVersion.CURRENT, List.of(new ImageSummary.Range("EXTENDED_ACL", 8, 3))))
                .getMessage()
                .contains("overlap"));
    }

    @Test
    void missingSectionIsRefusedByName() throws IOException {
        ImageFiles.Memory sink = new ImageFiles.Memory();
        new ImageWriter(sink, LayoutVersion.CURRENT, ImageCompression.NONE).finish();
        assertTrue(refused(sink.bytes()).getMessage().contains("NS_INFO"));
    }

    @Test
    void messageLengthIsNotBelieved() throws IOException {
        byte[] huge = {(byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x03, 1, 2, 3};
        CorruptImageException error = assertThrows(CorruptImageException.class, () -> scan(huge));
        assertTrue(error.getMessage().contains("offset 100"), error.getMessage());
        byte[] longer = {(byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x7f, 1, 2, 3};
        assertThrows(CorruptImageException.class, () -> scan(longer));
        byte[] endless = {(byte) 0x80, (byte) 0x80, (byte) 0x80, (byte) 0x80, (byte) 0x80, 1};
        assertThrows(CorruptImageException.class, () -> scan(endless));
        byte[] torn = {(byte) 0x80};
        assertThrows(CorruptImageException.class, () -> scan(torn));
    }

    @Test
    void bombIsUnpackedOnlyAsFarAsAMessageMayBe() throws IOException {
        Deflater deflater = new Deflater();
        WireWriter plain = new WireWriter();
        plain.packedVarint(1 << 29);
        byte[] start = plain.toByteArray();
        byte[] bomb = new byte[1 << 16];
        deflater.setInput(Arrays.copyOf(start, 8 << 20));
        deflater.finish();
        int length = deflater.deflate(bomb);
        MessageScanner scanner =
                new MessageScanner("bomb", "INODE", new ZlibRun(new ByteArrayInputStream(bomb, 0, length)), 8, 1 << 20);
        assertThrows(CorruptImageException.class, scanner::next);
    }

    private static void scan(byte[] section) throws IOException {
        MessageScanner scanner = new MessageScanner(
                "file", "INODE", new ByteArrayInputStream(section), 100, ImageFormat.MESSAGE_BYTES_MAX);
        while (scanner.next()) {
            assertTrue(scanner.end() <= section.length);
        }
    }

    private static CorruptImageException refused(byte[] image) {
        return assertThrows(CorruptImageException.class, () -> readAll(image));
    }

    /** Runtime exceptions and endless loops are what must not come out. */
    private static void readOrRefuse(byte[] image, String what) {
        try {
            readAll(image);
        } catch (IOException e) {
            assertTrue(e.getMessage() != null, what);
        } catch (RuntimeException e) {
            throw new AssertionError(what, e);
        }
    }

    /** The good image with another summary: its own ranges and further ones. */
    private static byte[] withSummary(LayoutVersion layout, List<ImageSummary.Range> further) throws IOException {
        ImageSummary good = ImageSummary.read(ImageFiles.source(WHOLE));
        List<ImageSummary.Range> ranges = new ArrayList<>(good.ranges());
        ranges.addAll(further);
        byte[] tail = new ImageSummary(layout, ImageCompression.NONE, ranges).toBytes();
        int sections = WHOLE.length - good.toBytes().length;
        byte[] image = Arrays.copyOf(WHOLE, sections + tail.length);
        System.arraycopy(tail, 0, image, sections, tail.length);
        return image;
    }

    static void readAll(byte[] image) throws IOException {
        ImageReader in = ImageReader.open(ImageFiles.source(image));
        in.counters();
        in.erasureCodingPolicies();
        InodeCodec codec = new InodeCodec(in.layout());
        try (MessageScanner messages = in.inodes()) {
            while (messages.next()) {
                codec.decode(messages.buffer(), messages.start(), messages.end(), in.stringTable());
            }
        }
        DirEntryCodec.Cursor cursor = new DirEntryCodec.Cursor();
        try (MessageScanner messages = in.directories()) {
            while (messages.next()) {
                cursor.children(messages.buffer(), messages.start(), messages.end());
                while (cursor.next()) {
                    cursor.value();
                }
            }
        }
        try (MessageScanner messages = in.filesUnderConstruction()) {
            while (messages.next()) {
                OpenFile.decode(messages.buffer(), messages.start(), messages.end());
            }
        }
    }
}
