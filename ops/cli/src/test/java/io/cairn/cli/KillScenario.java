package io.cairn.cli;

import io.cairn.checkpointer.app.Checkpointer;
import io.cairn.cli.HangingProxy.Point;
import io.cairn.cli.HangingProxy.Stop;
import io.cairn.primary.app.Primary;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Work of one process that is cut short at each of its system calls. A run ends when the work is done or the process is
 * dead; both are fine.
 */
@SuppressWarnings("try") // what is opened is held by being there
interface KillScenario {
    /** Status of a process that was killed. */
    int KILLED = 137;

    /** Status of a process that SIGTERM ended. */
    int TERMINATED = 143;

    /** In a word or two. */
    String name();

    /**
     * Starts what is needed, has {@code strace} attach to the victim, and has that do the work.
     *
     * @return true if the victim was killed at the point that is planted
     */
    boolean run(KilledSite site, Strace strace) throws Exception;

    /** What must hold afterwards, whatever happened. */
    default void verify(KilledSite site) throws Exception {
        site.verify();
    }

    /** The work of one victim. */
    @FunctionalInterface
    interface Work {
        void run() throws Exception;
    }

    /**
     * Does the work while {@code victim} is traced; what fails because it was killed is no failure. A victim that ends by
     * itself is one.
     */
    static boolean traced(KilledSite site, Strace strace, Process victim, Work work) throws Exception {
        Optional<Throwable> failure = Optional.empty();
        boolean dead;
        try (strace) {
            strace.attach(victim);
            try {
                work.run();
            } catch (IOException | AssertionError e) {
                if (!dies(victim)) {
                    throw e;
                }
                failure = Optional.of(e);
            }
        } finally {
            dead = !victim.isAlive();
            victim.destroyForcibly().waitFor();
        }
        if (dead && !(strace.hasKilled() && victim.exitValue() == KILLED)) {
            throw new AssertionError(
                    "the victim ended by itself, status " + victim.exitValue() + ": " + site.said(),
                    failure.orElse(null));
        }
        return strace.hasKilledAtThePoint();
    }

    /** A process that a tracer kills may take a moment to be gone. */
    private static boolean dies(Process victim) throws InterruptedException {
        return victim.waitFor(30, TimeUnit.SECONDS);
    }

    /** Changes and rolls at the primary. */
    static KillScenario roll() {
        return new Named("roll", (site, strace) -> {
            Process victim = site.launchPrimary();
            site.change("PUT", "/e", "op=MKDIRS");
            return traced(site, strace, victim, () -> {
                site.change("PUT", "/r1", "op=MKDIRS");
                site.operate("/operator/roll-edits", "");
                site.change("PUT", "/r2", "op=MKDIRS");
            });
        });
    }

    /** The primary takes a checkpoint, and removes what it replaces. */
    static KillScenario upload() {
        return new Named("upload and purge", (site, strace) -> {
            Process victim = site.launchPrimary();
            try (HangingProxy proxy = new HangingProxy(site.primaryUrl());
                    Checkpointer checkpointer = site.startCheckpointer(proxy.address())) {
                URI url = URI.create("http://127.0.0.1:" + checkpointer.port());
                site.awaitAttempt(victim, url, site.checkpoint(url));
                site.change("PUT", "/u", "op=MKDIRS");
                proxy.arm(new Stop("PUT /imagetransfer", Point.BEFORE));
                long attempt = site.checkpoint(url);
                if (!proxy.awaitReached(60)) {
                    throw new AssertionError(
                            "The upload never begins: " + site.get(url.resolve("/checkpointer/status")));
                }
                return traced(site, strace, victim, () -> {
                    proxy.release();
                    site.awaitAttempt(victim, url, attempt);
                });
            } finally {
                victim.destroyForcibly().waitFor();
            }
        });
    }

    /** The primary stops in an orderly way, which is when RocksDB writes down what it holds. */
    static KillScenario stop() {
        return new Named("stop", (site, strace) -> {
            Process victim = site.launchPrimary();
            site.change("PUT", "/t", "op=MKDIRS");
            try (strace) {
                strace.attach(victim);
                victim.destroy();
                if (!dies(victim)) {
                    throw new AssertionError("SIGTERM does not end the primary: " + site.said());
                }
            }
            if (victim.exitValue() != (strace.hasKilled() ? KILLED : TERMINATED)) {
                throw new AssertionError("the victim ended with status " + victim.exitValue() + ": " + site.said());
            }
            return strace.hasKilledAtThePoint();
        });
    }

    /** The primary saves an image itself, and removes what it replaces. */
    static KillScenario save() {
        return new Named("save-namespace and purge", (site, strace) -> {
            Process victim = site.launchPrimary();
            site.change("PUT", "/s", "op=MKDIRS");
            return traced(site, strace, victim, () -> {
                site.operate("/operator/save-namespace", "online=true");
                URI status = site.primaryUrl().resolve("/operator/save-namespace");
                site.await(victim, "the save", () -> !site.get(status).contains("RUNNING"));
            });
        });
    }

    /** The checkpointer fetches, merges, uploads, and removes what it replaces. */
    static KillScenario checkpoint() {
        return new Named("checkpoint and purge", (site, strace) -> {
            try (Primary primary = site.startPrimary()) {
                Process victim = site.launchCheckpointer();
                site.change("PUT", "/k", "op=MKDIRS");
                return traced(site, strace, victim, () -> {
                    URI url = site.checkpointerUrl();
                    site.awaitAttempt(victim, url, site.checkpoint(url));
                });
            }
        });
    }

    /** A name and what is done. */
    @FunctionalInterface
    interface Run {
        boolean run(KilledSite site, Strace strace) throws Exception;
    }

    /** A scenario of a name and a run. Immutable. */
    record Named(String name, Run doing) implements KillScenario {
        @Override
        public boolean run(KilledSite site, Strace strace) throws Exception {
            return doing.run(site, strace);
        }

        @Override
        public String toString() {
            return name;
        }
    }
}
