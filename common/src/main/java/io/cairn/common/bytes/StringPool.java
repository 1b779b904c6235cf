package io.cairn.common.bytes;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Remembers recently seen short ASCII strings, so that names that come in millions of records are one object. A string
 * that falls on a taken place replaces what was there: bounded, and never wrong. Confined to one thread.
 */
final class StringPool {
    private static final int PLACES = 256;
    private static final int LENGTH_MAX = 64;

    private final @Nullable String[] places = new String[PLACES];

    /** The string of {@code count} bytes, all of them 0 to 127. */
    String ascii(byte[] bytes, int at, int count) {
        if (count == 0) {
            return "";
        }
        if (count > LENGTH_MAX) {
            return new String(bytes, at, count, StandardCharsets.ISO_8859_1);
        }
        int hash = count;
        for (int i = at; i < at + count; i++) {
            hash = 31 * hash + bytes[i];
        }
        int place = (hash ^ hash >>> 15) & PLACES - 1;
        String known = places[place];
        if (known != null && same(known, bytes, at, count)) {
            return known;
        }
        String fresh = new String(bytes, at, count, StandardCharsets.ISO_8859_1);
        places[place] = fresh;
        return fresh;
    }

    static boolean isAscii(byte[] bytes, int at, int count) {
        int or = 0;
        for (int i = at; i < at + count; i++) {
            or |= bytes[i];
        }
        return or >= 0;
    }

    private static boolean same(String text, byte[] bytes, int at, int count) {
        if (text.length() != count) {
            return false;
        }
        for (int i = 0; i < count; i++) {
            if (text.charAt(i) != bytes[at + i]) {
                return false;
            }
        }
        return true;
    }
}
