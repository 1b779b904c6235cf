package io.cairn.common.codec.image;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * The uncompressed bytes of a range, so that damage comes out as {@link CorruptImageException} whatever the library
 * throws, and errors of the machine as they are. An empty range has no bytes. Single use, one thread.
 */
final class Decompressing extends InputStream {
    private final RangeStream raw;
    private final String format;
    private final Opening opening;
    private @Nullable InputStream opened;

    /** Makes the decompressing stream; may read. */
    interface Opening {
        InputStream open(InputStream in) throws IOException;
    }

    Decompressing(RangeStream raw, String format, Opening opening) {
        this.raw = raw;
        this.format = format;
        this.opening = opening;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int count) throws IOException {
        try {
            InputStream in = opened;
            if (in == null) {
                if (raw.available() == 0) {
                    return -1;
                }
                in = opening.open(raw);
                opened = in;
            }
            return in.read(target, offset, count);
        } catch (CorruptImageException e) {
            throw e;
        } catch (IOException e) {
            if (raw.hasFailed()) {
                throw e;
            }
            throw damage(e);
        } catch (IndexOutOfBoundsException | IllegalStateException | IllegalArgumentException e) {
            throw damage(e);
        }
    }

    private CorruptImageException damage(Exception cause) {
        CorruptImageException damage =
                new CorruptImageException("a whole " + format + " stream", "damage in it: " + cause);
        damage.initCause(cause);
        return damage;
    }

    @Override
    public void close() throws IOException {
        InputStream in = opened;
        if (in != null) {
            in.close();
        }
        raw.close();
    }
}
