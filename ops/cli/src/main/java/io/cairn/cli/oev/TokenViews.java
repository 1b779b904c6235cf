package io.cairn.cli.oev;

import io.cairn.common.model.DelegationKey;
import io.cairn.common.model.DelegationToken;
import io.cairn.common.op.CancelDelegationTokenOp;
import io.cairn.common.op.GetDelegationTokenOp;
import io.cairn.common.op.RenewDelegationTokenOp;
import io.cairn.common.op.UpdateMasterKeyOp;
import java.io.IOException;

/** Views of the ops about delegation tokens and their keys. Shows key material, as Hadoop's tool does. Stateless. */
final class TokenViews {
    private static final String KIND = "HDFS_DELEGATION_TOKEN";

    private TokenViews() {}

    static void addTo(OpViews.Table table) {
        table.add(
                GetDelegationTokenOp.class,
                (op, xml) -> {
                    token(op.token(), xml);
                    xml.number(Tag.EXPIRY_TIME, op.expiryMillis());
                },
                data -> new GetDelegationTokenOp(token(data), data.number(Tag.EXPIRY_TIME)));
        table.add(
                RenewDelegationTokenOp.class,
                (op, xml) -> {
                    token(op.token(), xml);
                    xml.number(Tag.EXPIRY_TIME, op.expiryMillis());
                },
                data -> new RenewDelegationTokenOp(token(data), data.number(Tag.EXPIRY_TIME)));
        table.add(
                CancelDelegationTokenOp.class,
                (op, xml) -> token(op.token(), xml),
                data -> new CancelDelegationTokenOp(token(data)));
        table.add(UpdateMasterKeyOp.class, TokenViews::write, TokenViews::readKey);
    }

    private static void token(DelegationToken token, Elements xml) throws IOException {
        xml.open(Tag.DELEGATION_TOKEN_IDENTIFIER);
        xml.text(Tag.KIND, KIND);
        xml.number(Tag.SEQUENCE_NUMBER, token.sequenceNumber());
        xml.text(Tag.OWNER, token.owner());
        xml.text(Tag.RENEWER, token.renewer());
        xml.text(Tag.REALUSER, token.realUser());
        xml.number(Tag.ISSUE_DATE, token.issueDate());
        xml.number(Tag.MAX_DATE, token.maxDate());
        xml.number(Tag.MASTER_KEY_ID, token.masterKeyId());
        xml.close(Tag.DELEGATION_TOKEN_IDENTIFIER);
    }

    private static DelegationToken token(XmlRecord data) throws XmlFormatException {
        XmlRecord token = data.child(Tag.DELEGATION_TOKEN_IDENTIFIER);
        if (!token.text(Tag.KIND).strip().equals(KIND)) {
            throw token.child(Tag.KIND).wrong(KIND);
        }
        return new DelegationToken(
                token.text(Tag.OWNER),
                token.text(Tag.RENEWER),
                token.text(Tag.REALUSER),
                token.number(Tag.ISSUE_DATE),
                token.number(Tag.MAX_DATE),
                token.integer(Tag.SEQUENCE_NUMBER),
                token.integer(Tag.MASTER_KEY_ID));
    }

    private static void write(UpdateMasterKeyOp op, Elements xml) throws IOException {
        DelegationKey key = op.key();
        xml.open(Tag.DELEGATION_KEY);
        xml.number(Tag.KEY_ID, key.id());
        xml.number(Tag.EXPIRY_DATE, key.expiryMillis());
        byte[] bytes = key.key();
        if (bytes != null) {
            xml.text(Tag.KEY, Parts.hex(bytes));
        }
        xml.close(Tag.DELEGATION_KEY);
    }

    private static UpdateMasterKeyOp readKey(XmlRecord data) throws XmlFormatException {
        XmlRecord key = data.child(Tag.DELEGATION_KEY);
        String digits = key.textOrNull(Tag.KEY);
        byte[] bytes = digits == null ? null : Parts.hex(key.child(Tag.KEY), digits.strip());
        return new UpdateMasterKeyOp(new DelegationKey(key.integer(Tag.KEY_ID), key.number(Tag.EXPIRY_DATE), bytes));
    }
}
