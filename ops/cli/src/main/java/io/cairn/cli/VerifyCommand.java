package io.cairn.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cairn.common.config.HttpAddress;
import io.cairn.common.disk.Disk;
import io.cairn.common.disk.RealDisk;
import io.cairn.common.layout.FileNames;
import io.cairn.common.text.HumanUnits;
import io.cairn.common.transfer.PrimaryStatus;
import io.cairn.common.verify.DirectoryCheck;
import io.cairn.common.verify.Finding;
import io.cairn.common.verify.Findings;
import io.cairn.common.verify.Report;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code cairn verify}: says whether directories, an image, or what a process hands out is whole. Single use, one
 * thread.
 */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        versionProvider = VersionCommand.OneLine.class,
        exitCodeOnExecutionException = VerifyCommand.COULD_NOT_LOOK,
        description = {
            "Looks for damage, and changes nothing. A process may go on working on what is looked at.",
            "",
            "DIR    a name or checkpoint directory: VERSION, seen_txid, each image and its sidecars, each segment to its",
            "       last checksum, gaps between them. Several: also whether they hold the same.",
            "IMAGE  an image file: MD5, form, every inode reachable from the root exactly once, names, counts, ids, blocks,",
            "       and the namespace digest if fsimage_N.digest lies beside it.",
            "URL    a primary or checkpointer (http://host:port): its newest image and the finalised edits behind it are",
            "       fetched into a temporary directory, compared with the checksums it names, and looked at there. What is not",
            "       as it says is damage; one that does not answer, or does not hand out what it lists, was not looked at."
        },
        footerHeading = "%nFor example:%n",
        footer = {
            "  cairn verify /data/name1 /data/name2       the directories of one primary",
            "  cairn verify --deep /data/checkpoint       and whether edits lead from each image to the next",
            "  cairn verify http://backup-host:9868       would a restore from there work?",
            "",
            "Memory: four bits for each inode id, one for each block id, five bytes for each directory; what is left of the",
            "heap (CAIRN_HEAP, default 256m) serves for names, and takes further passes where it is short. 256 MiB do for",
            "60 million inodes, a fifth of them directories; if more is needed, it is said before anything is read.",
            "Exit status: 0 good, 1 damage was found, 2 could not look."
        })
final class VerifyCommand implements Callable<Integer> {
    static final int COULD_NOT_LOOK = 2;

    private static final int GOOD = 0;
    private static final int DAMAGED = 1;
    private static final long TELL_EVERY_NANOS = 2_000_000_000L;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "DIR|IMAGE|URL", arity = "1..*", description = "What to look at.")
    private List<String> targets = List.of();

    @Option(
            names = "--deep",
            description =
                    "Also replay the edits from each image to the next, in memory, and compare namespace digests.")
    private boolean deep;

    @Option(names = "--json", description = "Print one JSON object instead of text.")
    private boolean json;

    private final Disk disk = new RealDisk();
    private long startNanos;
    private long toldNanos;

    @Override
    public Integer call() throws IOException {
        startNanos = System.nanoTime();
        toldNanos = startNanos;
        List<String> urls = targets.stream().filter(HttpAddress::isMeantBy).toList();
        if (!urls.isEmpty() && targets.size() > 1) {
            throw new ParameterException(spec.commandLine(), "A URL is looked at alone");
        }
        if (!urls.isEmpty()) {
            return remote(urls.get(0));
        }
        List<Path> paths = targets.stream().map(Path::of).toList();
        boolean images = paths.stream().anyMatch(Files::isRegularFile);
        if (images && paths.size() > 1) {
            throw new ParameterException(spec.commandLine(), "An image is looked at alone");
        }
        return answer(images ? check().runOnImage(paths.get(0)) : check().run(paths), Optional.empty(), targets.get(0));
    }

    private DirectoryCheck check() {
        // What lives long must fit the old generation, two thirds of the heap.
        return new DirectoryCheck(disk, Runtime.getRuntime().maxMemory() / 8 * 5, deep, this::tell);
    }

    private int remote(String target) throws IOException {
        URI url = ProcessUrl.of(target, spec);
        Path directory = Files.createTempDirectory("cairn-verify-");
        try {
            Findings fetched = new Findings();
            PrimaryStatus status = new RemoteState(disk, url).fetch(directory, what -> tell(what, 0, 0), fetched);
            Report report = check().run(List.of(directory))
                    .with(fetched, finding -> seenThere(finding, directory.resolve(FileNames.CURRENT), url));
            return answer(report, Optional.of(status), target);
        } finally {
            remove(directory);
        }
    }

    /** The directory that the files were fetched into means nothing to anybody, and is gone by now. */
    private static Finding seenThere(Finding finding, Path current, URI url) {
        return new Finding(
                finding.severity(),
                finding.file().replace(current.toString(), url.toString()),
                finding.offset(),
                finding.what().replace(current.toString(), url.toString()),
                finding.expected().replace(current.toString(), url.toString()),
                finding.found().replace(current.toString(), url.toString()),
                finding.severity() == Finding.Severity.DAMAGE
                        ? "look at the directories of the process, where it runs: cairn verify DIR"
                        : finding.next());
    }

    private static void remove(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    // ---- telling

    private void tell(String what, long done, long total) {
        long now = System.nanoTime();
        if (now - toldNanos < TELL_EVERY_NANOS) {
            return;
        }
        toldNanos = now;
        PrintWriter err = spec.commandLine().getErr();
        err.println("verify: " + what
                + (total <= 0
                        ? ""
                        : ": " + HumanUnits.count(done) + " of " + HumanUnits.count(total) + " (" + 100 * done / total
                                + " %)")
                + ", " + HumanUnits.time(Duration.ofNanos(now - startNanos)) + " so far");
        err.flush();
    }

    private int answer(Report report, Optional<PrimaryStatus> remote, String target) {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(json(report, remote));
        } else {
            text(report, remote, target, out);
        }
        out.flush();
        return report.isGood() ? GOOD : DAMAGED;
    }

    private void text(Report report, Optional<PrimaryStatus> remote, String target, PrintWriter out) {
        for (Finding finding : report.findings()) {
            boolean damage = finding.severity() == Finding.Severity.DAMAGE;
            out.println((damage ? "DAMAGE  " : "note    ") + finding.text());
            if (!finding.next().isEmpty()) {
                out.println("        " + finding.next());
            }
        }
        if (report.omitted() > 0) {
            out.println("        and " + HumanUnits.count(report.omitted()) + " more of these kinds");
        }
        Duration time = Duration.ofNanos(System.nanoTime() - startNanos);
        out.println("looked at: " + looked(report) + ", " + HumanUnits.bytes(report.bytes()) + " in "
                + HumanUnits.time(time));
        remote.ifPresent(status -> out.println("the process at " + target + " had written transaction "
                + status.lastWrittenTxid() + " then; what was not finalised was not looked at"));
        if (report.newestImage() >= 0) {
            out.println("newest image: " + report.newestImage() + ", " + HumanUnits.count(report.inodes()) + " inodes"
                    + report.digest()
                            .map(digest -> ", namespace digest " + digest)
                            .orElse(""));
        }
        out.println(
                report.isGood()
                        ? "good"
                                + (report.lastTxid() < 0
                                        ? ""
                                        : ": brings back everything up to transaction " + report.lastTxid())
                        : "DAMAGED: " + HumanUnits.count(report.damages()) + " findings");
    }

    private static String looked(Report report) {
        List<String> parts = new ArrayList<>();
        parts.add(report.images() == 1 ? "1 image" : report.images() + " images");
        if (report.segments() > 0) {
            parts.add(report.segments() + (report.segments() == 1 ? " segment" : " segments") + " with "
                    + HumanUnits.count(report.transactions()) + " transactions");
        }
        if (report.replayed() > 0) {
            parts.add(HumanUnits.count(report.replayed()) + " transactions replayed");
        }
        return String.join(", ", parts);
    }

    private static String json(Report report, Optional<PrimaryStatus> remote) {
        Map<String, @Nullable Object> answer = new LinkedHashMap<>();
        answer.put("good", report.isGood());
        answer.put("damages", report.damages());
        answer.put("looked", report.looked().stream().map(Path::toString).toList());
        remote.ifPresent(status -> answer.put("remote", status));
        answer.put("images", report.images());
        answer.put("segments", report.segments());
        answer.put("transactions", report.transactions());
        answer.put("bytes", report.bytes());
        answer.put("newestImageTxid", report.newestImage());
        answer.put("inodes", report.inodes());
        answer.put("digest", report.digest().map(Object::toString).orElse(null));
        answer.put("lastTxid", report.lastTxid());
        answer.put("replayed", report.replayed());
        answer.put("omitted", report.omitted());
        answer.put("findings", report.findings());
        try {
            return new ObjectMapper().writeValueAsString(answer);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Plain records become JSON", e);
        }
    }
}
