package io.cairn.cli;

import io.cairn.common.restore.RestoreRefusedException;
import io.cairn.common.restore.RestoreUnfinishedException;
import io.cairn.common.store.StoreException;
import io.cairn.primary.app.ImportCheckpoint;
import io.cairn.primary.app.PrimaryProcess;
import io.cairn.primary.app.Recover;
import io.cairn.primary.restart.Recovery;
import io.cairn.primary.restart.RecoveryChoices;
import io.cairn.primary.restart.RecoveryReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cairn primary}: runs a primary as this process, or helps one to start. Single use, one thread. */
@Command(
        name = "primary",
        mixinStandardHelpOptions = true,
        versionProvider = VersionCommand.OneLine.class,
        exitCodeOnExecutionException = PrimaryCommand.REFUSED,
        description = {
            "Runs the primary: serves a namespace until it is stopped.",
            "Log on standard output; Ctrl-C or SIGTERM stop it in an orderly way."
        },
        footerHeading = "%nFor example:%n",
        footer = {
            "  cairn primary conf/primary.yml",
            "  cairn primary --import-checkpoint conf/primary.yml",
            "  cairn primary --recover conf/primary.yml              asks what to do at each loss",
            "  cairn primary --recover --force --to /data/recovered conf/primary.yml",
            "",
            "Exit status: 1 it could not go on, another start helps; 2 misused; 143 it was stopped; 3 the start, the import or",
            "the recovery was refused or failed, and would be again until somebody has acted. --recover: 0 done, 1 given up."
        })
final class PrimaryCommand implements Callable<Integer> {
    /** Exit status of a start that would be refused again until somebody has acted. */
    static final int REFUSED = 3;

    private static final int GIVEN_UP = 1;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "CONFIGURATION", description = "A YAML file such as conf/primary.yml.")
    private Path configuration = Path.of("");

    @Option(
            names = "--recover",
            description = {
                "Make the best of directories that do not bring a whole namespace back: load what can be loaded, jump",
                "what is lost, report each loss. Works on a copy; the directories themselves are only read."
            })
    private boolean recover;

    @Option(
            names = "--to",
            paramLabel = "DIR",
            description = "Where the recovered copy goes (default: beside the first name directory, with .recovered).")
    private Optional<Path> to = Optional.empty();

    @Option(names = "--force", description = "With --recover: do not ask, go on at each loss.")
    private boolean force;

    @Option(
            names = "--yes",
            description = "With --recover: put the copy in place at the end; the old state is moved aside.")
    private boolean yes;

    @Option(
            names = "--import-checkpoint",
            description = {
                "Before serving, fill the empty name directories from dfs.namenode.checkpoint.dir and",
                "dfs.namenode.checkpoint.edits.dir, and take over their identity."
            })
    private boolean importCheckpoint;

    @Override
    public Integer call() throws IOException, Failure {
        if (recover && importCheckpoint) {
            throw new ParameterException(spec.commandLine(), "--recover and --import-checkpoint exclude each other");
        }
        if (!recover && (to.isPresent() || force || yes)) {
            throw new ParameterException(spec.commandLine(), "--to, --force and --yes go with --recover");
        }
        if (recover) {
            return recover();
        }
        if (importCheckpoint) {
            importCheckpoint();
        }
        return PrimaryProcess.run(configuration);
    }

    private void importCheckpoint() throws IOException, Failure {
        try {
            say(ImportCheckpoint.run(configuration));
        } catch (RestoreRefusedException e) {
            throw new Failure("Not imported: " + e.getMessage(), e.next());
        } catch (StoreException e) {
            throw new Failure(
                    "Not imported: " + e.getMessage(), "mend that, then the same again: nothing was replaced");
        } catch (RestoreUnfinishedException e) {
            throw new Failure(String.valueOf(e.getMessage()), e.next());
        }
    }

    private int recover() throws IOException, Failure {
        PrintWriter err = spec.commandLine().getErr();
        Optional<Recover.Outcome> outcome = recovered(err);
        if (outcome.isEmpty()) {
            err.println("Given up: nothing was saved, nothing changed.");
            err.flush();
            return GIVEN_UP;
        }
        Recovery.Result result = outcome.get().result();
        say(RecoveryText.done(result));
        List<String> restore = new ArrayList<>(outcome.get().restoreCommand());
        if (!yes) {
            say("To look at what that changes, then to put it in place:\n  cairn " + String.join(" ", restore)
                    + " --dry-run\n  cairn " + String.join(" ", restore));
            return 0;
        }
        restore.add("--yes");
        return Cairn.commandLine()
                .setOut(spec.commandLine().getOut())
                .setErr(err)
                .execute(restore.toArray(new String[0]));
    }

    private Optional<Recover.Outcome> recovered(PrintWriter err) throws IOException, Failure {
        try {
            return Recover.run(
                    configuration,
                    to,
                    force ? problem -> forced(err, problem) : new RecoveryPrompt(System.in, err),
                    new RecoveryText(err, System::nanoTime));
        } catch (StoreException e) {
            throw new Failure(
                    "Not recovered: " + e.getMessage(),
                    "make room there, or put the copy elsewhere: cairn primary --recover --to DIR " + configuration
                            + "; the originals are as they were");
        }
    }

    private static RecoveryChoices.Choice forced(PrintWriter err, RecoveryReport.Entry problem) {
        err.println(RecoveryText.problem(problem));
        err.flush();
        return RecoveryChoices.Choice.CONTINUE;
    }

    private void say(String text) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(text);
        out.flush();
    }
}
