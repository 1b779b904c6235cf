package io.cairn.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;

/**
 * {@code cairn restore} brings a primary's directories back from the checkpointer's, which lack its last changes. Cut short
 * anywhere, the primary starts with the old state or with the new one, whole; from the old one the same command goes on.
 * Confined to one thread.
 */
final class RestoreScenario implements KillScenario {
    private static final int KILLED = 137;

    /** What the first run, which nothing cuts short, brought back; empty before. */
    private Map<String, String> restored = Map.of();

    @Override
    public String name() {
        return "restore";
    }

    private static String[] arguments(KilledSite site) {
        return new String[] {
            "restore",
            "--from",
            site.work().resolve(KilledSite.CHECKPOINTS).toString(),
            "--to",
            site.work().resolve("name1") + "," + site.work().resolve("name2"),
            "--yes"
        };
    }

    @Override
    public boolean run(KilledSite site, Strace strace) throws Exception {
        int status = site.launch(strace.around(site.command(arguments(site)))).waitFor();
        assertTrue(status == 0 || status == KILLED, () -> "status " + status + ": " + site.said());
        return status == KILLED;
    }

    @Override
    public void verify(KilledSite site) throws Exception {
        Map<String, String> found = site.shownByAStart();
        if (restored.isEmpty()) {
            restored = found;
            assertTrue(restored.size() < site.acknowledged().size(), "changes after the checkpoint are gone");
        } else if (!found.equals(restored)) {
            assertEquals(site.acknowledged(), found, "the old state");
            CommandRun again = CommandRun.of(arguments(site));
            assertEquals(0, again.status(), again.err());
        }
        site.verify(restored);
    }

    @Override
    public String toString() {
        return name();
    }
}
