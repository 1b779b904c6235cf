package io.cairn.cli.oiv;

import io.cairn.cli.oiv.Xml.Tag;
import io.cairn.cli.text.ByteText;
import io.cairn.cli.text.XmlText;
import io.cairn.common.codec.image.CorruptImageException;
import io.cairn.common.codec.image.DirEntryCodec;
import io.cairn.common.codec.image.ImageFormat;
import io.cairn.common.codec.image.ImageReader;
import io.cairn.common.codec.image.ImageSection;
import io.cairn.common.codec.image.InodeCodec;
import io.cairn.common.codec.image.MessageScanner;
import io.cairn.common.codec.image.StringKind;
import io.cairn.common.codec.image.StringTable;
import io.cairn.common.codec.image.WireReader;
import io.cairn.common.model.AclScope;
import io.cairn.common.model.AclType;
import io.cairn.common.model.EcPolicy;
import io.cairn.common.model.XAttrNamespace;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The image as one XML document, as Hadoop 3.5.0 prints it: sections in load order, messages straight from the wire.
 * Layout: spec fsimage.md §8. Single use, one thread.
 */
final class XmlView {
    /** The revision of the Hadoop whose document this is; readers of the document may look at it. */
    private static final String OIV_REVISION = "dbcc7cd797100e6b32cd84f85b53a5193a5f9af0";

    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private static final Tag ACL = new Tag("acl");
    private static final Tag ACLS = new Tag("acls");
    private static final Tag ATIME = new Tag("atime");
    private static final Tag BLOCK = new Tag("block");
    private static final Tag BLOCK_TYPE = new Tag("blockType");
    private static final Tag BLOCKS = new Tag("blocks");
    private static final Tag CELL_SIZE = new Tag("cellSize");
    private static final Tag CHILD = new Tag("child");
    private static final Tag CHILDREN_SIZE = new Tag("childrenSize");
    private static final Tag CLIENT_MACHINE = new Tag("clientMachine");
    private static final Tag CLIENT_NAME = new Tag("clientName");
    private static final Tag CODEC_NAME = new Tag("codecName");
    private static final Tag COUNT = new Tag("count");
    private static final Tag CREATED = new Tag("created");
    private static final Tag CREATED_LIST_SIZE = new Tag("createdListSize");
    private static final Tag CURRENT_ID = new Tag("currentId");
    private static final Tag DATA_UNITS = new Tag("dataUnits");
    private static final Tag DELEGATION_KEY = new Tag("delegationKey");
    private static final Tag DELETED_INODE = new Tag("deletedInode");
    private static final Tag DELETED_INODE_REF = new Tag("deletedInoderef");
    private static final Tag DIR = new Tag("dir");
    private static final Tag DIR_DIFF = new Tag("dirDiff");
    private static final Tag DIR_DIFF_ENTRY = new Tag("dirDiffEntry");
    private static final Tag DIRECTIVE = new Tag("directive");
    private static final Tag DIRECTORY = new Tag("directory");
    private static final Tag DS_QUOTA = new Tag("dsquota");
    private static final Tag DST_SNAPSHOT_ID = new Tag("dstSnapshotId");
    private static final Tag EC_POLICY = new Tag("erasureCodingPolicy");
    private static final Tag EC_POLICY_ID = new Tag("erasureCodingPolicyId");
    private static final Tag EC_SCHEMA = new Tag("ecSchema");
    private static final Tag EXPIRATION = new Tag("expiration");
    private static final Tag EXPIRY = new Tag("expiry");
    private static final Tag EXPIRY_DATE = new Tag("expiryDate");
    private static final Tag EXTRA_OPTIONS = new Tag("extraOptions");
    private static final Tag FILE_DIFF = new Tag("fileDiff");
    private static final Tag FILE_DIFF_ENTRY = new Tag("fileDiffEntry");
    private static final Tag FILE_UC = new Tag("file-under-construction");
    private static final Tag GENSTAMP = new Tag("genstamp");
    private static final Tag GENSTAMP_V1 = new Tag("genstampV1");
    private static final Tag GENSTAMP_V1_LIMIT = new Tag("genstampV1Limit");
    private static final Tag GENSTAMP_V2 = new Tag("genstampV2");
    private static final Tag GROUP_NAME = new Tag("groupName");
    private static final Tag ID = new Tag("id");
    private static final Tag INODE = new Tag("inode");
    private static final Tag INODE_ID = new Tag("inodeId");
    private static final Tag IS_SNAPSHOT_ROOT = new Tag("isSnapshotRoot");
    private static final Tag ISSUE_DATE = new Tag("issueDate");
    private static final Tag KEY = new Tag("key");
    private static final Tag LAST_BLOCK_ID = new Tag("lastAllocatedBlockId");
    private static final Tag LAST_INODE_ID = new Tag("lastInodeId");
    private static final Tag LAST_SNAPSHOT_ID = new Tag("lastSnapshotId");
    private static final Tag LAYOUT_VERSION = new Tag("layoutVersion");
    private static final Tag LIMIT = new Tag("limit");
    private static final Tag MASTER_KEY_ID = new Tag("masterKeyId");
    private static final Tag MAX_DATE = new Tag("maxDate");
    private static final Tag MAX_RELATIVE_EXPIRY = new Tag("maxRelativeExpiry");
    private static final Tag MILLIS = new Tag("millis");
    private static final Tag MODE = new Tag("mode");
    private static final Tag MTIME = new Tag("mtime");
    private static final Tag NAME = new Tag("name");
    private static final Tag NAMESPACE_ID = new Tag("namespaceId");
    private static final Tag NEXT_DIRECTIVE_ID = new Tag("nextDirectiveId");
    private static final Tag NS = new Tag("ns");
    private static final Tag NS_QUOTA = new Tag("nsquota");
    private static final Tag NUM_BYTES = new Tag("numBytes");
    private static final Tag NUM_DELEGATION_KEYS = new Tag("numDelegationKeys");
    private static final Tag NUM_DIRECTIVES = new Tag("numDirectives");
    private static final Tag NUM_INODES = new Tag("numInodes");
    private static final Tag NUM_POOLS = new Tag("numPools");
    private static final Tag NUM_SNAPSHOTS = new Tag("numSnapshots");
    private static final Tag NUM_TOKENS = new Tag("numTokens");
    private static final Tag OIV_REVISION_TAG = new Tag("oivRevision");
    private static final Tag ONDISK_VERSION = new Tag("onDiskVersion");
    private static final Tag OPTION = new Tag("option");
    private static final Tag OWNER = new Tag("owner");
    private static final Tag OWNER_NAME = new Tag("ownerName");
    private static final Tag PARENT = new Tag("parent");
    private static final Tag PARITY_UNITS = new Tag("parityUnits");
    private static final Tag PATH = new Tag("path");
    private static final Tag PERMISSION = new Tag("permission");
    private static final Tag POLICY_ID = new Tag("policyId");
    private static final Tag POLICY_NAME = new Tag("policyName");
    private static final Tag POLICY_STATE = new Tag("policyState");
    private static final Tag POOL = new Tag("pool");
    private static final Tag POOL_NAME = new Tag("poolName");
    private static final Tag PREFERRED_BLOCK_SIZE = new Tag("preferredBlockSize");
    private static final Tag QUOTA = new Tag("quota");
    private static final Tag REAL_USER = new Tag("realUser");
    private static final Tag REF = new Tag("ref");
    private static final Tag REF_CHILD = new Tag("refChild");
    private static final Tag REFERRED_ID = new Tag("referredId");
    private static final Tag RELATIVE = new Tag("relative");
    private static final Tag RENEWER = new Tag("renewer");
    private static final Tag REPLICATION = new Tag("replication");
    private static final Tag ROOT = new Tag("root");
    private static final Tag SEQUENCE_NUMBER = new Tag("sequenceNumber");
    private static final Tag SIZE = new Tag("size");
    private static final Tag SNAPSHOT = new Tag("snapshot");
    private static final Tag SNAPSHOT_COPY = new Tag("snapshotCopy");
    private static final Tag SNAPSHOT_COUNTER = new Tag("snapshotCounter");
    private static final Tag SNAPSHOT_ID = new Tag("snapshotId");
    private static final Tag SNAPSHOTTABLE_DIR = new Tag("snapshottableDir");
    private static final Tag STORAGE_POLICY_ID = new Tag("storagePolicyId");
    private static final Tag TARGET = new Tag("target");
    private static final Tag TOKEN = new Tag("token");
    private static final Tag TOKEN_SEQUENCE_NUMBER = new Tag("tokenSequenceNumber");
    private static final Tag TXID = new Tag("txid");
    private static final Tag TYPE = new Tag("type");
    private static final Tag TYPE_QUOTA = new Tag("typeQuota");
    private static final Tag VAL = new Tag("val");
    private static final Tag VAL_HEX = new Tag("valHex");
    private static final Tag VALUE = new Tag("value");
    private static final Tag VERSION = new Tag("version");
    private static final Tag XATTR = new Tag("xattr");
    private static final Tag XATTRS = new Tag("xattrs");

    private static final byte[][] INODE_TYPES = {
        ByteText.bytes("FILE"), ByteText.bytes("DIRECTORY"), ByteText.bytes("SYMLINK")
    };
    private static final byte[] CONTIGUOUS = ByteText.bytes("CONTIGUOUS");
    private static final byte[] STRIPED = ByteText.bytes("STRIPED");

    private final ImageReader image;
    private final Progress progress;
    private final ByteText out;
    private final Xml xml;
    private final Names names;

    private final Fields message = new Fields();
    private final Fields body = new Fields();
    private final Fields part = new Fields();
    private final Fields leaf = new Fields();
    private final WireReader repeated = new WireReader();
    private final DirEntryCodec.Cursor cursor = new DirEntryCodec.Cursor();

    XmlView(ImageReader image, ByteText out, Progress progress) {
        this.image = image;
        this.progress = progress;
        this.out = out;
        this.xml = new Xml(out);
        this.names = new Names(image.stringTable(), XmlText::escaped);
    }

    private interface Printer {
        void print(MessageScanner messages) throws IOException;
    }

    /** Prints the whole document. */
    void print() throws IOException {
        out.text("<?xml version=\"1.0\"?>\n<fsimage>");
        xml.open(VERSION);
        xml.number(LAYOUT_VERSION, image.layout().value());
        xml.number(ONDISK_VERSION, ImageFormat.ONDISK_VERSION);
        xml.text(OIV_REVISION_TAG, OIV_REVISION);
        xml.closeLine(VERSION);
        Map<ImageSection, Printer> printers = printers();
        for (ImageSection section : ImageSection.LOAD_ORDER) {
            Printer printer = printers.get(section);
            if (printer != null && image.summary().section(section).isPresent()) {
                section(section, printer);
            }
        }
        out.text("</fsimage>\n");
    }

    private Map<ImageSection, Printer> printers() {
        Map<ImageSection, Printer> printers = new EnumMap<>(ImageSection.class);
        printers.put(ImageSection.NS_INFO, this::name);
        printers.put(ImageSection.ERASURE_CODING, this::erasureCoding);
        printers.put(ImageSection.INODE, this::inodes);
        printers.put(ImageSection.INODE_REFERENCE, this::references);
        printers.put(ImageSection.SNAPSHOT, this::snapshots);
        printers.put(ImageSection.INODE_DIR, this::directories);
        printers.put(ImageSection.FILES_UNDERCONSTRUCTION, this::openFiles);
        printers.put(ImageSection.SNAPSHOT_DIFF, this::diffs);
        printers.put(ImageSection.SECRET_MANAGER, this::secrets);
        printers.put(ImageSection.CACHE_MANAGER, this::cache);
        return printers;
    }

    private void section(ImageSection section, Printer printer) throws IOException {
        try (MessageScanner messages = image.messages(section)) {
            try {
                printer.print(messages);
            } catch (CorruptImageException e) {
                throw messages.located(e);
            }
        }
    }

    private Fields next(MessageScanner messages, String what) throws IOException {
        messages.require(what);
        return message.read(messages.buffer(), messages.start(), messages.end());
    }

    private Fields next(MessageScanner messages, String what, long index, long count) throws IOException {
        messages.require(what, index, count);
        return message.read(messages.buffer(), messages.start(), messages.end());
    }

    private void name(MessageScanner messages) throws IOException {
        Fields info = next(messages, "the one message of NS_INFO");
        out.text("<NameSection>");
        xml.number(NAMESPACE_ID, info.number32(1));
        xml.number(GENSTAMP_V1, info.number(2));
        xml.number(GENSTAMP_V2, info.number(3));
        xml.number(GENSTAMP_V1_LIMIT, info.number(4));
        xml.number(LAST_BLOCK_ID, info.number(5));
        xml.number(TXID, info.number(6));
        out.text("</NameSection>\n");
    }

    private void erasureCoding(MessageScanner messages) throws IOException {
        List<EcPolicy> policies = image.erasureCodingPolicies();
        if (policies.isEmpty()) {
            return;
        }
        out.text("<ErasureCodingSection>\n");
        for (EcPolicy policy : policies) {
            out.raw(EC_POLICY.open()).character('\n');
            xml.number(POLICY_ID, policy.id());
            xml.text(POLICY_NAME, policy.name());
            xml.number(CELL_SIZE, policy.schema().cellSize());
            xml.text(POLICY_STATE, policy.state().name());
            out.raw(EC_SCHEMA.open()).character('\n');
            xml.text(CODEC_NAME, policy.schema().codec());
            xml.number(DATA_UNITS, policy.schema().dataUnits());
            xml.number(PARITY_UNITS, policy.schema().parityUnits());
            options(policy.schema().extraOptions());
            xml.closeLine(EC_SCHEMA);
            xml.closeLine(EC_POLICY);
            out.character('\n');
        }
        out.text("</ErasureCodingSection>\n\n");
    }

    private void options(List<Map.Entry<String, String>> options) throws IOException {
        if (options.isEmpty()) {
            return;
        }
        out.raw(EXTRA_OPTIONS.open()).character('\n');
        for (Map.Entry<String, String> option : options) {
            out.raw(OPTION.open()).character('\n');
            xml.text(KEY, option.getKey());
            xml.text(VALUE, option.getValue());
            xml.closeLine(OPTION);
        }
        xml.closeLine(EXTRA_OPTIONS);
    }

    private void inodes(MessageScanner messages) throws IOException {
        Fields header = next(messages, "the header of the inodes");
        long count = header.number(2);
        out.text("<INodeSection>");
        xml.number(LAST_INODE_ID, header.number(1));
        xml.number(NUM_INODES, count);
        for (long i = 0; i < count; i++) {
            next(messages, "inode", i, count);
            xml.open(INODE);
            inode();
            xml.closeLine(INODE);
            progress.at(i, count);
        }
        out.text("</INodeSection>\n");
    }

    /** Prints the inode that {@link #message} holds, without the element around it. */
    private void inode() throws IOException {
        int type = message.number32(1);
        if (type < 1 || type > INODE_TYPES.length) {
            throw new CorruptImageException("an inode type of 1 to 3", "" + type);
        }
        xml.number(ID, message.number(2));
        xml.plain(TYPE, INODE_TYPES[type - 1]);
        xml.text(NAME, message, 3);
        switch (type) {
            case InodeCodec.TYPE_FILE -> file(body.read(message, 4));
            case InodeCodec.TYPE_DIRECTORY -> directory(body.read(message, 5));
            default -> symlink(body.read(message, 6));
        }
    }

    private void file(Fields file) throws IOException {
        xml.number(REPLICATION, file.has(12) ? 1 : file.number32(1));
        xml.number(MTIME, file.number(2));
        xml.number(ATIME, file.number(3));
        xml.number(PREFERRED_BLOCK_SIZE, file.number(4));
        permission(file.number(5));
        xattrs(file, 9);
        acls(file, 8);
        if (file.has(6)) {
            blocks(file.buffer(), file.start(), file.end(), 6);
        }
        if (file.has(10)) {
            xml.number(STORAGE_POLICY_ID, file.number32(10));
        }
        if (file.has(12)) {
            xml.plain(BLOCK_TYPE, file.number(11) == 1 ? STRIPED : CONTIGUOUS);
            xml.number(EC_POLICY_ID, file.number32(12));
        }
        if (file.has(7)) {
            part.read(file, 7);
            xml.open(FILE_UC);
            xml.text(CLIENT_NAME, part, 1);
            xml.text(CLIENT_MACHINE, part, 2);
            xml.closeLine(FILE_UC);
        }
    }

    private void directory(Fields directory) throws IOException {
        xml.number(MTIME, directory.number(1));
        permission(directory.number(4));
        xattrs(directory, 6);
        acls(directory, 5);
        if (directory.has(2) && directory.has(3)) {
            xml.number(NS_QUOTA, directory.number(2));
            xml.number(DS_QUOTA, directory.number(3));
        }
        if (directory.has(7)) {
            repeated.reset(directory.buffer(), directory.start(7), directory.end(7));
            while (nextRepeated(1)) {
                xml.open(TYPE_QUOTA);
                xml.text(TYPE, InodeCodec.storageType(leaf.number32(1)).name());
                xml.number(QUOTA, leaf.number(2));
                xml.close(TYPE_QUOTA);
            }
        }
    }

    private void symlink(Fields symlink) throws IOException {
        permission(symlink.number(1));
        xml.text(TARGET, symlink, 2);
        xml.number(MTIME, symlink.number(3));
        xml.number(ATIME, symlink.number(4));
    }

    private void permission(long packed) throws IOException {
        xml.open(PERMISSION);
        out.raw(names.user(packed)).character(':').raw(names.group(packed)).character(':');
        out.octal4((int) packed & 01777);
        xml.close(PERMISSION);
    }

    /** Moves {@link #repeated} to the next message of that field and {@link #leaf} into it. */
    private boolean nextRepeated(int field) throws CorruptImageException {
        while (repeated.next()) {
            if (repeated.field() == field) {
                int length = repeated.length();
                leaf.read(repeated.buffer(), repeated.position(), repeated.position() + length);
                repeated.advance(length);
                return true;
            }
        }
        return false;
    }

    private void blocks(byte[] buffer, int start, int end, int field) throws IOException {
        xml.open(BLOCKS);
        repeated.reset(buffer, start, end);
        while (nextRepeated(field)) {
            xml.open(BLOCK);
            xml.number(ID, leaf.number(1));
            xml.number(GENSTAMP, leaf.number(2));
            xml.number(NUM_BYTES, leaf.number(3));
            xml.closeLine(BLOCK);
        }
        xml.closeLine(BLOCKS);
    }

    private void xattrs(Fields owner, int field) throws IOException {
        if (!owner.has(field)) {
            return;
        }
        xml.open(XATTRS);
        repeated.reset(owner.buffer(), owner.start(field), owner.end(field));
        while (nextRepeated(1)) {
            int name = leaf.number32(1);
            xml.open(XATTR);
            xml.text(NS, namespace(name).name());
            xml.plain(NAME, names.get(StringKind.XATTR, (name >>> 6) & StringTable.ID_MAX));
            if (isUtf8(leaf.buffer(), leaf.start(2), leaf.end(2))) {
                xml.text(VAL, leaf, 2);
            } else {
                xml.hex(VAL_HEX, leaf, 2);
            }
            xml.close(XATTR);
        }
        xml.close(XATTRS);
    }

    private static XAttrNamespace namespace(int packedName) throws CorruptImageException {
        int number = (packedName >>> 30) | ((packedName >>> 5) & 1) << 2;
        if (number >= XAttrNamespace.values().length) {
            throw new CorruptImageException("an xattr namespace of 0 to 4", "" + number);
        }
        return XAttrNamespace.values()[number];
    }

    private static boolean isUtf8(byte[] buffer, int start, int end) {
        if (XmlText.isPlain(buffer, start, end)) {
            return true;
        }
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(buffer, start, end - start));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private void acls(Fields owner, int field) throws IOException {
        if (!owner.has(field)) {
            return;
        }
        repeated.reset(owner.buffer(), owner.start(field), owner.end(field));
        boolean any = false;
        while (repeated.next()) {
            if (repeated.field() != 2) {
                continue;
            }
            int outer = repeated.isPacked() ? repeated.enter() : -1;
            while (outer < 0 || repeated.more()) {
                if (!any) {
                    xml.open(ACLS);
                    any = true;
                }
                acl(outer < 0 ? repeated.fixed32() : repeated.packedFixed32());
                if (outer < 0) {
                    break;
                }
            }
            if (outer >= 0) {
                repeated.leave(outer);
            }
        }
        if (any) {
            xml.close(ACLS);
        }
    }

    private void acl(int packed) throws IOException {
        AclType type = AclType.values()[(packed >>> 3) & 3];
        int id = (packed >>> 6) & StringTable.ID_MAX;
        xml.open(ACL);
        if (AclScope.values()[(packed >>> 5) & 1] == AclScope.DEFAULT) {
            out.text("default:");
        }
        out.text(type.name().toLowerCase(Locale.ROOT)).character(':');
        if (id != 0 && type == AclType.USER) {
            out.raw(names.get(StringKind.USER, id));
        } else if (id != 0 && type == AclType.GROUP) {
            out.raw(names.get(StringKind.GROUP, id));
        }
        out.character(':');
        Modes.rwx(packed & 7, out);
        xml.close(ACL);
    }

    private void references(MessageScanner messages) throws IOException {
        out.text("<INodeReferenceSection>");
        while (messages.next()) {
            message.read(messages.buffer(), messages.start(), messages.end());
            xml.open(REF);
            xml.number(REFERRED_ID, message.number(1));
            xml.text(NAME, message, 2);
            xml.number(DST_SNAPSHOT_ID, message.number32(3));
            xml.number(LAST_SNAPSHOT_ID, message.number32(4));
            xml.closeLine(REF);
        }
        out.text("</INodeReferenceSection>");
    }

    private void snapshots(MessageScanner messages) throws IOException {
        next(messages, "the header of the snapshots");
        int count = message.number32(3);
        out.text("<SnapshotSection>");
        xml.number(SNAPSHOT_COUNTER, message.number32(1));
        xml.number(NUM_SNAPSHOTS, count);
        if (message.has(2)) {
            xml.open(SNAPSHOTTABLE_DIR);
            numbers(messages, 2, DIR);
            xml.closeLine(SNAPSHOTTABLE_DIR);
        }
        for (int i = 0; i < count; i++) {
            next(messages, "snapshot", i, count);
            xml.open(SNAPSHOT);
            xml.number(ID, message.number32(1));
            xml.open(ROOT);
            message.read(message.buffer(), message.start(2), message.end(2));
            inode();
            xml.close(ROOT);
            xml.close(SNAPSHOT);
        }
        out.text("</SnapshotSection>\n");
    }

    /** Prints each number of a repeated field of the current message. */
    private void numbers(MessageScanner messages, int field, Tag tag) throws IOException {
        cursor.numbers(messages.buffer(), messages.start(), messages.end(), field);
        while (cursor.next()) {
            xml.number(tag, cursor.value());
        }
    }

    private void directories(MessageScanner messages) throws IOException {
        out.text("<INodeDirectorySection>");
        while (messages.next()) {
            xml.open(DIRECTORY);
            xml.number(PARENT, DirEntryCodec.parent(messages.buffer(), messages.start(), messages.end()));
            numbers(messages, 2, CHILD);
            numbers(messages, 3, REF_CHILD);
            xml.closeLine(DIRECTORY);
        }
        out.text("</INodeDirectorySection>\n");
    }

    private void openFiles(MessageScanner messages) throws IOException {
        out.text("<FileUnderConstructionSection>");
        while (messages.next()) {
            message.read(messages.buffer(), messages.start(), messages.end());
            xml.open(INODE);
            xml.number(ID, message.number(1));
            xml.text(PATH, message, 2);
            xml.closeLine(INODE);
        }
        out.text("</FileUnderConstructionSection>\n");
    }

    private void diffs(MessageScanner messages) throws IOException {
        out.text("<SnapshotDiffSection>");
        while (messages.next()) {
            message.read(messages.buffer(), messages.start(), messages.end());
            int type = message.number32(1);
            int count = message.number32(3);
            if (type != 1 && type != 2) {
                throw new CorruptImageException("a diff of a file (1) or a directory (2)", "type " + type);
            }
            Tag entry = type == 1 ? FILE_DIFF_ENTRY : DIR_DIFF_ENTRY;
            xml.open(entry);
            xml.number(INODE_ID, message.number(2));
            xml.number(COUNT, count);
            for (int i = 0; i < count; i++) {
                next(messages, "diff", i, count);
                if (type == 1) {
                    fileDiff();
                } else {
                    directoryDiff(messages);
                }
            }
            xml.close(entry);
        }
        out.text("</SnapshotDiffSection>\n");
    }

    private void fileDiff() throws IOException {
        xml.open(FILE_DIFF);
        xml.number(SNAPSHOT_ID, message.number32(1));
        xml.number(SIZE, message.number(2));
        xml.text(NAME, message, 3);
        xml.open(SNAPSHOT_COPY);
        file(body.read(message, 4));
        xml.closeLine(SNAPSHOT_COPY);
        if (message.has(5)) {
            blocks(message.buffer(), message.start(), message.end(), 5);
        }
        xml.closeLine(FILE_DIFF);
    }

    private void directoryDiff(MessageScanner messages) throws IOException {
        int created = message.number32(6);
        xml.open(DIR_DIFF);
        xml.number(SNAPSHOT_ID, message.number32(1));
        xml.number(CHILDREN_SIZE, message.number32(2));
        xml.flag(IS_SNAPSHOT_ROOT, message.number(3) != 0);
        xml.text(NAME, message, 4);
        if (message.has(5)) {
            xml.open(SNAPSHOT_COPY);
            directory(body.read(message, 5));
            xml.closeLine(SNAPSHOT_COPY);
        }
        xml.number(CREATED_LIST_SIZE, created);
        numbers(messages, 7, DELETED_INODE);
        numbers(messages, 8, DELETED_INODE_REF);
        for (int i = 0; i < created; i++) {
            next(messages, "created entry", i, created);
            xml.open(CREATED);
            xml.text(NAME, message, 1);
            xml.closeLine(CREATED);
        }
        xml.closeLine(DIR_DIFF);
    }

    private void secrets(MessageScanner messages) throws IOException {
        next(messages, "the header of the secret manager");
        int keys = message.number32(3);
        int tokens = message.number32(4);
        out.text("<SecretManagerSection>");
        xml.number(CURRENT_ID, message.number32(1));
        xml.number(TOKEN_SEQUENCE_NUMBER, message.number32(2));
        xml.number(NUM_DELEGATION_KEYS, keys);
        xml.number(NUM_TOKENS, tokens);
        for (int i = 0; i < keys; i++) {
            next(messages, "delegation key", i, keys);
            xml.open(DELEGATION_KEY);
            xml.number(ID, message.number32(1));
            xml.hex(KEY, message, 3);
            date(EXPIRY, 2);
            xml.close(DELEGATION_KEY);
        }
        for (int i = 0; i < tokens; i++) {
            next(messages, "delegation token", i, tokens);
            token();
        }
        out.text("</SecretManagerSection>");
    }

    private void token() throws IOException {
        xml.open(TOKEN);
        numberIfPresent(VERSION, 1);
        textIfPresent(OWNER, 2);
        textIfPresent(RENEWER, 3);
        textIfPresent(REAL_USER, 4);
        date(ISSUE_DATE, 5);
        date(MAX_DATE, 6);
        numberIfPresent(SEQUENCE_NUMBER, 7);
        numberIfPresent(MASTER_KEY_ID, 8);
        date(EXPIRY_DATE, 9);
        xml.close(TOKEN);
    }

    private void numberIfPresent(Tag tag, int field) throws IOException {
        if (message.has(field)) {
            xml.number(tag, message.number32(field));
        }
    }

    private void textIfPresent(Tag tag, int field) throws IOException {
        if (message.has(field)) {
            xml.text(tag, message, field);
        }
    }

    private void date(Tag tag, int field) throws IOException {
        if (message.has(field)) {
            xml.text(tag, DATE.format(Instant.ofEpochMilli(message.number(field))));
        }
    }

    private void cache(MessageScanner messages) throws IOException {
        next(messages, "the header of the cache manager");
        int pools = message.number32(2);
        int directives = message.number32(3);
        out.text("<CacheManagerSection>");
        xml.number(NEXT_DIRECTIVE_ID, message.number(1));
        xml.number(NUM_DIRECTIVES, directives);
        xml.number(NUM_POOLS, pools);
        for (int i = 0; i < pools; i++) {
            next(messages, "cache pool", i, pools);
            xml.open(POOL);
            xml.text(POOL_NAME, message, 1);
            xml.text(OWNER_NAME, message, 2);
            xml.text(GROUP_NAME, message, 3);
            xml.number(MODE, message.number32(4));
            xml.number(LIMIT, message.number(5));
            xml.number(MAX_RELATIVE_EXPIRY, message.number(6));
            xml.closeLine(POOL);
        }
        for (int i = 0; i < directives; i++) {
            next(messages, "cache directive", i, directives);
            xml.open(DIRECTIVE);
            xml.number(ID, message.number(1));
            xml.text(PATH, message, 2);
            xml.number(REPLICATION, message.number32(3));
            xml.text(POOL, message, 4);
            part.read(message, 5);
            xml.open(EXPIRATION);
            xml.number(MILLIS, part.number(1));
            xml.flag(RELATIVE, part.number(2) != 0);
            xml.closeLine(EXPIRATION);
            xml.closeLine(DIRECTIVE);
        }
        out.text("</CacheManagerSection>\n");
    }
}
