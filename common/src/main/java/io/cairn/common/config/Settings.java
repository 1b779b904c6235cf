package io.cairn.common.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The flat keys of one configuration, e.g. {@code dfs.namenode.checkpoint.period: 1h}. Each key is asked for once, with its
 * default and its bounds; a value that does not fit is noted and the default answered, so that {@link #check} can name
 * every mistake at once. Single use, one thread.
 */
public final class Settings {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,15})\\s*(ms|s|m|h|d)?");
    private static final Pattern LIST_SEPARATOR = Pattern.compile("[,\\n]");
    private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*):.*");
    private static final Pattern SIZE = Pattern.compile("(\\d{1,18})\\s*([kKmMgGtT]?)(i?[bB])?");
    private static final String SIZE_UNITS = "kmgt";

    private final String source;
    private final Map<String, String> values = new TreeMap<>();
    private final Set<String> asked = new TreeSet<>();
    private final List<String> problems = new ArrayList<>();

    private Settings(String source, Map<String, ?> raw) {
        this.source = source;
        raw.forEach((key, value) -> {
            if (value instanceof Map<?, ?>) {
                problems.add(
                        source + ": " + key + ": keys are flat, e.g. \"dfs.namenode.name.dir: /data/1\", not nested");
            } else if (value instanceof List<?> list) {
                values.put(
                        key, String.join(",", list.stream().map(String::valueOf).toList()));
            } else if (value != null) {
                values.put(key, String.valueOf(value).strip());
            }
        });
    }

    /**
     * Settings as they stand in {@code source}.
     *
     * @param source name of the file, for messages
     * @param raw keys and values: texts, numbers, booleans, or lists of these
     */
    public static Settings of(String source, Map<String, ?> raw) {
        return new Settings(source, raw);
    }

    public String text(String key, String defaultValue) {
        String value = take(key);
        return value == null || value.isEmpty() ? defaultValue : value;
    }

    /** One of {@code allowed}, in the spelling given there; upper and lower case do not matter. */
    public String choice(String key, String defaultValue, List<String> allowed) {
        String value = text(key, defaultValue);
        return allowed.stream()
                .filter(value::equalsIgnoreCase)
                .findFirst()
                .orElseGet(() -> refuse(key, "one of " + allowed, defaultValue));
    }

    public boolean flag(String key, boolean defaultValue) {
        String value = take(key);
        if (value == null) {
            return defaultValue;
        }
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> refuse(key, "true or false", defaultValue);
        };
    }

    /** A whole number from {@code min} to {@code max}, both included. */
    public long number(String key, long defaultValue, long min, long max) {
        String value = take(key);
        if (value == null) {
            return defaultValue;
        }
        try {
            long number = Long.parseLong(value);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Told below, like a number out of bounds.
        }
        return refuse(key, "a whole number from " + min + " to " + max, defaultValue);
    }

    /** Like {@link #number}, for an {@code int}. */
    public int integer(String key, int defaultValue, int min, int max) {
        return Math.toIntExact(number(key, defaultValue, min, max));
    }

    /** A number such as {@code 0.5}, from {@code min} to {@code max}, both included. */
    public double decimal(String key, double defaultValue, double min, double max) {
        String value = take(key);
        if (value == null) {
            return defaultValue;
        }
        try {
            double number = Double.parseDouble(value);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Told below, like a number out of bounds.
        }
        return refuse(key, "a number from " + min + " to " + max, defaultValue);
    }

    /** Bytes from {@code min} to {@code max}, both included: {@code 52428800}, {@code 50m}, {@code 50 MiB}. */
    public long bytes(String key, long defaultValue, long min, long max) {
        String value = take(key);
        if (value == null) {
            return defaultValue;
        }
        Matcher size = SIZE.matcher(value);
        if (size.matches()) {
            int shift = size.group(2).isEmpty()
                    ? 0
                    : 10 * (1 + SIZE_UNITS.indexOf(size.group(2).toLowerCase(Locale.ROOT)));
            long count = Long.parseLong(size.group(1));
            if (count <= Long.MAX_VALUE >> shift && count << shift >= min && count << shift <= max) {
                return count << shift;
            }
        }
        return refuse(key, "bytes from " + min + " to " + max + ", e.g. 52428800 or 50m", defaultValue);
    }

    /** A time from {@code min} to {@code max}, both included: {@code 3600} (seconds), {@code 60s}, {@code 1h}. */
    public Duration duration(String key, Duration defaultValue, Duration min, Duration max) {
        return duration(key, defaultValue, min, max, "s");
    }

    /** Like {@link #duration}, for keys whose bare numbers are milliseconds in HDFS: {@code 5000}, {@code 5s}. */
    public Duration millis(String key, Duration defaultValue, Duration min, Duration max) {
        return duration(key, defaultValue, min, max, "ms");
    }

    private Duration duration(String key, Duration defaultValue, Duration min, Duration max, String bareUnit) {
        String value = take(key);
        if (value == null) {
            return defaultValue;
        }
        Matcher time = DURATION.matcher(value);
        if (time.matches()) {
            String unit = time.group(2);
            Duration duration = duration(Long.parseLong(time.group(1)), unit == null ? bareUnit : unit);
            if (duration.compareTo(min) >= 0 && duration.compareTo(max) <= 0) {
                return duration;
            }
        }
        String example = bareUnit.equals("s") ? "3600, 60s, 1h" : "5000 (milliseconds), 5s, 1m";
        return refuse(key, "a time from " + text(min) + " to " + text(max) + ", e.g. " + example, defaultValue);
    }

    private static Duration duration(long count, String unit) {
        return switch (unit) {
            case "ms" -> Duration.ofMillis(count);
            case "m" -> Duration.ofSeconds(Math.multiplyExact(count, 60L));
            case "h" -> Duration.ofSeconds(Math.multiplyExact(count, 3600L));
            case "d" -> Duration.ofSeconds(Math.multiplyExact(count, 86400L));
            default -> Duration.ofSeconds(count);
        };
    }

    private static String text(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + "s" : duration.toMillis() + "ms";
    }

    /**
     * A list of directories, as HDFS has them: commas or line ends between them, with or without {@code file://}; blanks
     * and empty entries do not count. Named twice is there twice.
     */
    public List<Path> directories(String key, List<Path> defaultValue) {
        String value = take(key);
        if (value == null) {
            return defaultValue;
        }
        List<Path> paths = new ArrayList<>();
        for (String entry : LIST_SEPARATOR.split(value, -1)) {
            if (!entry.isBlank()) {
                directory(key, entry.strip()).ifPresent(paths::add);
            }
        }
        return paths.isEmpty() ? defaultValue : List.copyOf(paths);
    }

    /** Like {@link #directories}, but there must be at least one. */
    public List<Path> requiredDirectories(String key) {
        List<Path> paths = directories(key, List.of());
        if (paths.isEmpty()) {
            problems.add(source + ": " + key + ": missing; needed: a directory, or several with commas between them");
        }
        return paths;
    }

    private Optional<Path> directory(String key, String entry) {
        try {
            return Optional.of(path(entry).toAbsolutePath().normalize());
        } catch (IllegalArgumentException e) {
            problems.add(source + ": " + key + " = " + entry + ": not a path (" + e.getMessage()
                    + "); allowed: a local directory, e.g. /data/1/name or file:///data/1/name");
            return Optional.empty();
        }
    }

    private static Path path(String entry) {
        if (entry.contains("${")) {
            throw new IllegalArgumentException("variables are not replaced here");
        }
        Matcher scheme = SCHEME.matcher(entry);
        if (!scheme.matches()) {
            return Path.of(entry);
        }
        if (!scheme.group(1).equalsIgnoreCase("file")) {
            throw new IllegalArgumentException(scheme.group(1) + " is not a kind of local directory");
        }
        return Path.of(URI.create(entry));
    }

    /** {@code host:port}; port 0 asks the system for a free one. */
    public HostPort address(String key, HostPort defaultValue) {
        String value = take(key);
        if (value == null) {
            return defaultValue;
        }
        return HostPort.parse(value)
                .orElseGet(
                        () -> refuse(key, "host:port with a port from 0 to 65535, e.g. 127.0.0.1:9870", defaultValue));
    }

    /** An {@code http} or {@code https} address without path. */
    public URI httpAddress(String key, URI defaultValue) {
        String value = take(key);
        if (value == null) {
            return defaultValue;
        }
        return HttpAddress.parse(value).orElseGet(() -> refuse(key, HttpAddress.ALLOWED, defaultValue));
    }

    /** Notes a mistake that only the caller can see, e.g. between two keys. */
    public void problem(String key, String what) {
        problems.add(source + ": " + key + ": " + what);
    }

    /**
     * To be called when every key has been asked for.
     *
     * @throws InvalidSettingsException if a value was refused, or there are keys that nobody asked for
     */
    public void check() {
        for (String key : values.keySet()) {
            if (!asked.contains(key)) {
                problems.add(source + ": " + key + " = " + values.get(key) + ": unknown key; allowed: " + nearest(key));
            }
        }
        if (!problems.isEmpty()) {
            throw new InvalidSettingsException(problems);
        }
    }

    /** The known keys, the one most like {@code key} first. */
    private String nearest(String key) {
        List<String> known = new ArrayList<>(asked);
        known.sort((a, b) -> Integer.compare(distance(key, a), distance(key, b)));
        return String.join(", ", known);
    }

    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }

    private @Nullable String take(String key) {
        asked.add(key);
        return values.get(key);
    }

    private <T> T refuse(String key, String allowed, T defaultValue) {
        problems.add(source + ": " + key + " = " + values.get(key) + ": not allowed; allowed: " + allowed);
        return defaultValue;
    }
}
