package io.cairn.primary.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cairn.primary.service.operator.SaveRequest;
import io.cairn.primary.service.operator.SaveStatus;
import io.cairn.primary.service.operator.SaveThread;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A save of the namespace that meets what nobody expects. */
class SaveFailureTest {
    private final PrimaryInMemory primary = new PrimaryInMemory(System::nanoTime);

    @AfterEach
    void stop() {
        primary.close();
    }

    @Test
    void aSaveThatMeetsAnErrorHasFailedAndTheNextOneMayBegin() throws Exception {
        primary.formatAndStart();
        primary.disk.failChange(1, path -> {
            if (path.toString().contains("fsimage")) {
                throw new StackOverflowError("as the test wants");
            }
            return false;
        });
        SaveStatus failed = save("RUNNING", "FAILED");
        assertTrue(String.valueOf(failed.failure()).contains("StackOverflowError"), failed.toString());
        primary.disk.repair();
        save("RUNNING", "SAVED");
    }

    private SaveStatus save(String atFirst, String atLast) throws Exception {
        SaveThread saver = primary.runtime().operatorAccess().saver();
        List<String> told = new CopyOnWriteArrayList<>();
        SaveStatus begun = saver.begin(new SaveRequest(true, false), new SaveThread.Witness() {
            @Override
            public void begun() {
                told.add("begun");
            }

            @Override
            public void ended(SaveStatus end) {
                told.add(end.state().name());
            }
        });
        assertEquals(atFirst, begun.state().name());
        PrimaryInMemory.await(() -> told.size() == 2);
        assertEquals(List.of("begun", atLast), told);
        assertEquals(atLast, saver.status().state().name());
        return saver.status();
    }
}
