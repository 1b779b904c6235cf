package io.cairn.primary.app;

import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.cairn.common.audit.AuditLog;
import io.cairn.common.config.HostPort;
import io.cairn.common.config.Settings;
import io.dropwizard.core.Configuration;
import io.dropwizard.core.server.ServerFactory;
import io.dropwizard.core.server.SimpleServerFactory;
import io.dropwizard.jetty.HttpConnectorFactory;
import io.dropwizard.logging.common.DefaultLoggingFactory;
import io.dropwizard.logging.common.FileAppenderFactory;
import io.dropwizard.request.logging.LogbackAccessRequestLogFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.http.UriCompliance;
import org.jspecify.annotations.Nullable;

/**
 * What Dropwizard reads: our flat keys as they come, beside its own {@code logging} and {@code server}. Confined to the
 * start.
 */
public final class PrimaryConfiguration extends Configuration {
    private static final String CURRENT_LOG = "currentLogFilename";

    private final Map<String, Object> keys = new LinkedHashMap<>();
    private boolean ownServer;

    @JsonAnySetter
    void set(String key, @Nullable Object value) {
        if (value != null) {
            keys.put(key, value);
        }
    }

    @Override
    public void setServerFactory(ServerFactory factory) {
        ownServer = true;
        super.setServerFactory(factory);
    }

    /**
     * The keys, typed; also makes the server listen where they say, unless the file has a {@code server} of its own.
     *
     * @throws io.cairn.common.config.InvalidSettingsException naming every key that is unknown or has a value that cannot
     *     be
     */
    PrimarySettings settings(String source) {
        PrimarySettings settings = PrimarySettings.read(Settings.of(source, keys));
        if (!ownServer) {
            super.setServerFactory(server(settings.address()));
        }
        return settings;
    }

    /** What is written about each file-system call goes nowhere unless the file says where: it is many lines. */
    void leaveOutAuditUnlessConfigured() {
        if (getLoggingFactory() instanceof DefaultLoggingFactory logging
                && !logging.getLoggers().containsKey(AuditLog.FILE_SYSTEM)) {
            Map<String, JsonNode> loggers = new LinkedHashMap<>(logging.getLoggers());
            loggers.put(AuditLog.FILE_SYSTEM, TextNode.valueOf("OFF"));
            logging.setLoggers(loggers);
        }
    }

    /**
     * Tries each file that loggers are to write, and makes the directories of those that are not there yet: logback itself
     * goes on without a log that it cannot open, and an audit log that is configured must not be missing.
     *
     * @param source name of the configuration file
     * @throws StartupException naming key, path and user
     */
    void requireWritableLogs(String source) throws StartupException {
        if (getLoggingFactory() instanceof DefaultLoggingFactory logging) {
            for (Map.Entry<String, JsonNode> logger : logging.getLoggers().entrySet()) {
                for (JsonNode appender : logger.getValue().path("appenders")) {
                    JsonNode file = appender.path(CURRENT_LOG);
                    if (file.isTextual()) {
                        requireWritable("logging.loggers." + logger.getKey(), Path.of(file.asText()), source);
                    }
                }
            }
            for (Object appender : logging.getAppenders()) {
                if (appender instanceof FileAppenderFactory<?> file && file.getCurrentLogFilename() != null) {
                    requireWritable("logging", Path.of(file.getCurrentLogFilename()), source);
                }
            }
        }
    }

    private static void requireWritable(String logger, Path file, String source) throws StartupException {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)
                    .close();
        } catch (IOException e) {
            throw new StartupException(
                    "Configuration " + source + ": " + logger + ".appenders: " + CURRENT_LOG + " = " + file
                            + " cannot be written by user " + ProcessIdentity.user() + " ("
                            + e.getClass().getSimpleName() + " " + e.getMessage()
                            + "); let that user write there, or name another file",
                    e);
        }
    }

    private static ServerFactory server(HostPort address) {
        HttpConnectorFactory connector = new HttpConnectorFactory();
        connector.setBindHost(address.host());
        connector.setPort(address.port());
        connector.setUseDateHeader(false);
        // Paths are the file system's, not ours: WebHDFS takes them as they were written.
        connector.setUriCompliance(UriCompliance.UNSAFE);
        SimpleServerFactory server = new SimpleServerFactory();
        server.setConnector(connector);
        server.setApplicationContextPath("/");
        server.setAdminContextPath("/admin");
        server.setEnableThreadNameFilter(false);
        server.getGzipFilterFactory().setEnabled(false);
        LogbackAccessRequestLogFactory requestLog = new LogbackAccessRequestLogFactory();
        requestLog.setAppenders(List.of());
        server.setRequestLogFactory(requestLog);
        return server;
    }
}
