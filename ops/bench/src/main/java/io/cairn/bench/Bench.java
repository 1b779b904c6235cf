package io.cairn.bench;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Entry of {@code ops/bin/bench}. <em>Single use, one thread.</em> */
@Command(
        name = "bench",
        synopsisSubcommandLabel = "COMMAND",
        description = "Measures Cairn beside real Hadoop, in one run on one machine.",
        subcommands = {CheckpointCommand.class, DigestCommand.class},
        footerHeading = "%nFor example:%n",
        footer = {
            "  bench checkpoint --inodes 1000000 --edits 300000   one checkpoint by each side, and the ratio",
            "  bench checkpoint --help                            what else can be set",
            "  bench digest                                       what the namespace digest costs"
        })
public final class Bench implements Runnable {
    private static final int WIDTH = 120;

    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    @SuppressWarnings("UnusedVariable") // picocli looks at the option, not at the field
    private boolean help;

    private Bench(CommandSpec spec) {
        this.spec = spec;
    }

    /** Ends the process with 0, with 1 when a measurement failed, or with 2 when called wrongly. */
    public static void main(String[] args) {
        // Whoever ends the bench ends what it started.
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> ProcessHandle.current().descendants().forEach(ProcessHandle::destroy), "bench-stop"));
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Bench(CommandSpec.create()))
                .setUsageHelpWidth(WIDTH)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((failure, command, parsed) -> failed(failure, command))
                .setParameterExceptionHandler((misuse, args) -> misused(misuse));
    }

    private static int misused(ParameterException misuse) {
        CommandLine command = misuse.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        command.getErr().println(name + ": " + misuse.getMessage());
        command.getErr().println("  see: " + name + " --help");
        command.getErr().flush();
        return command.getCommandSpec().exitCodeOnInvalidInput();
    }

    private static int failed(Exception failure, CommandLine command) throws Exception {
        if (failure instanceof InterruptedException || failure instanceof RuntimeException) {
            throw failure; // Ours to mend: with its stack trace.
        }
        command.getErr().println("bench: " + failure.getMessage());
        command.getErr().flush();
        return command.getCommandSpec().exitCodeOnExecutionException();
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Which measurement?");
    }
}
