package io.cairn.primary.app;

import io.cairn.primary.restart.RestartProgress;
import io.cairn.primary.wire.http.Startup;
import java.util.List;

/**
 * Turns what the start does into a percentage: image 5 to 60, replay 60 to 90, the rest beyond. Confined to the thread
 * that starts the primary.
 */
final class StartupProgress implements RestartProgress {
    private static final int IMAGE_FROM = 5;
    private static final int REPLAY_FROM = 60;
    private static final int SAVE_FROM = 90;
    private static final long INODES_TYPICAL = 1_000_000;

    private final List<Startup<?>> startups;
    private int percent;
    private long replayFrom;
    private long replayTo;

    /** @param startups whoever answers requests meanwhile: each says how far it has come */
    StartupProgress(Startup<?>... startups) {
        this.startups = List.of(startups);
    }

    private void progress(String phase, int newPercent) {
        percent = newPercent;
        startups.forEach(startup -> startup.progress(phase, newPercent));
    }

    void recovering() {
        progress("recovering unfinalised segments", 1);
    }

    @Override
    public void loading() {
        progress("loading the image", IMAGE_FROM);
    }

    /** The number of inodes to come is not known beforehand: the figure slows down as it grows. */
    @Override
    public void loaded(long inodes) {
        double part = (double) inodes / (inodes + INODES_TYPICAL);
        progress("loading the image, " + inodes + " inodes so far", scaled(IMAGE_FROM, REPLAY_FROM, part));
    }

    @Override
    public void replaying(long fromTxid, long toTxid) {
        replayFrom = fromTxid;
        replayTo = toTxid;
        progress("replaying edits", REPLAY_FROM);
    }

    @Override
    public void replayed(long txid) {
        double part = (double) (txid - replayFrom) / Math.max(1, replayTo - replayFrom);
        progress("replaying edits, at txid " + txid + " of " + replayTo, scaled(REPLAY_FROM, SAVE_FROM, part));
    }

    @Override
    public void fetching(String file) {
        progress("fetching " + file + " from the checkpointer", percent);
    }

    void saving() {
        progress("saving an image", SAVE_FROM);
    }

    private static int scaled(int from, int to, double part) {
        return from + (int) ((to - from) * Math.min(1, Math.max(0, part)));
    }
}
