package io.cairn.common.base;

/**
 * Is told what the process cannot go on from. Handed in, so that only applications end the process and tests can watch.
 * Thread-safe; does not throw.
 */
@FunctionalInterface
public interface FatalHandler {
    /**
     * Takes note that the process must stop serving. May return, so the caller must leave its own state refusing work.
     *
     * @param what what became impossible, in words for the log
     */
    void fatal(String what, Throwable cause);
}
