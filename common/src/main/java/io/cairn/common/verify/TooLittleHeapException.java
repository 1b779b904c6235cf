package io.cairn.common.verify;

import java.io.IOException;

/** A check would need more memory than there is. Says how much, before anything was looked at for long. */
public final class TooLittleHeapException extends IOException {
    private static final long serialVersionUID = 1L;

    TooLittleHeapException(String file, long inodes, long neededBytes, long heapBytes) {
        super(file + ": checking " + inodes + " inodes takes " + mebibytes(neededBytes) + " MiB, but of the heap only "
                + mebibytes(heapBytes) + " may be used for it; set CAIRN_HEAP="
                + (mebibytes(neededBytes) + mebibytes(neededBytes) * 2 / 3) + "m and run the command again");
    }

    private static long mebibytes(long bytes) {
        return (bytes + (1 << 20) - 1) >> 20;
    }
}
