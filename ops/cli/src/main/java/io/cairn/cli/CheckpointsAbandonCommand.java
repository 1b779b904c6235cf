package io.cairn.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cairn.checkpointer.run.FollowedHistory;
import io.cairn.common.layout.Pin;
import io.cairn.common.transfer.TransferClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code cairn checkpoints abandon}. Single use, one thread. */
@Command(
        name = "abandon",
        mixinStandardHelpOptions = true,
        versionProvider = VersionCommand.OneLine.class,
        description = {
            "Has a checkpointer set aside what it holds beyond a transaction, because the primary was taken back to it on",
            "purpose by other means than 'cairn restore', which the checkpointer follows by itself. Images are renamed to",
            ".corrupt and segments that go beyond the transaction to .stale; nothing is deleted."
        },
        footerHeading = "%nExit status:%n",
        footer = "  0 done; 1 refused, because nothing is held beyond or nobody said yes, or no checkpointer answers")
final class CheckpointsAbandonCommand implements Callable<Integer> {
    private static final Duration TIMEOUT = Duration.ofMinutes(5);

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--after",
            paramLabel = "TXID",
            required = true,
            description = "The last transaction that both the primary and the checkpointer have.")
    private long after;

    @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "Why, for the audit log.")
    private String reason = "";

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "Where the checkpointer answers (default: http://127.0.0.1:9868).")
    private @Nullable URI url;

    @Option(names = "--config", paramLabel = "FILE", description = "Its configuration, which says where it answers.")
    private @Nullable Path configuration;

    @Option(names = "--yes", description = "Do not ask before setting aside.")
    private boolean yes;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Override
    public Integer call() throws IOException, Failure {
        if (reason.isBlank()
                || reason.length() > Pin.REASON_LENGTH_MAX
                || reason.chars().anyMatch(Character::isISOControl)) {
            throw new ParameterException(
                    spec.commandLine(), "--reason is one line of at most " + Pin.REASON_LENGTH_MAX + " characters");
        }
        CheckpointerClient client =
                new CheckpointerClient(new TransferClient(CheckpointerAddress.of(url, configuration), TIMEOUT, 0));
        confirm(client.beyond(after));
        FollowedHistory.Abandoned done = client.abandon(after, reason);
        PrintWriter out = spec.commandLine().getOut();
        out.println(json ? json(done) : text(done));
        out.flush();
        return 0;
    }

    private static String text(FollowedHistory.Abandoned done) {
        return "Set aside: " + done.files().size() + " files that go beyond transaction " + done.after()
                + "; held now are transactions up to " + done.heldTxid();
    }

    private static String json(FollowedHistory.Abandoned done) {
        try {
            return new ObjectMapper().writeValueAsString(done);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A record becomes JSON", e);
        }
    }

    /** Asks, unless told not to; where nobody can answer, the answer is no. */
    private void confirm(FollowedHistory.Abandoned beyond) throws IOException, Failure {
        if (yes) {
            return;
        }
        PrintWriter err = spec.commandLine().getErr();
        beyond.files().forEach(err::println);
        err.print("Set these aside? Transactions up to " + beyond.heldTxid() + " are held, none after " + after
                + " could be restored from here any more. Type yes: ");
        err.flush();
        String answer = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
        if (answer == null || !answer.strip().equalsIgnoreCase("yes")) {
            throw new Failure("Nothing was set aside: nobody said yes", "say it with --yes");
        }
    }
}
