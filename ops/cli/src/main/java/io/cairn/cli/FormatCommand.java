package io.cairn.cli;

import io.cairn.common.layout.StorageInfo;
import io.cairn.common.model.LayoutVersion;
import io.cairn.primary.app.Format;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cairn format}: makes the directories of a configuration ready for a new namespace. Single use, one thread. */
@Command(
        name = "format",
        mixinStandardHelpOptions = true,
        versionProvider = VersionCommand.OneLine.class,
        description = {
            "Makes the primary's directories ready for a new, empty namespace.",
            "Directories that hold data are left as they are, unless --force is given."
        })
final class FormatCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "CONFIGURATION", description = "The primary's YAML file, such as conf/primary.yml.")
    private Path configuration = Path.of("");

    @Option(
            names = "--cluster-id",
            paramLabel = "ID",
            description = "Belong to the cluster of that id (default: a new one is drawn).")
    private Optional<String> clusterId = Optional.empty();

    @Option(
            names = "--layout",
            paramLabel = "VERSION",
            defaultValue = "-67",
            description = {
                "Layout of everything that is written: -67 (default; Hadoop 3.4 and newer) to -63,",
                "the widest compatibility (Hadoop 2.7 and newer)."
            })
    private int layout;

    @Option(names = "--force", description = "Destroy what the directories hold.")
    private boolean force;

    @Override
    public Integer call() throws IOException, Failure {
        List<Path> full = force ? List.of() : Format.nonEmpty(configuration);
        if (!full.isEmpty()) {
            throw new Failure(
                    "Not formatted: " + full + " holds data",
                    "to serve it: cairn primary " + configuration + "; to destroy it: cairn format --force "
                            + configuration);
        }
        StorageInfo info = Format.run(configuration, clusterId, layout(), force);
        spec.commandLine()
                .getOut()
                .println("Formatted: namespace " + info.namespaceId() + ", cluster " + info.clusterId()
                        + ", block pool " + info.blockPoolId() + ", layout " + info.layoutVersion());
        spec.commandLine().getOut().flush();
        return 0;
    }

    private LayoutVersion layout() {
        LayoutVersion version = new LayoutVersion(layout);
        if (version.isUnknown() || !version.atLeast(LayoutVersion.OLDEST_WRITTEN)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--layout " + layout + " is not known; allowed: " + LayoutVersion.CURRENT + " to "
                            + LayoutVersion.OLDEST_WRITTEN);
        }
        return version;
    }
}
