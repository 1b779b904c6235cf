package io.cairn.common.codec.image;

import io.cairn.common.model.DelegationKey;
import io.cairn.common.model.DelegationToken;
import io.cairn.common.model.PersistedToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Content of SECRET_MANAGER: header, then keys, then tokens. Immutable.
 *
 * @param currentKeyId newest key
 * @param tokenSequence last sequence number
 */
public record SecretManagerState(
        int currentKeyId, int tokenSequence, List<DelegationKey> keys, List<PersistedToken> tokens) {
    /** Nothing ever issued. */
    public static final SecretManagerState EMPTY = new SecretManagerState(0, 0, List.of(), List.of());

    public SecretManagerState {
        keys = List.copyOf(keys);
        tokens = List.copyOf(tokens);
    }

    static SecretManagerState read(MessageScanner messages) throws IOException {
        messages.require("the header of the secret manager");
        try {
            int[] header = header(messages);
            List<DelegationKey> keys = new ArrayList<>();
            for (int i = 0; i < header[3]; i++) {
                messages.require("delegation key " + (i + 1) + " of " + header[3]);
                keys.add(key(messages));
            }
            List<PersistedToken> tokens = new ArrayList<>();
            for (int i = 0; i < header[4]; i++) {
                messages.require("delegation token " + (i + 1) + " of " + header[4]);
                tokens.add(token(messages));
            }
            return new SecretManagerState(header[1], header[2], keys, tokens);
        } catch (CorruptImageException e) {
            throw messages.located(e);
        }
    }

    private static int[] header(MessageScanner messages) throws CorruptImageException {
        WireReader in = new WireReader(messages.buffer(), messages.start(), messages.end());
        int[] header = new int[5];
        while (in.next()) {
            if (in.field() < header.length) {
                header[in.field()] = in.varint32();
            } else {
                in.skip();
            }
        }
        return header;
    }

    private static DelegationKey key(MessageScanner messages) throws CorruptImageException {
        WireReader in = new WireReader(messages.buffer(), messages.start(), messages.end());
        int id = 0;
        long expiry = 0;
        byte[] key = null;
        while (in.next()) {
            switch (in.field()) {
                case 1 -> id = in.varint32();
                case 2 -> expiry = in.varint();
                case 3 -> key = in.bytes();
                default -> in.skip();
            }
        }
        return new DelegationKey(id, expiry, key);
    }

    private static PersistedToken token(MessageScanner messages) throws CorruptImageException {
        WireReader in = new WireReader(messages.buffer(), messages.start(), messages.end());
        String[] names = {"", "", ""};
        long[] numbers = new long[10];
        while (in.next()) {
            int field = in.field();
            if (field >= 2 && field <= 4) {
                names[field - 2] = in.string();
            } else if (field < numbers.length) {
                numbers[field] = in.varint();
            } else {
                in.skip();
            }
        }
        DelegationToken token = new DelegationToken(
                names[0], names[1], names[2], numbers[5], numbers[6], (int) numbers[7], (int) numbers[8]);
        return new PersistedToken(token, numbers[9]);
    }

    void write(ImageWriter image) throws IOException {
        WireWriter out = new WireWriter();
        out.varint(1, currentKeyId & 0xffffffffL);
        out.varint(2, tokenSequence & 0xffffffffL);
        out.varint(3, keys.size());
        out.varint(4, tokens.size());
        image.message(out);
        for (DelegationKey key : keys) {
            encode(key, out.clear());
            image.message(out);
        }
        for (PersistedToken token : tokens) {
            encode(token, out.clear());
            image.message(out);
        }
    }

    private static void encode(DelegationKey key, WireWriter out) {
        out.varint(1, key.id() & 0xffffffffL);
        out.varint(2, key.expiryMillis());
        byte[] secret = key.key();
        if (secret != null) {
            out.bytes(3, secret);
        }
    }

    private static void encode(PersistedToken persisted, WireWriter out) {
        DelegationToken token = persisted.token();
        out.string(2, token.owner());
        out.string(3, token.renewer());
        out.string(4, token.realUser());
        out.varint(5, token.issueDate());
        out.varint(6, token.maxDate());
        out.varint(7, token.sequenceNumber() & 0xffffffffL);
        out.varint(8, token.masterKeyId() & 0xffffffffL);
        out.varint(9, persisted.expiryMillis());
    }
}
