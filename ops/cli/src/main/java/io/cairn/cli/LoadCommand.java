package io.cairn.cli;

import io.cairn.common.text.HumanUnits;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.PrintWriter;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code cairn load}: changes a namespace over WebHDFS from several threads, so that there is something to make a
 * checkpoint of. The same numbers make the same tree. Single use; its own threads end with it.
 */
@Command(
        name = "load",
        mixinStandardHelpOptions = true,
        versionProvider = VersionCommand.OneLine.class,
        description = {
            "Changes a namespace over WebHDFS, so that there is something to make a checkpoint of.",
            "Directories and empty files are made, some of them renamed, deleted or given other attributes;",
            "everything in a new directory."
        })
final class LoadCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--url",
            paramLabel = "URL",
            defaultValue = "http://127.0.0.1:9870",
            description = "Where the primary answers (default: ${DEFAULT-VALUE}).")
    private URI url = URI.create("");

    @Option(
            names = "--under",
            paramLabel = "PATH",
            defaultValue = "/load",
            description = "Directory that the new directory is made in (default: ${DEFAULT-VALUE}).")
    private String under = "";

    @Option(
            names = "--directories",
            paramLabel = "N",
            defaultValue = "100",
            description = "Directories to make (default: ${DEFAULT-VALUE}).")
    private int directories;

    @Option(
            names = "--files",
            paramLabel = "N",
            defaultValue = "2000",
            description = "Files to make, evenly in the directories (default: ${DEFAULT-VALUE}).")
    private int files;

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "8",
            description = "Requests under way at a time (default: ${DEFAULT-VALUE}).")
    private int threads;

    @Option(
            names = "--user",
            paramLabel = "NAME",
            defaultValue = "${sys:user.name}",
            description = "As whom (default: ${DEFAULT-VALUE}).")
    private String user = "";

    @Override
    public Integer call() throws IOException, Failure {
        requireAtLeastOne("--directories", directories);
        requireAtLeastOne("--threads", threads);
        if (files < 0) {
            throw new ParameterException(spec.commandLine(), "--files must be 0 or more, but is " + files);
        }
        WebHdfs webHdfs = new WebHdfs(url, user);
        String root = newDirectory(webHdfs);
        LoadTree tree = new LoadTree(webHdfs, root, directories, files);
        long began = System.nanoTime();
        run(tree);
        report(root, tree, Duration.ofNanos(System.nanoTime() - began));
        return 0;
    }

    private void requireAtLeastOne(String option, int value) {
        if (value < 1) {
            throw new ParameterException(spec.commandLine(), option + " must be at least 1, but is " + value);
        }
    }

    /** Counts on from what earlier runs left. */
    private String newDirectory(WebHdfs webHdfs) throws IOException, Failure {
        String parent = under.endsWith("/") ? under.substring(0, under.length() - 1) : under;
        webHdfs.change(WebHdfs.MKDIRS, parent.isEmpty() ? "/" : parent);
        int number = 1;
        while (webHdfs.exists(parent + "/run-" + number)) {
            number++;
        }
        String root = parent + "/run-" + number;
        webHdfs.change(WebHdfs.MKDIRS, root);
        return root;
    }

    private void run(LoadTree tree) throws IOException, Failure {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        AtomicInteger next = new AtomicInteger();
        try {
            List<Future<Boolean>> all = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                all.add(pool.submit(() -> {
                    for (int index = next.getAndIncrement(); index < directories; index = next.getAndIncrement()) {
                        tree.make(index);
                    }
                    return true;
                }));
            }
            for (Future<Boolean> one : all) {
                one.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("Interrupted; what was made so far stays");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Failure failure) {
                throw failure;
            }
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        } finally {
            pool.shutdownNow();
        }
    }

    private void report(String root, LoadTree tree, Duration time) {
        Map<String, Long> counts = tree.counts();
        long total = counts.values().stream().mapToLong(Long::longValue).sum();
        PrintWriter out = spec.commandLine().getOut();
        long perSecond = total * 1000 / Math.max(1, time.toMillis());
        out.println(HumanUnits.count(total) + " changes in " + root + " in " + HumanUnits.time(time) + ", "
                + HumanUnits.count(perSecond) + " a second from " + threads + " threads");
        out.println("  "
                + String.join(
                        ", ",
                        counts.entrySet().stream()
                                .map(entry -> entry.getKey() + " " + HumanUnits.count(entry.getValue()))
                                .toList()));
        out.flush();
    }
}
