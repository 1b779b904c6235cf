package io.cairn.checkpointer.wire;

import io.cairn.checkpointer.run.CheckpointDirectories;
import io.cairn.checkpointer.run.FollowedHistory;
import io.cairn.common.layout.Pin;
import io.cairn.common.transfer.TransferProtocol;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * {@code GET /checkpoint/abandon?after=TXID} lists what is held beyond a transaction; {@code POST} with a {@code reason} sets
 * it aside, for an operator who went back to an earlier state by other means than a restore. Refused where nothing is held
 * beyond. Thread-safe: all fields are fixed.
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
            String reason = request.getParameter(TransferProtocol.REASON);
            if (reason == null
                    || reason.isBlank()
                    || reason.length() > Pin.REASON_LENGTH_MAX
                    || reason.chars().anyMatch(Character::isISOControl)) {
                throw RefusedException.badRequest("Needed: " + TransferProtocol.REASON + ", one line of at most "
                        + Pin.REASON_LENGTH_MAX + " characters");
            }
            Answers.send(response, 200, history.abandon(preview(request).after(), reason));
        });
    }
}
