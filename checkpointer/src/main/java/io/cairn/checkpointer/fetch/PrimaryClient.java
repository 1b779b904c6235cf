package io.cairn.checkpointer.fetch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cairn.common.bytes.ByteSink;
import io.cairn.common.layout.StorageInfo;
import io.cairn.common.transfer.EditsManifest;
import io.cairn.common.transfer.OpenSegmentAnswer;
import io.cairn.common.transfer.PrimaryStatus;
import io.cairn.common.transfer.RollSignature;
import io.cairn.common.transfer.TransferClient;
import io.cairn.common.transfer.TransferProtocol;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * The primary's checkpoint calls (design: checkpoint protocol). An answer other than 200 becomes {@link
 * PrimaryRefusedException}. Thread-safe.
 */
public final class PrimaryClient {
    private final TransferClient http;
    private final ObjectMapper json =
            new ObjectMapper().configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);

    private final Contact contact;

    /** What is told and learned whenever the primary is asked, above all how it stands. Called on any thread. */
    public interface Contact {
        /** What lies here, as the query of the call: {@code held=…&proven=…&storageInfo=…}. */
        String holdings() throws IOException;

        /** The primary told how it stands. */
        void heard(PrimaryStatus status);

        /** The primary answered, to whatever it was asked. */
        void answered();

        /** The primary did not answer, or not as it should. */
        void failed(IOException why);
    }

    /** A client that holds nothing, tells nothing and remembers nothing. */
    public PrimaryClient(TransferClient http) {
        this(http, new Contact() {
            @Override
            public String holdings() {
                return TransferProtocol.HELD + "=" + TransferProtocol.HELD_NOTHING;
            }

            @Override
            public void heard(PrimaryStatus status) {}

            @Override
            public void answered() {}

            @Override
            public void failed(IOException why) {}
        });
    }

    /** @param contact is told how each asking for the status went */
    public PrimaryClient(TransferClient http, Contact contact) {
        this.http = http;
        this.contact = contact;
    }

    /** Where the primary is, for messages. */
    public String address() {
        return http.base().toString();
    }

    /** How it stands; tells it on the way what is held here. */
    public PrimaryStatus status() throws IOException {
        String path = TransferProtocol.STATUS + "?" + contact.holdings();
        try {
            PrimaryStatus status = call("GET", path, PrimaryStatus.class);
            contact.heard(status);
            return status;
        } catch (IOException e) {
            contact.failed(e);
            throw e;
        }
    }

    /** Ends the segment being written and begins the next. */
    public RollSignature roll() throws IOException {
        return call("POST", TransferProtocol.ROLL, RollSignature.class);
    }

    /** As {@link #roll}, where an image of the last transaction of the segment is going to be sent. */
    public RollSignature rollForCheckpoint() throws IOException {
        return call(
                "POST", TransferProtocol.ROLL + "?" + TransferProtocol.FOR_CHECKPOINT + "=true", RollSignature.class);
    }

    /** Finalised segments that lead on from {@code sinceTxid}. */
    public EditsManifest manifest(long sinceTxid) throws IOException {
        return call(
                "GET", TransferProtocol.EDITS + "?" + TransferProtocol.SINCE + "=" + sinceTxid, EditsManifest.class);
    }

    /** Fetches {@code fsimage_<txid>} of the primary that {@code expected} describes. */
    public TransferClient.Received image(long txid, StorageInfo expected, ByteSink sink) throws IOException {
        return file(TransferProtocol.GET_IMAGE + "=1&" + TransferProtocol.TXID + "=" + txid, expected, sink);
    }

    /** Fetches a finalised segment with exactly these bounds, both included. */
    public TransferClient.Received segment(long firstTxid, long lastTxid, StorageInfo expected, ByteSink sink)
            throws IOException {
        String query = TransferProtocol.GET_EDIT + "=1&" + TransferProtocol.START_TXID + "=" + firstTxid + "&"
                + TransferProtocol.END_TXID + "=" + lastTxid;
        return file(query, expected, sink);
    }

    /**
     * How much of the segment being written is durable.
     *
     * @param firstTxid which segment it is thought to be; if it is another by now, the answer says so
     * @param fromByte how many of its bytes are here, for the checksum in the answer
     */
    public OpenSegmentAnswer open(long firstTxid, long fromByte) throws IOException {
        return call(
                "GET",
                TransferProtocol.OPEN + "?" + TransferProtocol.START_TXID + "=" + firstTxid + "&"
                        + TransferProtocol.FROM_BYTE + "=" + fromByte,
                OpenSegmentAnswer.class);
    }

    /**
     * Fetches durable bytes of the segment being written, from {@code fromByte}, inclusive, to {@code toByte},
     * exclusive.
     */
    public TransferClient.Received openSegment(
            long firstTxid, long fromByte, long toByte, StorageInfo expected, ByteSink sink) throws IOException {
        String query = TransferProtocol.GET_EDIT + "=1&" + TransferProtocol.START_TXID + "=" + firstTxid + "&"
                + TransferProtocol.IN_PROGRESS_OK + "=true&" + TransferProtocol.FROM_BYTE + "=" + fromByte + "&"
                + TransferProtocol.TO_BYTE + "=" + toByte;
        return file(query, expected, sink);
    }

    private TransferClient.Received file(String query, StorageInfo expected, ByteSink sink) throws IOException {
        String path = TransferProtocol.IMAGE_TRANSFER + "?" + query + "&" + TransferProtocol.STORAGE_INFO + "="
                + URLEncoder.encode(expected.wireText(), StandardCharsets.UTF_8);
        TransferClient.Received received = http.download(path, sink);
        if (received.status() != 200) {
            throw refused("GET", path, received.status(), received.refusal());
        }
        contact.answered();
        return received;
    }

    private <T> T call(String method, String path, Class<T> type) throws IOException {
        TransferClient.Answer answer = http.call(method, path);
        if (answer.status() != 200) {
            throw refused(method, path, answer.status(), answer.text());
        }
        contact.answered();
        try {
            return json.readValue(answer.text(), type);
        } catch (JsonProcessingException e) {
            throw new IOException(
                    method + " " + TransferProtocol.withoutStorageInfo(address() + path)
                            + ": the answer is not the JSON expected; is this a Cairn primary? "
                            + e.getOriginalMessage(),
                    e);
        }
    }

    private PrimaryRefusedException refused(String method, String path, int status, String text) {
        return new PrimaryRefusedException(
                method + " " + TransferProtocol.withoutStorageInfo(address() + path) + ": status " + status
                        + (text.isBlank() ? "" : ": " + text.strip()),
                status);
    }
}
