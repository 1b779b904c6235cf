package io.cairn.primary.wire.operator;

/** Paths and parameters of the operators' calls; the primary and the command line use these. Stateless. */
public final class OperatorProtocol {
    /** GET: {@link SafeModeAnswer}. POST with {@link #ACTION}: changes it, answers the same. */
    public static final String SAFE_MODE = "/operator/safemode";

    /** POST: begins a save. GET: how it stands. Both answer {@link io.cairn.primary.service.operator.SaveStatus}. */
    public static final String SAVE_NAMESPACE = "/operator/save-namespace";

    /** POST: {@link RollAnswer}. */
    public static final String ROLL_EDITS = "/operator/roll-edits";

    /** GET: {@link ReportAnswer}. */
    public static final String REPORT = "/operator/report";

    /**
     * Whether directories that failed are brought back. GET: {@link RestoreAnswer}. POST with {@link #ACTION} {@code true} or
     * {@code false}: switches it, answers the same.
     */
    public static final String RESTORE_FAILED_STORAGE = "/operator/restore-failed-storage";

    /** Of safe mode: {@code enter} or {@code leave}. */
    public static final String ACTION = "action";

    public static final String ENTER = "enter";
    public static final String LEAVE = "leave";

    /** Of a save: {@code true} if it needs no safe mode. */
    public static final String ONLINE = "online";

    /** Of a save: {@code true} to leave it out if the newest image is recent. */
    public static final String BEFORE_SHUTDOWN = "beforeShutdown";

    /** Why, in words for the audit log. */
    public static final String REASON = "reason";

    /** Most characters of a reason. */
    public static final int REASON_CHARS_MAX = 1000;

    /** Who asks, as WebHDFS has it. */
    public static final String USER = "user.name";

    private OperatorProtocol() {}
}
