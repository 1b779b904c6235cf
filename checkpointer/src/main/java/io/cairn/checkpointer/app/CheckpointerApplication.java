package io.cairn.checkpointer.app;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.health.HealthCheck;
import io.cairn.checkpointer.fetch.ImageFetch;
import io.cairn.checkpointer.fetch.OpenSegmentFetch;
import io.cairn.checkpointer.fetch.PrimaryClient;
import io.cairn.checkpointer.fetch.SegmentFetch;
import io.cairn.checkpointer.merge.Merge;
import io.cairn.checkpointer.merge.MergeSettings;
import io.cairn.checkpointer.retention.CheckpointRetention;
import io.cairn.checkpointer.run.CheckpointDirectories;
import io.cairn.checkpointer.run.CheckpointRun;
import io.cairn.checkpointer.run.Checkpointing;
import io.cairn.checkpointer.run.FollowedHistory;
import io.cairn.checkpointer.run.HeldImages;
import io.cairn.checkpointer.run.Phase;
import io.cairn.checkpointer.run.PrimaryContact;
import io.cairn.checkpointer.run.Tail;
import io.cairn.checkpointer.schedule.Schedules;
import io.cairn.checkpointer.trigger.AnyTrigger;
import io.cairn.checkpointer.trigger.PeriodTrigger;
import io.cairn.checkpointer.trigger.TxnTrigger;
import io.cairn.checkpointer.upload.Upload;
import io.cairn.checkpointer.wire.AbandonServlet;
import io.cairn.checkpointer.wire.ArchiveServlet;
import io.cairn.checkpointer.wire.CheckpointServlet;
import io.cairn.checkpointer.wire.ImageTransferServlet;
import io.cairn.common.base.FatalHandler;
import io.cairn.common.disk.Disk;
import io.cairn.common.disk.RealDisk;
import io.cairn.common.status.ProcessStatus;
import io.cairn.common.transfer.TransferClient;
import io.cairn.common.transfer.TransferProtocol;
import io.dropwizard.core.Application;
import io.dropwizard.core.setup.Environment;
import io.dropwizard.lifecycle.Managed;
import io.prometheus.metrics.instrumentation.dropwizard.DropwizardExports;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The checkpointer as a process: wires the steps together, starts and stops them. Single use. */
public final class CheckpointerApplication extends Application<CheckpointerConfiguration> {
    private static final Logger LOG = LoggerFactory.getLogger(CheckpointerApplication.class);

    private final String source;
    private final FatalHandler fatal;

    /**
     * @param source name of the configuration file, for messages
     * @param fatal is told when no checkpoint can be made any more; ends the process
     */
    public CheckpointerApplication(String source, FatalHandler fatal) {
        this.source = source;
        this.fatal = fatal;
    }

    @Override
    public String getName() {
        return "cairn-checkpointer";
    }

    @Override
    public void run(CheckpointerConfiguration configuration, Environment environment) throws IOException {
        wire(configuration.settings(source), environment);
    }

    /**
     * Locks the directories and registers what the server starts, answers with and stops.
     *
     * @return the directories, to be given back if the server does not come up
     */
    CheckpointDirectories wire(CheckpointerSettings settings, Environment environment) throws IOException {
        InstantSource clock = InstantSource.system();
        LongSupplier nanoTime = System::nanoTime;
        CheckpointDirectories directories = CheckpointDirectories.open(
                new RealDisk(), settings.imageDirectories(), settings.editsDirectories(), owner(), clock);
        Disk disk = directories.disk();
        TransferClient http =
                new TransferClient(settings.primary(), settings.transferTimeout(), settings.transferBytesPerSecond());
        HeldImages images = directories.images();
        AtomicReference<@Nullable String> conflict = new AtomicReference<>();
        PrimaryContact contact = new PrimaryContact(directories, images, conflict, nanoTime);
        PrimaryClient primary = new PrimaryClient(http, contact);
        FollowedHistory history = new FollowedHistory(disk, directories, images, primary, conflict);
        SegmentFetch segments = new SegmentFetch(disk, primary, directories::forEdits, clock);
        Merge merge = new Merge(disk, mergeSettings(settings, nanoTime));
        AtomicReference<@Nullable Phase> phase = new AtomicReference<>();
        CheckpointRun run = new CheckpointRun(
                directories,
                primary,
                history,
                new ImageFetch(disk, primary),
                segments,
                merge,
                new Upload(disk, http),
                new CheckpointRetention(disk, settings.retention(), directories.leases()),
                clock,
                nanoTime,
                phase::set);
        Checkpointing checkpointing = checkpointing(settings, run, phase, primary, images, clock, nanoTime);
        OpenSegmentFetch open =
                new OpenSegmentFetch(disk, primary, segments, directories::forEdits, directories.held(), clock);
        Tail tail = new Tail(
                disk,
                directories,
                images,
                primary,
                history,
                segments,
                open,
                settings.tailInProgress(),
                merge,
                clock,
                nanoTime);
        ExecutorService requests = environment
                .lifecycle()
                .executorService("checkpoint-request-%d")
                .minThreads(1)
                .maxThreads(1)
                .build();
        environment.jersey().register(new CheckpointerResource(checkpointing, requests));
        CheckpointerStanding standing = new CheckpointerStanding(
                checkpointing, tail, contact, history, directories, settings, disk, clock, nanoTime);
        environment
                .servlets()
                .addServlet("status", new StatusServlet(standing))
                .addMapping(StatusServlet.STATUS, StatusServlet.PAGE);
        environment.healthChecks().register("checkpoint", health(standing));
        CheckpointerMetrics.register(environment.metrics(), checkpointing, nanoTime);
        Gauge<Long> out = () -> directories.states().outOfService();
        environment.metrics().register("cairn_directories_out", out);
        CheckpointerMetrics.standing(environment.metrics(), standing);
        PrometheusRegistry registry = new PrometheusRegistry();
        DropwizardExports.builder().dropwizardRegistry(environment.metrics()).register(registry);
        environment
                .servlets()
                .addServlet("metrics", new PrometheusServlet(registry))
                .addMapping("/metrics");
        serveFiles(settings, environment, disk, directories, images, clock);
        environment
                .servlets()
                .addServlet("abandon", new AbandonServlet(directories, history))
                .addMapping(TransferProtocol.ABANDON);
        environment.lifecycle().manage(new Clockwork(checkpointing, tail, merge, settings, directories));
        return directories;
    }

    /** What a primary that lost its disks, or an operator, fetches from here. */
    private static void serveFiles(
            CheckpointerSettings settings,
            Environment environment,
            Disk disk,
            CheckpointDirectories directories,
            HeldImages images,
            InstantSource clock) {
        environment
                .servlets()
                .addServlet(
                        "imagetransfer",
                        new ImageTransferServlet(directories, images, settings.transferBytesPerSecond()))
                .addMapping(TransferProtocol.IMAGE_TRANSFER);
        environment
                .servlets()
                .addServlet(
                        "archive",
                        new ArchiveServlet(disk, directories, images, clock, settings.transferBytesPerSecond()))
                .addMapping(TransferProtocol.ARCHIVE);
        environment
                .servlets()
                .addServlet("checkpoint", new CheckpointServlet(directories, images, clock))
                .addMapping(TransferProtocol.STATUS, TransferProtocol.EDITS, TransferProtocol.IMAGES + "/*");
    }

    private static MergeSettings mergeSettings(CheckpointerSettings settings, LongSupplier nanoTime) {
        return new MergeSettings(
                settings.mergeCacheBytes(),
                settings.mergeOverlayBytes(),
                settings.compression(),
                settings.divideSections() ? settings.sectionParts() : 1,
                settings.sectionThreshold(),
                nanoTime);
    }

    private Checkpointing checkpointing(
            CheckpointerSettings settings,
            CheckpointRun run,
            AtomicReference<@Nullable Phase> phase,
            PrimaryClient primary,
            HeldImages images,
            InstantSource clock,
            LongSupplier nanoTime) {
        return new Checkpointing(
                run,
                phase,
                primary,
                images,
                new AnyTrigger(List.of(new TxnTrigger(settings.transactions()), new PeriodTrigger(settings.period()))),
                settings.longestRetryWait(),
                settings.mergeFailuresMax(),
                fatal,
                clock,
                nanoTime);
    }

    private static HealthCheck health(CheckpointerStanding standing) {
        return new HealthCheck() {
            @Override
            protected Result check() {
                String problems = standing.problems().stream()
                        .map(ProcessStatus.Problem::text)
                        .collect(Collectors.joining("; "));
                return problems.isEmpty()
                        ? Result.healthy()
                        : Result.builder()
                                .unhealthy()
                                .withMessage("%s", problems)
                                .build();
            }
        };
    }

    private static String owner() {
        String host;
        try {
            host = InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            host = "localhost";
        }
        return ProcessHandle.current().pid() + "@" + host;
    }

    /** Starts looking when the server is up, and gives the directories back when it goes down. */
    private static final class Clockwork implements Managed {
        private final Checkpointing checkpointing;
        private final Tail tail;
        private final Merge merge;
        private final CheckpointerSettings settings;
        private final CheckpointDirectories directories;
        private final AtomicReference<Schedules> schedules = new AtomicReference<>();

        Clockwork(
                Checkpointing checkpointing,
                Tail tail,
                Merge merge,
                CheckpointerSettings settings,
                CheckpointDirectories directories) {
            this.checkpointing = checkpointing;
            this.tail = tail;
            this.merge = merge;
            this.settings = settings;
            this.directories = directories;
        }

        @Override
        public void start() {
            schedules.set(Schedules.start(tasks()));
            LOG.info(
                    "Checkpoints of {} every {} s or {} transactions, looked at every {} s, in {}",
                    settings.primary(),
                    settings.period().toSeconds(),
                    settings.transactions(),
                    settings.effectiveCheckPeriod().toSeconds(),
                    settings.imageDirectories());
            if (settings.tails()) {
                LOG.info(
                        "Edits are fetched every {} s between checkpoints{}",
                        settings.tailPeriod().toSeconds(),
                        settings.tailWarm() ? " and applied at once" : "");
            }
        }

        private List<Schedules.Task> tasks() {
            List<Schedules.Task> tasks = new ArrayList<>();
            tasks.add(new Schedules.Task("look", settings.effectiveCheckPeriod(), checkpointing::look));
            if (settings.tails()) {
                tasks.add(new Schedules.Task("tail", settings.tailPeriod(), tail::fetch));
                if (settings.tailWarm()) {
                    tasks.add(new Schedules.Task("warm", settings.tailPeriod(), tail::warm));
                }
            }
            return tasks;
        }

        @Override
        public void stop() throws IOException {
            Schedules running = schedules.getAndSet(null);
            if (running != null) {
                running.close();
            }
            merge.close();
            directories.close();
        }
    }
}
