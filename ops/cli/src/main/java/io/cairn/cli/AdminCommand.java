package io.cairn.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code cairn admin}: what {@code hdfs dfsadmin} is to HDFS. Single use, one thread. */
@Command(
        name = "admin",
        mixinStandardHelpOptions = true,
        versionProvider = VersionCommand.OneLine.class,
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "Has a running primary do something, or says how it stands; with the words of 'hdfs dfsadmin'.",
            "What changes anything goes into the primary's audit log, with who, when, why, before and after."
        },
        subcommands = {
            AdminSafeModeCommand.class,
            AdminSaveNamespaceCommand.class,
            AdminRollEditsCommand.class,
            AdminRestoreFailedStorageCommand.class,
            AdminReportCommand.class
        },
        commandListHeading = "%nCommands:%n",
        footerHeading = "%nFor example:%n",
        footer = {
            "  cairn admin report",
            "  cairn admin safemode enter --reason \"disk 2 is replaced\"",
            "  cairn admin save-namespace --reason \"before the upgrade\"",
            "  cairn admin safemode leave --reason \"done\"",
            "  cairn admin save-namespace --online --reason \"checkpointer is down\""
        })
final class AdminCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Which command?");
    }
}
