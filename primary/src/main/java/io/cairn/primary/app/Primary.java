package io.cairn.primary.app;

import com.codahale.metrics.MetricRegistry;
import io.cairn.common.base.FatalHandler;
import io.cairn.common.config.HostPort;
import io.dropwizard.configuration.ConfigurationException;
import io.dropwizard.configuration.FileConfigurationSourceProvider;
import io.dropwizard.configuration.YamlConfigurationFactory;
import io.dropwizard.core.setup.Bootstrap;
import io.dropwizard.core.setup.Environment;
import java.io.IOException;
import java.net.BindException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.eclipse.jetty.server.NetworkConnector;
import org.eclipse.jetty.server.Server;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A primary in this process: HTTP first, so that one can watch the start, then the namespace. Thread-safe: {@link #close}
 * may be called from any thread, more than once.
 */
public final class Primary implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Primary.class);

    private final PrimaryApplication application;
    private final Server server;
    private final CompletableFuture<PrimaryRuntime> started = new CompletableFuture<>();
    private final Thread starter;

    private Primary(PrimaryApplication application, Server server, StartupSequence sequence) {
        this.application = application;
        this.server = server;
        this.starter = new Thread(() -> run(sequence), "cairn-startup");
    }

    /**
     * Starts a primary and returns as soon as it takes requests; the namespace follows, see {@link #awaitServing}.
     *
     * @param configuration a YAML file such as {@code conf/primary.yml}
     * @param fatal is told when nothing can be served any more
     * @throws io.cairn.common.config.InvalidSettingsException naming every key that is unknown or has a value that cannot
     *     be
     * @throws StartupException if the file cannot be read, a log file cannot be written, or the port is taken
     */
    public static Primary start(Path configuration, FatalHandler fatal) throws IOException {
        PrimaryApplication application = new PrimaryApplication(configuration.toString(), fatal);
        Bootstrap<PrimaryConfiguration> bootstrap = new Bootstrap<>(application);
        PrimaryConfiguration read = read(configuration, bootstrap);
        PrimarySettings settings = read.settings(configuration.toString());
        read.requireWritableLogs(configuration.toString());
        read.leaveOutAuditUnlessConfigured();
        read.getLoggingFactory().configure(new MetricRegistry(), application.getName());
        Environment environment = new Environment(
                application.getName(),
                bootstrap.getObjectMapper(),
                bootstrap.getValidatorFactory(),
                bootstrap.getMetricRegistry(),
                bootstrap.getClassLoader(),
                bootstrap.getHealthCheckRegistry(),
                read);
        StartupSequence sequence = application.prepare(settings, environment);
        Server server = read.getServerFactory().build(environment);
        server.setStopAtShutdown(false);
        listen(server, settings);
        Primary primary = new Primary(application, server, sequence);
        LOG.info("Listening on {}:{}", settings.address().host(), primary.port());
        primary.starter.start();
        return primary;
    }

    /** Where the primary of a configuration file takes requests. */
    public static HostPort address(Path configuration) throws IOException {
        return settings(configuration).address();
    }

    /** What a configuration file says, without starting anything. */
    static PrimarySettings settings(Path configuration) throws IOException {
        PrimaryApplication unused = new PrimaryApplication(configuration.toString(), (what, cause) -> {});
        return read(configuration, new Bootstrap<>(unused)).settings(configuration.toString());
    }

    private static PrimaryConfiguration read(Path file, Bootstrap<PrimaryConfiguration> bootstrap) throws IOException {
        try {
            return new YamlConfigurationFactory<>(
                            PrimaryConfiguration.class,
                            bootstrap.getValidatorFactory().getValidator(),
                            bootstrap.getObjectMapper(),
                            "cairn.override")
                    .build(new FileConfigurationSourceProvider(), file.toString());
        } catch (ConfigurationException e) {
            throw new StartupException("Configuration " + file + ": " + e.getMessage(), e);
        }
    }

    private static void listen(Server server, PrimarySettings settings) throws IOException {
        try {
            server.start();
        } catch (Exception e) {
            stopQuietly(server);
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof BindException) {
                    throw new StartupException(
                            "Cannot listen on " + settings.address()
                                    + " (dfs.namenode.http-address): is the port taken by another process? "
                                    + cause.getMessage(),
                            e);
                }
            }
            throw new StartupException("Cannot listen on " + settings.address() + ": " + e.getMessage(), e);
        }
    }

    private void run(StartupSequence sequence) {
        try {
            PrimaryRuntime runtime = sequence.run();
            application.serve(runtime);
            LOG.info("Serving from txid {}", runtime.namespace().lastWrittenTxid());
            started.complete(runtime);
        } catch (Throwable e) { // errors too: who waits for this start must learn that it is over
            started.completeExceptionally(e);
            application.stopServing("start failed");
        }
    }

    /** The port that requests are taken on. */
    public int port() {
        return server.getConnectors()[0] instanceof NetworkConnector connector ? connector.getLocalPort() : -1;
    }

    /**
     * Waits until the namespace is served.
     *
     * @throws IOException why it never will be
     */
    public void awaitServing() throws IOException {
        try {
            started.join();
        } catch (CompletionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            if (cause instanceof IOException refusal) {
                throw refusal;
            }
            throw new StartupException("The start failed: " + words(cause), cause);
        }
    }

    private static String words(Throwable cause) {
        return cause instanceof UnsatisfiedLinkError
                ? "a native library cannot be loaded: " + cause.getMessage() + "; it is unpacked into java.io.tmpdir ("
                        + System.getProperty("java.io.tmpdir")
                        + "), from which programs must be allowed to run: if that"
                        + " is mounted noexec, name another directory with CAIRN_OPTS=-Djava.io.tmpdir=DIR"
                : String.valueOf(cause);
    }

    /** Takes no further request, finishes those under way, ends the segment and gives the directories back. */
    @Override
    public void close() throws IOException {
        stopQuietly(server);
        application.stopServing("stopped");
        PrimaryRuntime runtime;
        try {
            runtime = started.join();
        } catch (CompletionException e) {
            return; // The start failed and has given everything back.
        }
        runtime.close();
    }

    private static void stopQuietly(Server server) {
        try {
            server.stop();
        } catch (Exception e) {
            LOG.warn("HTTP did not stop in an orderly way", e);
        }
    }
}
