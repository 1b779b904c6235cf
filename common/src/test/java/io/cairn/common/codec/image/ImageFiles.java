package io.cairn.common.codec.image;

import io.cairn.common.bytes.ByteSink;
import io.cairn.common.bytes.ByteSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** Images as bytes, and those that Hadoop wrote. Stateless. */
final class ImageFiles {
    /** Images of layout −67, uncompressed and undivided. */
    static final List<String> PLAIN = List.of(
            "hadoop-3.5.0-allops/current/fsimage_0000000000000000000",
            "hadoop-3.5.0-allops/current/fsimage_0000000000000000163",
            "hadoop-3.5.0-allops/current/fsimage_0000000000000000473",
            "hadoop-3.5.0-image-forms/none/fsimage_0000000000000000641",
            "hadoop-3.5.0-snapshots/current/fsimage_0000000000000000000",
            "hadoop-3.5.0-snapshots/current/fsimage_0000000000000000070");

    /** The same state in other forms than {@code none}. */
    static final List<String> FORMS = List.of(
            "DefaultCodec",
            "GzipCodec",
            "BZip2Codec",
            "SnappyCodec",
            "Lz4Codec",
            "subsections",
            "subsections-DefaultCodec");

    private ImageFiles() {}

    static byte[] golden(String path) {
        try (InputStream in = ImageFiles.class.getResourceAsStream("/golden/" + path)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] form(String form) {
        return golden("hadoop-3.5.0-image-forms/" + form + "/fsimage_0000000000000000641");
    }

    static ByteSource source(byte[] bytes) {
        return new ByteSource() {
            @Override
            public String name() {
                return "fsimage_of_test";
            }

            @Override
            public long length() {
                return bytes.length;
            }

            @Override
            public int read(long position, byte[] target, int offset, int count) {
                if (position >= bytes.length) {
                    return -1;
                }
                int read = (int) Math.min(count, bytes.length - position);
                System.arraycopy(bytes, (int) position, target, offset, read);
                return read;
            }

            @Override
            public void close() {}
        };
    }

    /** A sink that keeps what it was given. */
    static final class Memory implements ByteSink {
        private final ByteArrayOutputStream taken = new ByteArrayOutputStream();

        @Override
        public void write(byte[] source, int offset, int count) {
            taken.write(source, offset, count);
        }

        @Override
        public long position() {
            return taken.size();
        }

        byte[] bytes() {
            return taken.toByteArray();
        }
    }
}
