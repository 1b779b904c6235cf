package io.cairn.cli;

import io.cairn.cli.records.RecordImport;
import io.cairn.common.disk.Disk;
import io.cairn.common.disk.RealDisk;
import io.cairn.common.layout.NameDirectories;
import io.cairn.common.layout.StorageDirectory;
import io.cairn.common.namespace.tree.InvalidEditException;
import io.cairn.common.restore.Switchover;
import io.cairn.common.text.HumanUnits;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code cairn import-records}: brings portable records into a namespace that is not being served. Single use, one
 * thread.
 */
@Command(
        name = "import-records",
        mixinStandardHelpOptions = true,
        versionProvider = VersionCommand.OneLine.class,
        description = {
            "Appends files of portable records (cairn oev -p records) to the edits of name directories.",
            "Refused while a primary runs on them, if txids are missing or there already, if an opType is unknown,",
            "or if an edit does not fit the namespace; then nothing is changed. Attributes of other programs are kept",
            "beside the segment (edits_A-B.attributes) and are in its records again."
        },
        footerHeading = "%nFor example:%n",
        footer = {
            "  cairn oev -p records -i edits_1-1000 -o /tmp/records     there: writes 1_1000.log",
            "  cairn import-records /tmp/records/1_1000.log --to /data/name1,/data/name2",
            "",
            "Exit status: 0 done, 1 refused or failed, 2 misused."
        })
final class ImportRecordsCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            paramLabel = "FILE",
            arity = "1..*",
            description = "Files of records, ascending: each goes on where the one before ends.")
    private List<Path> files = List.of();

    @Option(
            names = "--to",
            required = true,
            split = ",",
            paramLabel = "NAME_DIR",
            description = "All name directories of the namespace, as in dfs.namenode.name.dir.")
    private List<Path> directories = List.of();

    @Override
    @SuppressWarnings("ClosingStandardOutputStreams") // what is closed is the import, which only writes to the stream
    public Integer call() throws IOException, Failure {
        String owner = ProcessHandle.current().pid() + "@import-records";
        Disk disk = new RealDisk();
        finishRestore(disk, owner);
        try (RecordImport target = RecordImport.into(disk, directories, owner, System.err)) {
            List<RecordImport.Imported> imported = target.run(files);
            PrintWriter out = spec.commandLine().getOut();
            for (RecordImport.Imported file : imported) {
                out.println("imported " + file.log() + ": transactions "
                        + file.range().firstTxid() + " to " + file.range().lastTxid() + " ("
                        + HumanUnits.count(file.range().count()) + ")"
                        + (file.attributesKept() == 0
                                ? ""
                                : "; attributes of other programs kept beside the segment for "
                                        + HumanUnits.count(file.attributesKept()) + " of them"));
            }
            out.flush();
            return 0;
        } catch (InvalidEditException e) {
            throw new Failure(
                    "An edit does not fit the namespace, so nothing was changed: " + e.getMessage(),
                    "to see where the namespace stands: cairn verify " + directories.get(0));
        }
    }

    /** One that was cut short after its decision would otherwise undo the import when it is completed. */
    private void finishRestore(Disk disk, String owner) throws IOException {
        List<Path> roots = NameDirectories.configured(directories, directories).stream()
                .map(StorageDirectory::root)
                .toList();
        List<Path> finished = Switchover.finish(disk, roots, owner);
        if (!finished.isEmpty()) {
            PrintWriter err = spec.commandLine().getErr();
            err.println("A restore of " + finished + " had been cut short after its decision, and is now complete");
            err.flush();
        }
    }
}
