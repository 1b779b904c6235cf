package io.cairn.common.bytes;

import java.io.IOException;

/** Takes bytes one after another. Nothing written is durable before its owner forces it. Single use, one thread. */
public interface ByteSink {
    /** Appends {@code count} bytes, all of them or an exception. */
    void write(byte[] source, int offset, int count) throws IOException;

    /** Bytes taken so far. */
    long position();
}
