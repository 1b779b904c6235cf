package io.cairn.cli.oev;

import java.io.IOException;

/** Takes the elements that stand for an op, in Hadoop's order; what becomes of them is the taker's affair. Confined to one thread. */
interface Elements {
    /** Starts an element that holds others. */
    void open(Tag tag) throws IOException;

    void close(Tag tag) throws IOException;

    /** An element without anything in it. */
    void empty(Tag tag) throws IOException;

    void text(Tag tag, String text) throws IOException;

    /** An element whose name is made up as it goes. */
    void text(String name, String text) throws IOException;

    void number(Tag tag, long number) throws IOException;

    void bool(Tag tag, boolean value) throws IOException;

    /** True if that is wanted, too, for which Hadoop's XML has no element. */
    boolean wantsAll();
}
