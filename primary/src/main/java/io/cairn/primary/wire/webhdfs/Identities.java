package io.cairn.primary.wire.webhdfs;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.cairn.common.model.FsException;
import io.cairn.primary.command.Caller;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Who a request is from: whoever it says, as HDFS's simple authentication has it. Thread-safe: a concurrent cache.
 */
public final class Identities {
    private static final Pattern USER = Pattern.compile("^[A-Za-z_][A-Za-z0-9._-]*[$]?$");
    private static final int USERS_MAX = 10_000;

    private final String anonymous;
    private final String processUser;
    private final String supergroup;
    private final UserGroups groups;
    private final Cache<String, Caller> callers;

    /**
     * @param anonymous user of requests that name none
     * @param processUser superuser beside the members of {@code supergroup}
     */
    public Identities(String anonymous, String processUser, String supergroup, UserGroups groups, Duration cacheTime) {
        this.anonymous = anonymous;
        this.processUser = processUser;
        this.supergroup = supergroup;
        this.groups = groups;
        this.callers = Caffeine.newBuilder()
                .maximumSize(USERS_MAX)
                .expireAfterWrite(cacheTime)
                .build();
    }

    /** Who that is, or the anonymous user for none. */
    public Caller caller(Optional<String> userName) throws FsException {
        String name = userName.orElse(anonymous);
        Caller known = callers.getIfPresent(name);
        if (known != null) {
            return known;
        }
        if (!USER.matcher(name).matches()) {
            throw Parameters.invalid(
                    "user.name", "Invalid value: \"" + name + "\" does not belong to the domain " + USER.pattern());
        }
        Caller caller = callerNamed(name);
        callers.put(name, caller);
        return caller;
    }

    private Caller callerNamed(String name) {
        Set<String> all = new HashSet<>(groups.groupsOf(name));
        boolean superuser = name.equals(processUser) || all.contains(supergroup);
        return new Caller(name, all, superuser);
    }
}
