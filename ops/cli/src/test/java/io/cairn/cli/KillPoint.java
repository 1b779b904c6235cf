package io.cairn.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One system call that changes or forces a file: the process is killed as it enters the call, so that the calls before it
 * are done and it is not. Immutable.
 *
 * @param call name of the system call
 * @param path file that it is on, in full; {@code *} stands in it for what is drawn anew each time
 * @param nth which of a thread's calls of that name, from 1: of those on that file, or of all if its name is drawn anew
 */
record KillPoint(String call, String path, int nth) {
    /** Calls of interest. Those that make a file are found among {@code openat}. */
    static final String CALLS = "fsync,fdatasync,rename,renameat,renameat2,unlink,unlinkat,write,pwrite64,ftruncate,"
            + "mkdir,mkdirat,rmdir,link,symlink,openat";

    /** {@code 4711 fsync(12</dir/file>…}, {@code 4711 rename("/dir/a", …}; not the second half of an interrupted line. */
    private static final Pattern LINE = Pattern.compile("(\\d+) +(\\w+)\\((.*)");

    private static final Pattern DESCRIPTOR = Pattern.compile("^\\d+<([^>]*)>.*");
    private static final Pattern NAME = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final Pattern DRAWN_ANEW = Pattern.compile("(/(?:edits_tmp_|replaced-))[^/]+");

    /** What RocksDB tells people: nothing reads it, and how often it is written to is chance. */
    private static final Pattern CHATTER = Pattern.compile(".*/rocksdb/LOG[^/]*");

    /** Finds the points below {@code directories} in what strace wrote, in the order of the calls, each once. */
    static List<KillPoint> of(List<String> trace, List<Path> directories) {
        Map<String, Integer> onFile = new HashMap<>();
        Map<String, Integer> onAny = new HashMap<>();
        Set<KillPoint> points = new LinkedHashSet<>();
        for (String line : trace) {
            Matcher matcher = LINE.matcher(line);
            if (!matcher.matches()) {
                continue;
            }
            String thread = matcher.group(1);
            String call = matcher.group(2);
            String arguments = matcher.group(3);
            String path = shape(call, arguments);
            int nthOfAny = onAny.merge(thread + call, 1, Integer::sum);
            int nth = onFile.merge(thread + call + " " + path, 1, Integer::sum);
            boolean changes = !call.equals("openat") || arguments.contains("O_CREAT");
            if (changes
                    && !CHATTER.matcher(path).matches()
                    && directories.stream().anyMatch(directory -> path.startsWith(directory + "/"))) {
                if (!isDrawnAnew(path)) {
                    points.add(new KillPoint(call, path, nth));
                } else if (!call.equals("openat") && !call.equals("write")) {
                    points.add(new KillPoint(call, path, nthOfAny));
                }
            }
        }
        return new ArrayList<>(points);
    }

    /** True if the file has another name in each run. */
    boolean isDrawnAnew() {
        return isDrawnAnew(path);
    }

    private static boolean isDrawnAnew(String path) {
        return path.indexOf('*') >= 0;
    }

    /** True if the last call that {@code trace} shows is this one: a count over all files may have met another. */
    boolean isLastOf(List<String> trace) {
        boolean found = false;
        for (String line : trace) {
            Matcher matcher = LINE.matcher(line);
            if (matcher.matches()) {
                found = matcher.group(2).equals(call)
                        && shape(call, matcher.group(3)).equals(path);
            }
        }
        return found;
    }

    /** The file that a call is on, without what is drawn anew. */
    private static String shape(String call, String arguments) {
        return DRAWN_ANEW.matcher(path(call, arguments)).replaceAll("$1*");
    }

    private static String path(String call, String arguments) {
        Matcher descriptor = DESCRIPTOR.matcher(arguments);
        if (descriptor.matches() && !call.endsWith("at") && !call.endsWith("at2")) {
            return descriptor.group(1);
        }
        Matcher name = NAME.matcher(arguments);
        return name.find() ? name.group(1) : "";
    }

    @Override
    public String toString() {
        Path file = Path.of(path);
        int names = file.getNameCount();
        return call + " " + nth + " of " + (names > 3 ? file.subpath(names - 3, names) : file);
    }
}
