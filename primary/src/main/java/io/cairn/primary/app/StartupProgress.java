package io.cairn.primary.app;

import io.cairn.primary.restart.RestartProgress;
import io.cairn.primary.wire.http.Startup;

/**
 * Turns what the start does into a percentage: image 5 to 60, replay 60 to 90, the rest beyond. Confined to the thread
 * that starts the primary.
 */
final class StartupProgress implements RestartProgress {
    private static final int IMAGE_FROM = 5;
    private static final int REPLAY_FROM = 60;
    private static final int SAVE_FROM = 90;
    private static final long INODES_TYPICAL = 1_000_000;

    private final Startup<PrimaryRuntime> startup;
    private long replayFrom;
    private long replayTo;

    StartupProgress(Startup<PrimaryRuntime> startup) {
        this.startup = startup;
    }

    void recovering() {
        startup.progress("recovering unfinalised segments", 1);
    }

    @Override
    public void loading() {
        startup.progress("loading the image", IMAGE_FROM);
    }

    /** The number of inodes to come is not known beforehand: the figure slows down as it grows. */
    @Override
    public void loaded(long inodes) {
        double part = (double) inodes / (inodes + INODES_TYPICAL);
        startup.progress("loading the image, " + inodes + " inodes so far", scaled(IMAGE_FROM, REPLAY_FROM, part));
    }

    @Override
    public void replaying(long fromTxid, long toTxid) {
        replayFrom = fromTxid;
        replayTo = toTxid;
        startup.progress("replaying edits", REPLAY_FROM);
    }

    @Override
    public void replayed(long txid) {
        double part = (double) (txid - replayFrom) / Math.max(1, replayTo - replayFrom);
        startup.progress("replaying edits, at txid " + txid + " of " + replayTo, scaled(REPLAY_FROM, SAVE_FROM, part));
    }

    @Override
    public void fetching(String file) {
        startup.progress("fetching " + file + " from the checkpointer", startup.percent());
    }

    void saving() {
        startup.progress("saving an image", SAVE_FROM);
    }

    private static int scaled(int from, int to, double part) {
        return from + (int) ((to - from) * Math.min(1, Math.max(0, part)));
    }
}
