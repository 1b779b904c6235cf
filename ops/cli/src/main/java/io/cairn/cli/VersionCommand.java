package io.cairn.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code cairn version}: which Cairn, on which Java, on which machine. Single use, one thread. */
@Command(
        name = "version",
        mixinStandardHelpOptions = true,
        versionProvider = VersionCommand.OneLine.class,
        description = "Prints the versions of Cairn, of Java and of the system.")
final class VersionCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        String java = System.getProperty("java.version") + " (" + System.getProperty("java.vendor") + ")";
        String system = System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                + System.getProperty("os.arch");
        if (json) {
            Map<String, String> parts = new LinkedHashMap<>();
            parts.put("cairn", version());
            parts.put("java", java);
            parts.put("system", system);
            spec.commandLine().getOut().println(new ObjectMapper().writeValueAsString(parts));
        } else {
            spec.commandLine().getOut().println("cairn  " + version());
            spec.commandLine().getOut().println("java   " + java);
            spec.commandLine().getOut().println("system " + system);
        }
        spec.commandLine().getOut().flush();
        return 0;
    }

    /** As the jar's manifest has it. */
    private static String version() {
        return Optional.ofNullable(Cairn.class.getPackage().getImplementationVersion())
                .orElse("(unpackaged)");
    }

    /** Says the version that the jar's manifest names. Stateless. */
    static final class OneLine implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"cairn " + version()};
        }
    }
}
