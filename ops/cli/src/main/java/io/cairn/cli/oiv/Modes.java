package io.cairn.cli.oiv;

import io.cairn.cli.text.ByteText;
import java.io.IOException;

/** Permission bits as letters. Stateless. */
final class Modes {
    private static final byte[][] RWX = {
        ByteText.bytes("---"),
        ByteText.bytes("--x"),
        ByteText.bytes("-w-"),
        ByteText.bytes("-wx"),
        ByteText.bytes("r--"),
        ByteText.bytes("r-x"),
        ByteText.bytes("rw-"),
        ByteText.bytes("rwx")
    };

    private static final int STICKY = 01000;

    private Modes() {}

    /** Three bits, e.g. {@code r-x}. */
    static void rwx(int bits, ByteText out) throws IOException {
        out.raw(RWX[bits & 7]);
    }

    /** A mode, e.g. {@code rwxr-xr-t}. */
    static void symbols(int mode, ByteText out) throws IOException {
        rwx(mode >>> 6, out);
        rwx(mode >>> 3, out);
        if ((mode & STICKY) == 0) {
            rwx(mode, out);
        } else {
            out.raw(RWX[mode & 7], 0, 2).character((mode & 1) != 0 ? 't' : 'T');
        }
    }
}
