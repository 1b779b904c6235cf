package io.cairn.primary.app;

import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.cairn.common.config.HostPort;
import io.cairn.common.config.Settings;
import io.cairn.primary.wire.audit.AuditLog;
import io.dropwizard.core.Configuration;
import io.dropwizard.core.server.ServerFactory;
import io.dropwizard.core.server.SimpleServerFactory;
import io.dropwizard.jetty.HttpConnectorFactory;
import io.dropwizard.logging.common.DefaultLoggingFactory;
import io.dropwizard.request.logging.LogbackAccessRequestLogFactory;
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
