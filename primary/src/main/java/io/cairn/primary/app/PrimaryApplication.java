package io.cairn.primary.app;

import io.cairn.common.base.FatalHandler;
import io.cairn.common.disk.RealDisk;
import io.cairn.common.transfer.TransferProtocol;
import io.cairn.primary.service.NamespaceService;
import io.cairn.primary.service.StartupFindings;
import io.cairn.primary.wire.http.Startup;
import io.cairn.primary.wire.operator.OperatorAccess;
import io.cairn.primary.wire.operator.OperatorProtocol;
import io.cairn.primary.wire.operator.OperatorServlet;
import io.cairn.primary.wire.transfer.CheckpointAccess;
import io.cairn.primary.wire.transfer.CheckpointServlet;
import io.cairn.primary.wire.transfer.ImageTransferServlet;
import io.cairn.primary.wire.webhdfs.Identities;
import io.cairn.primary.wire.webhdfs.WebHdfsServlet;
import io.dropwizard.core.Application;
import io.dropwizard.core.setup.Environment;
import io.prometheus.metrics.instrumentation.dropwizard.DropwizardExports;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import jakarta.servlet.Servlet;
import java.time.InstantSource;

/**
 * Wires the primary together: servlets that answer from the first moment, and the start that goes on behind them. Single
 * use.
 */
final class PrimaryApplication extends Application<PrimaryConfiguration> {
    private final String source;
    private final FatalHandler fatal;
    private final StartupFindings findings = new StartupFindings();
    private final Startup<PrimaryRuntime> startup = new Startup<>();
    private final Startup<NamespaceService> namespace = new Startup<>();
    private final Startup<CheckpointAccess> checkpoints = new Startup<>();
    private final Startup<OperatorAccess> operators = new Startup<>();

    /**
     * @param source name of the configuration file, for messages
     * @param fatal is told when nothing can be served any more
     */
    PrimaryApplication(String source, FatalHandler fatal) {
        this.source = source;
        this.fatal = fatal;
    }

    @Override
    public String getName() {
        return "cairn-primary";
    }

    Startup<PrimaryRuntime> startup() {
        return startup;
    }

    /** What the start found wrong; grows while it goes on. */
    StartupFindings findings() {
        return findings;
    }

    @Override
    public void run(PrimaryConfiguration configuration, Environment environment) {
        throw new IllegalStateException("Started by Primary, which needs the start in its hands");
    }

    /** Registers what answers requests, and returns the start that is still to be run. */
    StartupSequence prepare(PrimarySettings settings, Environment environment) {
        Identities identities = new Identities(
                settings.anonymousUser(),
                ProcessIdentity.user(),
                settings.supergroup(),
                SystemGroups.ofThisMachine(settings.staticGroups()),
                settings.groupsCache());
        environment.jersey().disable();
        add(environment, "webhdfs", new WebHdfsServlet(namespace, identities), WebHdfsServlet.PREFIX + "/*");
        add(
                environment,
                "imagetransfer",
                new ImageTransferServlet(checkpoints, settings.transferBytesPerSecond()),
                TransferProtocol.IMAGE_TRANSFER);
        add(
                environment,
                "checkpoint",
                new CheckpointServlet(checkpoints),
                TransferProtocol.STATUS,
                TransferProtocol.ROLL,
                TransferProtocol.OPEN,
                TransferProtocol.OFFER,
                TransferProtocol.EDITS);
        add(
                environment,
                "operator",
                new OperatorServlet(operators, identities, InstantSource.system()),
                OperatorProtocol.SAFE_MODE,
                OperatorProtocol.SAVE_NAMESPACE,
                OperatorProtocol.ROLL_EDITS,
                OperatorProtocol.RESTORE_FAILED_STORAGE,
                OperatorProtocol.REPORT);
        environment.healthChecks().register("namespace", new NamespaceHealth(startup));
        add(environment, "health", new HealthServlet(startup, findings), HealthServlet.HEALTH, HealthServlet.READY);
        PrimaryStanding standing = new PrimaryStanding(
                settings, new RealDisk(), startup, findings, InstantSource.system(), System::nanoTime);
        PrimaryMetrics.problems(environment.metrics(), standing);
        environment.healthChecks().register("standing", new StandingHealth(standing));
        add(environment, "status", new StatusServlet(standing), StatusServlet.STATUS, StatusServlet.PAGE);
        PrimaryMetrics metrics = new PrimaryMetrics(environment.metrics(), startup);
        PrometheusRegistry registry = new PrometheusRegistry();
        DropwizardExports.builder().dropwizardRegistry(environment.metrics()).register(registry);
        add(environment, "metrics", new PrometheusServlet(registry), "/metrics");
        return new StartupSequence(
                settings,
                new RealDisk(),
                InstantSource.system(),
                System::nanoTime,
                metrics,
                metrics,
                fatal,
                new StartupProgress(startup, namespace, checkpoints),
                findings,
                source);
    }

    /** Requests are served from now on. */
    void serve(PrimaryRuntime runtime) {
        namespace.done(runtime.namespace());
        checkpoints.done(runtime.access());
        operators.done(runtime.operatorAccess());
        startup.done(runtime);
    }

    /** Requests are no longer served. */
    void stopServing(String why) {
        startup.over(why);
        namespace.over(why);
        checkpoints.over(why);
        operators.over(why);
    }

    private static void add(Environment environment, String name, Servlet servlet, String... paths) {
        environment.servlets().addServlet(name, servlet).addMapping(paths);
    }

    String source() {
        return source;
    }
}
