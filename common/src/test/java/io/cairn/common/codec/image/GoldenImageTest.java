package io.cairn.common.codec.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.cairn.common.model.Inode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.PrimitiveIterator;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Images written by Hadoop 3.5.0 (see the README beside them): bytes to values to the same bytes. */
class GoldenImageTest {
    static final List<String> PLAIN = ImageFiles.PLAIN;
    static final List<String> FORMS = ImageFiles.FORMS;

    @ParameterizedTest
    @FieldSource("PLAIN")
    void valuesOfHadoopsImageBecomeTheSameBytes(String path) throws IOException {
        byte[] original = ImageFiles.golden(path);
        assertArrayEquals(original, rewritten(original));
    }

    @ParameterizedTest
    @FieldSource("FORMS")
    void everyFormHoldsTheSameSections(String form) throws IOException {
        ImageReader plain = ImageReader.open(ImageFiles.source(ImageFiles.form("none")));
        ImageReader other = ImageReader.open(ImageFiles.source(ImageFiles.form(form)));
        assertEquals(inodes(plain), inodes(other));
        for (ImageSection section : ImageSection.values()) {
            assertArrayEquals(
                    plain.open(section).readAllBytes(), other.open(section).readAllBytes(), section + " of " + form);
        }
    }

    @Test
    void partsTileTheirSection() throws IOException {
        ImageSummary summary = ImageSummary.read(ImageFiles.source(ImageFiles.form("subsections")));
        for (ImageSection section : List.of(ImageSection.INODE, ImageSection.INODE_DIR)) {
            long at = summary.section(section).orElseThrow().offset();
            for (ImageSummary.Range part : summary.parts(section)) {
                assertEquals(at, part.offset());
                at = part.endOffset();
            }
            assertEquals(summary.section(section).orElseThrow().endOffset(), at);
        }
    }

    static byte[] rewritten(byte[] original) throws IOException {
        ImageReader in = ImageReader.open(ImageFiles.source(original));
        ImageFiles.Memory sink = new ImageFiles.Memory();
        ImageWriter out = new ImageWriter(sink, in.layout(), ImageCompression.NONE);
        GrowingStringTable strings = GrowingStringTable.from(in.stringTable());
        out.nsInfo(in.nsInfo());
        out.erasureCodingPolicies(in.erasureCodingPolicies());
        writeInodes(in, strings, out);
        writeDirectories(in, out);
        writeOpenFiles(in, out);
        writeSnapshots(in, strings, out);
        writeDiffs(in, strings, out);
        writeReferences(in, out);
        out.secretManager(in.secretManager());
        out.cacheManager(in.cacheManager());
        out.stringTable(strings);
        out.finish();
        return sink.bytes();
    }

    private static List<Inode> inodes(ImageReader in) throws IOException {
        InodeCodec codec = new InodeCodec(in.layout());
        List<Inode> inodes = new ArrayList<>();
        try (MessageScanner messages = in.inodes()) {
            while (messages.next()) {
                Inode inode = codec.decode(messages.buffer(), messages.start(), messages.end(), in.stringTable());
                assertEquals(inode.id(), InodeCodec.id(messages.buffer(), messages.start(), messages.end()));
                inodes.add(inode);
            }
        }
        assertEquals(in.inodeHeader().numInodes(), inodes.size());
        return inodes;
    }

    private static void writeInodes(ImageReader in, GrowingStringTable strings, ImageWriter out) throws IOException {
        InodeCodec codec = new InodeCodec(in.layout());
        WireWriter message = new WireWriter();
        out.beginInodes(in.inodeHeader());
        for (Inode inode : inodes(in)) {
            codec.encode(inode, strings, message.clear());
            out.message(message);
        }
        out.end();
    }

    private static void writeDirectories(ImageReader in, ImageWriter out) throws IOException {
        WireWriter message = new WireWriter();
        DirEntryCodec.Cursor cursor = new DirEntryCodec.Cursor();
        out.begin(ImageSection.INODE_DIR);
        try (MessageScanner messages = in.directories()) {
            while (messages.next()) {
                byte[] buffer = messages.buffer();
                long parent = DirEntryCodec.parent(buffer, messages.start(), messages.end());
                LongStream.Builder children = LongStream.builder();
                cursor.children(buffer, messages.start(), messages.end());
                while (cursor.next()) {
                    children.add(cursor.value());
                }
                IntStream.Builder references = IntStream.builder();
                cursor.refChildren(buffer, messages.start(), messages.end());
                while (cursor.next()) {
                    references.add((int) cursor.value());
                }
                PrimitiveIterator.OfLong ids = children.build().iterator();
                DirEntryCodec.encode(parent, ids, references.build().iterator(), message.clear());
                out.message(message);
            }
        }
        out.end();
    }

    private static void writeOpenFiles(ImageReader in, ImageWriter out) throws IOException {
        WireWriter message = new WireWriter();
        out.begin(ImageSection.FILES_UNDERCONSTRUCTION);
        try (MessageScanner messages = in.filesUnderConstruction()) {
            while (messages.next()) {
                OpenFile.decode(messages.buffer(), messages.start(), messages.end())
                        .encode(message.clear());
                out.message(message);
            }
        }
        out.end();
    }

    private static void writeSnapshots(ImageReader in, GrowingStringTable strings, ImageWriter out) throws IOException {
        InodeCodec codec = new InodeCodec(in.layout());
        WireWriter message = new WireWriter();
        out.beginSnapshots(in.snapshotHeader());
        try (MessageScanner messages = in.messages(ImageSection.SNAPSHOT)) {
            messages.require("the header");
            while (messages.next()) {
                SnapshotRoot.decode(messages.buffer(), messages.start(), messages.end(), codec, in.stringTable())
                        .encode(codec, strings, message.clear());
                out.message(message);
            }
        }
        out.end();
    }

    private static void writeDiffs(ImageReader in, GrowingStringTable strings, ImageWriter out) throws IOException {
        if (in.summary().section(ImageSection.SNAPSHOT_DIFF).isEmpty()) {
            return;
        }
        WireWriter message = new WireWriter();
        out.begin(ImageSection.SNAPSHOT_DIFF);
        try (MessageScanner messages = in.messages(ImageSection.SNAPSHOT_DIFF)) {
            while (messages.next()) {
                DiffEntry entry = DiffEntry.decode(messages.buffer(), messages.start(), messages.end());
                entry.encode(message.clear());
                out.message(message);
                for (int i = 0; i < entry.numOfDiff(); i++) {
                    messages.require("diff", i, entry.numOfDiff());
                    writeDiff(entry, messages, in, strings, out);
                }
            }
        }
        out.end();
    }

    private static void writeDiff(
            DiffEntry entry, MessageScanner messages, ImageReader in, GrowingStringTable strings, ImageWriter out)
            throws IOException {
        InodeCodec codec = new InodeCodec(in.layout());
        WireWriter message = new WireWriter();
        byte[] buffer = messages.buffer();
        if (entry.ofFile()) {
            FileDiff.decode(buffer, messages.start(), messages.end(), entry.inodeId(), in.stringTable())
                    .encode(codec, strings, message);
            out.message(message);
            return;
        }
        DirectoryDiff diff =
                DirectoryDiff.decode(buffer, messages.start(), messages.end(), entry.inodeId(), in.stringTable());
        diff.encode(codec, strings, message);
        out.message(message);
        for (int i = 0; i < diff.createdListSize(); i++) {
            messages.require("created name", i, diff.createdListSize());
            DirectoryDiff.encodeCreatedName(
                    DirectoryDiff.createdName(messages.buffer(), messages.start(), messages.end()), message.clear());
            out.message(message);
        }
    }

    private static void writeReferences(ImageReader in, ImageWriter out) throws IOException {
        WireWriter message = new WireWriter();
        out.begin(ImageSection.INODE_REFERENCE);
        try (MessageScanner messages = in.messages(ImageSection.INODE_REFERENCE)) {
            while (messages.next()) {
                InodeReference.decode(messages.buffer(), messages.start(), messages.end())
                        .encode(message.clear());
                out.message(message);
            }
        }
        out.end();
    }
}
