package io.cairn.primary.app;

import io.cairn.primary.wire.webhdfs.UserGroups;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Groups from the configuration, else from this machine's {@code /etc/passwd} and {@code /etc/group}; directories such as
 * LDAP are not asked. Thread-safe: reads the files anew each time.
 */
final class SystemGroups implements UserGroups {
    private static final Logger LOG = LoggerFactory.getLogger(SystemGroups.class);

    private final Map<String, Set<String>> configured;
    private final Path passwd;
    private final Path group;

    /** @param configured {@code user=group,group;user=} as HDFS's static mapping has it */
    SystemGroups(String configured, Path passwd, Path group) {
        this.configured = parse(configured);
        this.passwd = passwd;
        this.group = group;
    }

    static SystemGroups ofThisMachine(String configured) {
        return new SystemGroups(configured, Path.of("/etc/passwd"), Path.of("/etc/group"));
    }

    private static Map<String, Set<String>> parse(String text) {
        Map<String, Set<String>> groups = new HashMap<>();
        for (String entry : text.split(";")) {
            int equals = entry.indexOf('=');
            if (equals > 0) {
                groups.put(entry.substring(0, equals).strip(), names(entry.substring(equals + 1)));
            }
        }
        return groups;
    }

    private static Set<String> names(String list) {
        Set<String> names = new HashSet<>();
        Arrays.stream(list.split(","))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .forEach(names::add);
        return names;
    }

    @Override
    public Set<String> groupsOf(String user) {
        Set<String> fixed = configured.get(user);
        if (fixed != null) {
            return fixed;
        }
        try {
            return ofFiles(user);
        } catch (IOException e) {
            LOG.warn("Groups of {} could not be looked up; none are assumed", user, e);
            return Set.of();
        }
    }

    private Set<String> ofFiles(String user) throws IOException {
        String primaryId = "";
        for (String[] fields : lines(passwd)) {
            if (fields.length > 3 && fields[0].equals(user)) {
                primaryId = fields[3];
            }
        }
        Set<String> groups = new HashSet<>();
        for (String[] fields : lines(group)) {
            boolean primary = fields.length > 2 && fields[2].equals(primaryId);
            if (primary || (fields.length > 3 && names(fields[3]).contains(user))) {
                groups.add(fields[0]);
            }
        }
        return groups;
    }

    private static List<String[]> lines(Path file) throws IOException {
        return Files.exists(file)
                ? Files.readAllLines(file, StandardCharsets.ISO_8859_1).stream()
                        .map(line -> line.split(":", -1))
                        .toList()
                : List.of();
    }
}
