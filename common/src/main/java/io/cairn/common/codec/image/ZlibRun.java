package io.cairn.common.codec.image;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Uncompressed bytes of zlib streams one after another. Single use, one thread. */
final class ZlibRun extends InputStream {
    private final InputStream in;
    private final Inflater inflater = new Inflater();
    private final byte[] input = new byte[64 << 10];
    private boolean between = true;

    ZlibRun(InputStream in) {
        this.in = in;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int count) throws IOException {
        if (count == 0) {
            return 0;
        }
        try {
            while (true) {
                if (inflater.finished()) {
                    nextStream();
                }
                if (inflater.needsInput() && !fill()) {
                    return -1;
                }
                int done = inflater.inflate(target, offset, count);
                between &= inflater.getTotalIn() == 0;
                if (done > 0) {
                    return done;
                }
                if (inflater.needsDictionary()) {
                    throw new CorruptImageException("a zlib stream", "one that needs a dictionary");
                }
            }
        } catch (DataFormatException e) {
            throw new CorruptImageException("a zlib stream", "damage in it: " + e.getMessage());
        }
    }

    private void nextStream() {
        int left = inflater.getRemaining();
        int from = inputEnd - left;
        inflater.reset();
        inflater.setInput(input, from, left);
        between = true;
    }

    private int inputEnd;

    /** Takes further input; false at the end, which must not be inside a stream. */
    private boolean fill() throws IOException {
        int read = in.read(input, 0, input.length);
        if (read > 0) {
            inputEnd = read;
            inflater.setInput(input, 0, read);
            return true;
        }
        if (!between) {
            throw new EOFException("The section ends inside a zlib stream");
        }
        return false;
    }

    @Override
    public void close() throws IOException {
        inflater.end();
        in.close();
    }
}
