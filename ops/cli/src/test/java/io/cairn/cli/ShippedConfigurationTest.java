package io.cairn.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.cairn.checkpointer.app.Checkpointer;
import io.cairn.primary.app.Format;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What lies in {@code conf} is accepted as it is. */
class ShippedConfigurationTest {
    private static final Path CONF = Path.of("../../conf");

    @Test
    void theCheckpointersIsAccepted() throws IOException {
        assertEquals(
                9868,
                Checkpointer.settings(CONF.resolve("checkpointer.yml"))
                        .address()
                        .port());
    }

    @Test
    void thePrimarysIsAccepted() throws IOException {
        // Reads every key before it looks at the directories, which are not there.
        assertEquals(List.of(), Format.nonEmpty(CONF.resolve("primary.yml")));
    }
}
