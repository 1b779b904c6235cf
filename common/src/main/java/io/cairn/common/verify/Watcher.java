package io.cairn.common.verify;

/** Is told how far a check is, often. Called by the checking thread. */
public interface Watcher {
    /** Does nothing. */
    Watcher NONE = (what, done, total) -> {};

    /**
     * @param what is under way, for a person
     * @param done bytes or records so far
     * @param total of them; 0 if not known
     */
    void at(String what, long done, long total);
}
