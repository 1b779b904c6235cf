package io.cairn.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code cairn checkpoints}: which images there are to go back to, and which of them are to stay. Single use, one
 * thread.
 */
@Command(
        name = "checkpoints",
        mixinStandardHelpOptions = true,
        versionProvider = VersionCommand.OneLine.class,
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "Shows the images that a checkpointer holds and how far each leads, and pins those that are to stay.",
            "A pinned image is kept whatever retention says, beside those that it keeps; exactly its txid can be restored",
            "from it for as long as it is pinned. The edits behind it go when retention says so."
        },
        subcommands = {
            CheckpointsListCommand.class,
            CheckpointsShowCommand.class,
            CheckpointsPinCommand.class,
            CheckpointsUnpinCommand.class,
            CheckpointsAbandonCommand.class
        },
        commandListHeading = "%nCommands:%n",
        footerHeading = "%nFor example:%n",
        footer = {
            "  cairn checkpoints list",
            "  cairn checkpoints list --dir /var/lib/cairn/checkpoint --json",
            "  cairn checkpoints show 1000000",
            "  cairn checkpoints pin 1000000 --reason \"before the upgrade\"",
            "  cairn checkpoints unpin 1000000",
            "  cairn checkpoints abandon --after 1000000 --reason \"an older copy was meant\""
        })
final class CheckpointsCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Which command?");
    }
}
