package io.cairn.cli.oiv;

import io.cairn.cli.text.ByteText;
import io.cairn.cli.text.StandardOutput;
import io.cairn.common.bytes.ByteSource;
import io.cairn.common.codec.image.CorruptImageException;
import io.cairn.common.codec.image.ImageReader;
import io.cairn.common.disk.Disk;
import io.cairn.common.disk.RealDisk;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code cairn oiv}: prints an fsimage without a running primary, with the flags, the output and the exit status of
 * {@code hdfs oiv} (0 done, 255 failed). Single use, one thread.
 */
@Command(
        name = "oiv",
        description = "Offline image viewer: prints an fsimage as XML, as lines or as a distribution of file sizes.",
        exitCodeOnInvalidInput = OivCommand.FAILED,
        exitCodeOnExecutionException = OivCommand.FAILED)
public final class OivCommand implements Callable<Integer> {
    static final int FAILED = 255;

    private static final String PROCESSORS = "XML, Delimited or FileDistribution";

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = {"-h", "-help", "--help"},
            usageHelp = true,
            description = "Print this.")
    @SuppressWarnings("UnusedVariable") // picocli looks at it
    private boolean help;

    @Option(
            names = {"-i", "-inputFile", "--inputFile"},
            required = true,
            paramLabel = "IMAGE",
            description = "The fsimage to read, compressed or not.")
    private Path input = Path.of("");

    @Option(
            names = {"-o", "-outputFile", "--outputFile"},
            paramLabel = "FILE",
            description = "Where to write; - is standard output (default).")
    private String output = StandardOutput.NAME;

    @Option(
            names = {"-p", "-processor", "--processor"},
            required = true,
            paramLabel = "PROCESSOR",
            description = "What to print: " + PROCESSORS + ", in any case.")
    private String processor = "";

    @Option(
            names = {"-delimiter", "--delimiter"},
            paramLabel = "TEXT",
            description = "Delimited: what to put between columns (default: a tab).")
    private String delimiter = "\t";

    @Option(
            names = {"-sp", "--printStoragePolicy"},
            description = "Delimited: a column with the storage policy.")
    private boolean storagePolicy;

    @Option(
            names = {"-ec", "--printECPolicy"},
            description = "Delimited: a column with the erasure-coding policy.")
    private boolean erasureCoding;

    @Option(
            names = {"-t", "-temp", "--temp"},
            paramLabel = "DIR",
            description = "Delimited: accepted and not needed.")
    @SuppressWarnings("UnusedVariable") // taken so that Hadoop's command lines run
    private @Nullable String temporary;

    @Option(
            names = {"-m", "-multiThread", "--multiThread"},
            paramLabel = "COUNT",
            description = "Delimited: accepted and not needed.")
    @SuppressWarnings("UnusedVariable") // taken so that Hadoop's command lines run
    private int threads = 1;

    @Option(
            names = {"-maxSize", "--maxSize"},
            paramLabel = "BYTES",
            description = "FileDistribution: larger files count in the last range (default: 128 GiB).")
    private long maxSize;

    @Option(
            names = {"-step", "--step"},
            paramLabel = "BYTES",
            description = "FileDistribution: width of a range (default: 2 MiB).")
    private int step;

    @Option(
            names = {"-format", "--format"},
            description = "FileDistribution: sizes with units.")
    private boolean format;

    private final Disk disk;
    private final ZoneId zone;

    /** On the machine's own files and in its own zone. */
    public OivCommand() {
        this(new RealDisk(), ZoneId.systemDefault());
    }

    OivCommand(Disk disk, ZoneId zone) {
        this.disk = disk;
        this.zone = zone;
    }

    @Override
    public Integer call() {
        String wanted = processor.toUpperCase(Locale.ROOT);
        switch (wanted) {
            case "XML", "DELIMITED", "FILEDISTRIBUTION" -> {
                return view(wanted);
            }
            case "REVERSEXML", "DETECTCORRUPTION", "WEB" -> {
                return fail("Processor " + processor + " is not part of cairn: use -p " + PROCESSORS
                        + ", or hdfs oiv for this one");
            }
            default -> {
                return fail("Invalid processor specified : " + processor + "; use -p " + PROCESSORS);
            }
        }
    }

    private int view(String wanted) {
        if (maxSize < 0 || step < 0) {
            return fail("-maxSize and -step must be positive, but are " + maxSize + " and " + step);
        }
        try (ByteSource source = disk.open(input)) {
            ImageReader image = ImageReader.open(source);
            try (ByteText out = new ByteText(target())) {
                print(wanted, image, out);
            }
            return 0;
        } catch (NoSuchFileException e) {
            return fail(
                    "No such image: " + e.getFile() + "; images are named fsimage_N, in the directory 'current' of a "
                            + "name or checkpoint directory");
        } catch (CorruptImageException e) {
            return fail("Damaged image: " + e.getMessage()
                    + ". Compare its MD5 with the .md5 file beside it, and take another copy of this image");
        } catch (IllegalArgumentException | IOException e) {
            if (e instanceof IOException failure && StandardOutput.hasNoReader(failure)) {
                return StandardOutput.NOBODY_READS;
            }
            return fail("Failed to view " + input + ": " + e.getMessage());
        }
    }

    private OutputStream target() throws IOException {
        return output.equals(StandardOutput.NAME) ? StandardOutput.open() : Files.newOutputStream(Path.of(output));
    }

    private void print(String wanted, ImageReader image, ByteText out) throws IOException {
        Progress progress = new Progress(err(), System::nanoTime);
        switch (wanted) {
            case "XML" -> new XmlView(image, out, progress).print();
            case "DELIMITED" -> {
                DelimitedView.Columns columns = new DelimitedView.Columns(delimiter, storagePolicy, erasureCoding);
                long skipped = new DelimitedView(image, out, columns, zone, progress).print();
                if (skipped > 0) {
                    err().println(skipped + " inodes left out: they hang in no directory of the present tree, only in"
                            + " snapshots or nowhere");
                    err().flush();
                }
            }
            default -> new DistributionView(image, out, maxSize, step, format).print();
        }
    }

    private int fail(String message) {
        err().println("oiv: " + message);
        err().flush();
        return FAILED;
    }

    private PrintWriter err() {
        CommandSpec known = spec;
        if (known == null) {
            throw new IllegalStateException("Not run through picocli");
        }
        return known.commandLine().getErr();
    }
}
