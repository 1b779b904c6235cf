package io.cairn.primary.app;

import io.cairn.common.base.FatalHandler;
import io.cairn.common.config.InvalidSettingsException;
import io.cairn.primary.journal.JournalFailedException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a primary as the process itself: until a signal ends it, or something it cannot go on from. Stateless. */
public final class PrimaryProcess {
    private static final Logger LOG = LoggerFactory.getLogger(PrimaryProcess.class);
    private static final int FAILED = 1;

    /** Exit code of a start that was refused: another attempt would be too, until somebody has acted. */
    private static final int REFUSED = 3;

    private PrimaryProcess() {}

    /**
     * Serves until the process is told to end (SIGTERM, Ctrl-C); then stops in an orderly way, once, however often it is
     * told. Does not return while it serves.
     *
     * @return exit code of a start that was refused or failed; the reason is on standard error
     */
    public static int run(Path configuration) {
        Primary primary;
        try {
            primary = Primary.start(configuration, PrimaryProcess::halt);
        } catch (InvalidSettingsException | IOException e) {
            return ended(e, false);
        }
        Thread stop = new Thread(() -> close(primary), "cairn-stop");
        Runtime.getRuntime().addShutdownHook(stop);
        try {
            primary.awaitServing();
        } catch (IOException e) {
            int code = ended(e, isMachines(e));
            close(primary);
            return code;
        }
        awaitForever();
        return FAILED;
    }

    /**
     * True if a disk ran full or failed, which another start need not meet; what was found to be wrong stays so until
     * somebody has acted.
     */
    static boolean isMachines(IOException e) {
        return e instanceof StoreFailedException
                || e instanceof JournalFailedException
                || e.getClass().equals(IOException.class)
                || e.getClass().equals(FileSystemException.class);
    }

    /**
     * Says why the start ended; answers the exit code.
     *
     * @param mayPass true if another start may fare better; it may, too, once another process has given memory back
     */
    private static int ended(Exception e, boolean mayPass) {
        LOG.debug("The start failed", e);
        System.err.println("cairn primary: " + e.getMessage());
        return mayPass || e.getCause() instanceof VirtualMachineError ? FAILED : REFUSED;
    }

    private static void close(Primary primary) {
        try {
            primary.close();
        } catch (IOException e) {
            LOG.error("The stop was not orderly; the next start recovers", e);
        }
    }

    private static void awaitForever() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Memory and journal may differ: ending at once is the only safe thing, and the next start recovers. */
    private static void halt(String what, Throwable cause) {
        try {
            LOG.error("{}: the process ends", what, cause);
            System.err.println("cairn primary: " + what + ": " + cause);
        } finally {
            Runtime.getRuntime().halt(FAILED);
        }
    }

    /** For {@link FatalHandler}s of others who run a primary as their process. */
    public static FatalHandler ending() {
        return PrimaryProcess::halt;
    }
}
