package io.cairn.common.store.rocks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cairn.common.digest.NamespaceDigest;
import io.cairn.common.model.BlockRef;
import io.cairn.common.model.FileInode;
import io.cairn.common.model.FsName;
import io.cairn.common.model.InodeIds;
import io.cairn.common.model.Permission;
import io.cairn.common.model.UnderConstruction;
import io.cairn.common.store.MetadataStore;
import io.cairn.common.store.StoreException;
import io.cairn.common.store.StoreView;
import io.cairn.common.testkit.MetadataStoreContract;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/** {@link RocksStore} keeps the contract, and survives its process as far as it was flushed. */
class RocksStoreTest extends MetadataStoreContract {
    private static final RocksSettings SMALL = new RocksSettings(8 << 20, 4 << 20, 100);

    @TempDir
    private Path root;

    private final AtomicInteger stores = new AtomicInteger();

    @Override
    protected MetadataStore newStore() {
        return RocksStore.open(root.resolve("store-" + stores.incrementAndGet()), SMALL);
    }

    @Override
    protected Optional<MetadataStore> reopened(MetadataStore store) {
        ((RocksStore) store).flush();
        store.close();
        return Optional.of(RocksStore.open(root.resolve("store-" + stores.get()), SMALL));
    }

    @Test
    void findsFlushedCommitsAfterReopening() {
        Path directory = root.resolve("kept");
        try (RocksStore store = RocksStore.open(directory, SMALL)) {
            store.putInode(file(17000, List.of(new BlockRef(1, 10, 1001))));
            store.link(InodeIds.ROOT, FsName.of("f"), 17000);
            store.commit(7);
            store.flush();
        }
        try (RocksStore store = RocksStore.open(directory, SMALL)) {
            assertEquals(7, store.appliedTxid());
            assertEquals(17000, store.child(InodeIds.ROOT, FsName.of("f")));
            assertEquals(InodeIds.ROOT, store.parent(17000));
            assertEquals(1, store.inodeCount());
            assertEquals(1, store.childCount(InodeIds.ROOT));
            assertEquals(List.of(17000L), store.openFiles());
            assertEquals(
                    file(17000, List.of(new BlockRef(1, 10, 1001))),
                    store.inode(17000).orElseThrow());
        }
    }

    @Test
    void aStoreOfBeforeThereWereDigestsGetsItsDigestByOneWalk() throws RocksDBException {
        Path directory = root.resolve("old");
        NamespaceDigest digest;
        try (RocksStore store = RocksStore.open(directory, SMALL)) {
            store.putInode(directory(InodeIds.ROOT, ""));
            store.putInode(file(17000, List.of(new BlockRef(1, 10, 1001))));
            store.link(InodeIds.ROOT, FsName.of("f"), 17000);
            store.commit(7);
            digest = store.digest();
            store.flush();
        }
        try (RocksTables tables = new RocksTables(directory, SMALL);
                WriteBatch batch = new WriteBatch()) {
            tables.put(batch, RocksTables.Family.DEFAULT, KeySchema.TXID, KeySchema.id(7));
            tables.write(batch);
            tables.flush();
        }
        try (RocksStore store = RocksStore.open(directory, SMALL)) {
            assertEquals(digest, store.digest());
            assertEquals(7, store.appliedTxid());
            try (StoreView snapshot = store.snapshot()) {
                assertEquals(digest, snapshot.digest());
            }
        }
    }

    @Test
    void forgetsWholeUnitsThatWereNotFlushed() {
        Path directory = root.resolve("cut");
        try (RocksStore store = RocksStore.open(directory, SMALL)) {
            store.commit(3);
            store.flush();
            store.putInode(file(17000, List.of()));
            store.link(InodeIds.ROOT, FsName.of("f"), 17000);
            store.putInode(file(17001, List.of()));
            crash(directory, root.resolve("after-crash"));
        }
        try (RocksStore store = RocksStore.open(root.resolve("after-crash"), SMALL)) {
            assertEquals(3, store.appliedTxid());
            assertTrue(store.inode(17000).isEmpty());
            assertEquals(InodeIds.NONE, store.child(InodeIds.ROOT, FsName.of("f")));
        }
    }

    @Test
    void keepsBlockListsOfAnyLengthInSmallValues() {
        Path directory = root.resolve("blocks");
        List<BlockRef> blocks = new ArrayList<>();
        for (int i = 0; i < ValueCodec.INLINE_BLOCKS + ValueCodec.CHUNK_BLOCKS + 5; i++) {
            blocks.add(new BlockRef(i, 128L << 20, 1000 + i));
        }
        try (RocksStore store = RocksStore.open(directory, SMALL)) {
            store.putInode(file(17000, blocks));
            store.commit(1);
            store.flush();
        }
        try (RocksStore store = RocksStore.open(directory, SMALL)) {
            FileInode read = (FileInode) store.inode(17000).orElseThrow();
            assertEquals(blocks, read.blocks());
            store.putInode(read.withBlocks(blocks.subList(0, 3)));
            store.commit(2);
            store.flush();
        }
        try (RocksStore store = RocksStore.open(directory, SMALL)) {
            assertEquals(
                    3, ((FileInode) store.inode(17000).orElseThrow()).blocks().size());
        }
    }

    @Test
    void refusesDamagedFilesNamingTheDirectory() throws IOException {
        Path directory = root.resolve("damaged");
        try (RocksStore store = RocksStore.open(directory, SMALL)) {
            store.commit(1);
            store.flush();
        }
        Files.write(directory.resolve("CURRENT"), "nothing\n".getBytes(StandardCharsets.US_ASCII));
        StoreException refused = assertThrows(StoreException.class, () -> RocksStore.open(directory, SMALL));
        assertTrue(refused.getMessage().contains(directory.toString()), refused.getMessage());
    }

    @Test
    void leavesNothingBehindWhenDestroyed() throws IOException {
        Path directory = root.resolve("gone");
        try (RocksStore store = RocksStore.open(directory, SMALL)) {
            store.putInode(file(17000, List.of()));
            store.commit(1);
            store.flush();
        }
        RocksStore.destroy(directory);
        try (RocksStore store = RocksStore.open(directory, SMALL)) {
            assertEquals(0, store.appliedTxid());
            assertEquals(0, store.inodeCount());
        }
    }

    private static FileInode file(long id, List<BlockRef> blocks) {
        return new FileInode(
                id,
                FsName.of("f"),
                new Permission("bob", "staff", 0644),
                1,
                2,
                3,
                128L << 20,
                0,
                0,
                blocks,
                List.of(),
                List.of(),
                new UnderConstruction("client", "host"));
    }

    /** Copies what is on disk now, as if the process had been killed. */
    private static void crash(Path from, Path to) {
        try {
            Files.createDirectory(to);
            try (var files = Files.list(from)) {
                for (Path file : files.toList()) {
                    Files.copy(file, to.resolve(from.relativize(file)));
                }
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
