package io.cairn.cli;

import io.cairn.primary.wire.operator.SafeModeAnswer;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cairn admin safemode}: closes the namespace to changes, or opens it again. Single use, one thread. */
@Command(
        name = "safemode",
        mixinStandardHelpOptions = true,
        versionProvider = VersionCommand.OneLine.class,
        description = {
            "Enters or leaves safe mode, or says whether it is on.",
            "While it is on the namespace cannot be changed; it can be read, and checkpoints go on."
        },
        footerHeading = "%nExit status:%n",
        footer = "  0 done; 1 refused, no primary answers, or safe mode stays on for another reason")
final class AdminSafeModeCommand implements Callable<Integer> {
    private static final int STILL_ON = 1;

    /** What to do. */
    enum Action {
        ENTER,
        LEAVE,
        GET;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "enter|leave|get", description = "What to do.")
    private Action action = Action.GET;

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for the audit log; needed to enter and leave.")
    private @Nullable String reason;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Mixin
    private PrimaryAddress primary = new PrimaryAddress();

    @Override
    public Integer call() throws IOException, Failure {
        OperatorClient client = OperatorClient.of(primary);
        SafeModeAnswer answer =
                switch (action) {
                    case GET -> client.safeMode();
                    case ENTER, LEAVE -> client.safeMode(action == Action.ENTER, needed());
                };
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(client.json(answer));
        } else {
            print(out, answer);
        }
        out.flush();
        return action == Action.LEAVE && answer.on() ? STILL_ON : 0;
    }

    private String needed() {
        if (reason == null || reason.isBlank()) {
            throw new ParameterException(spec.commandLine(), "Needed: --reason TEXT, for the audit log");
        }
        return reason;
    }

    /** The first line is HDFS's. */
    private static void print(PrintWriter out, SafeModeAnswer answer) {
        out.println("Safe mode is " + (answer.on() ? "ON" : "OFF"));
        for (SafeModeAnswer.Cause cause : answer.causes()) {
            out.println("  since " + cause.since() + ", "
                    + (cause.reason().equals("OPERATOR") ? "by an operator" : "because space is low")
                    + (cause.detail().isEmpty() ? "" : ": " + cause.detail()));
        }
    }
}
