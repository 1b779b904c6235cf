package io.cairn.cli;

import io.cairn.cli.oev.OevCommand;
import io.cairn.cli.oiv.OivCommand;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The {@code cairn} command: picks the subcommand and turns its outcome into an exit status. Single use, one thread. */
@Command(
        name = "cairn",
        mixinStandardHelpOptions = true,
        versionProvider = Cairn.JarVersion.class,
        description = "File-system metadata whose checkpoints are proven.",
        subcommands = {OevCommand.class, OivCommand.class})
public final class Cairn implements Runnable {
    @Spec
    private CommandSpec spec;

    private Cairn(CommandSpec spec) {
        this.spec = spec;
    }

    /** Runs the command line {@code args} and ends the process with its exit status: 0 done, 1 failed, 2 misused. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new Cairn(CommandSpec.create())).execute(args));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing subcommand");
    }

    /** Says the version that the jar's manifest names. Stateless. */
    static final class JarVersion implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Cairn.class.getPackage().getImplementationVersion();
            return new String[] {"cairn " + Optional.ofNullable(version).orElse("(unpackaged)")};
        }
    }
}
