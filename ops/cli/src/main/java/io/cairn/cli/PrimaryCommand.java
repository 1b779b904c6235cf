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
        })
final class PrimaryCommand implements Callable<Integer> {
    @Parameters(paramLabel = "CONFIGURATION", description = "A YAML file such as conf/primary.yml.")
    private Path configuration = Path.of("");

    @Override
    public Integer call() {
        return PrimaryProcess.run(configuration);
    }
}
