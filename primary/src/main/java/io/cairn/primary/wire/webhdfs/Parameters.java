package io.cairn.primary.wire.webhdfs;

import io.cairn.common.model.FsException;
import io.cairn.common.model.FsException.Kind;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Query parameters of a request: names in any case, the first value counts, unknown ones do no harm. Immutable. */
final class Parameters {
    private final Map<String, String> values;

    private Parameters(Map<String, String> values) {
        this.values = values;
    }

    /** Takes apart a query as it stands in the URL; null for none. */
    static Parameters parse(@Nullable String query) throws FsException {
        Map<String, String> values = new HashMap<>();
        if (query != null) {
            for (String pair : query.split("&")) {
                int equals = pair.indexOf('=');
                String name = equals < 0 ? pair : pair.substring(0, equals);
                String value = equals < 0 ? "" : pair.substring(equals + 1);
                values.putIfAbsent(
                        PercentCode.decode(name, true).toLowerCase(Locale.ROOT), PercentCode.decode(value, true));
            }
        }
        return new Parameters(values);
    }

    /** The value, unless it is absent or empty. */
    Optional<String> text(String name) {
        String value = values.get(name);
        return value == null || value.isEmpty() ? Optional.empty() : Optional.of(value);
    }

    boolean flag(String name, boolean otherwise) throws FsException {
        Optional<String> text = text(name);
        if (text.isEmpty()) {
            return otherwise;
        }
        if (text.get().equalsIgnoreCase("true")) {
            return true;
        }
        if (text.get().equalsIgnoreCase("false")) {
            return false;
        }
        throw invalid(name, "Failed to parse \"" + text.get() + "\" to Boolean.");
    }

    /** A number not below {@code least}. */
    long number(String name, long least, long otherwise) throws FsException {
        Optional<String> text = text(name);
        if (text.isEmpty()) {
            return otherwise;
        }
        try {
            long number = Long.parseLong(text.get());
            if (number < least) {
                throw invalid(name, "Invalid parameter range: " + name + " = " + number + " < " + least);
            }
            return number;
        } catch (NumberFormatException e) {
            throw invalid(name, "Failed to parse \"" + text.get() + "\" as a radix-10 long integer.");
        }
    }

    /** A number from {@code least} that fits a signed 16-bit field. */
    int small(String name, int least, int otherwise) throws FsException {
        Optional<String> text = text(name);
        if (text.isEmpty()) {
            return otherwise;
        }
        return shortNumber(name, text.get(), 10, least, Short.MAX_VALUE);
    }

    /** Mode bits, in octal; empty if absent. */
    Optional<Integer> mode(String name) throws FsException {
        Optional<String> text = text(name);
        return text.isEmpty() ? Optional.empty() : Optional.of(shortNumber(name, text.get(), 8, 0, 01777));
    }

    private static int shortNumber(String name, String text, int radix, int least, int most) throws FsException {
        short number;
        try {
            number = Short.parseShort(text, radix);
        } catch (NumberFormatException e) {
            throw invalid(name, "Failed to parse \"" + text + "\" as a radix-" + radix + " short integer.");
        }
        if (number < least) {
            throw invalid(
                    name,
                    "Invalid parameter range: " + name + " = " + Integer.toString(number, radix) + " < "
                            + Integer.toString(least, radix));
        }
        if (number > most) {
            throw invalid(
                    name,
                    "Invalid parameter range: " + name + " = " + Integer.toString(number, radix) + " > "
                            + Integer.toString(most, radix));
        }
        return number;
    }

    static FsException invalid(String name, String why) {
        return new FsException(
                Kind.ILLEGAL_ARGUMENT,
                "Invalid value for webhdfs parameter \"" + name + "\": java.lang.IllegalArgumentException: " + why);
    }

    static FsException missing(String name, String op) {
        return new FsException(
                Kind.ILLEGAL_ARGUMENT, "Required param " + name + " for op: " + op + " is null or empty");
    }
}
