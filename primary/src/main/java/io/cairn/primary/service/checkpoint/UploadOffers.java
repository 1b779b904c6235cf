package io.cairn.primary.service.checkpoint;

import io.cairn.primary.service.checkpoint.TransferRefusedException.Reason;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Images that a peer announced and may upload. Only the newest few are remembered; who comes with a forgotten one has to
 * announce it again. Thread-safe: one lock.
 */
final class UploadOffers {
    private static final int REMEMBERED = 16;

    private final Object lock = new Object();
    // Guarded by the lock.
    private final Map<String, ImageReceiver.Upload> offers = new LinkedHashMap<>();
    private long next = 1;

    /** Remembers an upload that was found wanted; answers its id. */
    String add(ImageReceiver.Upload upload) {
        synchronized (lock) {
            if (offers.size() == REMEMBERED) {
                offers.remove(offers.keySet().iterator().next());
            }
            String id = upload.txid() + "-" + next++;
            offers.put(id, upload);
            return id;
        }
    }

    /** What was announced under that id; it is used up. */
    ImageReceiver.Upload take(String id) throws TransferRefusedException {
        synchronized (lock) {
            ImageReceiver.Upload upload = offers.remove(id);
            if (upload == null) {
                throw new TransferRefusedException(
                        Reason.BAD_REQUEST, "No image was announced as upload '" + id + "'; announce it again");
            }
            return upload;
        }
    }
}
