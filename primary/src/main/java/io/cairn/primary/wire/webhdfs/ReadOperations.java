package io.cairn.primary.wire.webhdfs;

import io.cairn.common.model.FsException;
import io.cairn.common.model.FsException.Kind;
import io.cairn.common.model.FsName;
import io.cairn.primary.command.CheckAccess;
import io.cairn.primary.command.ContentSummary;
import io.cairn.primary.command.FileStatus;
import io.cairn.primary.command.GetContentSummary;
import io.cairn.primary.command.GetFileStatus;
import io.cairn.primary.command.ListStatus;
import io.cairn.primary.command.Listing;
import io.cairn.primary.command.NamespaceRules;
import io.cairn.primary.service.NamespaceService;
import io.cairn.primary.wire.http.JsonText;
import io.cairn.primary.wire.webhdfs.CallAudit.Audited;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Calls that change nothing. Stateless. */
final class ReadOperations {
    private static final Pattern ACTION = Pattern.compile("[r-][w-][x-]");
    private static final int BYTES_PER_CHECKSUM = 512;
    private static final int PACKET_BYTES = 65_536;
    private static final int BUFFER_BYTES = 4096;
    private static final int CRC32C = 2;
    private static final int HOT = 7;

    private final NamespaceService service;
    private final CallAudit audit;

    ReadOperations(NamespaceService service, CallAudit audit) {
        this.service = service;
        this.audit = audit;
    }

    Map<String, Operation> table() {
        return Map.ofEntries(
                Map.entry("GETFILESTATUS", this::fileStatus),
                Map.entry("GETFILELINKSTATUS", this::fileStatus),
                Map.entry("LISTSTATUS", this::listStatus),
                Map.entry("LISTSTATUS_BATCH", this::listStatusBatch),
                Map.entry("GETCONTENTSUMMARY", this::contentSummary),
                Map.entry("GETQUOTAUSAGE", this::quotaUsage),
                Map.entry("GETACLSTATUS", this::aclStatus),
                Map.entry("CHECKACCESS", this::checkAccess),
                Map.entry("OPEN", this::open),
                Map.entry("GETHOMEDIRECTORY", ReadOperations::homeDirectory),
                Map.entry("GETTRASHROOT", this::trashRoot),
                Map.entry("GETDELEGATIONTOKEN", ReadOperations::noToken),
                Map.entry("GETSERVERDEFAULTS", this::serverDefaults));
    }

    private FileStatus status(WebHdfsRequest request, Audited<FileStatus> audited) throws FsException, IOException {
        return audit.of(audited, request, () -> service.ask(new GetFileStatus(request.caller(), request.path())));
    }

    private FileStatus status(WebHdfsRequest request) throws FsException, IOException {
        return status(request, Audited.lookEvenIfAbsent("getfileinfo"));
    }

    /** The status, with other words for an absent path. */
    private FileStatus statusOr(WebHdfsRequest request, Audited<FileStatus> audited, String absent)
            throws FsException, IOException {
        try {
            return status(request, audited);
        } catch (FsException e) {
            throw e.kind() == Kind.FILE_NOT_FOUND ? new FsException(Kind.FILE_NOT_FOUND, absent) : e;
        }
    }

    private WebHdfsAnswer fileStatus(WebHdfsRequest request) throws FsException, IOException {
        JsonText json = new JsonText().beginObject().name("FileStatus");
        JsonForms.fileStatus(json, status(request));
        return WebHdfsAnswer.json(json.endObject());
    }

    /** The first part is asked for before anything is sent, so that refusals are proper; the rest follows as it is read. */
    private WebHdfsAnswer listStatus(WebHdfsRequest request) throws FsException, IOException {
        Listing start = part(request, Optional.empty());
        JsonText json = new JsonText()
                .beginObject()
                .name("FileStatuses")
                .beginObject()
                .name("FileStatus")
                .beginArray()
                .lineFeed();
        entries(json, start.entries(), true);
        if (start.remaining() == 0) {
            return WebHdfsAnswer.json(end(json));
        }
        return http -> {
            http.setContentType(WebHdfsAnswer.JSON);
            OutputStream out = http.getOutputStream();
            out.write(json.drain());
            Listing listing = start;
            while (listing.remaining() > 0) {
                listing = next(request, listing);
                entries(json, listing.entries(), false);
                out.write(json.drain());
            }
            out.write(end(json).drain());
            out.close();
        };
    }

    private static JsonText end(JsonText json) {
        return json.lineFeed().endArray().endObject().endObject().lineFeed();
    }

    private Listing next(WebHdfsRequest request, Listing listing) throws IOException {
        List<FileStatus> entries = listing.entries();
        try {
            return part(
                    request, Optional.of(entries.get(entries.size() - 1).inode().name()));
        } catch (FsException e) {
            throw new IOException("The directory cannot be listed any further: " + e.getMessage(), e);
        }
    }

    private Listing part(WebHdfsRequest request, Optional<FsName> startAfter) throws FsException, IOException {
        int entriesMax = service.rules().listLimit();
        ListStatus query = new ListStatus(request.caller(), request.path(), startAfter, entriesMax);
        return audit.of(Audited.lookEvenIfAbsent("listStatus"), request, () -> service.ask(query));
    }

    private static void entries(JsonText json, List<FileStatus> entries, boolean first) {
        boolean separate = !first;
        for (FileStatus entry : entries) {
            if (separate) {
                json.nextLine();
            }
            JsonForms.fileStatus(json, entry);
            separate = true;
        }
    }

    private WebHdfsAnswer listStatusBatch(WebHdfsRequest request) throws FsException, IOException {
        Listing listing = part(request, request.parameters().text("startafter").map(FsName::of));
        JsonText json = new JsonText()
                .beginObject()
                .name("DirectoryListing")
                .beginObject()
                .name("partialListing")
                .beginObject()
                .name("FileStatuses")
                .beginObject()
                .name("FileStatus")
                .beginArray();
        listing.entries().forEach(entry -> JsonForms.fileStatus(json, entry));
        json.endArray().endObject().endObject();
        return WebHdfsAnswer.json(
                json.member("remainingEntries", listing.remaining()).endObject().endObject());
    }

    private ContentSummary summary(WebHdfsRequest request, String command) throws FsException, IOException {
        GetContentSummary query = new GetContentSummary(request.caller(), request.path());
        return audit.of(Audited.look(command), request, () -> service.ask(query));
    }

    private WebHdfsAnswer contentSummary(WebHdfsRequest request) throws FsException, IOException {
        return WebHdfsAnswer.json(JsonForms.contentSummary(summary(request, "contentSummary")));
    }

    private WebHdfsAnswer quotaUsage(WebHdfsRequest request) throws FsException, IOException {
        return WebHdfsAnswer.json(JsonForms.quotaUsage(summary(request, "quotaUsage")));
    }

    private WebHdfsAnswer aclStatus(WebHdfsRequest request) throws FsException, IOException {
        return WebHdfsAnswer.json(
                JsonForms.aclStatus(statusOr(request, Audited.look("getAclStatus"), "cannot find " + request.path())
                        .inode()));
    }

    private WebHdfsAnswer checkAccess(WebHdfsRequest request) throws FsException, IOException {
        String action =
                request.parameters().text("fsaction").orElseThrow(() -> Parameters.missing("fsaction", request.op()));
        if (!ACTION.matcher(action).matches()) {
            throw Parameters.invalid(
                    "fsaction", "Invalid value: \"" + action + "\" does not belong to the domain " + ACTION.pattern());
        }
        int bits = (action.charAt(0) == 'r' ? 4 : 0)
                | (action.charAt(1) == 'w' ? 2 : 0)
                | (action.charAt(2) == 'x' ? 1 : 0);
        CheckAccess query = new CheckAccess(request.caller(), request.path(), bits);
        audit.of(Audited.look("checkAccess"), request, () -> service.ask(query));
        return WebHdfsAnswer.BARE;
    }

    /** An empty file can be read: there are no bytes to send. */
    private WebHdfsAnswer open(WebHdfsRequest request) throws FsException, IOException {
        FileStatus status =
                statusOr(request, Audited.lookEvenIfAbsent("getfileinfo"), "File " + request.path() + " not found.");
        if (status.inode().isDirectory()) {
            throw new FsException(Kind.FILE_NOT_FOUND, "File " + request.path() + " not found.");
        }
        if (status.length() > 0) {
            throw BlockData.unsupported("reading " + request.path());
        }
        return audit.of(Audited.look("open"), request, () -> WebHdfsAnswer.EMPTY);
    }

    private static WebHdfsAnswer homeDirectory(WebHdfsRequest request) {
        return path("/user/" + request.caller().user());
    }

    private WebHdfsAnswer trashRoot(WebHdfsRequest request) throws FsException, IOException {
        String trash = "/user/" + request.caller().user() + "/.Trash";
        return audit.of(Audited.change("getEZForPath"), request, () -> path(trash));
    }

    private static WebHdfsAnswer path(String path) {
        return WebHdfsAnswer.json(
                new JsonText().beginObject().member("Path", path).endObject());
    }

    private static WebHdfsAnswer noToken(WebHdfsRequest request) {
        return WebHdfsAnswer.json(
                new JsonText().beginObject().name("Token").nothing().endObject());
    }

    private WebHdfsAnswer serverDefaults(WebHdfsRequest request) {
        NamespaceRules rules = service.rules();
        return WebHdfsAnswer.json(new JsonText()
                .beginObject()
                .name("FsServerDefaults")
                .beginObject()
                .member("blockSize", rules.defaultBlockSize())
                .member("bytesPerChecksum", BYTES_PER_CHECKSUM)
                .member("writePacketSize", PACKET_BYTES)
                .member("replication", rules.defaultReplication())
                .member("fileBufferSize", BUFFER_BYTES)
                .member("encryptDataTransfer", false)
                .member("trashInterval", 0)
                .member("checksumType", CRC32C)
                .member("keyProviderUri", "")
                .member("defaultStoragePolicyId", HOT)
                .endObject()
                .endObject());
    }
}
