package io.cairn.checkpointer.app;

import io.cairn.common.codec.image.ImageCompression;
import io.cairn.common.config.HostPort;
import io.cairn.common.config.Settings;
import io.cairn.common.layout.RetentionRule;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The checkpointer's keys, typed and checked; see {@code conf/checkpointer.yml} for what each does. Immutable.
 *
 * @param imageDirectories at least one
 * @param editsDirectories at least one
 * @param transferBytesPerSecond 0 for no limit
 * @param tailPeriod how often segments are fetched between checkpoints; zero for never
 * @param tailWarm whether what is fetched is applied at once
 * @param tailInProgress whether the segment being written is fetched from too, instead of being rolled
 */
public record CheckpointerSettings(
        URI primary,
        HostPort address,
        boolean insecure,
        List<Path> imageDirectories,
        List<Path> editsDirectories,
        Duration period,
        long transactions,
        Duration checkPeriod,
        int mergeFailuresMax,
        Duration longestRetryWait,
        RetentionRule retention,
        Duration transferTimeout,
        long transferBytesPerSecond,
        ImageCompression compression,
        boolean divideSections,
        int sectionParts,
        long sectionThreshold,
        long mergeCacheBytes,
        long mergeOverlayBytes,
        Duration tailPeriod,
        boolean tailWarm,
        boolean tailInProgress) {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MONTH = Duration.ofDays(31);
    private static final String DEFAULT_CODEC = "org.apache.hadoop.io.compress.DefaultCodec";
    private static final String ZSTD_CODEC = "org.apache.hadoop.io.compress.ZStandardCodec";

    /**
     * Reads all keys.
     *
     * @throws io.cairn.common.config.InvalidSettingsException naming each key that is unknown or has a value that cannot
     *     be, and what is allowed
     */
    public static CheckpointerSettings read(Settings settings) {
        List<Path> images = settings.requiredDirectories("dfs.namenode.checkpoint.dir");
        boolean compress = settings.flag("dfs.image.compress", false);
        String codec =
                settings.choice("dfs.image.compression.codec", DEFAULT_CODEC, List.of(DEFAULT_CODEC, ZSTD_CODEC));
        ImageCompression compression = codec.equals(ZSTD_CODEC) ? ImageCompression.ZSTD : ImageCompression.ZLIB;
        CheckpointerSettings result = new CheckpointerSettings(
                settings.httpAddress("cairn.primary.url", URI.create("http://127.0.0.1:9870")),
                settings.address("dfs.namenode.secondary.http-address", new HostPort("127.0.0.1", 9868)),
                settings.flag("cairn.security.insecure", false),
                images,
                settings.directories("dfs.namenode.checkpoint.edits.dir", images),
                settings.duration("dfs.namenode.checkpoint.period", Duration.ofHours(1), SECOND, MONTH),
                settings.number("dfs.namenode.checkpoint.txns", 1_000_000, 1, Long.MAX_VALUE),
                settings.duration("dfs.namenode.checkpoint.check.period", Duration.ofMinutes(1), SECOND, MONTH),
                settings.integer("dfs.namenode.checkpoint.max-retries", 3, 0, 1_000_000),
                settings.duration("cairn.checkpoint.retry.max", Duration.ofMinutes(5), SECOND, MONTH),
                new RetentionRule(
                        settings.integer("dfs.namenode.num.checkpoints.retained", 2, 1, 1_000_000),
                        settings.number("dfs.namenode.num.extra.edits.retained", 1_000_000, 0, Long.MAX_VALUE),
                        settings.integer(
                                "dfs.namenode.max.extra.edits.segments.retained", 10_000, 0, Integer.MAX_VALUE)),
                settings.duration("dfs.image.transfer.timeout", Duration.ofMinutes(1), SECOND, MONTH),
                settings.bytes("dfs.image.transfer.bandwidthPerSec", 0, 0, Long.MAX_VALUE),
                compress ? compression : ImageCompression.NONE,
                settings.flag("dfs.image.parallel.load", false),
                settings.integer("dfs.image.parallel.target.sections", 12, 1, 10_000),
                settings.number("dfs.image.parallel.inode.threshold", 1_000_000, 0, Long.MAX_VALUE),
                settings.bytes("cairn.checkpoint.merge.cache", 32L << 20, 1 << 20, 1L << 40),
                settings.bytes("cairn.checkpoint.merge.overlay", 256L << 20, 1 << 20, 1L << 40),
                settings.duration("dfs.ha.tail-edits.period", Duration.ofMinutes(1), Duration.ZERO, MONTH),
                settings.flag("cairn.tail.warm", true),
                settings.flag("cairn.tail.in-progress", false));
        if (!result.address.isLoopback() && !result.insecure) {
            settings.problem(
                    "dfs.namenode.secondary.http-address",
                    result.address + " can be reached from other machines and there is no authentication; allowed: a"
                            + " loopback address, or cairn.security.insecure: true");
        }
        settings.check();
        return result;
    }

    /** Whether segments are fetched between checkpoints. */
    public boolean tails() {
        return !tailPeriod.isZero();
    }

    /** How often to look: never more rarely than a checkpoint is due. */
    public Duration effectiveCheckPeriod() {
        return checkPeriod.compareTo(period) < 0 ? checkPeriod : period;
    }
}
