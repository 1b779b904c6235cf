package io.cairn.cli;

import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * The tree that a load makes: which change comes to which file follows from its number alone. Thread-safe: each directory
 * is made by one thread, the counters are concurrent.
 */
final class LoadTree {
    /** 2024-01-01, so that the same numbers make the same tree. */
    private static final long MTIME_MILLIS = 1_704_067_200_000L;

    private final WebHdfs webHdfs;
    private final String root;
    private final int directories;
    private final int files;
    private final Map<String, LongAdder> counts = new ConcurrentSkipListMap<>();

    LoadTree(WebHdfs webHdfs, String root, int directories, int files) {
        this.webHdfs = webHdfs;
        this.root = root;
        this.directories = directories;
        this.files = files;
    }

    /** Makes directory {@code index} (from 0) with its share of the files. */
    void make(int index) throws IOException, Failure {
        String directory = String.format("%s/d%05d", root, index);
        change(WebHdfs.MKDIRS, directory);
        long first = (long) files * index / directories;
        long end = (long) files * (index + 1) / directories;
        for (long file = first; file < end; file++) {
            makeFile(directory, file);
        }
        if (index % 5 == 1) {
            change("RENAME", directory, "destination", directory + "-renamed");
        }
    }

    private void makeFile(String directory, long number) throws IOException, Failure {
        String file = directory + "/f" + number;
        change(WebHdfs.CREATE, file, "replication", "3");
        switch ((int) (number % 10)) {
            case 1 -> change("SETPERMISSION", file, "permission", "640");
            case 2, 3 -> change("RENAME", file, "destination", file + ".done");
            case 4 -> change("SETTIMES", file, "modificationtime", String.valueOf(MTIME_MILLIS + number));
            case 5 -> change("SETREPLICATION", file, "replication", "2");
            case 6 -> change(WebHdfs.DELETE, file);
            default -> {}
        }
    }

    private void change(String operation, String path, String... parameters) throws IOException, Failure {
        webHdfs.change(operation, path, parameters);
        counts.computeIfAbsent(operation.toLowerCase(Locale.ROOT), name -> new LongAdder())
                .increment();
    }

    /** Changes answered so far, by operation. */
    Map<String, Long> counts() {
        Map<String, Long> result = new TreeMap<>();
        counts.forEach((operation, count) -> result.put(operation, count.sum()));
        return result;
    }
}
