package io.cairn.common.restore;

/** Is told how a restore goes on. Called on the restoring thread. */
public interface RestoreListener {
    /** What is being done. */
    enum Step {
        /** Reading edits for their times, in bytes. */
        SEARCHING,
        /** Reading the source to see whether it is whole, in bytes. */
        VERIFYING,
        /** Copying from the source, in bytes. */
        FETCHING,
        /** Replaying the edits on the image, in transactions. */
        PROVING,
        /** Copying what was proven to the further directories, in bytes. */
        COPYING,
        /** Moving the old aside and the new in place. */
        REPLACING
    }

    /**
     * Called now and then.
     *
     * @param total what {@code done} will come to; 0 if unknown
     */
    void progress(Step step, long done, long total);

    /** Something that an operator should read. */
    void note(String text);
}
