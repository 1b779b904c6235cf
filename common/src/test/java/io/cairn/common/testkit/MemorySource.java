package io.cairn.common.testkit;

import io.cairn.common.bytes.ByteSource;

/** A source over an array. Immutable if the array is left alone. */
public record MemorySource(String name, byte[] bytes) implements ByteSource {
    public MemorySource(byte[] bytes) {
        this("memory", bytes);
    }

    @Override
    public long length() {
        return bytes.length;
    }

    @Override
    public int read(long position, byte[] target, int offset, int count) {
        if (position >= bytes.length) {
            return -1;
        }
        int read = (int) Math.min(count, bytes.length - position);
        System.arraycopy(bytes, (int) position, target, offset, read);
        return read;
    }

    @Override
    public void close() {}
}
