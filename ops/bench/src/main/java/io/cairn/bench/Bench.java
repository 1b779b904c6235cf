package io.cairn.bench;

import io.cairn.common.disk.RealDisk;
import io.cairn.common.layout.FileNames;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Entry of {@code ops/bin/bench}: {@code bench checkpoint --inodes N --edits K [--rounds R] [--heap SIZE] [--dir DIR]}.
 * Prints one line a checkpoint. <em>Single use, one thread.</em>
 */
public final class Bench {
    private static final String USAGE =
            "usage: bench checkpoint --inodes N --edits K [--rounds R] [--heap 1g] [--dir DIR]";

    private final List<String> arguments;

    private Bench(List<String> arguments) {
        this.arguments = arguments;
    }

    /** Ends the process with 0, or with 2 and the usage when called wrongly. */
    public static void main(String[] args) throws IOException, InterruptedException {
        if (args.length == 0 || !args[0].equals("checkpoint")) {
            System.err.println(USAGE);
            System.exit(2);
        }
        new Bench(Arrays.asList(args)).checkpoint();
    }

    private void checkpoint() throws IOException, InterruptedException {
        BenchInput input = new BenchInput(number("--inodes", 1_000_000), number("--edits", 300_000));
        Path base = Path.of(text("--dir", System.getProperty("java.io.tmpdir") + "/cairn-bench"));
        Path current = base.resolve("input-" + input.inodes() + "-" + input.edits());
        if (!Files.exists(current.resolve(FileNames.VERSION))) { // written last
            input.write(new RealDisk(), current);
        }
        String heap = "-Xmx" + text("--heap", "1g");
        for (long round = 0; round < number("--rounds", 1); round++) {
            System.out.println(hadoop(base, current, heap).describe());
        }
    }

    private static CheckpointFigures hadoop(Path base, Path current, String heap)
            throws IOException, InterruptedException {
        String classPath = Files.readString(Path.of(System.getProperty("cairn.bench.hadoop.classpath")))
                .strip();
        Path directory = Files.createTempDirectory(base, "hadoop");
        try {
            HadoopSite site = HadoopSite.create(directory, classPath);
            return new HadoopCheckpointRun(site, List.of(heap), List.of(heap)).run(current);
        } finally {
            delete(directory);
        }
    }

    private long number(String name, long otherwise) {
        return Long.parseLong(text(name, Long.toString(otherwise)).replace("_", ""));
    }

    private String text(String name, String otherwise) {
        int at = arguments.indexOf(name);
        return at < 0 || at + 1 == arguments.size() ? otherwise : arguments.get(at + 1);
    }

    private static void delete(Path directory) throws IOException {
        List<Path> all = new ArrayList<>();
        try (Stream<Path> tree = Files.walk(directory)) {
            tree.sorted(Comparator.reverseOrder()).forEach(all::add);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        for (Path path : all) {
            Files.delete(path);
        }
    }
}
