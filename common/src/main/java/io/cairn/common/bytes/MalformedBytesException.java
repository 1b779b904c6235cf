package io.cairn.common.bytes;

import java.io.IOException;

/**
 * Bytes do not have the form they should have: too short, a length that cannot be, a value out of range. Knows the place
 * within the bytes, not the file; who reads a file adds its name and offset by wrapping this in its own exception.
 */
public final class MalformedBytesException extends IOException {
    private final int position;
    private final String expected;
    private final String found;

    /**
     * @param position index into the bytes being read at which the trouble starts
     * @param expected what should be there, in words
     * @param found what is there, in words
     */
    public MalformedBytesException(int position, String expected, String found) {
        super("at byte " + position + ": expected " + expected + ", found " + found);
        this.position = position;
        this.expected = expected;
        this.found = found;
    }

    /** Bytes from the start of the range being read. */
    public int position() {
        return position;
    }

    public String expected() {
        return expected;
    }

    public String found() {
        return found;
    }
}
