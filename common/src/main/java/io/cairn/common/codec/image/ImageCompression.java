package io.cairn.common.codec.image;

import com.github.luben.zstd.ZstdInputStream;
import com.github.luben.zstd.ZstdOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/**
 * How the sections of an image are compressed. An image names the Java class of Hadoop's codec. Each section, and each
 * part of a divided section, is one complete stream; a divided section is therefore a run of streams.
 */
public enum ImageCompression {
    NONE(""),
    /** RFC 1950. */
    ZLIB("DefaultCodec"),
    GZIP("GzipCodec"),
    ZSTD("ZStandardCodec"),
    LZ4("Lz4Codec"),
    SNAPPY("SnappyCodec"),
    BZIP2("BZip2Codec");

    private static final String PACKAGE = "org.apache.hadoop.io.compress.";

    private final String codec;

    ImageCompression(String codec) {
        this.codec = codec;
    }

    /** Name of Hadoop's class, empty for no compression. */
    public Optional<String> className() {
        return codec.isEmpty() ? Optional.empty() : Optional.of(PACKAGE + codec);
    }

    /** True if {@link ImageWriter} can write it. */
    public boolean isWritable() {
        return this == NONE || this == ZLIB || this == ZSTD;
    }

    /** The compression of that class name; the empty name is none. */
    static ImageCompression ofClassName(String name) throws CorruptImageException {
        for (ImageCompression compression : values()) {
            if (compression.className().orElse("").equals(name)) {
                return compression;
            }
        }
        // The older name of DefaultCodec's subclass, same bytes.
        if (name.equals(PACKAGE + "DeflateCodec")) {
            return ZLIB;
        }
        throw new CorruptImageException(
                "a codec this software reads (zlib, gzip, zstd, lz4, snappy, bzip2)", "codec '" + name + "'");
    }

    /** A stream of the uncompressed bytes of a run of compressed streams. */
    InputStream reading(RangeStream compressed) {
        return this == NONE ? compressed : new Decompressing(compressed, name().toLowerCase(Locale.ROOT), this::opened);
    }

    private InputStream opened(InputStream in) throws IOException {
        return switch (this) {
            case NONE -> in;
            case ZLIB -> new ZlibRun(in);
            case GZIP ->
                GzipCompressorInputStream.builder()
                        .setInputStream(in)
                        .setDecompressConcatenated(true)
                        .get();
            case ZSTD -> new ZstdInputStream(in);
            case LZ4 -> new BlockStream(in, BlockStream::lz4);
            case SNAPPY -> new BlockStream(in, BlockStream::snappy);
            case BZIP2 -> new BZip2CompressorInputStream(in, true);
        };
    }

    /** A stream that writes one compressed stream; closing it ends the stream. */
    OutputStream writing(OutputStream target) throws IOException {
        return switch (this) {
            case NONE -> target;
            case ZLIB -> new DeflaterOutputStream(target, new Deflater(), 64 << 10);
            case ZSTD -> new ZstdOutputStream(target);
            default -> throw new IllegalArgumentException("Images compressed with " + this + " are read, not written");
        };
    }
}
