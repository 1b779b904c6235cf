package io.cairn.cli;

import io.cairn.common.text.HumanUnits;
import io.cairn.primary.service.operator.SaveStatus;
import io.cairn.primary.wire.operator.ReportAnswer;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code cairn admin report}: how a primary stands. Single use, one thread. */
@Command(
        name = "report",
        mixinStandardHelpOptions = true,
        versionProvider = VersionCommand.OneLine.class,
        description = "Says how the primary stands: transactions, newest image, safe mode, directories.",
        footerHeading = "%nExit status:%n",
        footer = "  0 all directories are in service; 1 one is not, or no primary answers")
final class AdminReportCommand implements Callable<Integer> {
    private static final int DEGRADED = 1;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Mixin
    private PrimaryAddress primary = new PrimaryAddress();

    @Override
    public Integer call() throws IOException, Failure {
        OperatorClient client = OperatorClient.of(primary);
        ReportAnswer report = client.report();
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(client.json(report));
        } else {
            print(out, report);
        }
        out.flush();
        return report.directories().stream().allMatch(ReportAnswer.Directory::inService) ? 0 : DEGRADED;
    }

    private static void print(PrintWriter out, ReportAnswer report) {
        line(
                out,
                "namespace",
                "%d, %s, layout %d, %s inodes",
                report.namespaceId(),
                report.clusterId(),
                report.layoutVersion(),
                HumanUnits.count(report.inodes()));
        line(out, "safe mode", "%s", report.safeMode().words());
        line(
                out,
                "edits",
                "up to txid %d, durable up to %d; the segment being written begins at %d",
                report.lastWrittenTxid(),
                report.durableTxid(),
                report.segmentFirstTxid());
        line(
                out,
                "newest image",
                "txid %d, %s old, %s transactions since",
                report.imageTxid(),
                HumanUnits.time(Duration.ofMillis(report.imageAgeMillis())),
                HumanUnits.count(report.transactionsSinceImage()));
        line(out, "last save", "%s", words(report.save()));
        for (ReportAnswer.Directory directory : report.directories()) {
            line(
                    out,
                    "directory",
                    "%s (%s): %s",
                    directory.path(),
                    directory.holds().toLowerCase(Locale.ROOT).replace('_', ' '),
                    directory.inService() ? "in service" : "OUT OF SERVICE: " + directory.fault());
        }
    }

    private static String words(SaveStatus save) {
        return switch (save.state()) {
            case NONE -> "none since the primary started";
            case RUNNING -> "running: " + HumanUnits.bytes(save.bytes()) + " written";
            case SAVED ->
                "image at txid " + save.txid() + ", " + HumanUnits.bytes(save.bytes()) + ", in "
                        + HumanUnits.time(Duration.ofMillis(save.millis()));
            case SKIPPED -> "not needed before the shutdown";
            case FAILED -> "FAILED: " + save.failure();
        };
    }

    private static void line(PrintWriter out, String what, String format, Object... values) {
        out.println(String.format(Locale.ROOT, "%-13s " + format, prepend(what, values)));
    }

    private static Object[] prepend(String what, Object... values) {
        Object[] all = new Object[values.length + 1];
        all[0] = what;
        System.arraycopy(values, 0, all, 1, values.length);
        return all;
    }
}
