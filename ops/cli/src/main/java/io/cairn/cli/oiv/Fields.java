package io.cairn.cli.oiv;

import io.cairn.common.codec.image.CorruptImageException;
import io.cairn.common.codec.image.WireReader;
import java.util.Arrays;

/**
 * Where the fields of one message are, so that they can be printed in another order than they come in. Holds field
 * numbers below {@link #LIMIT}, of repeated fields the first; of number fields the last value, as protobuf has it. May be
 * filled again and again without allocating. Confined to one thread.
 */
final class Fields {
    private static final int LIMIT = 16;

    private final WireReader in = new WireReader();
    private final int[] counts = new int[LIMIT];
    private final long[] numbers = new long[LIMIT];
    private final int[] starts = new int[LIMIT];
    private final int[] ends = new int[LIMIT];
    private byte[] buffer = new byte[0];
    private int messageStart;
    private int messageEnd;

    /** Takes the message from {@code start} to {@code end} (exclusive). */
    Fields read(byte[] source, int start, int end) throws CorruptImageException {
        buffer = source;
        messageStart = start;
        messageEnd = end;
        Arrays.fill(counts, 0);
        in.reset(source, start, end);
        while (in.next()) {
            int field = in.field();
            if (field >= LIMIT) {
                in.skip();
                continue;
            }
            switch (in.wireType()) {
                case WireReader.VARINT -> number(field, in.varint());
                case WireReader.FIXED32 -> number(field, in.fixed32());
                case WireReader.FIXED64 -> number(field, in.fixed64());
                default -> range(field);
            }
            counts[field]++;
        }
        return this;
    }

    private void number(int field, long value) {
        numbers[field] = value;
        starts[field] = 0;
        ends[field] = 0;
    }

    private void range(int field) throws CorruptImageException {
        int length = in.length();
        numbers[field] = 0;
        if (counts[field] == 0) {
            starts[field] = in.position();
            ends[field] = in.position() + length;
        }
        in.advance(length);
    }

    /** Takes the message that is field {@code field} of {@code outer}; an empty message if it is absent. */
    Fields read(Fields outer, int field) throws CorruptImageException {
        return read(outer.buffer, outer.start(field), outer.end(field));
    }

    byte[] buffer() {
        return buffer;
    }

    /** First byte of the message. */
    int start() {
        return messageStart;
    }

    /** Behind the last byte of the message. */
    int end() {
        return messageEnd;
    }

    boolean has(int field) {
        return counts[field] > 0;
    }

    int count(int field) {
        return counts[field];
    }

    /** The number, 0 if absent. */
    long number(int field) {
        return counts[field] == 0 ? 0 : numbers[field];
    }

    /** The number as protobuf's 32-bit types print. */
    int number32(int field) {
        return (int) number(field);
    }

    /** First byte of the value; equal to {@link #end} if absent. */
    int start(int field) {
        return counts[field] == 0 ? 0 : starts[field];
    }

    /** Behind the last byte of the value. */
    int end(int field) {
        return counts[field] == 0 ? 0 : ends[field];
    }
}
