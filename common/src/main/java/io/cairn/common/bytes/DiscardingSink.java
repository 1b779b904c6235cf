package io.cairn.common.bytes;

/** Counts bytes and keeps none, for what is only read to see whether it is whole. Single use, one thread. */
public final class DiscardingSink implements ByteSink {
    private long position;

    @Override
    public void write(byte[] source, int offset, int count) {
        position += count;
    }

    @Override
    public long position() {
        return position;
    }
}
