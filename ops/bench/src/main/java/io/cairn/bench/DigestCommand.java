package io.cairn.bench;

import io.cairn.common.bytes.ByteSource;
import io.cairn.common.codec.image.ImageReader;
import io.cairn.common.disk.Disk;
import io.cairn.common.disk.RealDisk;
import io.cairn.common.layout.DigestSidecar;
import io.cairn.common.layout.DirInventory;
import io.cairn.common.layout.FileNames;
import io.cairn.common.layout.SegmentFile;
import io.cairn.common.model.LayoutVersion;
import io.cairn.common.namespace.Namespace;
import io.cairn.common.replay.CheckpointMerge;
import io.cairn.common.replay.EditReplayer;
import io.cairn.common.replay.ImageLoader;
import io.cairn.common.store.MetadataStore;
import io.cairn.common.store.heap.HeapStore;
import io.cairn.common.store.image.ImageForm;
import io.cairn.common.store.image.ImageScan;
import io.cairn.common.store.rocks.RocksSettings;
import io.cairn.common.store.rocks.RocksStore;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import jdk.jfr.Recording;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench digest}: what the namespace digest costs. <em>Single use, one thread.</em> */
@Command(
        name = "digest",
        description = {
            "Measures what the namespace digest costs: per edit, in replay and with a commit for each edit as a live request"
                    + " at its worst, and per checkpoint.",
            "Everything runs as it always does, in this process. The share is taken by the JVM's own profiler (JFR, every"
                    + " millisecond): samples of the working thread that are inside the digest, of all its samples. The ratio is"
                    + " time with the digest through time without it. With RocksDB, whose native code the profiler sees nearly"
                    + " alone, the digest's time is taken from the replay in memory, which sums up the same facts."
        },
        footerHeading = "%nFor example:%n",
        footer = {"  bench digest", "  bench digest --inodes 1000000 --edits 300000"})
final class DigestCommand implements Callable<Integer> {
    private static final int REPLAY_UNIT = 1000;
    private static final double AIM = 5;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--inodes",
            defaultValue = "500000",
            paramLabel = "N",
            description = "Inodes in the image (default: ${DEFAULT-VALUE}).")
    private long inodes;

    @Option(
            names = "--edits",
            defaultValue = "500000",
            paramLabel = "N",
            description = "Edits behind it (default: ${DEFAULT-VALUE}).")
    private long edits;

    @Option(
            names = "--work",
            defaultValue = "target/bench-digest",
            paramLabel = "DIR",
            description = "Where the input is written; removed at the end (default: ${DEFAULT-VALUE}).")
    private Path work;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    @SuppressWarnings("UnusedVariable") // picocli looks at the option, not at the field
    private boolean help;

    DigestCommand(CommandSpec spec) {
        this.spec = spec;
        this.work = Path.of("");
    }

    DigestCommand() {
        this(CommandSpec.create());
    }

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        Disk disk = new RealDisk();
        Recording sampler = DigestShare.sampling(); // right after its start it would miss some threads
        try {
            Path current = Files.createDirectories(work).resolve(FileNames.CURRENT);
            new BenchInput(inodes, edits).write(disk, current);
            prove(disk, DirInventory.scan(disk, current).images().get(0).path());
            out.printf(Locale.ROOT, "%d inodes, %d edits%n%n", inodes, edits);
            out.printf("%-42s %9s %10s %10s %8s %7s%n", "", "CPU s", "us/edit", "of digest", "share %", "ratio");
            for (int round = 0; round < 2; round++) { // the first one warms up
                DigestShare heap = onHeap(disk, current);
                List<DigestShare> shares = List.of(
                        heap,
                        inRocks("replay, rocksdb, units of 1000", heap, round + "-a", disk, current, REPLAY_UNIT),
                        inRocks("live at worst, rocksdb, a commit an edit", heap, round + "-b", disk, current, 1),
                        checkpoint(disk, current));
                if (round == 1) {
                    shares.forEach(share -> print(out, share));
                }
            }
            return 0;
        } finally {
            sampler.close();
            clear();
        }
    }

    /** As each image has it that one of our processes made or took. */
    private static void prove(Disk disk, Path image) throws IOException {
        try (ByteSource source = disk.open(image)) {
            DigestSidecar.write(
                    disk, image, new ImageScan(ImageReader.open(source)).check().digest());
        }
    }

    private void print(PrintWriter out, DigestShare share) {
        out.printf(
                Locale.ROOT,
                "%-42s %9.2f %10.2f %10.2f %8.1f %7.3f%s%n",
                share.what(),
                share.cpuSeconds(),
                share.cpuSeconds() * 1e6 / edits,
                share.digestSeconds() * 1e6 / edits,
                share.percent(),
                share.ratio(),
                share.percent() > AIM ? "  above the aim of 5 %" : "");
        out.flush();
    }

    private static DigestShare onHeap(Disk disk, Path current) throws IOException {
        try (MetadataStore store = filled(new HeapStore(), disk, current)) {
            return DigestShare.sampled(
                    "replay, memory, units of 1000", () -> replay(store, disk, current, REPLAY_UNIT));
        }
    }

    private DigestShare inRocks(String what, DigestShare heap, String name, Disk disk, Path current, int unit)
            throws IOException {
        Path directory = Files.createDirectories(work.resolve("rocks-" + name));
        try (MetadataStore store = filled(RocksStore.open(directory, RocksSettings.DEFAULT), disk, current)) {
            return DigestShare.reckoned(what, heap, () -> replay(store, disk, current, unit));
        }
    }

    private static MetadataStore filled(MetadataStore store, Disk disk, Path current) throws IOException {
        new ImageLoader(disk)
                .load(DirInventory.scan(disk, current).images().get(0).path(), store, count -> {});
        return store;
    }

    private static void replay(MetadataStore store, Disk disk, Path current, int unit) throws IOException {
        DirInventory inventory = DirInventory.scan(disk, current);
        new EditReplayer(disk, new Namespace(store), unit, txid -> {}).replay(inventory.finalized(), last(inventory));
    }

    /** From the comparison with the MD5 to the named image: all that a checkpoint does beside transfer. */
    private DigestShare checkpoint(Disk disk, Path current) throws IOException {
        DirInventory inventory = DirInventory.scan(disk, current);
        Path image = inventory.images().get(0).path();
        Path target = Files.createDirectories(work.resolve("made"));
        CheckpointMerge merge = new CheckpointMerge(
                disk, new CheckpointMerge.Limits(64L << 20, 1L << 30, REPLAY_UNIT), System::nanoTime);
        return DigestShare.sampled("checkpoint: verify, merge, save, re-read", () -> {
            new ImageLoader(disk).verify(image);
            merge.run(
                    image,
                    inventory.finalized(),
                    last(inventory),
                    target,
                    ImageForm.plain(LayoutVersion.CURRENT),
                    txid -> {});
        });
    }

    private static long last(DirInventory inventory) {
        return inventory.finalized().stream()
                .mapToLong(SegmentFile::lastTxid)
                .max()
                .orElseThrow();
    }

    private void clear() throws IOException {
        if (!Files.exists(work)) {
            return;
        }
        try (Stream<Path> files = Files.walk(work)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
