package io.cairn.checkpointer.wire;

import io.cairn.common.audit.AuditLine;
import io.cairn.common.audit.AuditLog;
import io.cairn.common.layout.Pin;
import io.cairn.common.transfer.TransferProtocol;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;

/**
 * A change that an operator asks for: who, from where, and why. Done or failed, it leaves a line in the audit log, with what
 * was before and after. There is no authentication yet: who it is is what the request says. Immutable.
 */
public final class OperatorChange {
    private static final AuditLog AUDIT = AuditLog.ofOperators();
    private static final String NOBODY = "unknown";

    private final String user;
    private final String address;
    private final String command;
    private final String reason;

    private OperatorChange(String user, String address, String command, String reason) {
        this.user = user;
        this.address = address;
        this.command = command;
        this.reason = reason;
    }

    /**
     * What {@code request} asks for, with its parameters {@link TransferProtocol#USER} and {@link TransferProtocol#REASON};
     * may be used after the request has been answered.
     *
     * @param command for the audit log
     * @throws IllegalArgumentException if the reason is not one line of at most {@link Pin#REASON_LENGTH_MAX} characters
     */
    public static OperatorChange of(HttpServletRequest request, String command) {
        String reason = Optional.ofNullable(request.getParameter(TransferProtocol.REASON))
                .orElse("")
                .strip();
        if (reason.length() > Pin.REASON_LENGTH_MAX || reason.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    "A reason is one line of at most " + Pin.REASON_LENGTH_MAX + " characters, not " + reason.length());
        }
        return new OperatorChange(
                Optional.ofNullable(request.getParameter(TransferProtocol.USER)).orElse(NOBODY),
                String.valueOf(request.getRemoteAddr()),
                command,
                reason);
    }

    /** Why; may be empty. */
    public String reason() {
        return reason;
    }

    /** Writes the line. */
    public void done(String before, String after) {
        AUDIT.write(AuditLine.ofOperator(true, user, address, command)
                .with("reason", reason)
                .with("before", before)
                .with("after", after));
    }
}
