package io.cairn.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cairn.common.text.HumanUnits;
import io.cairn.common.transfer.ImageList;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Images, for people and for programs. Stateless. */
final class ImagesText {
    private static final String NEW_LINE = System.lineSeparator();

    private ImagesText() {}

    static String json(Object answer) {
        try {
            return new ObjectMapper().writeValueAsString(answer);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Plain records become JSON", e);
        }
    }

    /** The image of that txid. */
    static ImageList.Image find(ImageList images, long txid) throws Failure {
        return images.images().stream()
                .filter(image -> image.txid() == txid)
                .findFirst()
                .orElseThrow(() -> new Failure("Image " + txid + " has gone meanwhile", ""));
    }

    /** A line for each image, and what can be restored. */
    static String list(ImageList images, long nowMillis) {
        if (images.images().isEmpty()) {
            return "There is no image yet";
        }
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT, "%12s  %9s  %10s  %-6s  %-25s  %s", "TXID", "SIZE", "AGE", "PINNED", "RESTORABLE", ""));
        for (ImageList.Image image : images.images()) {
            lines.add(line(image, nowMillis));
        }
        lines.add("Held to txid " + images.heldTxid() + "; restore with: cairn restore --from … [--to-txid N]");
        return String.join(NEW_LINE, lines);
    }

    private static String line(ImageList.Image image, long nowMillis) {
        String reason = image.pinReason();
        List<String> notes = new ArrayList<>();
        if (image.md5() == null) {
            notes.add("no MD5 file: not whole");
        }
        if (reason != null && !reason.isEmpty()) {
            notes.add(reason);
        }
        return String.format(
                        Locale.ROOT,
                        "%12d  %9s  %10s  %-6s  %-25s  %s",
                        image.txid(),
                        HumanUnits.bytes(image.bytes()),
                        age(image, nowMillis),
                        image.pinned() ? "yes" : "no",
                        restorable(image),
                        String.join("; ", notes))
                .stripTrailing();
    }

    private static String restorable(ImageList.Image image) {
        return image.restorableTo() == image.txid()
                ? String.valueOf(image.txid())
                : image.txid() + " to " + image.restorableTo();
    }

    private static String age(ImageList.Image image, long nowMillis) {
        return HumanUnits.time(Duration.ofMillis(Math.max(0, nowMillis - image.mtimeMillis())));
    }

    /** One image with all that is known of it. */
    static String show(ImageList.Checked checked, long nowMillis) {
        ImageList.Image image = checked.image();
        String reason = image.pinReason();
        StringBuilder text = new StringBuilder();
        add(text, "txid", String.valueOf(image.txid()));
        add(text, "size", HumanUnits.bytes(image.bytes()) + " (" + image.bytes() + " bytes)");
        add(text, "written", Instant.ofEpochMilli(image.mtimeMillis()) + ", " + age(image, nowMillis) + " ago");
        add(text, "md5", image.md5() == null ? "not known" : image.md5());
        add(text, "digest", image.digest() == null ? "not known" : image.digest());
        add(text, "pinned", image.pinned() ? "yes" + (reason == null || reason.isEmpty() ? "" : ": " + reason) : "no");
        add(text, "restorable", "txid " + restorable(image));
        image.directories().forEach(directory -> add(text, "in", directory));
        add(text, "checked", checked.faults().isEmpty() ? "every copy has this MD5" : "DAMAGED");
        checked.faults().forEach(fault -> add(text, "", fault));
        return text.toString().stripTrailing();
    }

    private static void add(StringBuilder text, String name, String value) {
        text.append(String.format(Locale.ROOT, "%-11s %s", name, value)).append(NEW_LINE);
    }
}
