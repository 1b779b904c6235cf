package io.cairn.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cairn.common.status.ProcessStatus;
import io.cairn.common.transfer.TransferClient;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code cairn status}: asks either process how it stands. Single use, one thread. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        versionProvider = VersionCommand.OneLine.class,
        description = {
            "Says whether a primary or a checkpointer is healthy, why not, and what would be lost if the primary's disks"
                    + " died now."
        },
        footerHeading = "%nExit status:%n",
        footer = {
            "  0 healthy, 1 not healthy or still starting, 2 no answer, or no address to ask at",
            "",
            "For example:",
            "  cairn status                                the primary on this machine",
            "  cairn status --url http://127.0.0.1:9868    the checkpointer on this machine",
            "  cairn status --json | jq .loss              what would be lost, for programs"
        })
final class StatusCommand implements Callable<Integer> {
    private static final int HEALTHY = 0;
    private static final int NOT_HEALTHY = 1;
    private static final int UNREACHABLE = 2;
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final List<String> ADDRESSES = List.of("/primary/status", "/checkpointer/status");

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "Where the process answers (default: http://127.0.0.1:9870, the primary on this machine).")
    private URI url = URI.create("http://127.0.0.1:9870");

    @Option(names = "--json", description = "Print the process's own JSON.")
    private boolean json;

    private final ObjectMapper mapper =
            new ObjectMapper().configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);

    @Override
    public Integer call() {
        TransferClient http = new TransferClient(url, TIMEOUT, 0);
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        try {
            TransferClient.Answer answer = ask(http);
            ProcessStatus status = mapper.readValue(answer.text(), ProcessStatus.class);
            out.println(json ? answer.text() : StatusText.of(status, http.base()));
            return status.healthy() ? HEALTHY : NOT_HEALTHY;
        } catch (JsonProcessingException e) {
            err.println("cairn status: " + http.base() + " answers, but not as a Cairn process does");
            err.println("  is it another program's port? The primary's is dfs.namenode.http-address");
        } catch (IOException e) {
            err.println("cairn status: no answer: " + e.getMessage());
            err.println("  does the process run? Its log says why if it ended. Elsewhere: --url http://HOST:PORT");
        } finally {
            out.flush();
            err.flush();
        }
        return UNREACHABLE;
    }

    /** A process answers at one of the addresses. */
    private static TransferClient.Answer ask(TransferClient http) throws IOException {
        TransferClient.Answer answer = new TransferClient.Answer(0, "");
        for (String address : ADDRESSES) {
            answer = http.call("GET", address);
            if (answer.status() == 200) {
                return answer;
            }
        }
        throw new IOException(http.base() + " answers with status " + answer.status());
    }
}
