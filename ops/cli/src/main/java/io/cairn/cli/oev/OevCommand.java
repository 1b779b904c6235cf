package io.cairn.cli.oev;

import io.cairn.cli.text.StandardOutput;
import io.cairn.common.bytes.ByteSource;
import io.cairn.common.codec.edits.CorruptEditException;
import io.cairn.common.disk.PendingFile;
import io.cairn.common.disk.RealDisk;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code cairn oev}: the offline viewer of edits segments. Exit status 0, or 255 for any error, as Hadoop's. Single use,
 * one thread.
 */
@Command(
        name = "oev",
        description = {
            "Shows an edits segment as XML or portable records or counts its ops, or makes a segment of those.",
            "An input file whose name ends in .xml is read as XML, one in .log as records,",
            "anything else as a segment."
        },
        footerHeading = "%nFor example:%n",
        footer = {
            "  cairn oev -i edits_1-1000 -o edits.xml            look into a segment",
            "  cairn oev -p records -i edits_1-1000 -o DIR       write DIR/1_1000.log: protobuf, nothing left out",
            "  cairn oev -p binary -i 1_1000.log -o edits        and back, to the byte"
        },
        exitCodeOnInvalidInput = OevCommand.FAILED,
        exitCodeOnExecutionException = OevCommand.FAILED)
public final class OevCommand implements Callable<Integer> {
    static final int FAILED = 255;

    private static final int BUFFER = 1 << 16;

    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-i", "--inputFile"},
            required = true,
            paramLabel = "FILE",
            description = "edits segment, or its XML form if the name ends in .xml, or its records if in .log")
    private Path input = Path.of("");

    @Option(
            names = {"-o", "--outputFile"},
            required = true,
            paramLabel = "FILE",
            description =
                    "file to write, replaced if it is there; - for standard output; for records also a directory, in"
                            + " which the file is named <first>_<last>.log")
    private String output = "";

    @Option(
            names = {"-p", "--processor"},
            defaultValue = "xml",
            paramLabel = "NAME",
            description = "xml (default), binary (from XML or records), records or stats")
    private String processor = "xml";

    @Option(
            names = {"-f", "--fix-txids"},
            description = "number the edits anew, each one more than the one before")
    private boolean fixTxids;

    @Option(
            names = {"-r", "--recover"},
            description = "skip what is damaged instead of stopping there")
    private boolean recover;

    @Option(
            names = {"-v", "--verbose"},
            description = "name the files, and copy text output to standard output")
    private boolean verbose;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "show this")
    @SuppressWarnings("UnusedVariable") // picocli looks at the option, not at the field
    private boolean help;

    /** For picocli, which sets the fields. */
    public OevCommand() {
        spec = CommandSpec.create();
    }

    @Override
    public Integer call() {
        checkArguments();
        if (verbose) {
            System.out.println("input  [" + input + "]");
            System.out.println("output [" + output + "]");
        }
        try {
            if (isBinaryOutput()) {
                makeSegment();
            } else if (isRecordsOutput()) {
                makeRecords();
            } else {
                show();
            }
            return 0;
        } catch (CorruptEditException e) {
            say(e.getMessage());
            if (e.kind() != CorruptEditException.Kind.HEADER) {
                say("to see all that can be read, type: cairn oev -r -i " + input + " -o " + output
                        + (isStats() ? " -p stats" : ""));
            }
        } catch (IOException e) {
            if (StandardOutput.hasNoReader(e)) {
                return StandardOutput.NOBODY_READS;
            }
            say(e.getMessage() == null ? e.toString() : e.getMessage());
        }
        return FAILED;
    }

    private void checkArguments() {
        if (!isBinaryOutput() && !isRecordsOutput() && !isStats() && !processor.equalsIgnoreCase("xml")) {
            throw misused("Unknown processor '" + processor + "': it is one of xml, binary, records, stats");
        }
        boolean segment = !isXmlInput() && !isRecordsInput();
        if (isBinaryOutput() && segment) {
            throw misused("A segment cannot be made from a segment: for -p binary give -i a file named *.xml or *.log");
        }
        if (isXmlInput() && processor.equalsIgnoreCase("xml")) {
            throw misused("XML cannot be made from XML: add -p binary, -p records or -p stats");
        }
        if (!isStandardOutput() && isSameFile(input, Path.of(output))) {
            throw misused("Input and output are the same file: " + input);
        }
    }

    private void show() throws IOException {
        try (OutputStream out = target()) {
            run(isStats() ? new StatsEdits(out) : new XmlEdits(out));
        }
    }

    private void makeSegment() throws IOException {
        if (isStandardOutput()) {
            try (OutputStream out = target()) {
                run(new BinaryEdits(new StreamSink(out)));
            }
            return;
        }
        Path target = Path.of(output).toAbsolutePath();
        RealDisk disk = new RealDisk();
        try (PendingFile file = PendingFile.begin(disk, target);
                BeyondFile.Writer beside = new BeyondFile.Writer(disk, target)) {
            run(new BinaryEdits(file.sink(), beside));
            beside.commit();
            file.commit();
        }
    }

    private void makeRecords() throws IOException {
        if (isStandardOutput()) {
            try (OutputStream out = target()) {
                run(new RecordEdits(new StreamSink(out)));
            }
            return;
        }
        Path given = Path.of(output).toAbsolutePath();
        boolean named = !Files.isDirectory(given);
        Path target = named ? given : given.resolve(input.getFileName() + RecordFiles.ENDING);
        RealDisk disk = new RealDisk();
        try (PendingFile file = PendingFile.begin(disk, target)) {
            RecordEdits records = new RecordEdits(file.sink());
            run(records);
            String name = records.fileName();
            file.commit();
            if (!named) {
                disk.rename(target, given.resolve(name));
                disk.forceDirectory(given);
                System.err.println("oev: wrote " + given.resolve(name));
            }
        }
    }

    private void run(EditsVisitor visitor) throws IOException {
        try {
            load(visitor);
        } catch (IOException e) {
            visitor.fail(e.getMessage() == null ? e.toString() : e.getMessage());
            throw e;
        }
        visitor.end();
    }

    private void load(EditsVisitor visitor) throws IOException {
        Progress progress = new Progress(System.err, System::nanoTime);
        Txids txids = new Txids(fixTxids);
        if (isXmlInput()) {
            try (InputStream in = Files.newInputStream(input)) {
                new XmlLoader(input.toString(), in, txids, progress).load(visitor);
            }
        } else if (isRecordsInput()) {
            try (RecordInput in = new RecordInput(input.toString(), Files.newInputStream(input))) {
                new RecordLoader(in, Files.size(input), txids, progress).load(visitor);
            }
        } else {
            try (ByteSource source = new RealDisk().open(input);
                    BeyondFile.Reader beside =
                            isRecordsOutput() ? BeyondFile.Reader.of(input) : BeyondFile.Reader.none()) {
                new BinaryLoader(source, txids, recover, progress, System.err, beside).load(visitor);
            }
        }
    }

    private OutputStream target() throws IOException {
        if (isStandardOutput()) {
            return new BufferedOutputStream(StandardOutput.open(), BUFFER);
        }
        OutputStream file = Files.newOutputStream(Path.of(output));
        return verbose ? new Copying(file, System.out) : file;
    }

    private boolean isStandardOutput() {
        return output.equals(StandardOutput.NAME);
    }

    private boolean isXmlInput() {
        return input.toString().toLowerCase(Locale.ROOT).endsWith(".xml");
    }

    private boolean isRecordsInput() {
        return RecordFiles.isRecords(input);
    }

    private boolean isRecordsOutput() {
        return processor.equalsIgnoreCase("records");
    }

    private boolean isBinaryOutput() {
        return processor.equalsIgnoreCase("binary");
    }

    private boolean isStats() {
        return processor.equalsIgnoreCase("stats");
    }

    private static boolean isSameFile(Path one, Path other) {
        try {
            return Files.isSameFile(one, other);
        } catch (IOException e) {
            return false; // one of them is not there
        }
    }

    private static void say(@Nullable String line) {
        System.err.println("oev: " + line);
    }

    private ParameterException misused(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    /** Writes a copy to a second stream, which stays open. */
    private static final class Copying extends FilterOutputStream {
        private final PrintStream copy;

        Copying(OutputStream out, PrintStream copy) {
            super(out);
            this.copy = copy;
        }

        @Override
        public void write(int one) throws IOException {
            out.write(one);
            copy.write(one);
        }

        @Override
        public void write(byte[] bytes, int offset, int count) throws IOException {
            out.write(bytes, offset, count);
            copy.write(bytes, offset, count);
        }

        @Override
        public void close() throws IOException {
            copy.flush();
            super.close();
        }
    }
}
