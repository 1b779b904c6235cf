package io.cairn.common.replay;

import io.cairn.common.layout.FileNames;
import io.cairn.common.layout.SegmentFile;
import io.cairn.common.model.TxRange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The name directory that Hadoop 3.5.0 wrote with every op but snapshots. Stateless. */
final class GoldenDirectory {
    static final Path CURRENT = Path.of("src/test/resources/golden/hadoop-3.5.0-allops/current");
    static final Path FORMS = Path.of("src/test/resources/golden/hadoop-3.5.0-image-forms");
    static final Path SNAPSHOTS = Path.of("src/test/resources/golden/hadoop-3.5.0-snapshots/current");

    /** Last transaction of the segment that was in progress. */
    static final long LAST_TXID = 639;

    private GoldenDirectory() {}

    static Path image(Path current, long txid) {
        return current.resolve(FileNames.image(txid));
    }

    /** All segments, the one in progress included. */
    static List<SegmentFile> segments(Path current) {
        return Stream.of(
                        new TxRange(1, 161),
                        new TxRange(162, 163),
                        new TxRange(164, 244),
                        new TxRange(245, 473),
                        new TxRange(474, 575),
                        new TxRange(576, 580),
                        new TxRange(581, LAST_TXID))
                .map(range -> new SegmentFile(current.resolve(name(range)), range))
                .toList();
    }

    private static String name(TxRange range) {
        return range.lastTxid() == LAST_TXID
                ? FileNames.inProgressEdits(range.firstTxid())
                : FileNames.finalizedEdits(range.firstTxid(), range.lastTxid());
    }

    static void copyTo(Path directory) throws IOException {
        Files.createDirectories(directory);
        try (Stream<Path> files = Files.list(CURRENT)) {
            for (Path file : files.toList()) {
                Files.copy(file, directory.resolve(file.getFileName()));
            }
        }
    }
}
