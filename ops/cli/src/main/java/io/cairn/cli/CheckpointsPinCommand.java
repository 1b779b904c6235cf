package io.cairn.cli;

import io.cairn.common.layout.Pin;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cairn checkpoints pin}. Single use, one thread. */
@Command(
        name = "pin",
        mixinStandardHelpOptions = true,
        versionProvider = VersionCommand.OneLine.class,
        description = "Keeps an image until it is unpinned. Pinning it again changes the reason.")
final class CheckpointsPinCommand implements Callable<Integer> {
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
            description = "Why, for whoever finds it, and for the audit log.")
    private String reason = "";

    @Option(names = "--json", description = "Print JSON: the image.")
    private boolean json;

    @Override
    public Integer call() throws IOException, Failure {
        if (reason.length() > Pin.REASON_LENGTH_MAX || reason.chars().anyMatch(Character::isISOControl)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--reason is one line of at most " + Pin.REASON_LENGTH_MAX + " characters, not " + reason.length());
        }
        ImagePlace place = options.place();
        place.pin(txid, reason);
        PrintWriter out = spec.commandLine().getOut();
        out.println(
                json
                        ? ImagesText.json(ImagesText.find(place.images(), txid))
                        : "Image " + txid + " is pinned; it goes only after: cairn checkpoints unpin " + txid);
        out.flush();
        return 0;
    }
}
