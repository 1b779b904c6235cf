package io.cairn.bench;

import io.cairn.common.disk.RealDisk;
import io.cairn.common.layout.FileNames;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code bench checkpoint}: one checkpoint by Hadoop and one by Cairn, in turn. <em>Single use, one thread.</em> */
@Command(
        name = "checkpoint",
        description = {
            "Makes the same checkpoint with real Hadoop 3.5.0 (NameNode and SecondaryNameNode) and with Cairn (primary and"
                    + " checkpointer), in turn, each in processes of its own, cold: the checkpointing process starts with"
                    + " an empty directory.",
            "Wall time is from the start of the checkpointing process to the upload that the other side confirmed; peak"
                    + " is the most memory that process had resident (VmHWM). A ratio is Hadoop's figure through Cairn's:"
                    + " above 1, Cairn needs less."
        },
        footerHeading = "%nFor example:%n",
        footer = {
            "  bench checkpoint --inodes 1000000 --edits 300000",
            "  bench checkpoint --inodes 1000000 --edits 300000 --rounds 5 --heap 512m --our-heap 256m",
            "  bench checkpoint --inodes 20000 --edits 10000 --only cairn --json",
            "",
            "Quote figures from a machine that does nothing else: the load is printed."
        })
final class CheckpointCommand implements Callable<Integer> {
    /** Raised when the same sizes begin to mean other bytes, so that no old input is taken for a new one. */
    private static final int INPUT_FORMAT = 1;

    private static final long MIB = 1 << 20;

    enum Side {
        BOTH,
        HADOOP,
        CAIRN
    }

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--inodes",
            paramLabel = "N",
            defaultValue = "1_000_000",
            converter = Count.class,
            description = "Files and directories of the image, without the root. Default: ${DEFAULT-VALUE}.")
    private long inodes;

    @Option(
            names = "--edits",
            paramLabel = "K",
            defaultValue = "300_000",
            converter = Count.class,
            description = "Edits behind the image. Default: ${DEFAULT-VALUE}.")
    private long edits;

    @Option(
            names = "--rounds",
            paramLabel = "R",
            defaultValue = "1",
            converter = Count.class,
            description = "How often each side makes it. Default: ${DEFAULT-VALUE}.")
    private long rounds;

    @Option(
            names = "--heap",
            paramLabel = "SIZE",
            defaultValue = "1g",
            description = "Largest heap of Hadoop's processes. Default: ${DEFAULT-VALUE}.")
    private String hadoopHeap = "";

    @Option(
            names = "--our-heap",
            paramLabel = "SIZE",
            defaultValue = "256m",
            description = "Largest heap of the checkpointer. Default: ${DEFAULT-VALUE}.")
    private String ourHeap = "";

    @Option(
            names = "--primary-heap",
            paramLabel = "SIZE",
            defaultValue = "1g",
            description = "Largest heap of the primary, which is not measured. Default: ${DEFAULT-VALUE}.")
    private String primaryHeap = "";

    @Option(
            names = "--our-cache",
            paramLabel = "MIB",
            defaultValue = "16",
            description = "The checkpointer's cairn.checkpoint.merge.cache. Default: ${DEFAULT-VALUE}.")
    private long cacheMib;

    @Option(
            names = "--our-overlay",
            paramLabel = "MIB",
            defaultValue = "128",
            description = "The checkpointer's cairn.checkpoint.merge.overlay. Default: ${DEFAULT-VALUE}.")
    private long overlayMib;

    @Option(
            names = "--only",
            paramLabel = "SIDE",
            defaultValue = "both",
            description = "hadoop, cairn or both. Default: ${DEFAULT-VALUE}.")
    private Side only = Side.BOTH;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description =
                    "Where the input is kept and the processes have their directories. Default: ${DEFAULT-VALUE}.")
    private Path directory = Path.of(System.getProperty("java.io.tmpdir"), "cairn-bench");

    @Option(names = "--json", description = "One JSON object on standard output, progress on standard error.")
    private boolean json;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    @SuppressWarnings("UnusedVariable") // picocli looks at the option, not at the field
    private boolean help;

    /** Picocli puts the real specification in. */
    CheckpointCommand() {
        this.spec = CommandSpec.create();
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        check();
        BenchInput input = new BenchInput(inodes, edits);
        Path current = input(input);
        say(machine());
        List<CheckpointFigures> runs = new ArrayList<>();
        for (long round = 0; round < rounds; round++) {
            for (Side side : sides(round)) {
                CheckpointFigures figures = side == Side.HADOOP ? hadoop(current) : cairn(current);
                say(figures.describe());
                runs.add(figures);
            }
        }
        Comparison comparison = new Comparison(input, runs);
        PrintWriter out = spec.commandLine().getOut();
        out.print(json ? comparison.json() + System.lineSeparator() : comparison.describe());
        out.flush();
        return 0;
    }

    private void check() {
        if (inodes < 1 || rounds < 1 || edits < 2) {
            throw new ParameterException(
                    spec.commandLine(), "At least one inode, two edits (the segment's marks), one round");
        }
    }

    /** Progress goes where it does not disturb JSON. */
    private void say(String line) {
        PrintWriter writer =
                json ? spec.commandLine().getErr() : spec.commandLine().getOut();
        writer.println(line);
        writer.flush();
    }

    /** Made once, kept for the next run. */
    private Path input(BenchInput input) throws IOException {
        Path current = directory.resolve("input-" + INPUT_FORMAT + "-" + input.inodes() + "-" + input.edits());
        if (!Files.exists(current.resolve(FileNames.VERSION))) { // written last
            say("making the input: " + input.inodes() + " inodes, " + input.edits() + " edits, in " + current);
            try {
                input.write(new RealDisk(), current);
            } catch (IllegalArgumentException e) {
                delete(current);
                throw new ParameterException(spec.commandLine(), e.getMessage(), e);
            }
        }
        return current;
    }

    private static String machine() {
        return String.format(
                Locale.ROOT,
                "machine: %d processors, load %.1f, Java %s",
                Runtime.getRuntime().availableProcessors(),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
                System.getProperty("java.version"));
    }

    /** Every other round begins with the other side. */
    private List<Side> sides(long round) {
        if (only != Side.BOTH) {
            return List.of(only);
        }
        List<Side> sides = new ArrayList<>(List.of(Side.HADOOP, Side.CAIRN));
        if (round % 2 == 1) {
            Collections.reverse(sides);
        }
        return sides;
    }

    private CheckpointFigures hadoop(Path current) throws IOException, InterruptedException {
        String classPath =
                Files.readString(setting("cairn.bench.hadoop.classpath")).strip();
        Path base = Files.createTempDirectory(directory, "hadoop");
        try {
            List<String> flags = List.of("-Xmx" + hadoopHeap);
            return new HadoopCheckpointRun(HadoopSite.create(base, classPath), flags, flags).run(current);
        } finally {
            delete(base);
        }
    }

    private CheckpointFigures cairn(Path current) throws IOException, InterruptedException {
        Path base = Files.createTempDirectory(directory, "cairn");
        try {
            CairnSite site = CairnSite.create(base, setting("cairn.bench.command"));
            CairnSite.MergeMemory memory = new CairnSite.MergeMemory(ourHeap, cacheMib * MIB, overlayMib * MIB);
            return new CairnCheckpointRun(site, primaryHeap, memory).run(current);
        } finally {
            delete(base);
        }
    }

    private static Path setting(String name) throws IOException {
        String value = System.getProperty(name);
        if (value == null) {
            throw new IOException("-D" + name + " is missing; start the bench with ops/bin/bench");
        }
        return Path.of(value);
    }

    private static void delete(Path directory) throws IOException {
        List<Path> all;
        try (Stream<Path> tree = Files.walk(directory)) {
            all = tree.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : all) {
            Files.delete(path);
        }
    }

    /** A number that may be written {@code 1_000_000}. Stateless. */
    static final class Count implements ITypeConverter<Long> {
        @Override
        public Long convert(String value) {
            try {
                return Long.valueOf(value.replace("_", ""));
            } catch (NumberFormatException e) {
                throw new TypeConversionException("'" + value + "' is no whole number");
            }
        }
    }
}
