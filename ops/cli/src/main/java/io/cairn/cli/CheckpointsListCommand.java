package io.cairn.cli;

import io.cairn.common.transfer.ImageList;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code cairn checkpoints list}. Single use, one thread. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        versionProvider = VersionCommand.OneLine.class,
        description = "Lists the images, newest first, and which transactions can be restored from each.")
final class CheckpointsListCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private ImagePlaceOptions options = new ImagePlaceOptions();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Override
    public Integer call() throws IOException, Failure {
        ImageList images = options.place().images();
        PrintWriter out = spec.commandLine().getOut();
        out.println(
                json
                        ? ImagesText.json(images)
                        : ImagesText.list(images, InstantSource.system().millis()));
        out.flush();
        return 0;
    }
}
