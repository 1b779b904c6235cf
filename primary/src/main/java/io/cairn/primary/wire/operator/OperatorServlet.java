package io.cairn.primary.wire.operator;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.cairn.common.audit.AuditLine;
import io.cairn.common.audit.AuditLog;
import io.cairn.common.layout.StorageInfo;
import io.cairn.common.model.FsException;
import io.cairn.common.model.FsException.Kind;
import io.cairn.common.transfer.ErrorAnswer;
import io.cairn.primary.command.Caller;
import io.cairn.primary.service.SafeMode;
import io.cairn.primary.service.operator.SaveRequest;
import io.cairn.primary.service.operator.SaveStatus;
import io.cairn.primary.service.operator.SaveThread;
import io.cairn.primary.wire.http.Startup;
import io.cairn.primary.wire.webhdfs.Identities;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The operators' calls (paths in {@link OperatorProtocol}). What changes anything is a POST by a superuser that says why,
 * and leaves a line in the audit log, whatever becomes of it: who, when, before and after; what takes long leaves another
 * when it begins. Errors are {@code {"error": {"code", "message"}}}.
 * Thread-safe: all fields are fixed.
 */
public final class OperatorServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(OperatorServlet.class);

    private final transient Startup<OperatorAccess> startup;
    private final transient Identities identities;
    private final transient InstantSource clock;
    private final transient AuditLog audit = AuditLog.ofOperators();
    private final transient ObjectMapper json = new ObjectMapper();

    /** @param clock for the time at which safe mode was entered */
    public OperatorServlet(Startup<OperatorAccess> startup, Identities identities, InstantSource clock) {
        this.startup = startup;
        this.identities = identities;
        this.clock = clock;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Optional<OperatorAccess> access = startup.result();
        if (access.isEmpty()) {
            send(
                    response,
                    HttpServletResponse.SC_SERVICE_UNAVAILABLE,
                    ErrorAnswer.of("STARTING", "Starting: " + startup.phase() + ", " + startup.percent() + " %"));
            return;
        }
        try {
            send(response, HttpServletResponse.SC_OK, answer(request, access.get()));
        } catch (FsException e) {
            send(response, status(e.kind()), ErrorAnswer.of(e.kind().name(), e.getMessage()));
        } catch (IOException | RuntimeException e) {
            LOG.error("{} {} failed", request.getMethod(), request.getServletPath(), e);
            send(
                    response,
                    HttpServletResponse.SC_INTERNAL_SERVER_ERROR,
                    ErrorAnswer.of("FAILED", request.getServletPath() + " failed: " + e.getMessage()));
        }
    }

    private static int status(Kind kind) {
        return switch (kind) {
            case ILLEGAL_ARGUMENT -> HttpServletResponse.SC_BAD_REQUEST;
            case UNSUPPORTED -> HttpServletResponse.SC_METHOD_NOT_ALLOWED;
            case FILE_NOT_FOUND -> HttpServletResponse.SC_NOT_FOUND;
            case RETRIABLE -> HttpServletResponse.SC_SERVICE_UNAVAILABLE;
            case ACCESS_CONTROL -> HttpServletResponse.SC_FORBIDDEN;
            default -> HttpServletResponse.SC_CONFLICT;
        };
    }

    private void send(HttpServletResponse response, int status, Object answer) throws IOException {
        byte[] body = json.writeValueAsBytes(answer);
        response.setStatus(status);
        response.setContentType("application/json");
        response.setContentLength(body.length);
        OutputStream out = response.getOutputStream();
        out.write(body);
        out.close();
    }

    private Object answer(HttpServletRequest request, OperatorAccess access) throws FsException, IOException {
        String call = request.getMethod() + " " + request.getServletPath();
        return switch (call) {
            case "GET " + OperatorProtocol.SAFE_MODE ->
                SafeModeAnswer.of(access.namespace().safeMode());
            case "POST " + OperatorProtocol.SAFE_MODE -> safeMode(request, access);
            case "GET " + OperatorProtocol.SAVE_NAMESPACE -> access.saver().status();
            case "POST " + OperatorProtocol.SAVE_NAMESPACE -> save(request, access);
            case "POST " + OperatorProtocol.ROLL_EDITS -> roll(request, access);
            case "GET " + OperatorProtocol.REPORT -> report(access);
            case "GET " + OperatorProtocol.RESTORE_FAILED_STORAGE -> restoring(access);
            case "POST " + OperatorProtocol.RESTORE_FAILED_STORAGE -> setRestoring(request, access);
            default -> throw new FsException(Kind.UNSUPPORTED, "There is no " + call);
        };
    }

    private SafeModeAnswer safeMode(HttpServletRequest request, OperatorAccess access) throws FsException {
        String action = String.valueOf(request.getParameter(OperatorProtocol.ACTION));
        SafeMode safeMode = access.namespace().safeMode();
        return switch (action) {
            case OperatorProtocol.ENTER -> {
                Change change = begin(request, "safemode_enter", true);
                String before = words(safeMode);
                safeMode.enter(SafeMode.Reason.OPERATOR, clock.instant(), change.reason());
                LOG.info("Safe mode is entered by {}: {}", change.user(), change.reason());
                change.done(before, words(safeMode));
                yield SafeModeAnswer.of(safeMode);
            }
            case OperatorProtocol.LEAVE -> {
                Change change = begin(request, "safemode_leave", true);
                String before = words(safeMode);
                safeMode.leave(SafeMode.Reason.OPERATOR);
                LOG.info("Safe mode is left by {}: {}", change.user(), change.reason());
                change.done(before, words(safeMode));
                yield SafeModeAnswer.of(safeMode);
            }
            default ->
                throw new FsException(
                        Kind.ILLEGAL_ARGUMENT,
                        "Needed: " + OperatorProtocol.ACTION + "=" + OperatorProtocol.ENTER + " or "
                                + OperatorProtocol.LEAVE);
        };
    }

    /** Which reasons hold, for the audit log. */
    private static String words(SafeMode safeMode) {
        return safeMode.isOn()
                ? "on " + safeMode.causes().stream().map(SafeMode.Cause::reason).toList()
                : "off";
    }

    private SaveStatus save(HttpServletRequest request, OperatorAccess access) throws FsException, IOException {
        Change change = begin(request, "saveNamespace", true);
        SaveRequest wanted = new SaveRequest(
                Boolean.parseBoolean(request.getParameter(OperatorProtocol.ONLINE)),
                Boolean.parseBoolean(request.getParameter(OperatorProtocol.BEFORE_SHUTDOWN)));
        String before = "image at txid " + access.state().imageTxid();
        SaveStatus status;
        try {
            status = access.saver().begin(wanted, new SaveThread.Witness() {
                @Override
                public void begun() {
                    change.done(before, "begun");
                }

                @Override
                public void ended(SaveStatus end) {
                    change.done(before, words(end));
                }
            });
        } catch (FsException e) {
            change.done(before, "refused: " + e.getMessage());
            throw e;
        } catch (IOException | RuntimeException | Error e) {
            change.done(before, "failed: " + e);
            throw e;
        }
        if (status.state() == SaveStatus.State.SKIPPED) {
            change.done(before, words(status));
        }
        return status;
    }

    private static String words(SaveStatus status) {
        return switch (status.state()) {
            case SAVED -> "image at txid " + status.txid();
            case SKIPPED -> "not needed";
            default -> "failed: " + status.failure();
        };
    }

    /** Unlike HDFS not refused in safe mode, which stops changes and not checkpoints. */
    private RollAnswer roll(HttpServletRequest request, OperatorAccess access) throws FsException, IOException {
        Change change = begin(request, "rollEditLog", false);
        String before = "segment from txid " + access.namespace().segmentFirstTxid();
        long first;
        try {
            first = access.namespace().roll();
        } catch (IOException | RuntimeException | Error e) {
            change.done(before, "unknown, the segment may be rolled: " + e);
            throw e;
        }
        change.done(before, "segment from txid " + first);
        return new RollAnswer(first);
    }

    private static RestoreAnswer restoring(OperatorAccess access) {
        return new RestoreAnswer(
                access.storage().isRestoring(),
                access.directories().all().stream()
                        .filter(directory -> !directory.inService())
                        .count());
    }

    private RestoreAnswer setRestoring(HttpServletRequest request, OperatorAccess access) throws FsException {
        String action = String.valueOf(request.getParameter(OperatorProtocol.ACTION));
        if (!action.equals("true") && !action.equals("false")) {
            throw new FsException(
                    Kind.ILLEGAL_ARGUMENT, "Needed: " + OperatorProtocol.ACTION + "=true or false, not " + action);
        }
        Change change = begin(request, "restoreFailedStorage", true);
        String before = String.valueOf(access.storage().isRestoring());
        access.storage().setRestoring(Boolean.parseBoolean(action));
        change.done(before, action);
        return restoring(access);
    }

    private static ReportAnswer report(OperatorAccess access) throws IOException {
        StorageInfo info = access.directories().storageInfo();
        long imageTxid = access.state().imageTxid();
        long lastTxid = access.namespace().lastWrittenTxid();
        return new ReportAnswer(
                info.namespaceId(),
                info.clusterId(),
                info.layoutVersion().value(),
                lastTxid,
                access.namespace().durableTxid(),
                access.namespace().segmentFirstTxid(),
                imageTxid,
                access.state().ageMillis(),
                Math.max(0, lastTxid - imageTxid),
                access.namespace().inodeCount(),
                SafeModeAnswer.of(access.namespace().safeMode()),
                access.saver().status(),
                access.directories().all().stream()
                        .map(ReportAnswer.Directory::of)
                        .toList());
    }

    /** Who may do it, and why; a refusal for want of privilege is audited as well. */
    private Change begin(HttpServletRequest request, String command, boolean reasonNeeded) throws FsException {
        Caller caller = identities.caller(Optional.ofNullable(request.getParameter(OperatorProtocol.USER)));
        String address = String.valueOf(request.getRemoteAddr());
        if (!caller.superuser()) {
            audit.write(AuditLine.ofOperator(false, caller.user(), address, command));
            throw new FsException(
                    Kind.ACCESS_CONTROL,
                    "Access denied for user " + caller.user() + ". Superuser privilege is required for operation "
                            + command);
        }
        return new Change(caller.user(), address, command, reason(request, reasonNeeded));
    }

    private static String reason(HttpServletRequest request, boolean needed) throws FsException {
        String reason = Optional.ofNullable(request.getParameter(OperatorProtocol.REASON))
                .orElse("")
                .strip();
        if (needed && reason.isEmpty()) {
            throw new FsException(
                    Kind.ILLEGAL_ARGUMENT, "Needed: " + OperatorProtocol.REASON + "=TEXT, for the audit log");
        }
        if (reason.length() > OperatorProtocol.REASON_CHARS_MAX) {
            throw new FsException(
                    Kind.ILLEGAL_ARGUMENT,
                    "The reason has " + reason.length() + " characters, at most " + OperatorProtocol.REASON_CHARS_MAX
                            + " are kept");
        }
        if (reason.chars().anyMatch(Character::isISOControl)) {
            throw new FsException(Kind.ILLEGAL_ARGUMENT, "The reason is one line, without control characters");
        }
        return reason;
    }

    /** A change that was allowed. Immutable. */
    private final class Change {
        private final String user;
        private final String address;
        private final String command;
        private final String reason;

        Change(String user, String address, String command, String reason) {
            this.user = user;
            this.address = address;
            this.command = command;
            this.reason = reason;
        }

        String user() {
            return user;
        }

        String reason() {
            return reason;
        }

        void done(String before, String after) {
            audit.write(AuditLine.ofOperator(true, user, address, command)
                    .with("reason", reason)
                    .with("before", before)
                    .with("after", after));
        }
    }
}
