package io.cairn.cli;

import io.cairn.cli.oev.OevCommand;
import io.cairn.cli.oiv.OivCommand;
import io.cairn.cli.text.StandardOutput;
import io.cairn.common.config.InvalidSettingsException;
import io.cairn.common.text.HumanUnits;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.NoSuchFileException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** The {@code cairn} command: picks the subcommand and turns its outcome into an exit status. Single use, one thread. */
@Command(
        name = "cairn",
        mixinStandardHelpOptions = true,
        versionProvider = VersionCommand.OneLine.class,
        synopsisSubcommandLabel = "COMMAND",
        description = "File-system metadata whose checkpoints are proven.",
        subcommands = {
            FormatCommand.class,
            PrimaryCommand.class,
            CheckpointerCommand.class,
            CheckpointCommand.class,
            StatusCommand.class,
            CheckpointsCommand.class,
            BackupCommand.class,
            AdminCommand.class,
            RestoreCommand.class,
            OivCommand.class,
            OevCommand.class,
            ImportRecordsCommand.class,
            VerifyCommand.class,
            LoadCommand.class,
            VersionCommand.class
        },
        commandListHeading = "%nCommands:%n",
        footerHeading = "%nFor example:%n",
        footer = {
            "  cairn format conf/primary.yml              make the directories of a new namespace",
            "  cairn primary conf/primary.yml             serve it",
            "  cairn checkpointer conf/checkpointer.yml   make checkpoints of it",
            "  cairn checkpoint --wait                    have one made now, and see what it did",
            "  cairn restore --from URL --to DIR          bring a lost primary's directories back",
            "  cairn oiv -p XML -i fsimage_N -o -         look into an image",
            "",
            "Each command has its own help: cairn COMMAND --help.",
            "Exit status: 0 done, 1 failed, 2 misused."
        })
public final class Cairn implements Runnable {
    private static final int MISUSED = 2;
    private static final int WIDTH = 120;

    @Spec
    private CommandSpec spec;

    private Cairn(CommandSpec spec) {
        this.spec = spec;
    }

    /** Runs the command line {@code args} and ends the process with its exit status: 0 done, 1 failed, 2 misused. */
    public static void main(String[] args) {
        int status = commandLine().execute(args);
        System.exit(status == 0 && System.out.checkError() ? unsaid() : status);
    }

    /** The status if standard output did not take everything: {@code System.out} forgets why, so one more byte is tried. */
    private static int unsaid() {
        String reason = "";
        try (OutputStream out = StandardOutput.open()) {
            out.write('\n');
        } catch (IOException e) {
            if (StandardOutput.hasNoReader(e)) {
                return StandardOutput.NOBODY_READS;
            }
            reason = ": " + e.getMessage();
        }
        System.err.println("cairn: It is done, but standard output did not take all there was to say of it" + reason);
        return 1;
    }

    /** The command with all its subcommands, and with errors as people read them. */
    static CommandLine commandLine() {
        return new CommandLine(new Cairn(CommandSpec.create()))
                .setUsageHelpWidth(WIDTH)
                .registerConverter(URI.class, new ProcessUrl())
                .setExecutionStrategy(Cairn::execute)
                .setExecutionExceptionHandler((failure, command, parsed) -> failed(failure, command))
                .setParameterExceptionHandler((misuse, args) -> misused(misuse));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Which command?");
    }

    /** Running out of memory is the machine's, not ours, and what helps is known. */
    private static int execute(ParseResult parsed) {
        try {
            return new CommandLine.RunLast().execute(parsed);
        } catch (OutOfMemoryError e) {
            ParseResult last = parsed;
            while (last.hasSubcommand()) {
                last = last.subcommand();
            }
            CommandSpec command = last.commandSpec();
            PrintWriter err = command.commandLine().getErr();
            Failure failure = outOfMemory("Out of memory", command.qualifiedName());
            err.println(command.qualifiedName() + ": " + failure.text());
            err.flush();
            return command.exitCodeOnExecutionException();
        }
    }

    /** @param what happened, without a full stop */
    static Failure outOfMemory(String what, String command) {
        return new Failure(
                what + ", with a heap of "
                        + HumanUnits.bytes(Runtime.getRuntime().maxMemory()),
                "give it more, for example: CAIRN_HEAP=4g " + command + " …");
    }

    private static int failed(Exception failure, CommandLine command) throws Exception {
        PrintWriter err = command.getErr();
        String name = command.getCommandSpec().qualifiedName();
        if (failure instanceof Failure ours) {
            err.println(name + ": " + ours.text());
        } else if (failure instanceof InvalidSettingsException) {
            String.valueOf(failure.getMessage()).lines().forEach(line -> err.println(name + ": " + line));
        } else if (failure instanceof IOException) {
            err.println(name + ": " + text(failure));
        } else {
            throw failure; // Ours to mend: with its stack trace, and with status 1.
        }
        err.flush();
        return command.getCommandSpec().exitCodeOnExecutionException();
    }

    /** Some exceptions of the machine have a file's name as their whole message. */
    static String text(Exception failure) {
        String message = failure.getMessage();
        if (failure instanceof NoSuchFileException) {
            return "No such file: " + message;
        }
        return message == null ? failure.getClass().getSimpleName() : message;
    }

    private static int misused(ParameterException misuse) {
        CommandLine command = misuse.getCommandLine();
        PrintWriter err = command.getErr();
        String name = command.getCommandSpec().qualifiedName();
        err.println(name + ": " + misuse.getMessage());
        CommandLine.UnmatchedArgumentException.printSuggestions(misuse, err);
        err.println("  see: " + name + " --help");
        err.flush();
        int status = command.getCommandSpec().exitCodeOnInvalidInput();
        return status == 0 ? MISUSED : status;
    }
}
