package io.cairn.cli.oev;

import java.nio.charset.StandardCharsets;

/** Element names of the XML form of a segment (spec edits.md §3 and §5), with their bytes made once. */
@SuppressWarnings("ImmutableEnumChecker") // the arrays are only handed to code that copies from them
enum Tag {
    EDITS,
    EDITS_VERSION,
    RECORD,
    OPCODE,
    DATA,
    TXID,
    ERROR,
    LENGTH,
    INODEID,
    PATH,
    REPLICATION,
    MTIME,
    ATIME,
    BLOCKSIZE,
    CLIENT_NAME,
    CLIENT_MACHINE,
    OVERWRITE,
    BLOCK,
    BLOCK_ID,
    NUM_BYTES,
    GENSTAMP,
    GENSTAMPV2,
    PERMISSION_STATUS,
    USERNAME,
    GROUPNAME,
    MODE,
    ENTRY,
    SCOPE,
    TYPE,
    NAME,
    PERM,
    XATTR,
    NAMESPACE,
    VALUE,
    ERASURE_CODING_POLICY_ID,
    RPC_CLIENTID,
    RPC_CALLID,
    SRC,
    DST,
    TRG,
    TIMESTAMP,
    OPTIONS,
    SOURCES,
    NSQUOTA,
    DSQUOTA,
    STORAGETYPE,
    DELEGATION_TOKEN_IDENTIFIER,
    KIND,
    SEQUENCE_NUMBER,
    OWNER,
    RENEWER,
    REALUSER,
    ISSUE_DATE,
    MAX_DATE,
    MASTER_KEY_ID,
    EXPIRY_TIME,
    DELEGATION_KEY,
    KEY_ID,
    EXPIRY_DATE,
    KEY,
    LEASEHOLDER,
    NEWHOLDER,
    SNAPSHOTROOT,
    SNAPSHOTNAME,
    SNAPSHOTOLDNAME,
    SNAPSHOTNEWNAME,
    ID,
    POOL,
    EXPIRATION,
    POOLNAME,
    OWNERNAME,
    LIMIT,
    MAXRELATIVEEXPIRY,
    DEFAULTREPLICATION,
    STARTTIME,
    FINALIZETIME,
    POLICYID,
    CLIENTNAME,
    CLIENTMACHINE,
    NEWLENGTH,
    NEWBLOCK,
    CODEC,
    DATAUNITS,
    PARITYUNITS,
    CELLSIZE,
    EXTRAOPTIONS,
    EXTRAOPTION,
    POLICYNAME;

    private final byte[] start = ("<" + name() + ">").getBytes(StandardCharsets.US_ASCII);
    private final byte[] end = ("</" + name() + ">").getBytes(StandardCharsets.US_ASCII);
    private final byte[] empty = ("<" + name() + "/>").getBytes(StandardCharsets.US_ASCII);

    /** {@code <NAME>}; read only. */
    byte[] start() {
        return start;
    }

    /** {@code </NAME>}; read only. */
    byte[] end() {
        return end;
    }

    /** {@code <NAME/>}; read only. */
    byte[] empty() {
        return empty;
    }
}
