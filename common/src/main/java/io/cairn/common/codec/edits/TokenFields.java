package io.cairn.common.codec.edits;

import io.cairn.common.bytes.ByteReader;
import io.cairn.common.bytes.ByteWriter;
import io.cairn.common.bytes.MalformedBytesException;
import io.cairn.common.model.DelegationToken;

/**
 * {@code token}: i8 version 0; text owner, renewer, real user; vlong issue date, vlong max date, vint sequence number,
 * vint master key id. Stateless.
 */
final class TokenFields {
    private static final int VERSION = 0;

    private TokenFields() {}

    static DelegationToken read(ByteReader body) throws MalformedBytesException {
        int from = body.position();
        int version = body.i8();
        if (version != VERSION) {
            throw new MalformedBytesException(from, "delegation token version 0", Integer.toString(version));
        }
        return new DelegationToken(
                body.pooledText(),
                body.pooledText(),
                body.pooledText(),
                body.vlong(),
                body.vlong(),
                body.vint(),
                body.vint());
    }

    static void write(DelegationToken token, ByteWriter body) {
        body.i8(VERSION);
        body.text(token.owner());
        body.text(token.renewer());
        body.text(token.realUser());
        body.vlong(token.issueDate());
        body.vlong(token.maxDate());
        body.vint(token.sequenceNumber());
        body.vint(token.masterKeyId());
    }
}
