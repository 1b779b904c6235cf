package io.cairn.cli;

import io.cairn.common.text.HumanUnits;
import io.cairn.primary.service.operator.SaveStatus;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code cairn admin save-namespace}: has the primary itself write an image. Single use, one thread. */
@Command(
        name = "save-namespace",
        mixinStandardHelpOptions = true,
        versionProvider = VersionCommand.OneLine.class,
        description = {
            "Has the primary save the namespace as an image in every name directory, and waits for it.",
            "Needs safe mode, as with HDFS, or --online. Ctrl-C ends the waiting, not the save."
        },
        footerHeading = "%nExit status:%n",
        footer = "  0 saved, or not needed (--before-shutdown); 1 refused or failed, or no primary answers")
final class AdminSaveNamespaceCommand implements Callable<Integer> {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);
    private static final Duration QUIET = Duration.ofSeconds(2);

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--online", description = "From a snapshot, while changes go on; needs no safe mode.")
    private boolean online;

    @Option(
            names = "--before-shutdown",
            description = "Only if the newest image is more than three checkpoint periods old, or that far behind.")
    private boolean beforeShutdown;

    @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "Why, for the audit log.")
    private String reason = "";

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Mixin
    private PrimaryAddress primary = new PrimaryAddress();

    @Override
    public Integer call() throws IOException, Failure {
        OperatorClient client = OperatorClient.of(primary);
        SaveStatus end = await(client, client.save(online, beforeShutdown, reason));
        if (json) {
            spec.commandLine().getOut().println(client.json(end));
        } else {
            print(spec.commandLine().getOut(), end);
        }
        spec.commandLine().getOut().flush();
        if (end.state() == SaveStatus.State.FAILED) {
            throw new Failure(
                    "The namespace could not be saved: " + end.failure(), "images and edits are as they were");
        }
        return 0;
    }

    private SaveStatus await(OperatorClient client, SaveStatus begun) throws IOException, Failure {
        SaveStatus now = begun;
        long told = System.nanoTime();
        while (now.state() == SaveStatus.State.RUNNING) {
            pause();
            now = client.save();
            if (now.attempt() != begun.attempt()) {
                throw new Failure(
                        "The primary was started anew meanwhile, or another save has followed",
                        "see what there is with: cairn admin report");
            }
            if (System.nanoTime() - told >= QUIET.toNanos()) {
                told = System.nanoTime();
                tell(now);
            }
        }
        return now;
    }

    private void tell(SaveStatus now) {
        String share = now.expectedBytes() == 0
                ? ""
                : ", about " + Math.min(99, now.bytes() * 100 / now.expectedBytes()) + " %";
        PrintWriter side = spec.commandLine().getErr();
        side.println("save-namespace: image at txid " + now.txid() + ", " + HumanUnits.bytes(now.bytes()) + " written"
                + share + ", " + HumanUnits.time(Duration.ofMillis(now.millis())));
        side.flush();
    }

    /** The first line is HDFS's. */
    private static void print(PrintWriter out, SaveStatus end) {
        if (end.state() == SaveStatus.State.SKIPPED) {
            out.println("No extra checkpoint has been made: the image at txid " + end.txid() + " is recent enough");
        } else if (end.state() == SaveStatus.State.SAVED) {
            out.println("Save namespace successful");
            out.println("  image at txid " + end.txid() + ": " + HumanUnits.bytes(end.bytes()) + ", "
                    + HumanUnits.count(end.inodes()) + " inodes, in " + end.copies() + " directories, "
                    + HumanUnits.time(Duration.ofMillis(end.millis())));
        }
    }

    private static void pause() throws InterruptedIOException {
        try {
            new CountDownLatch(1).await(BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("Interrupted while waiting for the save, which goes on");
        }
    }
}
