package io.cairn.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cairn.checkpointer.app.StatusAnswer;
import io.cairn.common.transfer.TransferClient;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code cairn checkpoint}: has a running checkpointer make a checkpoint, or says how it stands. Single use, one thread. */
@Command(
        name = "checkpoint",
        mixinStandardHelpOptions = true,
        versionProvider = VersionCommand.OneLine.class,
        description = "Has the checkpointer make a checkpoint now, or shows how checkpoints stand.",
        footerHeading = "%nExit status:%n",
        footer = "  0 one was made, was asked for, or was not needed; 1 it failed, or no checkpointer answers")
final class CheckpointCommand implements Callable<Integer> {
    private static final int FAILED = 1;
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--force", description = "Also when nothing changed since the last image.")
    private boolean force;

    @Option(names = "--wait", description = "Wait until it is made, and print what it did.")
    private boolean wait;

    @Option(names = "--status", description = "Ask for nothing; print the last checkpoint and when the next is due.")
    private boolean statusOnly;

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for the checkpointer's audit log.")
    private String reason = "";

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @ArgGroup
    private @Nullable Where where;

    /** Which checkpointer. */
    static final class Where {
        @Option(
                names = "--url",
                paramLabel = "URL",
                description = "Where the checkpointer answers (default: http://127.0.0.1:9868).")
        private @Nullable URI url;

        @Option(
                names = "--config",
                paramLabel = "FILE",
                description = "Its configuration, which says where it answers.")
        private @Nullable Path configuration;
    }

    @Override
    public Integer call() throws IOException, Failure {
        CheckpointerClient checkpointer = new CheckpointerClient(new TransferClient(base(), TIMEOUT, 0));
        int exit = statusOnly ? show(checkpointer.status()) : make(checkpointer);
        spec.commandLine().getOut().flush();
        return exit;
    }

    private URI base() throws IOException {
        Where given = where;
        return CheckpointerAddress.of(given == null ? null : given.url, given == null ? null : given.configuration);
    }

    private int make(CheckpointerClient checkpointer) throws IOException, Failure {
        CheckpointWait waiting = new CheckpointWait(
                checkpointer, spec.commandLine().getErr(), System::nanoTime, CheckpointCommand::pause);
        if (!wait) {
            if (checkpointer.run(force, reason).isEmpty()) {
                throw new Failure(
                        "A checkpoint is being made already, and may not hold the latest changes",
                        "wait for it and have another made with: cairn checkpoint --wait");
            }
            print("asked for", null, "A checkpoint is being made; see " + checkpointer.statusAddress());
            return 0;
        }
        CheckpointWait.Outcome outcome = waiting.make(force, reason);
        return switch (outcome.kind()) {
            case MADE -> print("made", outcome.status(), CheckpointText.made(outcome.status()));
            case NOT_NEEDED -> print("not needed", outcome.status(), CheckpointText.notNeeded(outcome.status()));
            case FAILED -> {
                print("failed", outcome.status(), "");
                throw new Failure(
                        CheckpointText.failed(outcome.status()),
                        "more is in the checkpointer's log; it tries again by itself");
            }
        };
    }

    private int show(StatusAnswer status) throws Failure {
        print(status.failure() == null ? "status" : "failing", status, CheckpointText.standing(status));
        return status.failure() == null ? 0 : FAILED;
    }

    private int print(String outcome, @Nullable StatusAnswer status, String text) throws Failure {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            Map<String, @Nullable Object> answer = new LinkedHashMap<>();
            answer.put("outcome", outcome);
            answer.put("status", status);
            try {
                out.println(new ObjectMapper().writeValueAsString(answer));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("Plain records become JSON", e);
            }
        } else if (!text.isEmpty()) {
            out.println(text);
        }
        out.flush();
        return 0;
    }

    private static void pause() throws InterruptedIOException {
        try {
            new CountDownLatch(1).await(BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("Interrupted while waiting for the checkpoint, which goes on");
        }
    }
}
