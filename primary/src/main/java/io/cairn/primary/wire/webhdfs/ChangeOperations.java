package io.cairn.primary.wire.webhdfs;

import io.cairn.common.model.FsException;
import io.cairn.common.model.FsException.Kind;
import io.cairn.common.model.FsPath;
import io.cairn.common.op.RenameOption;
import io.cairn.primary.command.Create;
import io.cairn.primary.command.CreateMode;
import io.cairn.primary.command.Delete;
import io.cairn.primary.command.Mkdirs;
import io.cairn.primary.command.Rename;
import io.cairn.primary.command.RenameWithOptions;
import io.cairn.primary.command.SetOwner;
import io.cairn.primary.command.SetPermission;
import io.cairn.primary.command.SetReplication;
import io.cairn.primary.command.SetTimes;
import io.cairn.primary.service.NamespaceService;
import io.cairn.primary.wire.http.JsonText;
import io.cairn.primary.wire.webhdfs.CallAudit.Audited;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Calls that change the namespace. Stateless. */
final class ChangeOperations {
    /** Marks the second step of CREATE, in which the content comes. */
    private static final String SECOND_STEP = "data";

    private static final int DEFAULT_FILE_MODE = 0644;
    private static final int DEFAULT_DIRECTORY_MODE = 0755;
    private static final int DEFAULT_REPLICATION = 3;

    private final NamespaceService service;
    private final CallAudit audit;

    ChangeOperations(NamespaceService service, CallAudit audit) {
        this.service = service;
        this.audit = audit;
    }

    Map<String, Operation> putTable() {
        return Map.of(
                "MKDIRS", this::mkdirs,
                "CREATE", this::create,
                "RENAME", this::rename,
                "SETPERMISSION", this::setPermission,
                "SETOWNER", this::setOwner,
                "SETTIMES", this::setTimes,
                "SETREPLICATION", this::setReplication);
    }

    Map<String, Operation> deleteTable() {
        return Map.of("DELETE", this::delete);
    }

    private WebHdfsAnswer mkdirs(WebHdfsRequest request) throws FsException, IOException {
        CreateMode mode = mode(request, DEFAULT_DIRECTORY_MODE);
        Mkdirs command = new Mkdirs(request.caller(), request.creatablePath(), mode);
        return WebHdfsAnswer.of(audit.of(Audited.change("mkdirs"), request, () -> service.execute(command)));
    }

    private static CreateMode mode(WebHdfsRequest request, int otherwise) throws FsException {
        Optional<Integer> unmasked = request.parameters().mode("unmaskedpermission");
        return new CreateMode(
                request.parameters().mode("permission").orElse(otherwise),
                unmasked.isPresent() ? OptionalInt.of(unmasked.get()) : OptionalInt.empty());
    }

    /** First a redirect, so that clients send the content only once; then the file. */
    private WebHdfsAnswer create(WebHdfsRequest request) throws FsException, IOException {
        Create command = createCommand(request);
        if (!request.parameters().flag(SECOND_STEP, false)) {
            return toSecondStep(request);
        }
        if (request.http().getInputStream().read() >= 0) {
            throw BlockData.unsupported("writing content to " + request.path());
        }
        audit.of(Audited.change("create"), request, () -> service.execute(command));
        return WebHdfsAnswer.created(url(request.http()));
    }

    private Create createCommand(WebHdfsRequest request) throws FsException {
        Parameters parameters = request.parameters();
        return new Create(
                request.caller(),
                request.creatablePath(),
                mode(request, DEFAULT_FILE_MODE),
                overwrites(parameters),
                parameters.flag("createparent", true),
                parameters.small("replication", 1, 0),
                parameters.number("blocksize", 1, 0),
                WebHdfsServlet.LEASE_HOLDER,
                String.valueOf(request.http().getRemoteAddr()));
    }

    private static boolean overwrites(Parameters parameters) throws FsException {
        String flags = parameters.text("createflag").orElse("").toUpperCase(Locale.ROOT);
        return parameters.flag("overwrite", false) || List.of(flags.split(",")).contains("OVERWRITE");
    }

    private static WebHdfsAnswer toSecondStep(WebHdfsRequest request) throws FsException {
        HttpServletRequest http = request.http();
        String location = url(http) + "?" + PercentCode.ascii(http.getQueryString()) + "&" + SECOND_STEP + "=true";
        if (!request.parameters().flag("noredirect", false)) {
            return WebHdfsAnswer.redirect(location);
        }
        return WebHdfsAnswer.json(
                new JsonText().beginObject().member("Location", location).endObject());
    }

    /** As the client reached us, for a header: HDFS's own client sends paths as raw UTF-8, and a header is ASCII. */
    private static String url(HttpServletRequest http) {
        return http.getScheme() + "://" + http.getServerName() + ":" + http.getServerPort()
                + PercentCode.ascii(http.getRequestURI());
    }

    private WebHdfsAnswer delete(WebHdfsRequest request) throws FsException, IOException {
        boolean recursive = request.parameters().flag("recursive", false);
        Delete command = new Delete(request.caller(), request.path(), recursive);
        return WebHdfsAnswer.of(audit.of(Audited.yesOrNo("delete"), request, () -> service.execute(command)));
    }

    private WebHdfsAnswer rename(WebHdfsRequest request) throws FsException, IOException {
        Optional<String> options = request.parameters().text("renameoptions");
        FsPath target = request.destination();
        if (options.isEmpty()) {
            Rename command = new Rename(request.caller(), request.path(), target);
            return WebHdfsAnswer.of(
                    audit.of(Audited.rename("rename"), request, target, () -> service.execute(command)));
        }
        List<RenameOption> wanted = renameOptions(options.get());
        RenameWithOptions command = new RenameWithOptions(request.caller(), request.path(), target, wanted);
        String name = "rename (options=" + wanted + ")";
        audit.of(Audited.renameWithOptions(name), request, target, () -> service.execute(command));
        return WebHdfsAnswer.EMPTY;
    }

    private static List<RenameOption> renameOptions(String text) throws FsException {
        List<RenameOption> options = new ArrayList<>();
        for (String name : text.split(",")) {
            try {
                options.add(RenameOption.valueOf(name.strip().toUpperCase(Locale.ROOT)));
            } catch (IllegalArgumentException e) {
                throw Parameters.invalid(
                        "renameoptions", "No enum constant org.apache.hadoop.fs.Options.Rename." + name.strip());
            }
        }
        return options;
    }

    private WebHdfsAnswer setPermission(WebHdfsRequest request) throws FsException, IOException {
        int mode = request.parameters().mode("permission").orElse(DEFAULT_DIRECTORY_MODE);
        SetPermission command = new SetPermission(request.caller(), request.path(), mode);
        audit.of(Audited.change("setPermission"), request, () -> service.execute(command));
        return WebHdfsAnswer.EMPTY;
    }

    private WebHdfsAnswer setOwner(WebHdfsRequest request) throws FsException, IOException {
        String owner = request.parameters().text("owner").orElse("");
        String group = request.parameters().text("group").orElse("");
        if (owner.isEmpty() && group.isEmpty()) {
            throw new FsException(Kind.ILLEGAL_ARGUMENT, "Both owner and group are empty.");
        }
        SetOwner command = new SetOwner(request.caller(), request.path(), owner, group);
        audit.of(Audited.change("setOwner"), request, () -> service.execute(command));
        return WebHdfsAnswer.EMPTY;
    }

    private WebHdfsAnswer setTimes(WebHdfsRequest request) throws FsException, IOException {
        long mtime = request.parameters().number("modificationtime", -1, -1);
        long atime = request.parameters().number("accesstime", -1, -1);
        SetTimes command = new SetTimes(request.caller(), request.path(), mtime, atime);
        audit.of(Audited.change("setTimes"), request, () -> service.execute(command));
        return WebHdfsAnswer.EMPTY;
    }

    private WebHdfsAnswer setReplication(WebHdfsRequest request) throws FsException, IOException {
        int replication = request.parameters().small("replication", 1, DEFAULT_REPLICATION);
        SetReplication command = new SetReplication(request.caller(), request.path(), replication);
        return WebHdfsAnswer.of(audit.of(Audited.ifYes("setReplication"), request, () -> service.execute(command)));
    }
}
