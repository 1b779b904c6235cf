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
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cairn checkpoints show}. Single use, one thread. */
@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        versionProvider = VersionCommand.OneLine.class,
        description = "Shows one image; reads it whole and compares it with its MD5.",
        footerHeading = "%nExit status:%n",
        footer = "  0 every copy is whole; 1 one is not, or there is no such image")
final class CheckpointsShowCommand implements Callable<Integer> {
    private static final int FAULTY = 1;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "TXID", description = "The last transaction in the image.")
    private long txid;

    @Mixin
    private ImagePlaceOptions options = new ImagePlaceOptions();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Override
    public Integer call() throws IOException, Failure {
        ImageList.Checked checked = options.place().image(txid);
        PrintWriter out = spec.commandLine().getOut();
        out.println(
                json
                        ? ImagesText.json(checked)
                        : ImagesText.show(checked, InstantSource.system().millis()));
        out.flush();
        return checked.faults().isEmpty() ? 0 : FAULTY;
    }
}
