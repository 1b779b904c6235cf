package io.cairn.common.audit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One of the audit logs. A line is written on the thread of the request, never on the writer's, and only handed to an
 * appender there: the shipped configuration gives it a queue with a bound, and requests wait while that is full, so that
 * no line is lost. Thread-safe: a logger.
 */
public final class AuditLog {
    /** Name of the logger for what clients do to the file system. */
    public static final String FILE_SYSTEM = "io.cairn.audit";

    /** Name of the logger for what operators do to a process. */
    public static final String OPERATORS = "io.cairn.admin.audit";

    private final Logger log;

    private AuditLog(String name) {
        log = LoggerFactory.getLogger(name);
    }

    /** What clients do to the file system: HDFS's {@code FSNamesystem.audit}. */
    public static AuditLog ofFileSystem() {
        return new AuditLog(FILE_SYSTEM);
    }

    /** What operators do to a process. */
    public static AuditLog ofOperators() {
        return new AuditLog(OPERATORS);
    }

    /** True if anybody listens; else a line need not be put together. */
    public boolean isOn() {
        return log.isInfoEnabled();
    }

    public void write(AuditLine line) {
        log.info("{}", line.text());
    }
}
