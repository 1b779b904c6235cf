package io.cairn.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cairn checkpoints unpin}. Single use, one thread. */
@Command(
        name = "unpin",
        mixinStandardHelpOptions = true,
        versionProvider = VersionCommand.OneLine.class,
        description = "Leaves an image to retention again, which runs after each checkpoint.")
final class CheckpointsUnpinCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "TXID", description = "The last transaction in the image.")
    private long txid;

    @Mixin
    private ImagePlaceOptions options = new ImagePlaceOptions();

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            defaultValue = "",
            description = "Why, for the checkpointer's audit log.")
    private String reason = "";

    @Option(names = "--json", description = "Print JSON: the image.")
    private boolean json;

    @Override
    public Integer call() throws IOException, Failure {
        ImagePlace place = options.place();
        place.unpin(txid, reason);
        PrintWriter out = spec.commandLine().getOut();
        out.println(
                json
                        ? ImagesText.json(ImagesText.find(place.images(), txid))
                        : "Image " + txid + " is not pinned; retention may remove it after the next checkpoint");
        out.flush();
        return 0;
    }
}
