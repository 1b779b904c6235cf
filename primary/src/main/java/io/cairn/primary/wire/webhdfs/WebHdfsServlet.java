package io.cairn.primary.wire.webhdfs;

import io.cairn.common.model.FsException;
import io.cairn.common.model.FsException.Kind;
import io.cairn.common.model.FsPath;
import io.cairn.primary.service.NamespaceService;
import io.cairn.primary.service.ServiceStoppedException;
import io.cairn.primary.wire.http.Startup;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes WebHDFS calls apart, has them carried out and turns errors into what clients understand. Thread-safe: all fields
 * are fixed, and operations are made anew once the namespace is there.
 */
public final class WebHdfsServlet extends HttpServlet {
    /** Where the file system begins. */
    public static final String PREFIX = "/webhdfs/v1";

    /** Who holds the lease of a file between the two ops that create it. */
    public static final String LEASE_HOLDER = "cairn-webhdfs";

    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(WebHdfsServlet.class);

    private final transient Startup<NamespaceService> startup;
    private final transient Identities identities;
    private transient volatile Map<String, Map<String, Operation>> tables = Map.of();

    public WebHdfsServlet(Startup<NamespaceService> startup, Identities identities) {
        this.startup = startup;
        this.identities = identities;
    }

    @Override
    protected void service(HttpServletRequest http, HttpServletResponse response) throws IOException {
        answer(http).send(response);
    }

    private WebHdfsAnswer answer(HttpServletRequest http) {
        try {
            WebHdfsRequest request = parse(http);
            return operation(http.getMethod(), request.op()).run(request);
        } catch (FsException e) {
            return RemoteErrors.of(e);
        } catch (MethodNotAllowed e) {
            return RemoteErrors.methodNotAllowed(http.getMethod());
        } catch (ServiceStoppedException e) {
            return RemoteErrors.ours(String.valueOf(e.getMessage()));
        } catch (IOException | RuntimeException e) {
            LOG.error("{} {} failed", http.getMethod(), http.getRequestURI(), e);
            return RemoteErrors.ours("Internal error: " + e);
        }
    }

    private WebHdfsRequest parse(HttpServletRequest http) throws FsException {
        Parameters parameters = Parameters.parse(http.getQueryString());
        String op =
                parameters.text("op").map(name -> name.toUpperCase(Locale.ROOT)).orElse("");
        String path = path(http.getRequestURI());
        return new WebHdfsRequest(
                op, path, FsPath.parse(path), parameters, identities.caller(parameters.text("user.name")), http);
    }

    /** The path is taken as the client wrote it: slashes, semicolons and dots in it have no meaning to the server. */
    private static String path(String uri) throws FsException {
        String encoded = uri.length() > PREFIX.length() ? uri.substring(PREFIX.length()) : "/";
        return PercentCode.decode(encoded, false);
    }

    private Operation operation(String method, String op) throws FsException, MethodNotAllowed {
        Set<String> names = OperationNames.of(method);
        if (names.isEmpty()) {
            throw new MethodNotAllowed();
        }
        if (op.isEmpty()) {
            throw new FsException(Kind.UNSUPPORTED, "op=NULL is not supported");
        }
        if (!names.contains(op)) {
            throw Parameters.invalid("op", op + " is not a valid " + method + " operation.");
        }
        Operation operation = tables().getOrDefault(method, Map.of()).get(op);
        if (operation == null) {
            throw new FsException(Kind.UNSUPPORTED, "op=" + op + " is not supported");
        }
        return operation;
    }

    private Map<String, Map<String, Operation>> tables() throws FsException {
        Map<String, Map<String, Operation>> known = tables;
        if (known.isEmpty()) {
            Optional<NamespaceService> service = startup.result();
            known = tablesOf(service.orElseThrow(() -> new FsException(Kind.RETRIABLE, "Namenode is in startup mode")));
            tables = known;
        }
        return known;
    }

    private static Map<String, Map<String, Operation>> tablesOf(NamespaceService service) {
        CallAudit audit = new CallAudit(service);
        ChangeOperations changes = new ChangeOperations(service, audit);
        return Map.of(
                "GET", new ReadOperations(service, audit).table(),
                "PUT", changes.putTable(),
                "DELETE", changes.deleteTable());
    }

    /** The HTTP method means nothing here. */
    private static final class MethodNotAllowed extends Exception {
        private static final long serialVersionUID = 1L;

        MethodNotAllowed() {
            super("Method not allowed", null, false, false);
        }
    }
}
