package io.cairn.cli.oev;

import java.io.IOException;

/** An XML file does not describe edits. Names the element and what is wrong; the loader adds file and line. */
final class XmlFormatException extends IOException {
    XmlFormatException(String message) {
        super(message);
    }

    XmlFormatException(String message, Throwable cause) {
        super(message, cause);
    }
}
