package io.cairn.cli;

import io.cairn.primary.wire.operator.RestoreAnswer;
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

/** {@code cairn admin restore-failed-storage}: whether failed directories come back. Single use, one thread. */
@Command(
        name = "restore-failed-storage",
        mixinStandardHelpOptions = true,
        versionProvider = VersionCommand.OneLine.class,
        description = {
            "Switches bringing failed name directories back on or off, or says how it is.",
            "While it is on, whenever a segment is begun each failed directory is tried, filled anew from the others, and",
            "put back into service when it is whole. The next start follows dfs.namenode.name.dir.restore again."
        },
        footerHeading = "%nFor example, once the disk is mounted again:%n",
        footer = {
            "  cairn admin restore-failed-storage true --reason \"disk 2 is back\"",
            "  cairn admin roll-edits",
            "  cairn admin report",
            "",
            "Exit status:",
            "  0 done; 1 refused, or no primary answers"
        })
final class AdminRestoreFailedStorageCommand implements Callable<Integer> {
    /** What to do. */
    enum Action {
        TRUE,
        FALSE,
        CHECK;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "true|false|check", description = "What to do.")
    private Action action = Action.CHECK;

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for the audit log; needed to switch.")
    private @Nullable String reason;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Mixin
    private PrimaryAddress primary = new PrimaryAddress();

    @Override
    public Integer call() throws IOException, Failure {
        OperatorClient client = OperatorClient.of(primary);
        RestoreAnswer answer =
                action == Action.CHECK ? client.restoring() : client.restoring(action == Action.TRUE, needed());
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(client.json(answer));
        } else {
            out.println("restoreFailedStorage is set to " + answer.restoreFailedStorage());
            if (answer.outOfService() > 0) {
                out.println("  directories out of service: " + answer.outOfService()
                        + (answer.restoreFailedStorage() ? "; they are tried when a segment is begun" : ""));
            }
        }
        out.flush();
        return 0;
    }

    private String needed() {
        if (reason == null || reason.isBlank()) {
            throw new ParameterException(spec.commandLine(), "Needed: --reason TEXT, for the audit log");
        }
        return reason;
    }
}
