package io.cairn.common.bytes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ByteReaderWriterTest {
    private final ByteWriter writer = new ByteWriter(1);

    @Test
    void fixedNumbersAreBigEndian() throws Exception {
        writer.i8(-2);
        writer.i16(0x0102);
        writer.i32(0x03040506);
        writer.i64(0x0708090A0B0C0D0EL);
        writer.bool(true);
        assertEquals("fe" + "0102" + "03040506" + "0708090a0b0c0d0e" + "01", hex());
        ByteReader reader = reader();
        assertEquals(-2, reader.i8());
        assertEquals(0x0102, reader.i16());
        assertEquals(0x03040506, reader.i32());
        assertEquals(0x0708090A0B0C0D0EL, reader.i64());
        assertEquals(true, reader.bool());
        assertEquals(0, reader.remaining());
        assertEquals(16, reader.position());
    }

    @Test
    void vlongHasTheShortestForm() {
        assertVlong(0, "00");
        assertVlong(-112, "90");
        assertVlong(127, "7f");
        assertVlong(128, "8f80");
        assertVlong(-113, "8770");
        assertVlong(255, "8fff");
        assertVlong(256, "8e0100");
        assertVlong(-256, "87ff");
        assertVlong(-257, "860100");
        assertVlong(Long.MAX_VALUE, "887fffffffffffffff");
        assertVlong(Long.MIN_VALUE, "807fffffffffffffff");
    }

    @Test
    void numbersOfAnySizeComeBack() throws Exception {
        Random random = new Random(20);
        for (int i = 0; i < 10_000; i++) {
            long value = random.nextLong() >> random.nextInt(64);
            writer.reset();
            writer.vlong(value);
            writer.varint64(value);
            writer.vint((int) value);
            writer.varint32((int) value);
            ByteReader reader = reader();
            assertEquals(value, reader.vlong());
            assertEquals(value, reader.varint64());
            assertEquals((int) value, reader.vint());
            assertEquals((int) value, reader.varint32());
            assertEquals(0, reader.remaining());
        }
    }

    @Test
    void varintSizeIsWhatIsWritten() {
        for (long value : new long[] {0, 1, 127, 128, 16383, 16384, Integer.MAX_VALUE, Long.MAX_VALUE, -1}) {
            writer.reset();
            writer.varint64(value);
            assertEquals(writer.position(), ByteWriter.sizeOfVarint(value));
        }
    }

    @Test
    void ustrWritesSurrogatesOneByOne() throws Exception {
        writer.ustr("a\u00e9\u20ac\ud83d\ude00\u0000");
        assertEquals("000d" + "61" + "c3a9" + "e282ac" + "eda0bd" + "edb880" + "00", hex());
        assertEquals("a\u00e9\u20ac\ud83d\ude00\u0000", reader().ustr());
    }

    @Test
    void ustrKeepsUnpairedSurrogates() throws Exception {
        writer.ustr("x\ud83dy");
        assertEquals("x\ud83dy", reader().ustr());
    }

    @Test
    void ustrReadsRealUtf8() throws Exception {
        byte[] utf8 = "\ud83d\ude00z".getBytes(StandardCharsets.UTF_8);
        writer.bytes16(utf8);
        assertEquals("\ud83d\ude00z", reader().ustr());
    }

    @Test
    void ustrIsCutToWhatFits() throws Exception {
        writer.ustr("\u20ac".repeat(30_000));
        assertEquals(2 + 65535, writer.position());
        assertEquals("\u20ac".repeat(ByteWriter.USTR_UNITS_MAX), reader().ustr());
    }

    @Test
    void ustrRefusesACutSequence() {
        assertThrows(MalformedBytesException.class, () -> reader("0002e282").ustr());
        assertThrows(MalformedBytesException.class, () -> reader("0001ff").ustr());
    }

    @Test
    void textIsRealUtf8() throws Exception {
        writer.text("\ud83d\ude00");
        assertEquals("04f09f9880", hex());
        assertEquals("\ud83d\ude00", reader().text());
    }

    @Test
    void pooledStringsAreOneObject() throws Exception {
        writer.text("hdfs");
        writer.text("hdfs");
        writer.ustr("hdfs");
        ByteReader reader = reader();
        String first = reader.pooledText();
        assertSame(first, reader.pooledText());
        assertSame(first, reader.pooledUstr());
    }

    @Test
    void readingBeyondTheEndSaysWhere() {
        ByteReader reader = reader("000102");
        MalformedBytesException e = assertThrows(MalformedBytesException.class, () -> {
            reader.i8();
            reader.i32();
        });
        assertEquals(1, e.position());
        assertEquals("at byte 1: expected 4 more bytes, found 2 left", e.getMessage());
    }

    @Test
    void lengthsAreCheckedBeforeAllocating() {
        assertThrows(MalformedBytesException.class, () -> reader("8c7fffffff").text());
        assertThrows(MalformedBytesException.class, () -> reader("ffff").bytes16());
        assertThrows(MalformedBytesException.class, () -> reader("00").checkedCount(2, 1, "things"));
        assertThrows(MalformedBytesException.class, () -> reader("00").checkedCount(-1, 1, "things"));
        assertThrows(MalformedBytesException.class, () -> reader("00").bytes(-1));
    }

    @Test
    void booleansAreZeroOrOne() {
        assertThrows(MalformedBytesException.class, () -> reader("02").bool());
    }

    @Test
    void vintRefusesWhatNeedsMoreThanAnInt() {
        assertThrows(MalformedBytesException.class, () -> reader("8b0100000000").vint());
    }

    @Test
    void narrowedRangeEndsEarly() throws Exception {
        ByteReader reader = reader("0102030405");
        reader.i8();
        int before = reader.narrow(2);
        assertEquals(2, reader.remaining());
        reader.i16();
        assertThrows(MalformedBytesException.class, reader::i8);
        reader.widen(before);
        assertEquals(0x0405, reader.i16());
    }

    @Test
    void patchedNumberReplacesWhatWasThere() {
        writer.i32(0);
        writer.i8(9);
        writer.patchI32(0, 0x01020304);
        assertEquals("0102030409", hex());
        assertThrows(IllegalArgumentException.class, () -> writer.patchI32(2, 0));
    }

    @Test
    void checksumsHaveTheirCheckValues() {
        byte[] nine = "123456789".getBytes(StandardCharsets.US_ASCII);
        assertEquals(0xCBF43926, Checksums.crc32(nine, 0, 9));
        assertEquals(0xE3069283, Checksums.crc32c(nine, 0, 9));
        assertEquals(
                "25f9e794323b453885f5181f1b624d0b",
                Checksums.hex(Checksums.md5().digest(nine)));
    }

    private void assertVlong(long value, String expected) {
        writer.reset();
        writer.vlong(value);
        assertEquals(expected, hex());
    }

    private String hex() {
        return HexFormat.of().formatHex(writer.toByteArray());
    }

    private ByteReader reader() {
        return new ByteReader(writer.toByteArray());
    }

    private static ByteReader reader(String hex) {
        return new ByteReader(HexFormat.of().parseHex(hex));
    }
}
