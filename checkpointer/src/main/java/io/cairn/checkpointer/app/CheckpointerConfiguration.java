package io.cairn.checkpointer.app;

import com.fasterxml.jackson.annotation.JsonAnySetter;
import io.cairn.common.config.HostPort;
import io.cairn.common.config.Settings;
import io.dropwizard.core.Configuration;
import io.dropwizard.core.server.ServerFactory;
import io.dropwizard.core.server.SimpleServerFactory;
import io.dropwizard.jetty.HttpConnectorFactory;
import io.dropwizard.request.logging.LogbackAccessRequestLogFactory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What Dropwizard reads: our flat keys as they come, beside its own {@code logging} and {@code server}. Confined to the
 * start.
 */
public final class CheckpointerConfiguration extends Configuration {
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

    /** The keys, typed; also makes the server listen where they say, unless the file has a {@code server} of its own. */
    CheckpointerSettings settings(String source) {
        CheckpointerSettings settings = CheckpointerSettings.read(Settings.of(source, keys));
        if (!ownServer) {
            super.setServerFactory(server(settings.address()));
        }
        return settings;
    }

    private static ServerFactory server(HostPort address) {
        HttpConnectorFactory connector = new HttpConnectorFactory();
        connector.setBindHost(address.host());
        connector.setPort(address.port());
        SimpleServerFactory server = new SimpleServerFactory();
        server.setConnector(connector);
        server.setApplicationContextPath("/");
        server.setAdminContextPath("/admin");
        // What is worth a line is logged where it happens; whoever wants every request has a server of their own.
        LogbackAccessRequestLogFactory requests = new LogbackAccessRequestLogFactory();
        requests.setAppenders(List.of());
        server.setRequestLogFactory(requests);
        return server;
    }
}
