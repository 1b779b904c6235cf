package io.cairn.common.status;

import java.util.Collections;
import java.util.List;

/** Statuses with something in every place. Stateless. */
public final class SampleStatus {
    private static final String AT = "2026-11-21T20:15:30Z";

    private SampleStatus() {}

    /** A primary at which everything is wrong; {@code text} stands wherever text comes from outside. */
    public static ProcessStatus everything(String text) {
        return new ProcessStatus(
                "primary",
                text,
                123_000,
                AT,
                "unhealthy",
                false,
                List.of(
                        new ProcessStatus.Problem(true, "safe-mode", text, text),
                        new ProcessStatus.Problem(false, "checkpoint-overdue", text, text)),
                new ProcessStatus.Start(true, "serving", 100, List.of(text)),
                new LossWindow(true, 1234, 123_000, true, 1_233_333, 1_234_567, 12_000, text),
                new ProcessStatus.Checkpoint(true, 1_200_000, 123_000, AT, text, text),
                new ProcessStatus.Txids(1_234_567, 1_234_567, 1_230_000, 1_200_000, 34_567),
                new ProcessStatus.Safe(true, List.of(text)),
                List.of(new ProcessStatus.Peer("checkpointer", text, 12_000, 1_233_333, 1_200_000, text)),
                List.of(
                        new ProcessStatus.Directory(text, text, true, "failed", text, AT, 1_572_864),
                        new ProcessStatus.Directory("/data/2/name", "edits", false, "healthy", null, null, -1)),
                List.of(
                        new ProcessStatus.Image(1_200_000, 1_572_864, 123_000, 2, true, true),
                        new ProcessStatus.Image(1_000_000, -1, -1, 1, false, false)),
                new ProcessStatus.Segments(17, 1, 1_229_999, List.of("5-9", text)),
                new ProcessStatus.Restore(AT, text, 1_100_000, text));
    }

    /** A checkpointer with that many images. */
    public static ProcessStatus images(int count) {
        ProcessStatus.Image image = new ProcessStatus.Image(1_000_000, 1_572_864, 123_000, 2, true, true);
        return checkpointer(new LossWindow(true, 0, 0, true, 5, 5, 0, "nothing"), Collections.nCopies(count, image));
    }

    /** A checkpointer that lacks nothing of what the primary said so long ago. */
    public static ProcessStatus heard(long millisAgo) {
        return checkpointer(new LossWindow(true, 0, 0, true, 5, 5, millisAgo, "nothing"), List.of());
    }

    private static ProcessStatus checkpointer(LossWindow loss, List<ProcessStatus.Image> images) {
        return new ProcessStatus(
                "checkpointer",
                "1.0",
                12_000,
                AT,
                "healthy",
                true,
                List.of(),
                new ProcessStatus.Start(true, "serving", 100, List.of()),
                loss,
                null,
                null,
                null,
                List.of(),
                List.of(),
                images,
                null,
                null);
    }

    /** A primary that is starting. */
    public static ProcessStatus starting(int percent, String phase) {
        return new ProcessStatus(
                "primary",
                "1.0",
                12_000,
                AT,
                "starting",
                false,
                List.of(),
                new ProcessStatus.Start(false, phase, percent, List.of()),
                null,
                null,
                null,
                null,
                List.of(),
                List.of(new ProcessStatus.Directory("/data/1/name", "images", false, "healthy", null, null, 1L << 33)),
                List.of(),
                null,
                null);
    }
}
