package io.cairn.primary.restart;

import io.cairn.common.disk.Disk;
import io.cairn.common.disk.RealDisk;
import io.cairn.common.layout.LastStartFile;
import io.cairn.common.layout.StorageInfo;
import io.cairn.common.store.MetadataStore;
import io.cairn.common.store.StoreException;
import io.cairn.common.store.rocks.RocksSettings;
import io.cairn.common.store.rocks.RocksStore;
import io.cairn.primary.service.StartupFindings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * RocksDB as the store that serves. It is a cache of image and edits: one that is missing, damaged, half filled, of
 * another namespace or another past, or ahead of the journal is not repaired but filled anew, in the subdirectory
 * {@code filling}, and moved in when it is whole; until then the old one stays. One that is ahead is kept in {@code
 * ahead}, since it holds transactions that no journal has. Killed at any point, the next start finds the old one, the
 * new one, or none and fills again. Whatever its disk refuses is a {@link StoreException}, never damage of an image.
 * Confined to the thread that starts the primary.
 */
public final class RocksSource implements StoreSource {
    private static final Logger LOG = LoggerFactory.getLogger(RocksSource.class);
    /** RocksDB's entry file: without it a directory is no database. It goes first and comes last. */
    private static final String CURRENT = "CURRENT";

    private static final Pattern ROCKSDB_NAME = Pattern.compile(
            "CURRENT|IDENTITY|LOCK|LOG(\\.old\\.\\d+)?|(MANIFEST|OPTIONS)-\\d+(\\.dbtmp)?|\\d+\\.(sst|log|blob|dbtmp)");
    private static final String FILLING = "filling";
    private static final String AHEAD = "ahead";
    /** The start that last went on from the store that lies here; goes before the store does. */
    private static final String START = "START";

    private final Path directory;
    private final Path filling;
    private final StorageInfo info;
    private final StartupFindings findings;
    private final Optional<String> lastStart;
    private final Disk disk = new RealDisk();
    private final long verifiedBytesMax;
    private boolean ahead;

    /**
     * @param directory of the store; what else lies there stays
     * @param verifiedBytesMax a store of at most this size is read through, checksums and all, before it is gone on from
     * @param lastStart that the name directories have had; empty if nothing is to be believed
     */
    public RocksSource(
            Path directory,
            long verifiedBytesMax,
            StorageInfo info,
            StartupFindings findings,
            Optional<String> lastStart) {
        this.directory = directory;
        this.verifiedBytesMax = verifiedBytesMax;
        this.filling = directory.resolve(FILLING);
        this.info = info;
        this.findings = findings;
        this.lastStart = lastStart;
    }

    @Override
    public Optional<MetadataStore> present(long lastTxid) {
        return orStoreException(() -> found(lastTxid));
    }

    @Override
    public MetadataStore empty() {
        return orStoreException(this::emptyFilling);
    }

    @Override
    public MetadataStore keep(MetadataStore store) {
        return orStoreException(() -> moveIn(store));
    }

    private interface Step<T> {
        T run() throws IOException;
    }

    /** What the disk refuses here says nothing of image and edits. */
    private <T> T orStoreException(Step<T> step) {
        try {
            return step.run();
        } catch (IOException e) {
            throw new StoreException("RocksDB in " + directory + " cannot be made ready: " + e, e);
        }
    }

    private Optional<MetadataStore> found(long lastTxid) throws IOException {
        Files.createDirectories(directory);
        clear(filling); // A filling that was cut short.
        if (!Files.exists(directory.resolve(CURRENT))) {
            LOG.info("RocksDB in {} is filled: there is none yet", directory);
            return Optional.empty();
        }
        if (RocksStore.wasFoundDamaged(directory)) {
            findings.warn("RocksDB in " + directory + " was found damaged while it served, and is filled anew");
            return Optional.empty();
        }
        RocksStore store;
        try {
            store = RocksStore.open(directory, RocksSettings.DEFAULT);
        } catch (StoreException e) {
            findings.warn("RocksDB in " + directory + " is damaged, and is filled anew: " + e.getMessage());
            return Optional.empty();
        }
        Optional<String> objection = objection(store, lastTxid);
        if (objection.isPresent()) {
            findings.warn("RocksDB in " + directory + " is filled anew: " + objection.get());
            store.close();
            return Optional.empty();
        }
        return Optional.of(store);
    }

    private Optional<String> objection(RocksStore store, long lastTxid) throws IOException {
        try {
            if (store.inodeCount() == 0) {
                return Optional.of("it is empty");
            }
            if (store.appliedTxid() < 0) {
                return Optional.of("it was left half filled");
            }
            if (store.counters().namespaceId() != info.namespaceId()) {
                return Optional.of(
                        "it holds namespace " + store.counters().namespaceId() + ", ours is " + info.namespaceId());
            }
            if (store.appliedTxid() > lastTxid) {
                ahead = true;
                return Optional.of("it is at txid " + store.appliedTxid() + ", ahead of the journal's " + lastTxid
                        + "; it is kept in " + directory.resolve(AHEAD) + ", as no journal has what lies between");
            }
            if (lastStart.isEmpty() || !lastStart.equals(LastStartFile.read(disk, directory.resolve(START)))) {
                return Optional.of("the last start that it served was not the last one of the name directories, so that"
                        + " it may hold another past");
            }
            if (bytes() <= verifiedBytesMax) {
                store.verifyChecksums();
            }
            return Optional.empty();
        } catch (StoreException e) {
            return Optional.of("it is damaged: " + e.getMessage());
        }
    }

    private long bytes() throws IOException {
        long bytes = 0;
        for (Path file : files(directory)) {
            bytes += Files.size(file);
        }
        return bytes;
    }

    private MetadataStore emptyFilling() throws IOException {
        clear(filling);
        Files.createDirectories(filling);
        return RocksStore.open(filling, RocksSettings.DEFAULT);
    }

    private MetadataStore moveIn(MetadataStore store) throws IOException {
        if (!(store instanceof RocksStore rocks)) {
            throw new IllegalArgumentException("Not a store of this source");
        }
        if (!Files.exists(filling)) {
            return store; // The one that was present.
        }
        try {
            rocks.flush();
        } finally {
            rocks.close();
        }
        makeRoom();
        move(filling, directory);
        RocksStore.forgetDamage(directory);
        Files.deleteIfExists(filling);
        return RocksStore.open(directory, RocksSettings.DEFAULT);
    }

    @Override
    public void begin(String start) throws IOException {
        LastStartFile.write(disk, directory.resolve(START), start);
    }

    /** The old one goes, or aside; its entry first, so that what is left of it is never taken for a store. */
    private void makeRoom() throws IOException {
        if (disk.delete(directory.resolve(START))) {
            disk.forceDirectory(directory);
        }
        if (ahead) {
            Path aside = directory.resolve(AHEAD);
            clear(aside);
            Files.createDirectories(aside);
            move(directory, aside);
            return;
        }
        Files.deleteIfExists(directory.resolve(CURRENT));
        RocksStore.destroy(directory);
    }

    /** Moves RocksDB's files, its entry last. */
    private static void move(Path from, Path to) throws IOException {
        List<Path> files = new ArrayList<>(files(from));
        Path current = from.resolve(CURRENT);
        files.remove(current);
        for (Path file : files) {
            Files.move(file, to.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
        }
        if (Files.exists(current)) {
            Files.move(current, to.resolve(CURRENT), StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private static void clear(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            for (Path file : files(directory)) {
                Files.delete(file);
            }
            RocksStore.forgetDamage(directory);
            Files.delete(directory);
        }
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(file -> Files.isRegularFile(file)
                            && ROCKSDB_NAME
                                    .matcher(String.valueOf(file.getFileName()))
                                    .matches())
                    .toList();
        }
    }
}
