package io.cairn.primary.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cairn.common.codec.image.ImageCompression;
import io.cairn.common.codec.image.ImageReader;
import io.cairn.common.disk.RealDisk;
import io.cairn.common.layout.FileNames;
import io.cairn.common.layout.SegmentFile;
import io.cairn.common.layout.VersionFile;
import io.cairn.common.model.DirectoryInode;
import io.cairn.common.model.FsName;
import io.cairn.common.model.InodeIds;
import io.cairn.common.model.LayoutVersion;
import io.cairn.common.model.TxRange;
import io.cairn.common.namespace.Namespace;
import io.cairn.common.replay.EditReplayer;
import io.cairn.common.replay.ImageLoader;
import io.cairn.common.replay.ImageSaver;
import io.cairn.common.store.heap.HeapStore;
import io.cairn.common.store.image.ImageForm;
import io.cairn.common.store.image.ImageScan;
import io.cairn.common.testkit.MemoryFile;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The checkpoint calls over HTTP: what they hand out, and which uploads they take. */
class CheckpointTransferTest {
    private static final String ROOT = PrimaryFixture.superuser();

    @TempDir
    Path directory;

    private PrimaryFixture primary;
    private String storageInfo;

    @BeforeEach
    void start() throws IOException {
        primary = new PrimaryFixture(directory, "memory", "dfs.namenode.num.checkpoints.retained: 1\n")
                .format()
                .start();
        storageInfo =
                VersionFile.read(new RealDisk(), current(1).resolve("VERSION")).wireText();
    }

    @AfterEach
    void stop() throws IOException {
        primary.close();
    }

    @Test
    void rollsAndListsWhatWasFinalised() throws IOException {
        primary.webHdfs("PUT", ROOT, "/a", "op=MKDIRS");
        String signature = primary.send("POST", "/checkpoint/roll").body();
        assertTrue(signature.contains("\"mostRecentImageTxid\":0,\"currentSegmentFirstTxid\":4"), signature);
        String manifest = primary.send("GET", "/checkpoint/edits?since=1").body();
        assertTrue(manifest.startsWith("{\"segments\":[{\"firstTxid\":1,\"lastTxid\":3,\"length\":"), manifest);
        String status = primary.send("GET", "/checkpoint/status").body();
        assertTrue(status.contains("\"lastWrittenTxid\":4,\"durableTxid\":4,\"currentSegmentFirstTxid\":4"), status);
        assertEquals(405, primary.send("GET", "/checkpoint/roll").statusCode());
        assertEquals(400, primary.send("GET", "/checkpoint/edits?since=x").statusCode());
    }

    @Test
    void whoAsksForASegmentThatWasRolledMeanwhileIsToldOfTheOneBeingWritten() throws IOException {
        primary.webHdfs("PUT", ROOT, "/a", "op=MKDIRS");
        String asked = "/checkpoint/open?startTxId=1&fromByte=100000";
        assertEquals(409, primary.send("GET", asked).statusCode());
        primary.send("POST", "/checkpoint/roll");
        HttpResponse<String> rolled = primary.send("GET", asked);
        assertEquals(200, rolled.statusCode());
        assertTrue(rolled.body().startsWith("{\"firstTxid\":4,\"lastTxid\":4,"), rolled.body());
    }

    @Test
    void handsOutImagesSegmentsAndPartsOfThem() throws IOException {
        primary.send("POST", "/checkpoint/roll");
        byte[] image = Files.readAllBytes(current(1).resolve(FileNames.image(0)));
        HttpResponse<byte[]> got =
                primary.bytes("/imagetransfer?getimage=1&txid=0&storageInfo=" + encoded(storageInfo));
        assertEquals(200, got.statusCode());
        assertTrue(Arrays.equals(image, got.body()));
        assertEquals(md5(image), got.headers().firstValue("X-MD5-Digest").orElseThrow());
        assertEquals(
                FileNames.image(0),
                got.headers().firstValue("X-Image-Edits-Name").orElseThrow());

        HttpResponse<String> part =
                primary.send(HttpRequest.newBuilder(primary.uri("/imagetransfer?getimage=1&txid=latest"))
                        .header("Range", "bytes=2-7"));
        assertEquals(206, part.statusCode());
        assertEquals("IMG1", part.body().substring(2));
        assertEquals(
                "bytes 2-7/" + image.length,
                part.headers().firstValue("Content-Range").orElseThrow());

        HttpResponse<byte[]> edits = primary.bytes("/imagetransfer?getedit=1&startTxId=1&endTxId=2");
        assertTrue(Arrays.equals(Files.readAllBytes(current(1).resolve(FileNames.finalizedEdits(1, 2))), edits.body()));
        assertEquals(410, primary.bytes("/imagetransfer?getimage=1&txid=9").statusCode());
        assertEquals(
                410,
                primary.bytes("/imagetransfer?getedit=1&startTxId=1&endTxId=9").statusCode());
        assertEquals(410, primary.bytes("/imagetransfer?txid=0").statusCode());
    }

    @Test
    void tellsNoStrangerWhoItIs() throws IOException {
        HttpResponse<String> answer = primary.send("GET", "/imagetransfer?getimage=1&txid=0&storageInfo=-67:1:2:CID-x");
        assertEquals(403, answer.statusCode());
        assertFalse(answer.body().contains(storageInfo.split(":", -1)[1]), answer.body());
        assertEquals(
                403,
                put(0, new byte[] {1}, 1, md5(new byte[] {1}), "-67:1:2:CID-x").statusCode());
    }

    @Test
    void takesAProvenImageIntoEveryDirectoryAndCleansUp() throws IOException {
        byte[] image = checkpoint();
        assertEquals("", put(3, image, image.length, md5(image), storageInfo).body());
        for (int number = 1; number <= 2; number++) {
            assertTrue(Arrays.equals(image, Files.readAllBytes(current(number).resolve(FileNames.image(3)))));
            assertTrue(Files.exists(current(number).resolve(FileNames.imageMd5(3))));
            assertFalse(Files.exists(current(number).resolve(FileNames.image(0))), "retention keeps one");
        }
        assertTrue(primary.send("GET", "/checkpoint/status").body().contains("\"mostRecentImageTxid\":3"));

        assertEquals(409, put(3, image, image.length, md5(image), storageInfo).statusCode(), "present already");
        assertEquals(409, put(2, image, image.length, md5(image), storageInfo).statusCode(), "older");
        primary.stop();
        primary.start();
        assertEquals(200, primary.webHdfs("GET", ROOT, "/a", "op=GETFILESTATUS").statusCode());
    }

    @Test
    void refusesWhatIsNotWhatWasAnnounced() throws IOException {
        byte[] image = checkpoint();
        String right = md5(image);
        byte[] cut = Arrays.copyOf(image, image.length - 1);
        byte[] longer = Arrays.copyOf(image, image.length + 1);
        byte[] noise = new byte[image.length];
        assertEquals(410, put(3, cut, image.length, right, storageInfo).statusCode(), "shorter than announced");
        assertEquals(410, put(3, longer, image.length, right, storageInfo).statusCode(), "longer than announced");
        assertEquals(410, put(3, image, image.length, md5(cut), storageInfo).statusCode(), "wrong digest");
        assertEquals(410, put(3, noise, noise.length, md5(noise), storageInfo).statusCode(), "no image");
        assertEquals(409, put(2, image, image.length, right, storageInfo).statusCode(), "nothing was rolled there");
        assertEquals(410, put(99, image, image.length, right, storageInfo).statusCode(), "beyond the journal");
        assertEquals(410, put(3, image, 0, right, storageInfo).statusCode(), "no length");
        assertEquals(
                507, put(3, image, Long.MAX_VALUE / 2, right, storageInfo).statusCode(), "more than there is room for");
        for (int number = 1; number <= 2; number++) {
            try (Stream<Path> files = Files.list(current(number))) {
                List<String> names = files.map(file -> String.valueOf(file.getFileName()))
                        .filter(name -> name.startsWith("fsimage"))
                        .sorted()
                        .toList();
                assertEquals(List.of(FileNames.image(0), FileNames.imageDigest(0), FileNames.imageMd5(0)), names);
            }
        }
        assertEquals(200, put(3, image, image.length, right, storageInfo).statusCode(), "the right one still goes");
    }

    /** The checkpointer's own comparison being out of order, the primary's is what is left. */
    @Test
    void anImageThatLostARecordOrChangedAnAttributeIsRefusedBeforeTheOldOneIsTouched() throws IOException {
        byte[] right = checkpoint();
        String digest = digest(right);
        for (UnaryOperator<DirectoryInode> change : List.<UnaryOperator<DirectoryInode>>of(
                inode -> inode.withMtime(inode.mtimeMillis() + 1), inode -> inode.withName(FsName.of("b")))) {
            byte[] wrong = spoiled(right, change);
            assertNotEquals(digest, digest(wrong));
            HttpResponse<String> offered = offer(3, wrong, digest(wrong));
            assertEquals(422, offered.statusCode(), offered.body());
            assertTrue(offered.body().contains("WRONG_DIGEST") && offered.body().contains(digest), offered.body());
            assertEquals(422, put(3, wrong, digest(wrong)).statusCode(), "says what it holds, without an offer");
            assertEquals(422, put(3, wrong, "").statusCode(), "says nothing, as HDFS's SecondaryNameNode");
            assertEquals(422, put(3, wrong, digest).statusCode(), "claims to hold what it should");
            HttpResponse<String> lie = offer(3, wrong, digest);
            assertEquals(200, lie.statusCode());
            assertEquals(422, putOffered(3, wrong, lie).statusCode(), "claimed so in its offer");
        }
        assertEquals(
                List.of(FileNames.image(0), FileNames.imageDigest(0), FileNames.imageMd5(0)),
                imageFiles(1),
                "untouched");
        String metrics = primary.send("GET", "/metrics").body();
        assertTrue(metrics.contains("cairn_checkpoint_digest_refused 10"), metrics);
        assertTrue(metrics.contains("cairn_checkpoint_digest_alarm 1.0"), metrics);

        HttpResponse<String> wanted = offer(3, right, digest);
        assertEquals(200, putOffered(3, right, wanted).statusCode());
        assertTrue(primary.send("GET", "/metrics").body().contains("cairn_checkpoint_digest_alarm 0.0"));
        assertEquals(410, putOffered(3, right, wanted).statusCode(), "an offer is good for one upload");
        assertEquals(
                "cairn-digest-1 " + digest + " *" + FileNames.image(3) + "\n",
                Files.readString(current(2).resolve(FileNames.imageDigest(3))));
        HttpResponse<byte[]> got = primary.bytes("/imagetransfer?getimage=1&txid=3");
        assertEquals(digest, got.headers().firstValue("X-Namespace-Digest").orElseThrow());
    }

    @Test
    void digestsOfRollsOutliveARestart() throws IOException {
        byte[] image = checkpoint();
        String status = primary.send("GET", "/checkpoint/status").body();
        assertTrue(status.contains("\"lastRoll\":{\"txid\":3,\"digest\":\"" + digest(image) + "\"}"), status);
        primary.stop();
        primary.start();
        assertEquals(200, offer(3, image, digest(image)).statusCode());
        assertEquals(200, put(3, image, "").statusCode());
    }

    @Test
    void whatCannotBeProvenIsNotTaken() throws IOException {
        byte[] image = checkpoint();
        primary.stop();
        for (int number = 1; number <= 2; number++) {
            Files.delete(current(number).resolve(FileNames.ROLL_DIGESTS));
        }
        primary.start();
        HttpResponse<String> answer = offer(3, image, digest(image));
        assertEquals(409, answer.statusCode());
        assertTrue(answer.body().contains("UNPROVABLE") && answer.body().contains("roll"), answer.body());
        HttpResponse<String> unread = put(3, image, digest(image));
        assertEquals(409, unread.statusCode());
        assertEquals("close", unread.headers().firstValue("Connection").orElse(""), "it was not read to its end");
        assertEquals(410, primary.send(post("not json")).statusCode());
        assertEquals(410, offer(3, image, "12").statusCode());
    }

    private static String digest(byte[] image) throws IOException {
        return new ImageScan(ImageReader.open(MemoryFile.source(image)))
                .check()
                .digest()
                .toString();
    }

    /** The same image but for directory /a. */
    private static byte[] spoiled(byte[] image, UnaryOperator<DirectoryInode> change) throws IOException {
        try (HeapStore store = new HeapStore()) {
            ImageLoader.load(MemoryFile.source(image), store, inodes -> {});
            long id = store.child(InodeIds.ROOT, FsName.of("a"));
            DirectoryInode changed =
                    change.apply((DirectoryInode) store.inode(id).orElseThrow());
            store.unlink(InodeIds.ROOT, FsName.of("a"));
            store.putInode(changed);
            store.link(InodeIds.ROOT, changed.name(), id);
            store.commit(3);
            MemoryFile file = new MemoryFile();
            ImageSaver.write(store, file, ImageForm.plain(LayoutVersion.CURRENT));
            return file.bytes();
        }
    }

    private HttpResponse<String> offer(long txid, byte[] image, String digest) throws IOException {
        return primary.send(post("{\"txid\":" + txid + ",\"length\":" + image.length + ",\"md5\":\"" + md5(image)
                + "\",\"digest\":\"" + digest + "\",\"storageInfo\":\"" + storageInfo + "\"}"));
    }

    private HttpRequest.Builder post(String body) {
        return HttpRequest.newBuilder(primary.uri("/checkpoint/offer"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
    }

    private HttpResponse<String> put(long txid, byte[] image, String digest) throws IOException {
        HttpRequest.Builder request = request(txid, image, "");
        return primary.send(digest.isEmpty() ? request : request.header("X-Namespace-Digest", digest));
    }

    private HttpResponse<String> putOffered(long txid, byte[] image, HttpResponse<String> offer) throws IOException {
        String id = offer.body().replaceAll(".*\"uploadId\":\"([^\"]*)\".*", "$1");
        return primary.send(request(txid, image, "&uploadId=" + id));
    }

    private HttpRequest.Builder request(long txid, byte[] image, String more) {
        return HttpRequest.newBuilder(primary.uri("/imagetransfer?txid=" + txid + "&storageInfo=" + encoded(storageInfo)
                        + "&File-Length=" + image.length + "&imageFile=IMAGE" + more))
                .header("Content-Type", "application/octet-stream")
                .PUT(HttpRequest.BodyPublishers.ofByteArray(image));
    }

    private List<String> imageFiles(int number) throws IOException {
        try (Stream<Path> files = Files.list(current(number))) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.startsWith("fsimage"))
                    .sorted()
                    .toList();
        }
    }

    /** Image at txid 3, made as a checkpointer makes it. */
    private byte[] checkpoint() throws IOException {
        primary.webHdfs("PUT", ROOT, "/a", "op=MKDIRS");
        primary.send("POST", "/checkpoint/roll");
        Path work = Files.createDirectories(directory.resolve("work"));
        RealDisk disk = new RealDisk();
        try (HeapStore store = new HeapStore()) {
            new ImageLoader(disk).load(current(1).resolve(FileNames.image(0)), store, inodes -> {});
            SegmentFile segment =
                    new SegmentFile(current(1).resolve(FileNames.finalizedEdits(1, 3)), new TxRange(1, 3));
            new EditReplayer(disk, new Namespace(store)).replay(List.of(segment), 3);
            ImageForm form = new ImageForm(LayoutVersion.CURRENT, ImageCompression.NONE, 1, 0);
            return Files.readAllBytes(
                    new ImageSaver(disk).save(store, work, form).path());
        }
    }

    private HttpResponse<String> put(long txid, byte[] body, long length, String md5, String info) throws IOException {
        return primary.send(HttpRequest.newBuilder(primary.uri("/imagetransfer?txid=" + txid + "&storageInfo="
                        + encoded(info) + "&File-Length=" + length + "&imageFile=IMAGE"))
                .header("Content-Type", "application/octet-stream")
                .header("X-MD5-Digest", md5)
                .PUT(HttpRequest.BodyPublishers.ofByteArray(body)));
    }

    private Path current(int number) {
        return directory.resolve("name" + number).resolve("current");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String md5(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
