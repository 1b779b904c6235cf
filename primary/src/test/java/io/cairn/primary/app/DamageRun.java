package io.cairn.primary.app;

import io.cairn.common.digest.NamespaceDigest;
import io.cairn.common.disk.Disk;
import io.cairn.common.layout.DirInventory;
import io.cairn.common.layout.FileNames;
import io.cairn.common.layout.SegmentFile;
import io.cairn.common.model.FsException;
import io.cairn.common.model.FsPath;
import io.cairn.common.model.LayoutVersion;
import io.cairn.common.namespace.Namespace;
import io.cairn.common.replay.EditReplayer;
import io.cairn.common.replay.ImageLoader;
import io.cairn.common.store.FactScan;
import io.cairn.common.store.StoreException;
import io.cairn.common.store.heap.HeapStore;
import io.cairn.common.testkit.FaultyDisk;
import io.cairn.common.verify.DirectoryCheck;
import io.cairn.common.verify.Report;
import io.cairn.common.verify.Watcher;
import io.cairn.primary.command.Caller;
import io.cairn.primary.command.Create;
import io.cairn.primary.command.CreateMode;
import io.cairn.primary.command.Delete;
import io.cairn.primary.command.Mkdirs;
import io.cairn.primary.command.Rename;
import io.cairn.primary.command.SetOwner;
import io.cairn.primary.command.SetPermission;
import io.cairn.primary.journal.JournalListener;
import io.cairn.primary.service.ServiceStoppedException;
import io.cairn.primary.service.StartupFindings;
import io.cairn.primary.wire.http.Startup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A small namespace on disks in memory, and what a start makes of it after something was done to its files. The files are
 * those of a primary that stopped without warning: two images with their sidecars, finalised segments before, between and
 * behind them, and one that was being written; all of it was acknowledged. Confined to one thread.
 */
final class DamageRun {
    /** Longer than the clock of a disk in memory goes. */
    private static final String OLD = "dfs.namenode.checkpoint.period: 366d\n";

    private static final Caller ROOT = new Caller(System.getProperty("user.name"), Set.of("supergroup"), true);

    private final PrimarySettings settings;
    private final PrimarySettings saving;
    private final List<Path> roots;
    private final Path rocks;
    private final Map<Path, byte[]> files = new TreeMap<>();
    private final Map<Path, byte[]> rocksFiles = new TreeMap<>();
    /** Of the namespace after each transaction. */
    private final SortedMap<Long, NamespaceDigest> history = new TreeMap<>();

    /** What became of a start. */
    enum Outcome {
        /** Refused, saying why. */
        REFUSED,
        /** Refused by a failure that nobody wrote a message for. */
        REFUSED_BADLY,
        /** What is damaged could not be read, which RocksDB said; the start after that filled it anew. */
        UNREADABLE,
        /** The namespace is what it was. */
        SAME,
        /** Edits at the very end are gone, and nothing else; the start says so, or keeps their bytes aside. */
        TOLD,
        /** The namespace is one that never was, or an earlier one and the start does not say so. */
        SILENT
    }

    /** How a start went. Immutable. */
    record Result(Outcome outcome, String words) {}

    /**
     * Makes the namespace.
     *
     * @param real a directory for what cannot be in memory: configuration and RocksDB
     * @param directories 1 or 2
     * @param moreKeys further lines of configuration
     */
    DamageRun(Path real, String backend, int directories, String moreKeys) throws IOException, FsException {
        roots = directories == 1 ? List.of(Path.of("/d/one")) : List.of(Path.of("/d/one"), Path.of("/d/two"));
        String keys = "dfs.namenode.name.dir: "
                + String.join(",", roots.stream().map(Path::toString).toList()) + "\n" + "namespace.backend.type: "
                + backend + "\ncairn.rocksdb.dir: " + real.resolve("rocks") + "\n" + OLD + moreKeys;
        rocks = real.resolve("rocks");
        settings = settings(real.resolve("primary.yml"), keys);
        saving = settings(real.resolve("saving.yml"), keys + "dfs.namenode.checkpoint.txns: 1\n");
        FaultyDisk disk = new FaultyDisk(Path.of("/d"));
        for (Path root : roots) {
            disk.createDirectories(root);
            disk.forceDirectory(root.getParent());
        }
        Format.run(settings, disk, InstantSource.system(), Optional.of("CID-test"), LayoutVersion.CURRENT, false);
        try (PrimaryRuntime first = start(disk, settings, new StartupFindings())) {
            change(first, "a");
            first.namespace().roll();
            change(first, "b");
        }
        try (PrimaryRuntime second = start(disk, saving, new StartupFindings())) {
            change(second, "c");
            second.namespace().roll();
            change(second, "d");
            remember(disk); // all of it was acknowledged, so it is durable
        }
        if (Files.exists(rocks)) {
            rememberRocks();
        }
        replay();
    }

    /** The files, by path. Not to be changed. */
    Map<Path, byte[]> files() {
        return files;
    }

    /** The files of RocksDB, by path; it was closed, and so has everything that the others have. Not to be changed. */
    Map<Path, byte[]> rocksFiles() {
        return rocksFiles;
    }

    /** Starts with {@code damaged} in place of some files; an empty array stands for a missing file. */
    Result run(Map<Path, byte[]> damaged) throws IOException {
        FaultyDisk disk = disk(damaged);
        layRocks(damaged);
        String verified = verify(disk);
        StartupFindings findings = new StartupFindings();
        try (PrimaryRuntime started = start(disk, settings, findings)) {
            SeenWhole found = started.namespace().ask((view, rules) -> SeenWhole.of(view));
            String told = told(disk, findings);
            return new Result(outcome(found, told), found + ", start: " + told + ", verify: " + verified);
        } catch (StoreFailedException | ServiceStoppedException | StoreException e) {
            return unreadable(disk, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            return new Result(Outcome.REFUSED, String.valueOf(e.getMessage()));
        } catch (FsException | RuntimeException e) {
            return new Result(Outcome.REFUSED_BADLY, e.toString());
        }
    }

    /** What was found damaged is filled anew by the next start, which nobody has to ask for anything. */
    private Result unreadable(Disk disk, String words) {
        try (PrimaryRuntime next = start(disk, settings, new StartupFindings())) {
            SeenWhole found = next.namespace().ask((view, rules) -> SeenWhole.of(view));
            return new Result(
                    outcome(found, "") == Outcome.SAME ? Outcome.UNREADABLE : Outcome.SILENT,
                    words + ", and then " + found);
        } catch (IOException | FsException | RuntimeException e) {
            return new Result(Outcome.REFUSED_BADLY, words + ", and then " + e);
        }
    }

    private Outcome outcome(SeenWhole found, String told) {
        if (!found.contradictions().isEmpty()) {
            return Outcome.SILENT;
        }
        if (found.digest().equals(history.get(history.lastKey()))) {
            return Outcome.SAME;
        }
        // The start has added the mark that begins its segment.
        boolean earlier = found.digest().equals(history.get(found.appliedTxid() - 1));
        return earlier && !told.isEmpty() ? Outcome.TOLD : Outcome.SILENT;
    }

    /** What there was after each transaction, by the first image and all edits. */
    private void replay() throws IOException {
        FaultyDisk disk = disk(Map.of());
        start(disk, settings, new StartupFindings()).close(); // finalises the segment that was being written
        Path current = roots.get(0).resolve(FileNames.CURRENT);
        DirInventory inventory = DirInventory.scan(disk, current);
        long lastTxid = inventory.finalized().stream()
                .mapToLong(SegmentFile::lastTxid)
                .max()
                .orElseThrow();
        HeapStore store = new HeapStore();
        long txid = new ImageLoader(disk).load(current.resolve(FileNames.image(0)), store, loaded -> {});
        EditReplayer replayer = new EditReplayer(disk, new Namespace(store));
        history.put(txid, FactScan.digest(store));
        while (txid < lastTxid) {
            txid = replayer.replay(inventory.finalized(), txid + 1);
            history.put(txid, FactScan.digest(store));
        }
    }

    private FaultyDisk disk(Map<Path, byte[]> damaged) {
        FaultyDisk disk = new FaultyDisk(Path.of("/d"));
        files.forEach((path, bytes) -> {
            byte[] now = damaged.getOrDefault(path, bytes);
            if (now.length > 0) {
                disk.put(path, now);
            }
        });
        return disk;
    }

    private String verify(Disk disk) {
        try {
            Report report = new DirectoryCheck(disk, 64L << 20, false, Watcher.NONE).run(roots);
            return report.isGood() ? "nothing" : report.findings().get(0).text();
        } catch (IOException e) {
            return "could not look: " + e.getMessage();
        }
    }

    /** What the start has said, or shows by what it kept aside; empty if nothing. */
    private String told(Disk disk, StartupFindings findings) throws IOException {
        List<String> told = new ArrayList<>();
        findings.all().forEach(finding -> told.add(finding.text()));
        for (Path root : roots) {
            for (String name : disk.list(root.resolve(FileNames.CURRENT))) {
                if (name.endsWith(".torn")) {
                    told.add("kept " + name);
                }
            }
        }
        return String.join(", ", told);
    }

    private static PrimaryRuntime start(Disk disk, PrimarySettings settings, StartupFindings findings)
            throws IOException {
        return new StartupSequence(
                        settings,
                        disk,
                        InstantSource.system(),
                        System::nanoTime,
                        JournalListener.NONE,
                        (directory, state, fault) -> {},
                        (what, cause) -> {},
                        new StartupProgress(new Startup<>()),
                        findings,
                        "primary.yml")
                .run();
    }

    private static PrimarySettings settings(Path file, String yaml) throws IOException {
        Files.writeString(file, yaml);
        return Primary.settings(file);
    }

    private void remember(FaultyDisk disk) throws IOException {
        for (Path root : roots) {
            Path current = root.resolve(FileNames.CURRENT);
            for (String name : disk.list(current)) {
                files.put(current.resolve(name), disk.bytes(current.resolve(name)));
            }
        }
    }

    private void rememberRocks() throws IOException {
        try (Stream<Path> all = Files.list(rocks)) {
            for (Path file : all.toList()) {
                rocksFiles.put(file, Files.readAllBytes(file));
            }
        }
    }

    private void layRocks(Map<Path, byte[]> damaged) throws IOException {
        if (rocksFiles.isEmpty()) {
            return;
        }
        try (Stream<Path> all = Files.walk(rocks)) { // a start that was refused may have left a store half filled
            for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
                if (!file.equals(rocks)) {
                    Files.delete(file);
                }
            }
        }
        for (Map.Entry<Path, byte[]> file : rocksFiles.entrySet()) {
            byte[] now = damaged.getOrDefault(file.getKey(), file.getValue());
            if (now.length > 0 || file.getValue().length == 0) {
                Files.write(file.getKey(), now);
            }
        }
    }

    private static void change(PrimaryRuntime primary, String top) throws IOException, FsException {
        for (int i = 0; i < 3; i++) {
            FsPath directory = FsPath.parse("/" + top + "/d" + i);
            primary.namespace().execute(new Mkdirs(ROOT, directory, CreateMode.of(0755)));
            FsPath file = FsPath.parse(directory + "/f");
            primary.namespace()
                    .execute(new Create(ROOT, file, CreateMode.of(0644), false, true, 0, 0, "holder", "127.0.0.1"));
            primary.namespace().execute(new SetPermission(ROOT, file, 0600 + i));
        }
        primary.namespace().execute(new Rename(ROOT, FsPath.parse("/" + top + "/d0"), FsPath.parse("/" + top + "/e")));
        primary.namespace().execute(new Delete(ROOT, FsPath.parse("/" + top + "/d1"), true));
        primary.namespace().execute(new SetOwner(ROOT, FsPath.parse("/" + top + "/d2"), "ann", "staff"));
    }
}
