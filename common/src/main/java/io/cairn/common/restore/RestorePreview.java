package io.cairn.common.restore;

import java.util.List;

/**
 * What a restore will do, known before anything is changed. Immutable.
 *
 * @param source as it was named
 * @param loss as far as the old directories and the source know
 * @param notes what an operator should read: damage that was got around, clocks that were set
 * @param verified false if the source is far away and was taken at its word; what comes is then checked as it comes
 */
public record RestorePreview(String source, RestorePlan plan, Loss loss, List<String> notes, boolean verified) {
    public RestorePreview {
        notes = List.copyOf(notes);
    }
}
