package io.cairn.common.codec.image;

import io.cairn.common.bytes.ByteSource;
import io.cairn.common.model.Counters;
import io.cairn.common.model.EcPolicy;
import io.cairn.common.model.LayoutVersion;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/**
 * An fsimage for reading, section by section in any order. Small sections come as values, large ones as a {@link
 * MessageScanner}. Does not close the source. Thread-safe once opened: what was read is kept in fields that are set
 * once; each scanner is for one thread.
 */
public final class ImageReader {
    private final ByteSource source;
    private final ImageSummary summary;
    private final StringTable strings;

    private ImageReader(ByteSource source, ImageSummary summary, StringTable strings) {
        this.source = source;
        this.summary = summary;
        this.strings = strings;
    }

    /**
     * Reads and checks the summary, and reads the string table.
     *
     * @throws CorruptImageException naming what is wrong and where
     */
    public static ImageReader open(ByteSource source) throws IOException {
        ImageSummary summary = ImageSummary.read(source);
        ImageReader bare = new ImageReader(source, summary, new StringTable(0, new int[0], new String[0]));
        try (MessageScanner messages = bare.messages(ImageSection.STRING_TABLE)) {
            return new ImageReader(source, summary, StringTable.read(messages));
        }
    }

    public ImageSummary summary() {
        return summary;
    }

    public LayoutVersion layout() {
        return summary.layout();
    }

    public StringTable stringTable() {
        return strings;
    }

    /** The bytes the image is read from. */
    public ByteSource source() {
        return source;
    }

    /** All messages of a section, headers included; none if the image does not have the section. */
    public MessageScanner messages(ImageSection section) throws IOException {
        Optional<ImageSummary.Range> range = summary.section(section);
        long offset = range.map(ImageSummary.Range::offset).orElse((long) ImageFormat.MAGIC_BYTES);
        return new MessageScanner(source.name(), section.name(), open(section), offset, ImageFormat.MESSAGE_BYTES_MAX);
    }

    /** The uncompressed bytes of a section; empty if the image does not have it. */
    public InputStream open(ImageSection section) throws IOException {
        Optional<ImageSummary.Range> range = summary.section(section);
        if (range.isEmpty()) {
            return InputStream.nullInputStream();
        }
        RangeStream raw =
                new RangeStream(source, range.get().offset(), range.get().length());
        return summary.codec().reading(raw);
    }

    /** NS_INFO. */
    public NsInfo nsInfo() throws IOException {
        return first(ImageSection.NS_INFO, NsInfo::decode);
    }

    /** ERASURE_CODING; empty if the image is older than erasure coding. */
    public List<EcPolicy> erasureCodingPolicies() throws IOException {
        if (summary.section(ImageSection.ERASURE_CODING).isEmpty()) {
            return List.of();
        }
        return first(ImageSection.ERASURE_CODING, EcPolicyCodec::decode);
    }

    /** The header of INODE. */
    public InodeHeader inodeHeader() throws IOException {
        return first(ImageSection.INODE, InodeHeader::decode);
    }

    /** The INode messages of INODE, without the header. */
    public MessageScanner inodes() throws IOException {
        MessageScanner messages = messages(ImageSection.INODE);
        messages.require("the header of the inodes");
        return messages;
    }

    /** The DirEntry messages of INODE_DIR. */
    public MessageScanner directories() throws IOException {
        return messages(ImageSection.INODE_DIR);
    }

    /** The messages of FILES_UNDERCONSTRUCTION, see {@link OpenFile}. */
    public MessageScanner filesUnderConstruction() throws IOException {
        return messages(ImageSection.FILES_UNDERCONSTRUCTION);
    }

    /** The header of SNAPSHOT; all zero if there is no such section. */
    public SnapshotHeader snapshotHeader() throws IOException {
        return summary.section(ImageSection.SNAPSHOT).isEmpty()
                ? SnapshotHeader.EMPTY
                : first(ImageSection.SNAPSHOT, SnapshotHeader::decode);
    }

    /** SECRET_MANAGER; empty if there is no such section. */
    public SecretManagerState secretManager() throws IOException {
        if (summary.section(ImageSection.SECRET_MANAGER).isEmpty()) {
            return SecretManagerState.EMPTY;
        }
        try (MessageScanner messages = messages(ImageSection.SECRET_MANAGER)) {
            return SecretManagerState.read(messages);
        }
    }

    /** CACHE_MANAGER; empty if there is no such section. */
    public CacheManagerState cacheManager() throws IOException {
        if (summary.section(ImageSection.CACHE_MANAGER).isEmpty()) {
            return CacheManagerState.EMPTY;
        }
        try (MessageScanner messages = messages(ImageSection.CACHE_MANAGER)) {
            return CacheManagerState.read(messages);
        }
    }

    /** The single values of the namespace, gathered from the sections that hold them. */
    public Counters counters() throws IOException {
        NsInfo info = nsInfo();
        SecretManagerState secrets = secretManager();
        return new Counters(
                info.namespaceId(),
                info.genstampV1(),
                info.genstampV2(),
                info.genstampV1Limit(),
                info.lastBlockId(),
                info.lastStripedBlockId(),
                inodeHeader().lastInodeId(),
                info.rollingUpgradeStartMillis(),
                secrets.currentKeyId(),
                secrets.tokenSequence(),
                cacheManager().nextDirectiveId(),
                snapshotHeader().snapshotCounter());
    }

    private interface Decoder<T> {
        T decode(byte[] buffer, int start, int end) throws CorruptImageException;
    }

    private <T> T first(ImageSection section, Decoder<T> decoder) throws IOException {
        try (MessageScanner messages = messages(section)) {
            messages.require("the first message of section " + section);
            try {
                return decoder.decode(messages.buffer(), messages.start(), messages.end());
            } catch (CorruptImageException e) {
                throw messages.located(e);
            }
        }
    }
}
