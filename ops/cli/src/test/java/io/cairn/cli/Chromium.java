package io.cairn.cli;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A headless Chromium, a fresh one each time. Debian's package {@code chromium}; without it the test is skipped and says
 * so. <em>Confined to one thread.</em>
 */
final class Chromium {
    private static final long PATIENCE_SECONDS = 60;

    private final Path program;
    private final Path work;
    private int opened;

    private Chromium(Path program, Path work) {
        this.program = program;
        this.work = work;
    }

    /**
     * What the browser made of an address. Immutable.
     *
     * @param dom after scripts ran
     * @param complaints lines of its console
     */
    record Page(String dom, String complaints) {}

    /** Skips the test where there is no browser. */
    static Chromium orSkip(Path work) {
        List<Path> found = Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                .map(directory -> Path.of(directory, "chromium"))
                .filter(Files::isExecutable)
                .toList();
        assumeTrue(!found.isEmpty(), "skipped: no chromium on the PATH (on Debian: apt-get install chromium)");
        return new Chromium(found.get(0), work);
    }

    /** @param budgetMillis time that passes in the browser, as fast as it can, before it looks at the outcome */
    Page open(String address, int budgetMillis) throws IOException, InterruptedException {
        List<String> more = new ArrayList<>(List.of("--dump-dom", "--enable-logging=stderr"));
        if (budgetMillis > 0) {
            more.add("--virtual-time-budget=" + budgetMillis);
        }
        Path out = run(more, address);
        String complaints = Files.readString(out.resolveSibling("err"), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.contains(":CONSOLE"))
                .collect(Collectors.joining("\n"));
        return new Page(Files.readString(out, StandardCharsets.UTF_8), complaints);
    }

    /** A picture of the page as a phone shows it. */
    Path screenshot(String address) throws IOException, InterruptedException {
        Path picture = work.resolve("page.png");
        run(List.of("--screenshot=" + picture, "--window-size=390,1500", "--hide-scrollbars"), address);
        return picture;
    }

    private Path run(List<String> options, String address) throws IOException, InterruptedException {
        Path own = Files.createDirectories(work.resolve("chromium-" + opened++));
        List<String> command = new ArrayList<>(List.of(
                program.toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--user-data-dir=" + Files.createDirectory(own.resolve("profile"))));
        command.addAll(options);
        command.add(address);
        Path out = own.resolve("out");
        Process process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(own.resolve("err").toFile())
                .start();
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            throw new IOException("Chromium did not end: " + Files.readString(own.resolve("err")));
        }
        return out;
    }
}
