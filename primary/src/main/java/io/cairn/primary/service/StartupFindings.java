package io.cairn.primary.service;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a start, and the check of the files that follows it, found wrong and what was done about it, for the log, health
 * and status. Thread-safe: the list is copied when written.
 */
public final class StartupFindings {
    private static final Logger LOG = LoggerFactory.getLogger(StartupFindings.class);

    private final List<Finding> findings = new CopyOnWriteArrayList<>();

    /** How bad it is. */
    public enum Severity {
        /** All is well again, but somebody should know. */
        WARN,
        /** A copy is lost, or somebody must act. */
        ERROR
    }

    /**
     * One thing found. Immutable.
     *
     * @param text names the file, what is wrong with it, and what was done
     */
    public record Finding(Severity severity, String text) {}

    public void warn(String text) {
        LOG.warn("Start: {}", text);
        findings.add(new Finding(Severity.WARN, text));
    }

    public void error(String text) {
        LOG.error("Start: {}", text);
        findings.add(new Finding(Severity.ERROR, text));
    }

    /** Everything found so far, in order. */
    public List<Finding> all() {
        return List.copyOf(findings);
    }
}
