package io.cairn.primary.wire.webhdfs;

import io.cairn.common.audit.AuditLine;
import io.cairn.common.audit.AuditLog;
import io.cairn.common.model.FsException;
import io.cairn.common.model.FsException.Kind;
import io.cairn.common.model.FsPath;
import io.cairn.common.model.Permission;
import io.cairn.primary.command.Caller;
import io.cairn.primary.command.GetFileStatus;
import io.cairn.primary.service.NamespaceService;
import java.io.IOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes the audit log of file-system calls: the lines of HDFS 3.5.0's NameNode, call by call, in which what was refused
 * for want of a permission is {@code allowed=false} and most other failures have no line (compared with a real NameNode
 * in {@code ops/interop}). One difference: all calls come by {@code proto=webhdfs}, where HDFS has {@code rpc} for what
 * its DataNodes ask for a client. Costs nothing where nobody listens. Thread-safe: keeps nothing.
 */
final class CallAudit {
    private static final String PROTOCOL = "webhdfs";

    /** Sees everything; looks up what a line says of an inode. */
    private static final Caller LOOKING = new Caller("audit", Set.of(), true);

    private final AuditLog log = AuditLog.ofFileSystem();
    private final NamespaceService service;

    CallAudit(NamespaceService service) {
        this.service = service;
    }

    /** Whose owner, group and mode a line shows. */
    private enum Shown {
        NOTHING,
        /** The source, before the call: a rename changes none of them. */
        SOURCE_BEFORE,
        /** The source, after the call. */
        SOURCE_AFTER
    }

    /** One kind of call: how HDFS names it and which ends of it have a line. Immutable. */
    record Audited<T>(String command, Shown shown, boolean absentIsALine, Ending<T> ending) {
        /** Shows what the source is like afterwards. */
        static <T> Audited<T> change(String command) {
            return new Audited<>(command, Shown.SOURCE_AFTER, false, answer -> Line.ALLOWED);
        }

        /** A rename that gives an answer has a line if that is yes. */
        static Audited<Boolean> rename(String command) {
            return new Audited<>(command, Shown.SOURCE_BEFORE, false, yes -> yes ? Line.ALLOWED : Line.NONE);
        }

        /** A rename that gives none. */
        static <T> Audited<T> renameWithOptions(String command) {
            return new Audited<>(command, Shown.SOURCE_BEFORE, false, answer -> Line.ALLOWED);
        }

        /** Has a line if the answer is yes. */
        static Audited<Boolean> ifYes(String command) {
            return new Audited<>(command, Shown.NOTHING, false, yes -> yes ? Line.ALLOWED : Line.NONE);
        }

        /** Has a line that says yes or no. */
        static Audited<Boolean> yesOrNo(String command) {
            return new Audited<>(command, Shown.NOTHING, false, yes -> yes ? Line.ALLOWED : Line.DENIED);
        }

        /** Only looks. */
        static <T> Audited<T> look(String command) {
            return new Audited<>(command, Shown.NOTHING, false, answer -> Line.ALLOWED);
        }

        /** Only looks, and has a line too when there is nothing to see. */
        static <T> Audited<T> lookEvenIfAbsent(String command) {
            return new Audited<>(command, Shown.NOTHING, true, answer -> Line.ALLOWED);
        }
    }

    /** Which line an answer has. */
    @FunctionalInterface
    private interface Ending<T> {
        Line of(T answer);
    }

    private enum Line {
        ALLOWED,
        DENIED,
        NONE
    }

    /** The call itself. */
    @FunctionalInterface
    interface Call<T> {
        T run() throws FsException, IOException;
    }

    /** Makes a call on one path, with its line. */
    <T> T of(Audited<T> kind, WebHdfsRequest request, Call<T> call) throws FsException, IOException {
        return of(kind, request, null, call);
    }

    /** Makes a call from one path to another, with its line. */
    <T> T of(Audited<T> audited, WebHdfsRequest request, @Nullable FsPath target, Call<T> call)
            throws FsException, IOException {
        if (!log.isOn()) {
            return call.run();
        }
        String before = audited.shown() == Shown.SOURCE_BEFORE ? mode(request.path()) : null;
        T answer;
        try {
            answer = call.run();
        } catch (FsException e) {
            refused(audited, request, target, e.kind());
            throw e;
        }
        Line line = audited.ending().of(answer);
        if (line != Line.NONE) {
            String shown = audited.shown() == Shown.SOURCE_AFTER ? mode(request.path()) : before;
            write(line == Line.ALLOWED, audited.command(), request, target, shown);
        }
        return answer;
    }

    private void refused(Audited<?> audited, WebHdfsRequest request, @Nullable FsPath target, Kind why) {
        if (why == Kind.ACCESS_CONTROL) {
            write(false, audited.command(), request, target, null);
        } else if (why == Kind.FILE_NOT_FOUND && audited.absentIsALine()) {
            write(true, audited.command(), request, target, null);
        }
    }

    private void write(
            boolean allowed, String command, WebHdfsRequest request, @Nullable FsPath target, @Nullable String mode) {
        log.write(AuditLine.ofCall(
                allowed,
                request.caller().user(),
                String.valueOf(request.http().getRemoteAddr()),
                command,
                request.path().toString(),
                target == null ? null : target.toString(),
                mode,
                PROTOCOL));
    }

    /** {@code owner:group:rwxr-xr-x}, or null where there is nothing (any more). */
    private @Nullable String mode(FsPath path) throws IOException {
        try {
            Permission permission =
                    service.ask(new GetFileStatus(LOOKING, path)).inode().permission();
            return permission.user() + ":" + permission.group() + ":" + permission.modeText();
        } catch (FsException gone) {
            return null;
        }
    }
}
