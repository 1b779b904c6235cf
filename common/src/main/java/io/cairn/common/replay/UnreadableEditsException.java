package io.cairn.common.replay;

import io.cairn.common.layout.SegmentFile;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** A transaction can be read from none of the segments that should hold it. Everything before it was applied. */
public final class UnreadableEditsException extends IOException {
    private static final long serialVersionUID = 1L;

    private final long txid;
    private final transient Map<SegmentFile, IOException> failures;

    /** @param failures why each copy failed, in the order tried; at least one */
    public UnreadableEditsException(long txid, Map<SegmentFile, IOException> failures) {
        super(
                "Transaction " + txid + " can be read from no copy of its segment: "
                        + failures.values().stream()
                                .map(Throwable::getMessage)
                                .distinct()
                                .collect(Collectors.joining("; ")),
                failures.values().iterator().next());
        this.txid = txid;
        this.failures = new LinkedHashMap<>(failures);
    }

    /** The transaction that is needed next. */
    public long txid() {
        return txid;
    }

    /** Why each copy failed, in the order tried. */
    public Map<SegmentFile, IOException> failures() {
        return failures;
    }
}
