package io.cairn.common.audit;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One line of an audit log, as HDFS 3.5.0 writes them: fields with a tab between them, {@code allowed}, {@code ugi},
 * {@code ip}, {@code cmd}, {@code src}, {@code dst}, {@code perm}, {@code proto}, then ours. Values are escaped as Java
 * escapes strings, so that no value begins a line or a field of its own. Single use, one thread.
 */
public final class AuditLine {
    private static final String HTTP = "http";

    private final StringBuilder text = new StringBuilder(160);

    private AuditLine() {}

    /**
     * A call on a path.
     *
     * @param command as HDFS names it
     * @param source path, or null
     * @param target second path, or null
     * @param permission {@code owner:group:rwxr-xr-x} of what was changed, or null
     */
    public static AuditLine ofCall(
            boolean allowed,
            String user,
            String address,
            String command,
            @Nullable String source,
            @Nullable String target,
            @Nullable String permission,
            String protocol) {
        AuditLine line = new AuditLine();
        line.text.append("allowed=").append(allowed);
        line.field("ugi", user).append(" (auth:SIMPLE)");
        line.field("ip", "/" + address);
        line.field("cmd", command);
        line.field("src", source);
        line.field("dst", target);
        line.field("perm", permission);
        line.field("proto", protocol);
        return line;
    }

    /** A call of an operator, which is on no path. */
    public static AuditLine ofOperator(boolean allowed, String user, String address, String command) {
        return ofCall(allowed, user, address, command, null, null, null, HTTP);
    }

    /** Adds a field behind HDFS's own. */
    public AuditLine with(String name, @Nullable String value) {
        field(name, value);
        return this;
    }

    String text() {
        return text.toString();
    }

    private StringBuilder field(String name, @Nullable String value) {
        text.append('\t').append(name).append('=');
        if (value == null) {
            return text.append("null");
        }
        for (int i = 0; i < value.length(); i++) {
            escape(value.charAt(i));
        }
        return text;
    }

    private void escape(char c) {
        switch (c) {
            case '"', '\\' -> text.append('\\').append(c);
            case '\n' -> text.append("\\n");
            case '\r' -> text.append("\\r");
            case '\t' -> text.append("\\t");
            case '\b' -> text.append("\\b");
            case '\f' -> text.append("\\f");
            default -> {
                if (c < ' ' || c > 0x7F) {
                    text.append(String.format(Locale.ROOT, "\\u%04X", (int) c));
                } else {
                    text.append(c);
                }
            }
        }
    }
}
