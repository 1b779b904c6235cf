package io.cairn.cli.oev;

import io.cairn.common.model.LayoutVersion;
import io.cairn.common.op.EditOp;
import io.cairn.common.op.OpCode;
import java.io.IOException;
import java.io.InputStream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Hands the ops that an XML file describes to a visitor, one record in memory at a time. Reads no DTD and nothing from
 * outside the file. Single use, one thread.
 */
final class XmlLoader {
    private static final int DEPTH_MAX = 16;

    private final String name;
    private final InputStream in;
    private final Txids txids;
    private final Progress progress;

    XmlLoader(String name, InputStream in, Txids txids, Progress progress) {
        this.name = name;
        this.in = in;
        this.txids = txids;
        this.progress = progress;
    }

    /**
     * @throws XmlFormatException naming file and line if the file does not describe edits
     */
    void load(EditsVisitor visitor) throws IOException {
        try {
            XMLStreamReader xml = factory().createXMLStreamReader(in);
            try {
                document(xml, visitor);
            } catch (XmlFormatException e) {
                int line = xml.getLocation().getLineNumber();
                throw new XmlFormatException(name + ": line " + line + ": " + e.getMessage(), e);
            }
        } catch (XMLStreamException e) {
            if (e.getNestedException() instanceof IOException io) {
                throw io;
            }
            int line = e.getLocation() == null ? 0 : e.getLocation().getLineNumber();
            throw new XmlFormatException(name + ": line " + line + ": not well-formed XML: " + e.getMessage(), e);
        }
    }

    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        return factory;
    }

    private void document(XMLStreamReader xml, EditsVisitor visitor) throws XMLStreamException, IOException {
        boolean started = false;
        while (xml.hasNext()) {
            if (xml.next() != XMLStreamConstants.START_ELEMENT) {
                continue;
            }
            String element = xml.getLocalName();
            if (element.equals(Tag.EDITS_VERSION.name())) {
                visitor.start(layout(element(xml, 1)));
                started = true;
            } else if (element.equals(Tag.RECORD.name())) {
                requireStart(started);
                record(element(xml, 1), visitor);
                progress.edit(0, 0);
            } else if (!element.equals(Tag.EDITS.name())) {
                throw new XmlFormatException("expected " + Tag.RECORD + ", found element " + element);
            }
        }
        requireStart(started);
    }

    private static void requireStart(boolean started) throws XmlFormatException {
        if (!started) {
            throw new XmlFormatException("expected " + Tag.EDITS_VERSION + " within " + Tag.EDITS + ", found none");
        }
    }

    private static LayoutVersion layout(XmlRecord element) throws IOException {
        try {
            return new LayoutVersion(Integer.parseInt(element.text().strip()));
        } catch (NumberFormatException e) {
            throw element.wrong("a layout version");
        }
    }

    private void record(XmlRecord record, EditsVisitor visitor) throws IOException {
        XmlRecord opcode = record.child(Tag.OPCODE);
        XmlRecord data = record.child(Tag.DATA);
        EditOp op = OpViews.read(Parts.constant(OpCode.class, opcode), data);
        visitor.edit(txids.of(data.number(Tag.TXID)), op);
    }

    /** Reads the element the reader stands on, up to its end. */
    private static XmlRecord element(XMLStreamReader xml, int depth) throws XMLStreamException, XmlFormatException {
        if (depth > DEPTH_MAX) {
            throw new XmlFormatException("elements are nested more than " + DEPTH_MAX + " deep");
        }
        XmlRecord element = new XmlRecord(xml.getLocalName());
        StringBuilder text = new StringBuilder();
        while (true) {
            switch (xml.next()) {
                case XMLStreamConstants.START_ELEMENT -> element.add(element(xml, depth + 1));
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE ->
                    text.append(xml.getText());
                case XMLStreamConstants.END_ELEMENT -> {
                    element.setText(text.toString());
                    return element;
                }
                default -> {
                    // comments and the like say nothing
                }
            }
        }
    }
}
