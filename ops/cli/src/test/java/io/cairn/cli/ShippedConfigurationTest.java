package io.cairn.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.cairn.checkpointer.app.Checkpointer;
import io.cairn.primary.app.Primary;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What lies in {@code conf} is accepted as it is, whatever this machine has in the directories named there. */
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
        assertEquals(9870, Primary.address(CONF.resolve("primary.yml")).port());
    }
}
