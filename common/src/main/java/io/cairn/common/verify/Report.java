package io.cairn.common.verify;

import io.cairn.common.digest.NamespaceDigest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What was looked at, and what was found. Immutable.
 *
 * @param looked directories or files
 * @param images distinct images looked through
 * @param segments segment files read to their end
 * @param transactions distinct ones in those
 * @param bytes read for it, images and segments
 * @param newestImage last transaction in the newest image; −1 if there is none
 * @param inodes in the newest image
 * @param digest of the newest image's namespace; empty if it is damaged or has snapshots
 * @param lastTxid last transaction that image and edits bring back; −1 if they bring back none
 * @param replayed transactions replayed from one image to the next; 0 without {@code deep}
 * @param findings damages and notes, the first few of each kind and file
 * @param damages all damages
 * @param omitted findings that are not in {@code findings}
 */
public record Report(
        List<Path> looked,
        int images,
        int segments,
        long transactions,
        long bytes,
        long newestImage,
        long inodes,
        Optional<NamespaceDigest> digest,
        long lastTxid,
        long replayed,
        List<Finding> findings,
        long damages,
        long omitted) {
    public Report {
        looked = List.copyOf(looked);
        findings = List.copyOf(findings);
    }

    /** The same, with {@code more} that was found elsewhere in front, and every finding as {@code told} puts it. */
    public Report with(Findings more, UnaryOperator<Finding> told) {
        List<Finding> all = new ArrayList<>(more.kept());
        all.addAll(findings);
        return new Report(
                looked,
                images,
                segments,
                transactions,
                bytes,
                newestImage,
                inodes,
                digest,
                lastTxid,
                replayed,
                all.stream().map(told).toList(),
                damages + more.damages(),
                omitted + more.omitted());
    }

    /** True if nothing is wrong. */
    public boolean isGood() {
        return damages == 0;
    }
}
