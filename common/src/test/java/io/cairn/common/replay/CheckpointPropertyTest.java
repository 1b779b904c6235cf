package io.cairn.common.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.cairn.common.codec.image.ImageReader;
import io.cairn.common.digest.NamespaceDigest;
import io.cairn.common.model.LayoutVersion;
import io.cairn.common.namespace.Namespace;
import io.cairn.common.op.Edit;
import io.cairn.common.store.FactScan;
import io.cairn.common.store.MetadataStore;
import io.cairn.common.store.StoreView;
import io.cairn.common.store.heap.HeapStore;
import io.cairn.common.store.image.ImageBase;
import io.cairn.common.store.image.ImageForm;
import io.cairn.common.store.image.ImageScan;
import io.cairn.common.store.image.ImageStore;
import io.cairn.common.store.rocks.RocksSettings;
import io.cairn.common.store.rocks.RocksStore;
import io.cairn.common.testkit.MemoryFile;
import io.cairn.common.testkit.NaiveModel;
import io.cairn.common.testkit.NamespaceDump;
import io.cairn.common.testkit.RandomHistory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The property that the whole system is about: replaying everything gives the same namespace as a checkpoint after any
 * transaction, loaded again, with the rest replayed on it; in every store, and as the naive model has it.
 */
class CheckpointPropertyTest {
    private static final long FIRST_SEED = Long.getLong("cairn.seed", 1);
    private static final int SEEDS = Integer.getInteger("cairn.seeds", 6);
    private static final int EDITS = Integer.getInteger("cairn.edits", 700);
    private static final ImageForm FORM = ImageForm.plain(LayoutVersion.CURRENT);

    @TempDir
    Path directory;

    private int stores;

    private enum Backend {
        HEAP,
        IMAGE,
        ROCKS
    }

    @ParameterizedTest
    @EnumSource(Backend.class)
    void checkpointAtAnyPointAndTheRestGiveTheSameAsAll(Backend backend) throws IOException {
        for (long seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed++) {
            List<Edit> edits = RandomHistory.of(seed, EDITS);
            String expected = model(edits).dump();
            Random random = new Random(seed);
            for (int split : new int[] {0, 1, random.nextInt(EDITS), random.nextInt(EDITS), EDITS}) {
                String what = backend + ", seed " + seed + ", checkpoint after " + split + " of " + EDITS;
                MemoryFile image = checkpoint(backend, formatted(), edits.subList(0, split));
                assertEquals(model(edits.subList(0, split)).dump(), decoded(image), what);
                assertEquals(digest(edits.subList(0, split)), digest(image), what + ", digest");
                MemoryFile last = checkpoint(backend, image, edits.subList(split, EDITS));
                assertEquals(expected, decoded(last), what + ", image after all");
                assertEquals(digest(edits), digest(last), what + ", digest after all");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Backend.class)
    void manyCheckpointsInARowLoseNothing(Backend backend) throws IOException {
        long seed = FIRST_SEED + 1000;
        List<Edit> edits = RandomHistory.of(seed, EDITS);
        MemoryFile image = formatted();
        int step = EDITS / 20;
        for (int done = 0; done < EDITS; done += step) {
            image = checkpoint(backend, image, edits.subList(done, Math.min(done + step, EDITS)));
        }
        assertEquals(model(edits).dump(), decoded(image), backend + ", seed " + seed);
    }

    /** Loads an image, replays, compares the store with itself as seen from a snapshot, and saves. */
    private MemoryFile checkpoint(Backend backend, MemoryFile from, List<Edit> edits) throws IOException {
        try (MetadataStore store = loaded(backend, from)) {
            Namespace namespace = new Namespace(store);
            for (Edit edit : edits) {
                namespace.apply(edit);
            }
            namespace.commit(namespace.appliedTxid());
            String dump = NamespaceDump.of(store);
            NamespaceDigest digest = store.digest();
            assertEquals(FactScan.digest(store), digest);
            try (StoreView snapshot = store.snapshot()) {
                assertEquals(digest, snapshot.digest());
                assertEquals(dump, NamespaceDump.of(snapshot));
                return saved(snapshot);
            }
        }
    }

    private MetadataStore loaded(Backend backend, MemoryFile image) throws IOException {
        if (backend == Backend.IMAGE) {
            return new ImageStore(ImageBase.open(image.source()), 1 << 20);
        }
        MetadataStore store = backend == Backend.HEAP
                ? new HeapStore()
                : RocksStore.open(directory.resolve("store" + stores++), new RocksSettings(1 << 20, 1 << 20, 100));
        ImageLoader.load(image.source(), store, count -> {});
        return store;
    }

    private static MemoryFile formatted() throws IOException {
        try (HeapStore store = new HeapStore()) {
            Namespace.format(store, NaiveModel.COUNTERS, NaiveModel.OWNER, NaiveModel.GROUP);
            return saved(store);
        }
    }

    private static MemoryFile saved(StoreView view) throws IOException {
        MemoryFile file = new MemoryFile();
        ImageSaver.write(view, file, FORM);
        return file;
    }

    private static String decoded(MemoryFile image) throws IOException {
        try (HeapStore store = new HeapStore()) {
            ImageLoader.load(image.source(), store, count -> {});
            return NamespaceDump.of(store);
        }
    }

    /** As the heap store has it that lived through all of {@code edits}. */
    private static NamespaceDigest digest(List<Edit> edits) {
        try (HeapStore store = new HeapStore()) {
            Namespace.format(store, NaiveModel.COUNTERS, NaiveModel.OWNER, NaiveModel.GROUP);
            Namespace namespace = new Namespace(store);
            edits.forEach(namespace::apply);
            namespace.commit(namespace.appliedTxid());
            return store.digest();
        }
    }

    /** As one pass over the records of an image has it. */
    private static NamespaceDigest digest(MemoryFile image) throws IOException {
        return new ImageScan(ImageReader.open(image.source())).check().digest();
    }

    private static NaiveModel model(List<Edit> edits) {
        NaiveModel model = new NaiveModel();
        new ArrayList<>(edits).forEach(model::apply);
        return model;
    }
}
