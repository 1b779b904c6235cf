package io.cairn.primary.app;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.Histogram;
import com.codahale.metrics.Meter;
import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.Timer;
import io.cairn.common.layout.StorageDirectory;
import io.cairn.common.model.TxRange;
import io.cairn.primary.journal.JournalListener;
import io.cairn.primary.service.storage.SpaceGuard;
import io.cairn.primary.wire.http.Startup;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the primary counts, and what it tells of its journal and directories. Thread-safe: the registry is. */
final class PrimaryMetrics implements JournalListener, StorageDirectory.Watcher {
    private static final Logger LOG = LoggerFactory.getLogger(PrimaryMetrics.class);

    private final Timer forces;
    private final Histogram batchEdits;
    private final Meter edits;
    private final Meter failedDirectories;

    PrimaryMetrics(MetricRegistry registry, Startup<PrimaryRuntime> startup) {
        forces = registry.timer("cairn.journal.force");
        batchEdits = registry.histogram("cairn.journal.batch.edits");
        edits = registry.meter("cairn.journal.edits");
        failedDirectories = registry.meter("cairn.journal.directories.failed");
        gauge(registry, "cairn.txid.written", startup, runtime -> runtime.namespace()
                .lastWrittenTxid());
        gauge(registry, "cairn.txid.durable", startup, runtime -> runtime.namespace()
                .durableTxid());
        gauge(registry, "cairn.txid.segment", startup, runtime -> runtime.namespace()
                .segmentFirstTxid());
        gauge(registry, "cairn.image.txid", startup, runtime -> runtime.checkpoint()
                .imageTxid());
        gauge(registry, "cairn.image.age.millis", startup, runtime -> runtime.checkpoint()
                .ageMillis());
        gauge(registry, "cairn.checkpoint.digest.refused", startup, runtime -> runtime.access()
                .receiver()
                .alarm()
                .count());
        gauge(
                registry,
                "cairn.checkpoint.digest.alarm",
                startup,
                runtime -> runtime.access().receiver().alarm().last().isPresent() ? 1 : 0);
        gauge(registry, "cairn.writer.waiting", startup, runtime -> runtime.namespace()
                .waitingCommands());
        gauge(
                registry,
                "cairn.safemode",
                startup,
                runtime -> runtime.namespace().safeMode().isOn() ? 1 : 0);
        gauge(registry, "cairn.directories.out", startup, runtime -> runtime.storage().directories().stream()
                .filter(directory -> directory.state() != StorageDirectory.State.IN_SERVICE)
                .count());
        gauge(registry, "cairn.volumes.usable.bytes", startup, runtime -> runtime.storage().volumes().stream()
                .mapToLong(SpaceGuard.Volume::usableBytes)
                .min()
                .orElse(-1));
        gauge(registry, "cairn.loss.transactions", startup, runtime -> runtime.watch()
                .loss()
                .transactions());
        gauge(registry, "cairn.loss.age.millis", startup, runtime -> runtime.watch()
                .loss()
                .ageMillis());
        gauge(
                registry,
                "cairn.loss.known",
                startup,
                runtime -> runtime.watch().loss().known() ? 1 : 0);
        gauge(registry, "cairn.checkpoint.proven.txid", startup, runtime -> runtime.watch()
                .lastProven()
                .txid());
        gauge(registry, "cairn.checkpoint.proven.age.millis", startup, runtime -> runtime.watch()
                .lastProven()
                .ageMillis());
        gauge(
                registry,
                "cairn.checkpoint.overdue",
                startup,
                runtime -> runtime.watch().stale().isPresent() ? 1 : 0);
        gauge(registry, "cairn.checkpointer.silent.millis", startup, runtime -> runtime.watch()
                .silence()
                .toMillis());
        Gauge<Integer> percent = startup::percent;
        registry.register("cairn.start.percent", percent);
    }

    /** How many things are wrong; 0 while starting. */
    static void problems(MetricRegistry registry, PrimaryStanding standing) {
        Gauge<Integer> all = () -> standing.problems().size();
        registry.register("cairn.problems", all);
    }

    /** −1 while nothing is served. */
    private static void gauge(
            MetricRegistry registry,
            String name,
            Startup<PrimaryRuntime> startup,
            ToLongFunction<PrimaryRuntime> value) {
        Gauge<Long> gauge = () -> startup.result().map(value::applyAsLong).orElse(-1L);
        registry.register(name, gauge);
    }

    @Override
    public void changed(StorageDirectory directory, StorageDirectory.State state, Throwable fault) {
        switch (state) {
            case OUT_OF_SERVICE -> {
                failedDirectories.mark();
                LOG.error("Directory {} ({}) is out of service", directory, directory.type(), fault);
            }
            case RETURNING -> LOG.info("Directory {} takes new edits again, but does not count yet", directory);
            case IN_SERVICE -> LOG.info("Directory {} is whole again", directory);
        }
    }

    @Override
    public void forced(int count, int bytes, long nanos) {
        forces.update(nanos, TimeUnit.NANOSECONDS);
        batchEdits.update(count);
        edits.mark(count);
    }

    @Override
    public void rolled(TxRange segment, long nanos) {
        LOG.info(
                "Segment {} to {} finalised in {} ms",
                segment.firstTxid(),
                segment.lastTxid(),
                TimeUnit.NANOSECONDS.toMillis(nanos));
    }
}
