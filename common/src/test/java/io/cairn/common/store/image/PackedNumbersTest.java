package io.cairn.common.store.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class PackedNumbersTest {
    private static final long SEED = Long.getLong("cairn.seed", 20261121L);

    @Test
    void offsetsKeepFortyBits() {
        PackedOffsets offsets = new PackedOffsets();
        long[] values = {0, 1, 255, 256, 1L << 32, PackedOffsets.LIMIT - 1};
        for (int i = 0; i < values.length; i++) {
            offsets.set(i * 16_383L, values[i]);
        }
        for (int i = 0; i < values.length; i++) {
            assertEquals(values[i], offsets.get(i * 16_383L));
        }
        assertEquals(0, offsets.get(1_000_000_000L));
        assertThrows(IllegalArgumentException.class, () -> offsets.set(0, PackedOffsets.LIMIT));
        assertThrows(IllegalArgumentException.class, () -> offsets.set(0, -1));
    }

    @Test
    void untouchedChunksTakeNoMemory() {
        PackedOffsets offsets = new PackedOffsets();
        offsets.set(10_000_000, 7);
        assertTrue(offsets.heapBytes() < 200_000, "took " + offsets.heapBytes());
    }

    @Test
    void pairsAreFoundAfterSortingWhateverTheirOrder() {
        Random random = new Random(SEED);
        PackedPairs pairs = new PackedPairs();
        Map<Long, Long> expected = new HashMap<>();
        while (expected.size() < 50_000) {
            long key = random.nextLong(PackedOffsets.LIMIT);
            long value = random.nextLong(PackedOffsets.LIMIT);
            if (expected.putIfAbsent(key, value) == null) {
                pairs.add(key, value);
            }
        }
        assertEquals(-1, pairs.sort(), "seed " + SEED);
        expected.forEach((key, value) -> assertEquals(value, pairs.value(pairs.find(key)), "seed " + SEED));
        assertEquals(-1, pairs.find(PackedOffsets.LIMIT));
    }

    @Test
    void keyThatOccursTwiceIsReported() {
        PackedPairs pairs = new PackedPairs();
        for (long i = 100; i > 0; i--) {
            pairs.add(i, i);
        }
        pairs.add(50, 1);
        assertEquals(50, pairs.sort());
    }

    @Test
    void idsAreASet() throws IOException {
        Random random = new Random(SEED);
        IdBitmap ids = new IdBitmap();
        TreeSet<Long> expected = new TreeSet<>();
        for (int i = 0; i < 100_000; i++) {
            long id = random.nextBoolean() ? random.nextLong(70_000) : random.nextLong(1L << 46);
            if (random.nextInt(4) == 0) {
                assertEquals(expected.remove(id), ids.remove(id));
            } else {
                assertEquals(expected.add(id), ids.add(id));
            }
            assertEquals(expected.contains(id), ids.contains(id));
        }
        assertEquals(expected.size(), ids.count());
        List<Long> walked = new ArrayList<>();
        ids.forEach(walked::add);
        assertEquals(new ArrayList<>(expected), walked, "seed " + SEED);
    }

    @Test
    void copyOfIdsIsIndependent() {
        IdBitmap ids = new IdBitmap();
        ids.add(5);
        IdBitmap copy = ids.copy();
        ids.remove(5);
        ids.add(6);
        assertTrue(copy.contains(5));
        assertFalse(copy.contains(6));
    }

    @Test
    void mapBehavesAsAMapThroughManyRemovals() {
        Random random = new Random(SEED);
        LongMap<String> map = new LongMap<>();
        Map<Long, String> expected = new HashMap<>();
        for (int i = 0; i < 200_000; i++) {
            long key = random.nextInt(3_000) * 64L;
            if (random.nextBoolean()) {
                assertEquals(expected.put(key, "v" + i), map.put(key, "v" + i));
            } else {
                assertEquals(expected.remove(key), map.remove(key));
            }
        }
        assertEquals(expected.size(), map.size());
        for (long key = 0; key < 3_000 * 64L; key += 64) {
            assertEquals(expected.get(key), map.get(key), "seed " + SEED);
        }
    }

    @Test
    void indexFindsRecordsInHashOrderAndInAscendingOrder() {
        for (long step : new long[] {1, 7, 1_000_003}) {
            int count = 100_000;
            InodeIndex.Builder builder = new InodeIndex.Builder(count, 16385 + count * step);
            // a stock image of many inodes: ordered by id modulo a power of two
            for (int low = 0; low < 4096; low++) {
                for (long i = low; i < count; i += 4096) {
                    assertTrue(builder.add(16385 + i * step, 10 + i * 90));
                }
            }
            InodeIndex index = builder.build();
            for (long i = 0; i < count; i++) {
                assertEquals(10 + i * 90, index.offset(16385 + i * step));
            }
            assertEquals(InodeIndex.ABSENT, index.offset(16384));
            assertEquals(InodeIndex.ABSENT, index.offset(Long.MAX_VALUE));
            assertEquals(InodeIndex.ABSENT, index.offset(-5));
            assertTrue(index.heapBytes() < 13L * count + 300_000, step + " takes " + index.heapBytes());
        }
    }

    @Test
    void inodeThatOccursTwiceIsRefused() {
        InodeIndex.Builder dense = new InodeIndex.Builder(2, 20_000);
        assertTrue(dense.add(16385, 1));
        assertFalse(dense.add(16385, 2));
        InodeIndex.Builder scattered = new InodeIndex.Builder(2, 1L << 39);
        scattered.add(1L << 38, 1);
        scattered.add(5, 1);
        scattered.add(1L << 38, 2);
        assertThrows(InodeIndex.DuplicateIdException.class, scattered::build);
    }
}
