package io.cairn.common.codec.image;

import io.cairn.common.bytes.ByteSink;
import io.cairn.common.model.EcPolicy;
import io.cairn.common.model.LayoutVersion;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes an fsimage front to back: {@link #begin} a section, its messages, {@link #end}, and so on in the order of
 * {@link ImageSection}, then {@link #finish}. Layout in {@link ImageFormat}. Digests and forcing are the sink's affair;
 * without {@link #finish} the file is not an image. Single use, one thread.
 */
public final class ImageWriter implements Closeable {
    private static final int BUFFER_BYTES = 256 << 10;

    private final ByteSink sink;
    private final long origin;
    private final LayoutVersion layout;
    private final ImageCompression compression;
    private final List<ImageSummary.Range> ranges = new ArrayList<>();

    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int buffered;
    private final byte[] varint = new byte[5];

    private @Nullable ImageSection section;
    private int lastOrdinal = -1;
    private long sectionStart;
    private long partStart;
    private boolean divided;
    private @Nullable OutputStream stream;

    /** Starts an image at the sink's present position. */
    public ImageWriter(ByteSink sink, LayoutVersion layout, ImageCompression compression) throws IOException {
        if (!compression.isWritable()) {
            throw new IllegalArgumentException("Images compressed with " + compression + " are read, not written");
        }
        this.sink = sink;
        this.origin = sink.position();
        this.layout = layout;
        this.compression = compression;
        byte[] magic = ImageFormat.magic();
        sink.write(magic, 0, magic.length);
    }

    public LayoutVersion layout() {
        return layout;
    }

    /** Bytes of the image so far, without what is still buffered. */
    public long position() {
        return sink.position() - origin;
    }

    /** Opens a section. */
    public void begin(ImageSection next) throws IOException {
        if (section != null) {
            throw new IllegalStateException("Section " + section + " is still open");
        }
        if (next.ordinal() <= lastOrdinal) {
            throw new IllegalStateException("Section " + next + " out of order");
        }
        section = next;
        lastOrdinal = next.ordinal();
        sectionStart = position();
        partStart = sectionStart;
        divided = false;
        openStream();
    }

    private void openStream() throws IOException {
        stream = compression == ImageCompression.NONE ? null : compression.writing(new SinkStream());
    }

    /** Appends a message with its length. */
    public void message(WireWriter body) throws IOException {
        int length = body.length();
        int size = 0;
        int rest = length;
        while ((rest & ~0x7f) != 0) {
            varint[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        varint[size++] = (byte) rest;
        raw(varint, 0, size);
        raw(body.buffer(), 0, length);
    }

    /** Appends bytes as they are: whole delimited messages, uncompressed. */
    public void raw(byte[] source, int offset, int count) throws IOException {
        if (section == null) {
            throw new IllegalStateException("No section is open");
        }
        if (count > buffer.length - buffered) {
            drain();
            if (count >= buffer.length) {
                pass(source, offset, count);
                return;
            }
        }
        System.arraycopy(source, offset, buffer, buffered, count);
        buffered += count;
    }

    private void drain() throws IOException {
        if (buffered > 0) {
            pass(buffer, 0, buffered);
            buffered = 0;
        }
    }

    private void pass(byte[] source, int offset, int count) throws IOException {
        OutputStream compressing = stream;
        if (compressing == null) {
            sink.write(source, offset, count);
        } else {
            compressing.write(source, offset, count);
        }
    }

    /**
     * Ends a part of the open section here, so that readers may load parts in parallel; the rest of the section becomes a
     * part by itself. A part without bytes is not listed.
     */
    public void endPart() throws IOException {
        closeStream();
        divided = true;
        listPart();
        partStart = position();
        openStream();
    }

    private void listPart() {
        ImageSection open = section;
        if (open != null && position() > partStart) {
            ranges.add(new ImageSummary.Range(open.subName(), partStart, position() - partStart));
        }
    }

    private void closeStream() throws IOException {
        drain();
        OutputStream compressing = stream;
        if (compressing != null) {
            compressing.close();
            stream = null;
        }
    }

    /** Closes the open section. */
    public void end() throws IOException {
        ImageSection open = section;
        if (open == null) {
            throw new IllegalStateException("No section is open");
        }
        closeStream();
        if (divided) {
            listPart();
        }
        ranges.add(new ImageSummary.Range(open.name(), sectionStart, position() - sectionStart));
        section = null;
    }

    /** Writes summary and trailer. Nothing may follow. */
    public ImageSummary finish() throws IOException {
        if (section != null) {
            throw new IllegalStateException("Section " + section + " is still open");
        }
        ImageSummary summary = new ImageSummary(layout, compression, ranges);
        byte[] bytes = summary.toBytes();
        sink.write(bytes, 0, bytes.length);
        return summary;
    }

    /** Writes section NS_INFO. */
    public void nsInfo(NsInfo info) throws IOException {
        WireWriter out = new WireWriter();
        info.encode(layout, out);
        single(ImageSection.NS_INFO, out);
    }

    /**
     * Writes section ERASURE_CODING, or nothing if the layout has none.
     *
     * @throws IllegalArgumentException if the layout has none but policies are in use
     */
    public void erasureCodingPolicies(List<EcPolicy> policies) throws IOException {
        if (layout.hasErasureCoding()) {
            WireWriter out = new WireWriter();
            EcPolicyCodec.encode(policies, out);
            single(ImageSection.ERASURE_CODING, out);
            return;
        }
        for (EcPolicy policy : policies) {
            if (EcPolicyCodec.builtIn(policy.id()).filter(policy::equals).isEmpty()) {
                throw new IllegalArgumentException("Erasure-coding policy " + policy.name() + " is " + policy.state()
                        + ", which layout " + layout + " cannot hold");
            }
        }
    }

    /** Opens section INODE and writes its header; the inodes follow. */
    public void beginInodes(InodeHeader header) throws IOException {
        begin(ImageSection.INODE);
        WireWriter out = new WireWriter();
        header.encode(out);
        message(out);
    }

    /** Opens section SNAPSHOT and writes its header; the snapshots follow. */
    public void beginSnapshots(SnapshotHeader header) throws IOException {
        begin(ImageSection.SNAPSHOT);
        WireWriter out = new WireWriter();
        header.encode(out);
        message(out);
    }

    /** Writes section SECRET_MANAGER. */
    public void secretManager(SecretManagerState state) throws IOException {
        begin(ImageSection.SECRET_MANAGER);
        state.write(this);
        end();
    }

    /** Writes section CACHE_MANAGER. */
    public void cacheManager(CacheManagerState state) throws IOException {
        begin(ImageSection.CACHE_MANAGER);
        state.write(this);
        end();
    }

    /** Writes section STRING_TABLE. */
    public void stringTable(GrowingStringTable strings) throws IOException {
        if (strings.maskBits() != 0 && !layout.hasStringTableMask()) {
            throw new IllegalStateException("A string table with mask bits in layout " + layout);
        }
        begin(ImageSection.STRING_TABLE);
        strings.write(this);
        end();
    }

    /** Copies a section of another image, uncompressed and compressed again as this image is. */
    public void copySection(ImageReader from, ImageSection copied) throws IOException {
        begin(copied);
        byte[] chunk = new byte[BUFFER_BYTES];
        try (InputStream in = from.open(copied)) {
            for (int read = in.read(chunk, 0, chunk.length); read > 0; read = in.read(chunk, 0, chunk.length)) {
                raw(chunk, 0, read);
            }
        }
        end();
    }

    private void single(ImageSection written, WireWriter message) throws IOException {
        begin(written);
        message(message);
        end();
    }

    /** Frees what an unfinished compressed section holds; writes nothing more of use. */
    @Override
    public void close() throws IOException {
        OutputStream compressing = stream;
        stream = null;
        if (compressing != null) {
            compressing.close();
        }
    }

    /** The sink as the target of a compressing stream. */
    private final class SinkStream extends OutputStream {
        @Override
        public void write(int value) throws IOException {
            sink.write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] source, int offset, int count) throws IOException {
            sink.write(source, offset, count);
        }
    }
}
