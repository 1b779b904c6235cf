package io.cairn.checkpointer.wire;

import io.cairn.checkpointer.run.CheckpointDirectories;
import io.cairn.checkpointer.run.FollowedHistory;
import io.cairn.common.transfer.TransferProtocol;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * {@code GET /checkpoint/abandon?after=TXID} lists what is held beyond a transaction; {@code POST} with a {@code
 * reason} sets it aside, for an operator who went back to an earlier state by other means than a restore; that is
 * audited. Refused where nothing is held beyond. Thread-safe: all fields are fixed.
 */
public final class AbandonServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private final transient CheckpointDirectories directories;
    private final transient FollowedHistory history;

    public AbandonServlet(CheckpointDirectories directories, FollowedHistory history) {
        this.directories = directories;
        this.history = history;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Answers.run(request, response, 0, () -> Answers.send(response, 200, preview(request)));
    }

    private FollowedHistory.Abandoned preview(HttpServletRequest request) throws RefusedException, IOException {
        if (directories.storageInfo().isEmpty()) {
            throw RefusedException.empty();
        }
        FollowedHistory.Abandoned beyond = history.preview(Answers.number(request, TransferProtocol.AFTER));
        if (beyond.files().isEmpty()) {
            throw RefusedException.conflict(
                    "Nothing is held beyond transaction " + beyond.after() + ": the last one is " + beyond.heldTxid());
        }
        return beyond;
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Answers.run(request, response, 0, () -> {
            OperatorChange change = Answers.change(request, "abandonTransactions");
            if (change.reason().isEmpty()) {
                throw RefusedException.badRequest("Needed: " + TransferProtocol.REASON + ", one line");
            }
            Answers.send(response, 200, carryOut(change, preview(request)));
        });
    }

    /** Audited also if it fails: some files may then be set aside. */
    private FollowedHistory.Abandoned carryOut(OperatorChange change, FollowedHistory.Abandoned beyond)
            throws IOException {
        String before = "held up to txid " + beyond.heldTxid();
        try {
            FollowedHistory.Abandoned done = history.abandon(beyond.after(), change.reason());
            change.done(before, "held up to txid " + done.heldTxid());
            return done;
        } catch (IOException | RuntimeException | Error e) {
            change.done(before, "failed: " + e);
            throw e;
        }
    }
}
