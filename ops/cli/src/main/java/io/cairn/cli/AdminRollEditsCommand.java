package io.cairn.cli;

import io.cairn.primary.wire.operator.RollAnswer;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code cairn admin roll-edits}: ends the edit log segment being written. Single use, one thread. */
@Command(
        name = "roll-edits",
        mixinStandardHelpOptions = true,
        versionProvider = VersionCommand.OneLine.class,
        description = "Ends the edit log segment being written and begins the next; in safe mode too.",
        footerHeading = "%nExit status:%n",
        footer = "  0 done; 1 refused, or no primary answers")
final class AdminRollEditsCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for the audit log.")
    private String reason = "";

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Mixin
    private PrimaryAddress primary = new PrimaryAddress();

    @Override
    public Integer call() throws IOException, Failure {
        OperatorClient client = OperatorClient.of(primary);
        RollAnswer answer = client.roll(reason);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(client.json(answer));
        } else {
            out.println("Successfully rolled edit logs.");
            out.println("New segment starts at txid " + answer.newSegmentTxid());
        }
        out.flush();
        return 0;
    }
}
