package io.cairn.common.restore;

import io.cairn.common.digest.NamespaceDigest;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a digest file beside an image says, whatever the image is called here. One that says nothing intelligible proves
 * nothing, and refuses nothing: the image has an MD5 beside it. Stateless.
 */
final class RecordedDigest {
    private static final Pattern LINE = Pattern.compile(NamespaceDigest.FORMAT + " ([0-9a-f]{32}) \\*fsimage_\\d+\\s*");

    private RecordedDigest() {}

    static Optional<NamespaceDigest> parse(byte[] content) {
        Matcher line = LINE.matcher(new String(content, StandardCharsets.ISO_8859_1));
        return line.matches() ? Optional.of(NamespaceDigest.parse(line.group(1))) : Optional.empty();
    }
}
