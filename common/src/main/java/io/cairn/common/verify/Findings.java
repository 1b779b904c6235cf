package io.cairn.common.verify;

import io.cairn.common.codec.edits.CorruptEditException;
import io.cairn.common.codec.image.CorruptImageException;
import io.cairn.common.verify.Finding.Severity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Collects what is found. Of the same trouble in the same file only the first few are kept, all are counted: a damaged
 * image of a hundred million inodes must not fill memory with complaints. Confined to one thread.
 */
public final class Findings {
    private static final int SAME_MAX = 20;

    private final List<Finding> kept = new ArrayList<>();
    private final Map<String, Long> counts = new HashMap<>();
    private long damages;

    /** Something is wrong. */
    public void damage(String file, long offset, String what, String expected, String found, String next) {
        add(new Finding(Severity.DAMAGE, file, offset, what, expected, found, next));
    }

    /** Something is worth knowing. */
    public void note(String file, String what) {
        add(new Finding(Severity.NOTE, file, -1, what, "", "", ""));
    }

    void damage(CorruptImageException e, String file, String next) {
        String section = e.section();
        damage(
                file,
                e.offset(),
                section == null ? "not the form of an image" : "section " + section + " is malformed",
                e.expected(),
                e.found(),
                next);
    }

    void damage(CorruptEditException e, String file, String next) {
        damage(file, e.offset(), "damaged after txid " + e.txid(), e.expected(), e.found(), next);
    }

    /** Takes what was collected elsewhere. */
    void add(Finding finding) {
        if (finding.severity() == Severity.DAMAGE) {
            damages++;
        }
        long same = counts.merge(finding.file() + "\n" + finding.what(), 1L, Long::sum);
        if (same <= SAME_MAX) {
            kept.add(finding);
        }
    }

    /** What was found, in that order, the first few of each kind and file. */
    public List<Finding> kept() {
        return List.copyOf(kept);
    }

    /** How many damages there were, also those not kept. */
    public long damages() {
        return damages;
    }

    /** How many findings were not kept. */
    public long omitted() {
        return counts.values().stream()
                .mapToLong(count -> Math.max(0, count - SAME_MAX))
                .sum();
    }
}
