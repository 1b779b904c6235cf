package io.cairn.checkpointer.app;

import io.cairn.checkpointer.run.Checkpointing;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

/**
 * What people and programs ask the checkpointer: {@code GET /checkpointer/status}, and {@code POST /checkpointer/run}
 * to have a checkpoint made now. Thread-safe.
 */
@Path("/checkpointer")
@Produces(MediaType.APPLICATION_JSON)
public final class CheckpointerResource {
    private final Checkpointing checkpointing;
    private final CheckpointerSettings settings;
    private final Executor executor;
    private final LongSupplier nanoTime;

    public CheckpointerResource(
            Checkpointing checkpointing, CheckpointerSettings settings, Executor executor, LongSupplier nanoTime) {
        this.checkpointing = checkpointing;
        this.settings = settings;
        this.executor = executor;
        this.nanoTime = nanoTime;
    }

    @GET
    @Path("status")
    public StatusAnswer status() {
        return StatusAnswer.of(checkpointing.state(), checkpointing.phase(), settings, nanoTime.getAsLong());
    }

    /**
     * Begins a checkpoint: 202, or 409 while one is being made. How it goes is in the status.
     *
     * @param force also when nothing changed since the last image
     */
    @POST
    @Path("run")
    public Response run(@QueryParam("force") @DefaultValue("false") boolean force) {
        if (checkpointing.phase().isPresent()) {
            return Response.status(Response.Status.CONFLICT)
                    .entity(Map.of(
                            "error",
                            Map.of("code", "running", "message", "A checkpoint is being made already; see the status")))
                    .build();
        }
        long attempt = checkpointing.state().attempts() + 1;
        executor.execute(() -> checkpointing.request(force));
        return Response.accepted(Map.of("attempt", attempt)).build();
    }
}
