package io.cairn.common.digest;

/** A sum of hashes of facts, modulo 2<sup>128</sup>. Confined to one thread. */
final class DigestSum {
    private long high;
    private long low;

    void set(NamespaceDigest value) {
        high = value.high();
        low = value.low();
    }

    void add(long otherHigh, long otherLow) {
        long sum = low + otherLow;
        high += otherHigh + (Long.compareUnsigned(sum, otherLow) < 0 ? 1 : 0);
        low = sum;
    }

    void subtract(long otherHigh, long otherLow) {
        high -= otherHigh + (Long.compareUnsigned(low, otherLow) < 0 ? 1 : 0);
        low -= otherLow;
    }

    NamespaceDigest value() {
        return new NamespaceDigest(high, low);
    }
}
