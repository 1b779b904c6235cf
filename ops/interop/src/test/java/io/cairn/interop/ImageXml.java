package io.cairn.interop;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/**
 * What {@code oiv -p XML} says of an image, in a form in which two images can be compared: each section a list of its
 * records as text, inodes by id, directories by their own id. The order of a directory's children stays, it is part of the
 * format. Immutable.
 *
 * @param sections records by section name
 */
public record ImageXml(SortedMap<String, List<String>> sections) {
    /** One record a line, with the name of its section, for a comparison that shows the first difference. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        sections.forEach((name, records) -> records.forEach(record -> lines.add(name + ": " + record)));
        return lines;
    }

    /** Reads the output of {@code oiv -p XML}. */
    public static ImageXml read(Path xml) throws IOException {
        SortedMap<String, List<String>> sections = new TreeMap<>();
        for (Element section : children(parse(xml))) {
            List<Element> records = children(section);
            switch (section.getTagName()) {
                case "INodeSection" -> records.sort(byNumber("id"));
                case "INodeDirectorySection" -> records.sort(byNumber("parent"));
                default -> {}
            }
            sections.put(
                    section.getTagName(),
                    new ArrayList<>(records.stream().map(ImageXml::text).toList()));
        }
        return new ImageXml(sections);
    }

    private static Element parse(Path xml) throws IOException {
        try {
            return DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(xml.toFile())
                    .getDocumentElement();
        } catch (SAXException | ParserConfigurationException e) {
            throw new IOException(xml + " is not well formed", e);
        }
    }

    /** Records without a number, like the counters at the head of a section, stay in front. */
    private static Comparator<Element> byNumber(String child) {
        return Comparator.comparingLong(record -> children(record).stream()
                .filter(element -> element.getTagName().equals(child))
                .mapToLong(element -> Long.parseLong(element.getTextContent()))
                .findFirst()
                .orElse(-1));
    }

    private static List<Element> children(Element parent) {
        List<Element> children = new ArrayList<>();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element) {
                children.add(element);
            }
        }
        return children;
    }

    private static String text(Element element) {
        StringBuilder text = new StringBuilder(element.getTagName()).append('(');
        List<Element> children = children(element);
        if (children.isEmpty()) {
            text.append(element.getTextContent());
        }
        children.forEach(child -> text.append(text(child)));
        return text.append(')').toString();
    }

    /**
     * Without what every NameNode changes by starting: the txid, and the keys and counters that sign delegation tokens (the
     * tokens stay). A name quota of 2⁶³−1 reads as none: a NameNode that loads a directory with storage-type quotas only
     * gives it that one, which limits nothing.
     */
    public ImageXml withoutTracesOfAStart() {
        SortedMap<String, List<String>> kept = new TreeMap<>(sections);
        kept.computeIfPresent("INodeSection", (name, records) -> records.stream()
                .map(record -> record.replace("nsquota(" + Long.MAX_VALUE + ")", "nsquota(-1)"))
                .toList());
        kept.computeIfPresent("NameSection", (name, records) -> without(records, "txid"));
        kept.computeIfPresent(
                "SecretManagerSection",
                (name, records) -> without(records, "currentId", "delegationKey", "numDelegationKeys"));
        return new ImageXml(kept);
    }

    private static List<String> without(List<String> records, String... tags) {
        return records.stream()
                .filter(record -> List.of(tags).stream().noneMatch(tag -> record.startsWith(tag + "(")))
                .toList();
    }
}
