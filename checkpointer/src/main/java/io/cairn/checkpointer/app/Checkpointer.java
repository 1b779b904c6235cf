package io.cairn.checkpointer.app;

import com.codahale.metrics.MetricRegistry;
import io.cairn.checkpointer.run.CheckpointDirectories;
import io.cairn.common.base.FatalHandler;
import io.dropwizard.configuration.ConfigurationException;
import io.dropwizard.configuration.FileConfigurationSourceProvider;
import io.dropwizard.configuration.YamlConfigurationFactory;
import io.dropwizard.core.setup.Bootstrap;
import io.dropwizard.core.setup.Environment;
import java.io.IOException;
import java.net.BindException;
import java.nio.file.Path;
import org.eclipse.jetty.server.NetworkConnector;
import org.eclipse.jetty.server.Server;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A checkpointer in this process: directories locked, HTTP open, looking whether a checkpoint is due. Thread-safe: {@link
 * #close} may be called from any thread, more than once.
 */
public final class Checkpointer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Checkpointer.class);

    private final Server server;

    private Checkpointer(Server server) {
        this.server = server;
    }

    /**
     * The keys of a configuration file, without starting anything.
     *
     * @throws io.cairn.common.config.InvalidSettingsException naming every key that is unknown or has a value that cannot
     *     be
     * @throws StartupException if the file cannot be read
     */
    public static CheckpointerSettings settings(Path configuration) throws IOException {
        Bootstrap<CheckpointerConfiguration> bootstrap =
                new Bootstrap<>(new CheckpointerApplication(configuration.toString(), (what, cause) -> {}));
        return read(configuration, bootstrap).settings(configuration.toString());
    }

    /**
     * Starts a checkpointer; returns as soon as it takes requests and looks at the primary.
     *
     * @param configuration a YAML file such as {@code conf/checkpointer.yml}
     * @param fatal is told when no checkpoint can be made any more
     * @throws io.cairn.common.config.InvalidSettingsException naming every key that is unknown or has a value that cannot
     *     be
     * @throws IOException if the file cannot be read, a directory cannot be used or is in use, or the port is taken
     */
    public static Checkpointer start(Path configuration, FatalHandler fatal) throws IOException {
        CheckpointerApplication application = new CheckpointerApplication(configuration.toString(), fatal);
        Bootstrap<CheckpointerConfiguration> bootstrap = new Bootstrap<>(application);
        CheckpointerConfiguration read = read(configuration, bootstrap);
        CheckpointerSettings settings = read.settings(configuration.toString());
        read.getLoggingFactory().configure(new MetricRegistry(), application.getName());
        bootstrap.registerMetrics();
        Environment environment = new Environment(
                application.getName(),
                bootstrap.getObjectMapper(),
                bootstrap.getValidatorFactory(),
                bootstrap.getMetricRegistry(),
                bootstrap.getClassLoader(),
                bootstrap.getHealthCheckRegistry(),
                read);
        CheckpointDirectories directories = application.wire(settings, environment);
        Server server = read.getServerFactory().build(environment);
        server.setStopAtShutdown(false);
        try {
            listen(server, settings);
        } catch (IOException e) {
            directories.close();
            throw e;
        }
        Checkpointer checkpointer = new Checkpointer(server);
        LOG.info("Listening on {}:{}", settings.address().host(), checkpointer.port());
        return checkpointer;
    }

    private static CheckpointerConfiguration read(Path file, Bootstrap<CheckpointerConfiguration> bootstrap)
            throws IOException {
        try {
            return new YamlConfigurationFactory<>(
                            CheckpointerConfiguration.class,
                            bootstrap.getValidatorFactory().getValidator(),
                            bootstrap.getObjectMapper(),
                            "cairn.override")
                    .build(new FileConfigurationSourceProvider(), file.toString());
        } catch (ConfigurationException e) {
            // What follows is where in the parser's stream, after where in the file.
            String message = String.valueOf(e.getMessage()).split("\\R\\s*at \\[Source", 2)[0];
            throw new StartupException(message.strip(), e);
        }
    }

    private static void listen(Server server, CheckpointerSettings settings) throws IOException {
        try {
            server.start();
        } catch (Exception e) {
            stopQuietly(server);
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof BindException) {
                    throw new StartupException(
                            "Cannot listen on " + settings.address() + " (dfs.namenode.secondary.http-address): "
                                    + cause.getMessage()
                                    + "; stop the process that has the port, or configure another",
                            e);
                }
            }
            throw new StartupException("Cannot listen on " + settings.address() + ": " + e.getMessage(), e);
        }
    }

    /** The port that requests are taken on. */
    public int port() {
        return server.getConnectors()[0] instanceof NetworkConnector connector ? connector.getLocalPort() : -1;
    }

    /** Takes no further request, waits for a checkpoint that is being made, and gives the directories back. */
    @Override
    public void close() {
        stopQuietly(server);
    }

    private static void stopQuietly(Server server) {
        try {
            server.stop();
        } catch (Exception e) {
            LOG.warn("The stop was not orderly; the next start recovers", e);
        }
    }
}
