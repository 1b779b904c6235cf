package io.cairn.checkpointer.app;

import io.cairn.checkpointer.run.Checkpointing;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
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
