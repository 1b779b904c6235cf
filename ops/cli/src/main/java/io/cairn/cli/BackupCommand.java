package io.cairn.cli;

import io.cairn.common.archive.ArchiveManifest;
import io.cairn.common.archive.ArchiveReader;
import io.cairn.common.archive.CorruptArchiveException;
import io.cairn.common.bytes.ByteSink;
import io.cairn.common.bytes.DiscardingSink;
import io.cairn.common.config.HttpAddress;
import io.cairn.common.disk.Disk;
import io.cairn.common.disk.PendingFile;
import io.cairn.common.disk.RealDisk;
import io.cairn.common.layout.CorruptStorageException;
import io.cairn.common.text.HumanUnits;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code cairn backup}: one archive to restore from. It gets its name only when it is whole, forced and was read again and
 * compared with what it says of itself. Single use, one thread.
 */
@Command(
        name = "backup",
        mixinStandardHelpOptions = true,
        versionProvider = VersionCommand.OneLine.class,
        description = {
            "Writes one self-contained archive (tar in zstd) of an image and every edit that leads on from it.",
            "From directories, segments that are still being written are not in it; a checkpointer holds none."
        },
        footerHeading = "%nFor example:%n",
        footer = {
            "  cairn backup --from http://127.0.0.1:9868 --to /backup/cairn.tar.zst",
            "  cairn backup --from /data/1/checkpoint,/data/2/checkpoint --to cairn.tar.zst --txid 1000000",
            "  cairn restore --from /backup/cairn.tar.zst --to /var/lib/cairn/name",
            "",
            "Exit status: 0 the archive is there and whole; 1 it is not, and nothing was left of it."
        })
final class BackupCommand implements Callable<Integer> {
    private static final long EVERY_NANOS = 2_000_000_000L;
    private static final String FROM_DIRECTORY =
            "cairn backup --from DIR --to FILE, with its directory, dfs.namenode.checkpoint.dir";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--from",
            required = true,
            paramLabel = "URL|DIR[,DIR…]",
            description = "A checkpointer, or storage directories that are just read.")
    private String from = "";

    @Option(names = "--to", required = true, paramLabel = "FILE", description = "The archive; must not exist yet.")
    private Path to = Path.of("");

    @Option(
            names = "--txid",
            paramLabel = "N",
            description = "Begin with the image of this txid (default: the newest).")
    private @Nullable Long txid;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Override
    public Integer call() throws IOException, Failure {
        Disk disk = new RealDisk();
        Path target = to.toAbsolutePath().normalize();
        if (disk.exists(target)) {
            throw new Failure(target + " is there already", "name another file, or move this one");
        }
        Long chosen = txid;
        OptionalLong image = chosen == null ? OptionalLong.empty() : OptionalLong.of(chosen);
        LongSupplier nanos = System::nanoTime;
        PrintWriter err = spec.commandLine().getErr();
        long begun = nanos.getAsLong();
        ArchiveManifest manifest;
        long bytes;
        try (PendingFile file = PendingFile.begin(disk, target)) {
            bytes = place().archive(image, new Telling(file.sink(), "written", err, nanos));
            file.seal();
            manifest = verified(file.temporary(), err, nanos);
            file.commit();
        } catch (CorruptArchiveException | CorruptStorageException e) {
            throw new Failure("Not backed up: " + e.getMessage(), nextWhenDamaged());
        }
        print(target, manifest, bytes, Duration.ofNanos(nanos.getAsLong() - begun));
        return 0;
    }

    private ImagePlace place() throws IOException, Failure {
        return HttpAddress.isMeantBy(from)
                ? ImagePlace.at(
                        ProcessUrl.of(from, spec),
                        "back up without it, on its machine: " + FROM_DIRECTORY
                                + "; or start it: cairn checkpointer conf/checkpointer.yml")
                : ImagePlace.in(from);
    }

    private String nextWhenDamaged() {
        return HttpAddress.isMeantBy(from)
                ? "to see whether its files are damaged: cairn verify " + from
                        + "; if they are not, it ended meanwhile: the same again, or on its machine: " + FROM_DIRECTORY
                : "to see what is damaged: cairn verify " + from.replace(',', ' ')
                        + "; to begin with an earlier image: --txid N, as listed by cairn checkpoints list --dir "
                        + from;
    }

    /** Reads the archive as a restore does, without keeping anything. */
    private static ArchiveManifest verified(Path file, PrintWriter err, LongSupplier nanos) throws IOException {
        try (ArchiveReader archive = ArchiveReader.open(
                file.toString(), Files.newInputStream(file), ArchiveReader.Limits.ofTotal(Long.MAX_VALUE))) {
            ByteSink nowhere = new Telling(new DiscardingSink(), "read again", err, nanos);
            Optional<ArchiveManifest.Entry> entry = archive.next();
            while (entry.isPresent()) {
                archive.copyTo(nowhere);
                entry = archive.next();
            }
            return archive.manifest();
        }
    }

    private void print(Path target, ArchiveManifest manifest, long bytes, Duration time) {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("file", target.toString());
            answer.put("bytes", bytes);
            answer.put("contentBytes", manifest.totalBytes());
            answer.put("imageTxid", manifest.imageTxid());
            answer.put("lastTxid", manifest.lastTxid());
            answer.put("files", manifest.files().size());
            answer.put("millis", time.toMillis());
            out.println(ImagesText.json(answer));
        } else {
            out.println(target + ": " + HumanUnits.bytes(bytes) + " of " + HumanUnits.bytes(manifest.totalBytes())
                    + ", the image of txid " + manifest.imageTxid() + " and edits to txid " + manifest.lastTxid()
                    + "; read again and whole, " + HumanUnits.time(time));
        }
        out.flush();
    }

    /** Passes bytes on and says every two seconds how many. One thread. */
    private static final class Telling implements ByteSink {
        private final ByteSink target;
        private final String what;
        private final PrintWriter err;
        private final LongSupplier nanos;
        private long told;

        Telling(ByteSink target, String what, PrintWriter err, LongSupplier nanos) {
            this.target = target;
            this.what = what;
            this.err = err;
            this.nanos = nanos;
            told = nanos.getAsLong();
        }

        @Override
        public void write(byte[] source, int offset, int count) throws IOException {
            target.write(source, offset, count);
            long now = nanos.getAsLong();
            if (now - told >= EVERY_NANOS) {
                told = now;
                err.println(HumanUnits.bytes(target.position()) + " " + what);
                err.flush();
            }
        }

        @Override
        public long position() {
            return target.position();
        }
    }
}
