package io.cairn.primary.app;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cairn.common.model.FsException;
import io.cairn.primary.command.Command;
import io.cairn.primary.command.CommandContext;
import io.cairn.primary.command.Outcome;
import io.cairn.primary.service.NamespaceService;
import io.cairn.primary.service.ServiceStoppedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A primary whose writer meets an error of the virtual machine, such as the end of its memory or stack. */
class WriterFailureTest {
    private final PrimaryInMemory primary = new PrimaryInMemory(System::nanoTime);
    private final CountDownLatch gathered = new CountDownLatch(1);

    @AfterEach
    void stop() {
        gathered.countDown(); // else a test that failed would hang here
        primary.close();
    }

    @Test
    void anErrorIsFatalAndReleasesWhoWaits() throws IOException {
        primary.formatAndStart();
        Error error = new StackOverflowError("as the test wants");
        assertThrows(
                ServiceStoppedException.class,
                () -> execute(() -> {
                    throw error;
                }));
        PrimaryInMemory.await(() -> primary.fatal.get() != null);
        assertSame(error, primary.fatal.get());
        ServiceStoppedException later = assertThrows(ServiceStoppedException.class, () -> primary.mkdir("/later"));
        assertTrue(
                String.valueOf(later.getCause()).contains("The primary has failed"),
                () -> later + ": " + later.getCause());
    }

    /** The first command of a batch is applied, the second one fails: the batch is in no store. */
    @Test
    void nobodyReadsWhatIsHalfApplied() throws IOException {
        primary.formatAndStart();
        NamespaceService namespace = primary.runtime().namespace();
        CountDownLatch begun = new CountDownLatch(1);
        CompletableFuture<Void> busy = async(() -> execute(() -> {
            begun.countDown();
            gathered.await();
            return Outcome.unchanged("");
        }));
        PrimaryInMemory.await(() -> begun.getCount() == 0);
        CompletableFuture<Void> first = async(() -> primary.mkdir("/half"));
        PrimaryInMemory.await(() -> namespace.waitingCommands() == 1);
        CompletableFuture<Void> second = async(() -> execute(() -> {
            throw new OutOfMemoryError("as the test wants");
        }));
        PrimaryInMemory.await(() -> namespace.waitingCommands() == 2);
        gathered.countDown();

        busy.join();
        assertStopped(first);
        assertStopped(second);
        assertThrows(ServiceStoppedException.class, () -> primary.exists("/half"));
        assertThrows(ServiceStoppedException.class, namespace::roll);
        primary.close();
        primary.restart();
        assertFalse(primary.exists("/never"), "the next start serves");
    }

    private static void assertStopped(CompletableFuture<Void> call) {
        CompletionException failure = assertThrows(CompletionException.class, call::join);
        assertInstanceOf(
                ServiceStoppedException.class, failure.getCause().getCause(), () -> "not released: " + failure);
    }

    private interface Call {
        void run() throws IOException;
    }

    private static CompletableFuture<Void> async(Call call) {
        return CompletableFuture.runAsync(() -> {
            try {
                call.run();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private interface Decision {
        Outcome<String> decide() throws InterruptedException;
    }

    private void execute(Decision decision) throws IOException {
        try {
            primary.runtime().namespace().execute(new Command<String>() {
                @Override
                public Outcome<String> decide(CommandContext context) {
                    try {
                        return decision.decide();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                }

                @Override
                public String inability() {
                    return "Cannot do what the test wants";
                }
            });
        } catch (FsException e) {
            throw new AssertionError(e);
        }
    }
}
