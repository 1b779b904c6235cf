package io.cairn.cli;

import io.cairn.primary.app.PrimaryProcess;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code cairn primary}: runs a primary as this process. Single use, one thread. */
@Command(
        name = "primary",
        mixinStandardHelpOptions = true,
        versionProvider = VersionCommand.OneLine.class,
        description = {
            "Runs the primary: serves a namespace until it is stopped.",
            "Log on standard output; Ctrl-C or SIGTERM stop it in an orderly way."
        },
        footerHeading = "%nExit status:%n",
        footer = "  1 it could not go on, another start helps; 2 misused; 3 the start was refused; 143 it was stopped")
final class PrimaryCommand implements Callable<Integer> {
    /** Exit status of a start that would be refused again until somebody has acted. */
    static final int REFUSED = 3;

    @Parameters(paramLabel = "CONFIGURATION", description = "A YAML file such as conf/primary.yml.")
    private Path configuration = Path.of("");

    @Override
    public Integer call() {
        return PrimaryProcess.run(configuration);
    }
}
