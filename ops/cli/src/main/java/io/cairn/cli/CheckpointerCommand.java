package io.cairn.cli;

import io.cairn.checkpointer.app.CheckpointerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code cairn checkpointer}: runs a checkpointer as this process. Single use, one thread. */
@Command(
        name = "checkpointer",
        mixinStandardHelpOptions = true,
        versionProvider = VersionCommand.OneLine.class,
        description = {
            "Runs the checkpointer: makes checkpoints of a primary until it is stopped.",
            "Log on standard output; Ctrl-C or SIGTERM stop it in an orderly way."
        },
        exitCodeOnExecutionException = PrimaryCommand.REFUSED,
        footerHeading = "%nExit status:%n",
        footer = "  1 it could not go on, another start helps; 2 misused; 3 the start was refused; 143 it was stopped")
final class CheckpointerCommand implements Callable<Integer> {
    @Parameters(paramLabel = "CONFIGURATION", description = "A YAML file such as conf/checkpointer.yml.")
    private Path configuration = Path.of("");

    @Override
    public Integer call() throws IOException {
        return CheckpointerProcess.run(configuration);
    }
}
