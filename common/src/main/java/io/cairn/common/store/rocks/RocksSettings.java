package io.cairn.common.store.rocks;

/**
 * Memory the store may use. Immutable.
 *
 * @param blockCacheBytes native memory for blocks, indexes and filters read from disk
 * @param writeBufferBytes native memory for changes not yet flushed; a restart replays at most that much
 * @param cachedInodes inodes kept decoded on the heap, and as many names
 */
public record RocksSettings(long blockCacheBytes, long writeBufferBytes, long cachedInodes) {
    public static final RocksSettings DEFAULT = new RocksSettings(256L << 20, 128L << 20, 200_000);

    public RocksSettings {
        if (blockCacheBytes < 1 << 20 || writeBufferBytes < 1 << 20 || cachedInodes < 0) {
            throw new IllegalArgumentException("Block cache and write buffer need at least 1 MiB, cached inodes 0: "
                    + blockCacheBytes + ", " + writeBufferBytes + ", " + cachedInodes);
        }
    }
}
