package io.cairn.primary.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cairn.common.disk.Disk;
import io.cairn.common.layout.StorageInfo;
import io.cairn.common.transfer.EditsManifest;
import io.cairn.common.transfer.PrimaryStatus;
import io.cairn.common.transfer.TransferClient;
import io.cairn.common.transfer.TransferProtocol;
import io.cairn.primary.restart.CheckpointerCopies;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;

/** The checkpointer as a start that needs copies of files asks it. Thread-safe. */
final class CheckpointerCalls implements CheckpointerCopies.Calls {
    private final TransferClient http;
    private final ObjectMapper json =
            new ObjectMapper().configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);

    private CheckpointerCalls(TransferClient http) {
        this.http = http;
    }

    /** The copies that the checkpointer at {@code address} has of the namespace {@code info}. */
    static CheckpointerCopies copies(Disk disk, URI address, Duration timeout, StorageInfo info) {
        TransferClient http = new TransferClient(address, timeout, 0);
        return new CheckpointerCopies(disk, http, new CheckpointerCalls(http), info);
    }

    @Override
    public PrimaryStatus status() throws IOException {
        return call(TransferProtocol.STATUS, PrimaryStatus.class);
    }

    @Override
    public EditsManifest manifest(long sinceTxid) throws IOException {
        return call(TransferProtocol.EDITS + "?" + TransferProtocol.SINCE + "=" + sinceTxid, EditsManifest.class);
    }

    private <T> T call(String path, Class<T> type) throws IOException {
        TransferClient.Answer answer = http.call("GET", path);
        if (answer.status() != 200) {
            throw new IOException(http.base() + path + ": status " + answer.status() + ": "
                    + answer.text().strip());
        }
        try {
            return json.readValue(answer.text(), type);
        } catch (JsonProcessingException e) {
            throw new IOException(
                    http.base() + path + ": the answer is not what a checkpointer says: " + e.getOriginalMessage(), e);
        }
    }
}
