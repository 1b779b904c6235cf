package io.cairn.primary.restart;

import io.cairn.common.bytes.ByteSource;
import io.cairn.common.codec.edits.EditReader;
import io.cairn.common.digest.NamespaceDigest;
import io.cairn.common.layout.FileNames;
import io.cairn.common.layout.NameDirectories;
import io.cairn.common.layout.StorageDirectory;
import io.cairn.common.layout.StorageInfo;
import io.cairn.common.layout.VersionFile;
import io.cairn.common.store.MetadataStore;
import io.cairn.common.testkit.FaultyDisk;
import io.cairn.common.testkit.Golden;
import io.cairn.common.testkit.MemorySource;
import io.cairn.common.testkit.NamespaceDump;
import io.cairn.primary.journal.JournalListener;
import io.cairn.primary.service.StartupFindings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/**
 * Two storage directories that a killed NameNode of Hadoop 3.5.0 left: images 0, 163 and 473, segments up to 580, and one
 * in progress that ends at 639. One thread.
 */
final class GoldenDirectories {
    static final Path ROOT = Path.of("/d");
    static final Path A = ROOT.resolve("a");
    static final Path B = ROOT.resolve("b");
    static final long LAST_TXID = 639;
    static final List<String> SEGMENTS = List.of(
            FileNames.finalizedEdits(1, 161),
            FileNames.finalizedEdits(162, 163),
            FileNames.finalizedEdits(164, 244),
            FileNames.finalizedEdits(245, 473),
            FileNames.finalizedEdits(474, 575),
            FileNames.finalizedEdits(576, 580));
    static final String OPEN = FileNames.inProgressEdits(581);

    private static final String GOLDEN = "hadoop-3.5.0-allops/current/";

    final StartupFindings findings = new StartupFindings();
    private FaultyDisk disk;

    private GoldenDirectories(FaultyDisk disk) {
        this.disk = disk;
    }

    static GoldenDirectories create() throws IOException {
        List<String> names = new ArrayList<>(SEGMENTS);
        names.addAll(List.of(OPEN, FileNames.VERSION, FileNames.SEEN_TXID));
        for (long image : new long[] {0, 163, 473}) {
            names.add(FileNames.image(image));
            names.add(FileNames.imageMd5(image));
        }
        FaultyDisk disk = new FaultyDisk(ROOT);
        for (Path root : List.of(A, B)) {
            for (String name : names) {
                disk.put(root.resolve("current").resolve(name), Golden.bytes(GOLDEN + name));
            }
        }
        return new GoldenDirectories(disk);
    }

    FaultyDisk disk() {
        return disk;
    }

    /** The machine stopped and is on again. */
    void crashed(FaultyDisk after) {
        disk = after;
    }

    static Path file(Path root, String name) {
        return root.resolve("current").resolve(name);
    }

    /** Flips a bit in the body or header of the transaction {@code txid}. */
    void damageEdit(Path root, String segment, long txid) throws IOException {
        Path file = file(root, segment);
        disk.flipBit(file, offset(segment, txid) + 9, 0);
    }

    private static long offset(String segment, long txid) throws IOException {
        try (ByteSource source = new MemorySource(Golden.bytes(GOLDEN + segment))) {
            EditReader edits = EditReader.open(source);
            while (edits.next()) {
                if (edits.txid() == txid) {
                    return edits.offset();
                }
            }
        }
        throw new IOException(segment + " has no txid " + txid);
    }

    void damageImage(Path root, long txid) {
        disk.flipBit(file(root, FileNames.image(txid)), 200, 3);
    }

    void delete(Path root, String name) throws IOException {
        disk.delete(file(root, name));
        disk.forceDirectory(root.resolve("current"));
    }

    /** What a start made of the directories. */
    record Outcome(String dump, long imageTxid, boolean saveAtOnce) {
        @Override
        public String toString() {
            return "dump " + dump.hashCode() + ", from image " + imageTxid + (saveAtOnce ? ", save at once" : "");
        }
    }

    /** What earlier runs noted. */
    RecordedDigests notes = RecordedDigests.NONE;

    /** Has the next start find a note. */
    AtomicBoolean note(long txid, NamespaceDigest digest) {
        AtomicBoolean forgotten = new AtomicBoolean();
        notes = new RecordedDigests() {
            @Override
            public SortedMap<Long, NamespaceDigest> all() {
                return new TreeMap<>(Map.of(txid, digest));
            }

            @Override
            public void forget() {
                forgotten.set(true);
            }
        };
        return forgotten;
    }

    /** Brings the namespace back as a start does. */
    Outcome restart() throws IOException {
        return restart(StoreSource.heap());
    }

    StorageInfo info() throws IOException {
        return VersionFile.read(disk, file(A, FileNames.VERSION));
    }

    Outcome restart(StoreSource stores) throws IOException {
        return restart(lastStart -> stores);
    }

    /** As a start does, with a store that depends on what the last start of the directories was. */
    Outcome restart(Function<Optional<String>, StoreSource> stores) throws IOException {
        List<StorageDirectory> configured = List.of(
                new StorageDirectory(A, StorageDirectory.Type.IMAGE_AND_EDITS),
                new StorageDirectory(B, StorageDirectory.Type.IMAGE_AND_EDITS));
        try (NameDirectories directories = NameDirectories.open(disk, configured, "1@test")) {
            new UnfinishedSegments(disk, directories, JournalListener.NONE, Optional.empty(), findings, "primary.yml")
                    .recover();
            StoreSource source = stores.apply(LastStart.of(disk, directories));
            Restarted restarted = new Restart(
                            disk, directories, source, Optional.empty(), findings, RestartProgress.NONE, "primary.yml")
                    .comparedWith(notes)
                    .run();
            LastStart.begin(disk, directories, source);
            for (StorageDirectory directory : configured) {
                if (directory.fault().orElse(null) instanceof FaultyDisk.Crashed stopped) {
                    throw stopped;
                }
            }
            try (MetadataStore store = restarted.store()) {
                return new Outcome(NamespaceDump.of(store), restarted.imageTxid(), restarted.saveAtOnce());
            }
        }
    }

    /** Every file with its bytes as a hash, to see whether anything was changed. */
    Map<Path, Integer> content() throws IOException {
        TreeMap<Path, Integer> content = new TreeMap<>();
        for (Path root : List.of(A, B)) {
            Path current = root.resolve("current");
            for (String name : disk.list(current)) {
                content.put(current.resolve(name), Arrays.hashCode(disk.bytes(current.resolve(name))));
            }
        }
        return content;
    }

    /** True if some finding has all {@code parts} in it. */
    boolean told(String... parts) {
        return findings.all().stream()
                .anyMatch(finding -> List.of(parts).stream().allMatch(finding.text()::contains));
    }
}
