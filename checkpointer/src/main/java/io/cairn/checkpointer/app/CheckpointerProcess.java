package io.cairn.checkpointer.app;

import io.cairn.common.config.InvalidSettingsException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a checkpointer as the process itself: until a signal ends it, or something it cannot go on from. Stateless. */
public final class CheckpointerProcess {
    private static final Logger LOG = LoggerFactory.getLogger(CheckpointerProcess.class);
    private static final int FAILED = 1;

    private CheckpointerProcess() {}

    /**
     * Makes checkpoints until the process is told to end (SIGTERM, Ctrl-C); then stops in an orderly way, once, however
     * often it is told. Returns only if the waiting thread is interrupted.
     *
     * @return exit status after an interrupt
     * @throws InvalidSettingsException naming every key that is unknown or has a value that cannot be
     * @throws IOException why the start failed
     */
    public static int run(Path configuration) throws IOException {
        Checkpointer checkpointer = Checkpointer.start(configuration, CheckpointerProcess::halt);
        Runtime.getRuntime().addShutdownHook(new Thread(checkpointer::close, "cairn-stop"));
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return FAILED;
    }

    /** Nothing of ours is half-done in a way that the next start does not clean up, so nobody needs to be waited for. */
    private static void halt(String what, Throwable cause) {
        LOG.error("Given up {}: the process ends", what, cause);
        System.err.println("cairn checkpointer: given up " + what + ": " + cause.getMessage());
        Runtime.getRuntime().halt(FAILED);
    }
}
