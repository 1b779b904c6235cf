package io.cairn.common.transfer;

import java.util.regex.Pattern;

/**
 * Names and limits of the checkpoint protocol: HDFS's {@code /imagetransfer} servlet (spec storage.md §6) and the
 * JSON calls beside it (design.md §4). Both processes use these constants and nothing else. Stateless.
 */
public final class TransferProtocol {
    /** GET serves images and segments, PUT takes a finished checkpoint. */
    public static final String IMAGE_TRANSFER = "/imagetransfer";

    /** GET: storage info, txids, age, safe mode. */
    public static final String STATUS = "/checkpoint/status";

    /** POST: ends the segment being written, begins the next, answers the signature. */
    public static final String ROLL = "/checkpoint/roll";

    /** Parameter of {@link #ROLL}: {@code true} if an image of the transaction where the segment ends is going to come. */
    public static final String FOR_CHECKPOINT = "forCheckpoint";

    /** POST, with an {@link UploadOffer}: asks whether an image is wanted, before a byte of it is sent. */
    public static final String OFFER = "/checkpoint/offer";

    /** Parameter of PUT: the id that {@link #OFFER} answered; without it MD5 and digest come in headers, or not at all. */
    public static final String UPLOAD_ID = "uploadId";

    /** GET: finalised segments from {@link #SINCE} on. */
    public static final String EDITS = "/checkpoint/edits";

    /**
     * GET, on the primary: how much of the segment being written is durable, {@link OpenSegmentAnswer}. With {@link
     * #START_TXID} the caller says which segment its bytes are of; if another one is being written, none of it counts.
     */
    public static final String OPEN = "/checkpoint/open";

    /**
     * Parameter of {@link #OPEN}, and of {@link #GET_EDIT} with {@link #IN_PROGRESS_OK}: the first byte wanted, i.e. how
     * many the caller has.
     */
    public static final String FROM_BYTE = "fromByte";

    /** Parameter of {@link #GET_EDIT} with {@link #IN_PROGRESS_OK}: offset behind the last byte wanted. */
    public static final String TO_BYTE = "toByte";

    /** Parameter of {@link #GET_EDIT}: bytes of the segment being written, from and to the offsets given; no end txid. */
    public static final String IN_PROGRESS_OK = "inProgressOk";

    /** GET, on the checkpointer: the images that lie there, {@link ImageList}. */
    public static final String IMAGES = "/checkpoint/images";

    /** Behind {@link #IMAGES} and an image's txid: POST pins it, with a {@link #REASON}, DELETE takes the pin away. */
    public static final String PIN = "/pin";

    /** POST, on the checkpointer: has a checkpoint made now; with {@code force=true} also if nothing changed. */
    public static final String RUN = "/checkpointer/run";

    /** Parameter of {@link #PIN}, {@link #ABANDON} and {@link #RUN}: why, one line. */
    public static final String REASON = "reason";

    /** Parameter of {@link #PIN}, {@link #ABANDON} and {@link #RUN}: who asks, for the audit log; as WebHDFS has it. */
    public static final String USER = "user.name";

    /** GET, on the checkpointer: one archive of an image and all edits that lead on; {@link #TXID} chooses the image. */
    public static final String ARCHIVE = "/checkpoint/archive";

    /**
     * On the checkpointer: what is held beyond {@link #AFTER}, which GET lists and POST, with a {@link #REASON}, sets aside
     * because the primary was taken back on purpose.
     */
    public static final String ABANDON = "/checkpoint/abandon";

    /** Parameter of {@link #ABANDON}: last transaction that stays. */
    public static final String AFTER = "after";

    /** First txid wanted in the manifest, inclusive. */
    public static final String SINCE = "since";

    /**
     * Parameter of {@link #STATUS}: the last transaction that the asking checkpointer has on its own disks, with everything
     * before it. Counts only beside the {@link #STORAGE_INFO} of the primary.
     */
    public static final String HELD = "held";

    /** Value of {@link #HELD} of a checkpointer that has nothing yet; needs no storage info. */
    public static final String HELD_NOTHING = "nothing";

    /** Parameter of {@link #STATUS}: {@code true} if what is held is not of the history that the primary has. */
    public static final String CONFLICT = "conflict";

    /**
     * Parameter of {@link #STATUS}: last transaction in the newest image that the asking checkpointer knows to be
     * proven.
     */
    public static final String PROVEN = "proven";

    public static final String GET_IMAGE = "getimage";
    public static final String GET_EDIT = "getedit";
    public static final String TXID = "txid";

    /** Value of {@link #TXID}: the newest image. */
    public static final String TXID_LATEST = "latest";

    public static final String START_TXID = "startTxId";
    public static final String END_TXID = "endTxId";

    /** {@code layoutVersion:namespaceID:cTime:clusterID}. */
    public static final String STORAGE_INFO = "storageInfo";

    public static final String IMAGE_FILE = "imageFile";

    /** The only kind of image that a checkpoint uploads. */
    public static final String IMAGE_FILE_IMAGE = "IMAGE";

    /** An image kept for the roll-back of a rolling upgrade. */
    public static final String IMAGE_FILE_ROLLBACK = "IMAGE_ROLLBACK";

    /** Parameter of PUT: length of the image in bytes; counts, not {@code Content-Length}. */
    public static final String FILE_LENGTH = "File-Length";

    /** Header: MD5 of the file, 32 hexadecimal digits in lower case. */
    public static final String MD5_HEADER = "X-MD5-Digest";

    /** Header: digest of the namespace in the image, 32 hexadecimal digits in lower case; ours alone. */
    public static final String DIGEST_HEADER = "X-Namespace-Digest";

    /** Header: name of the file as it lies in the directory. */
    public static final String FILE_NAME_HEADER = "X-Image-Edits-Name";

    /** Content type of uploads. A form type would make a servlet container swallow the body. */
    public static final String OCTET_STREAM = "application/octet-stream";

    /** Bytes a sender or receiver moves at a time. */
    public static final int BUFFER_BYTES = 128 * 1024;

    /** Most segments one manifest lists; the caller asks again from behind the last one. */
    public static final int MANIFEST_SEGMENTS_MAX = 100_000;

    private static final Pattern STORAGE_INFO_PARAMETER =
            Pattern.compile("[?&]" + STORAGE_INFO + "=[^&\\s]*?(?=:?\\s|&|$)");

    private TransferProtocol() {}

    /**
     * {@code text}, which may name the address of a call, without the storage info in it: whoever has that counts as a
     * member of the namespace, and messages end up on pages that anybody reads.
     */
    public static String withoutStorageInfo(String text) {
        return STORAGE_INFO_PARAMETER.matcher(text).replaceAll("");
    }
}
