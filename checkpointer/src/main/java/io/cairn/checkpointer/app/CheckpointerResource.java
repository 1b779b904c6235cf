package io.cairn.checkpointer.app;

import io.cairn.checkpointer.run.CheckpointState;
import io.cairn.checkpointer.run.Checkpointing;
import io.cairn.checkpointer.wire.OperatorChange;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import java.util.concurrent.Executor;

/** {@code POST /checkpointer/run}: has a checkpoint made now. Thread-safe. */
@Path("/checkpointer")
@Produces(MediaType.APPLICATION_JSON)
public final class CheckpointerResource {
    private final Checkpointing checkpointing;
    private final Executor executor;

    public CheckpointerResource(Checkpointing checkpointing, Executor executor) {
        this.checkpointing = checkpointing;
        this.executor = executor;
    }

    /**
     * Begins a checkpoint: 202, or 409 while one is being made. How it goes is in the status; once it has ended there is a
     * line in the audit log.
     *
     * @param force also when nothing changed since the last image
     */
    @POST
    @Path("run")
    public Response run(
            @QueryParam("force") @DefaultValue("false") boolean force, @Context HttpServletRequest request) {
        if (checkpointing.phase().isPresent()) {
            return error(Response.Status.CONFLICT, "running", "A checkpoint is being made already; see the status");
        }
        OperatorChange change;
        try {
            change = OperatorChange.of(request, "checkpoint");
        } catch (IllegalArgumentException e) {
            return error(Response.Status.BAD_REQUEST, "BAD_REQUEST", String.valueOf(e.getMessage()));
        }
        CheckpointState before = checkpointing.state();
        executor.execute(() -> change.done(words(before), outcome(before, checkpointing.request(force))));
        return Response.accepted(Map.of("attempt", before.attempts() + 1)).build();
    }

    private static Response error(Response.Status status, String code, String message) {
        return Response.status(status)
                .entity(Map.of("error", Map.of("code", code, "message", message)))
                .build();
    }

    private static String words(CheckpointState state) {
        return state.confirmedTxid() < 0 ? "no image known" : "image at txid " + state.confirmedTxid();
    }

    private static String outcome(CheckpointState before, CheckpointState after) {
        boolean failed = after.failuresInARow() > before.failuresInARow();
        return failed ? "failed: " + after.failure() : words(after);
    }
}
