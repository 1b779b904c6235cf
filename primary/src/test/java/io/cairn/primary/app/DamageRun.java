package io.cairn.primary.app;

import io.cairn.common.digest.NamespaceDigest;
import io.cairn.common.digest.NamespaceFacts;
import io.cairn.common.disk.Disk;
import io.cairn.common.layout.FileNames;
import io.cairn.common.model.FsException;
import io.cairn.common.model.FsPath;
import io.cairn.common.model.InodeIds;
import io.cairn.common.model.LayoutVersion;
import io.cairn.common.store.SideTable;
import io.cairn.common.store.StoreException;
import io.cairn.common.store.StoreView;
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
import io.cairn.primary.service.StartupFindings;
import io.cairn.primary.wire.http.Startup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
    private NamespaceDigest truth = NamespaceDigest.EMPTY;

    /** What became of a start. */
    enum Outcome {
        /** Refused, saying why. */
        REFUSED,
        /** Refused by a failure that nobody wrote a message for. */
        REFUSED_BADLY,
        /** Started, but what is damaged cannot be read: RocksDB says so when it is asked for it. */
        UNREADABLE,
        /** The namespace is what it was. */
        SAME,
        /** Edits at the very end are gone; the start says so and keeps their bytes aside, or {@code verify} tells. */
        TOLD,
        /** The namespace is another one, and nobody noticed. */
        SILENT
    }

    /** How a start went. Immutable. */
    record Result(Outcome outcome, String words) {}

    /**
     * Makes the namespace.
     *
     * @param real a directory for what cannot be in memory: configuration and RocksDB
     * @param directories 1 or 2
     */
    DamageRun(Path real, String backend, int directories) throws IOException, FsException {
        roots = directories == 1 ? List.of(Path.of("/d/one")) : List.of(Path.of("/d/one"), Path.of("/d/two"));
        String keys = "dfs.namenode.name.dir: "
                + String.join(",", roots.stream().map(Path::toString).toList()) + "\n" + "namespace.backend.type: "
                + backend + "\ncairn.rocksdb.dir: " + real.resolve("rocks") + "\n" + OLD;
        rocks = real.resolve("rocks");
        settings = settings(real.resolve("primary.yml"), keys);
        saving = settings(real.resolve("saving.yml"), keys + "dfs.namenode.checkpoint.txns: 1\n");
        FaultyDisk disk = new FaultyDisk(Path.of("/d"));
        for (Path root : roots) {
            disk.createDirectories(root);
            disk.forceDirectory(root.getParent());
        }
        Format.run(settings, disk, InstantSource.system(), Optional.of("CID-test"), LayoutVersion.CURRENT, false);
        try (PrimaryRuntime first = start(disk, settings)) {
            change(first, "a");
            first.namespace().roll();
            change(first, "b");
        }
        try (PrimaryRuntime second = start(disk, saving)) {
            change(second, "c");
            second.namespace().roll();
            change(second, "d");
            truth = digest(second);
            remember(disk); // all of it was acknowledged, so it is durable
        }
        if (Files.exists(rocks)) {
            rememberRocks();
        }
    }

    /** The files, by path. Not to be changed. */
    Map<Path, byte[]> files() {
        return files;
    }

    /** The files of RocksDB, by path; it was closed, and so has everything that the others have. Not to be changed. */
    Map<Path, byte[]> rocksFiles() {
        return rocksFiles;
    }

    /** The digest of the namespace that was acknowledged. */
    NamespaceDigest truth() {
        return truth;
    }

    /** Looks and starts with {@code damaged} in place of some files; an empty array stands for a missing file. */
    Result run(Map<Path, byte[]> damaged) throws IOException {
        FaultyDisk disk = disk(damaged);
        layRocks(damaged);
        String seen = look(disk);
        try (PrimaryRuntime started = start(disk, settings)) {
            NamespaceDigest found = digest(started);
            if (found.equals(truth)) {
                return new Result(Outcome.SAME, seen.isEmpty() ? "nobody noticed" : "verify: " + seen);
            }
            if (!seen.isEmpty()) {
                return new Result(Outcome.TOLD, "started, verify: " + seen);
            }
            String aside = aside(disk);
            return aside.isEmpty()
                    ? new Result(Outcome.SILENT, "digest " + found)
                    : new Result(Outcome.TOLD, "kept aside: " + aside);
        } catch (IOException e) {
            return new Result(Outcome.REFUSED, String.valueOf(e.getMessage()));
        } catch (StoreException e) {
            return new Result(Outcome.UNREADABLE, String.valueOf(e.getMessage()));
        } catch (FsException | RuntimeException e) {
            return new Result(Outcome.REFUSED_BADLY, e.toString());
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

    private String look(Disk disk) {
        try {
            Report report = new DirectoryCheck(disk, 64L << 20, false, Watcher.NONE).run(roots);
            return report.isGood() ? "" : report.findings().get(0).text();
        } catch (IOException e) {
            return "could not look: " + e.getMessage();
        }
    }

    private String aside(Disk disk) throws IOException {
        List<String> names = new ArrayList<>();
        for (Path root : roots) {
            for (String name : disk.list(root.resolve(FileNames.CURRENT))) {
                if (name.endsWith(".torn") || name.endsWith(".corrupt")) {
                    names.add(name);
                }
            }
        }
        return String.join(", ", names);
    }

    private static PrimaryRuntime start(Disk disk, PrimarySettings settings) throws IOException {
        return new StartupSequence(
                        settings,
                        disk,
                        InstantSource.system(),
                        System::nanoTime,
                        JournalListener.NONE,
                        (directory, state, fault) -> {},
                        (what, cause) -> {},
                        new StartupProgress(new Startup<>()),
                        new StartupFindings(),
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
        try (Stream<Path> all = Files.list(rocks)) {
            for (Path file : all.toList()) {
                Files.delete(file);
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

    /** Of everything as it can be read, not as the store says. */
    private static NamespaceDigest digest(PrimaryRuntime primary) throws IOException, FsException {
        return primary.namespace().ask((view, rules) -> digest(view));
    }

    private static NamespaceDigest digest(StoreView view) {
        NamespaceFacts facts = new NamespaceFacts();
        try (StoreView.InodeCursor inodes = view.inodes()) {
            while (inodes.next()) {
                facts.add(inodes.inode());
                long parent = view.parent(inodes.inode().id());
                if (parent != InodeIds.NONE) {
                    facts.link(parent, inodes.inode().id());
                }
            }
        }
        for (SideTable<?> table : SideTable.ALL) {
            view.entries(table).forEach(entry -> facts.changeEntry(null, entry));
        }
        return facts.digest(view.counters());
    }
}
