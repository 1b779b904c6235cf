package io.cairn.common.status;

import io.cairn.common.text.HumanUnits;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/**
 * The page at {@code /}: what the status JSON says, for people, on one page that needs nothing else. It reads without
 * script; with script it goes on showing what was last known when the process no longer answers. Nothing is loaded from
 * anywhere, and the browser is told so. Stateless.
 */
public final class StatusPage {
    /** Value of the header {@code Content-Security-Policy}: only the style and the script of this page, by their hashes. */
    public static final String CONTENT_SECURITY_POLICY;

    private static final int IMAGES_SHOWN = 20;

    /** Word of the other process that is older than this stands for nothing good. */
    private static final long SURE_MILLIS = 180_000;

    private static final int RELOAD_SECONDS = 10;
    private static final int RELOAD_SECONDS_STARTING = 2;

    private static final String STYLE = """
            :root{color-scheme:light dark;--bg:#fff;--fg:#1b1f24;--dim:#57606a;--line:#d0d7de;--card:#f6f8fa;\
            --good:#116329;--goodbg:#dafbe1;--warn:#7d4e00;--warnbg:#fff3cd;--bad:#a40e26;--badbg:#ffe3e1;--info:#0a3069;\
            --infobg:#ddf4ff}
            @media(prefers-color-scheme:dark){:root{--bg:#0d1117;--fg:#e6edf3;--dim:#9aa4af;--line:#30363d;--card:#161b22;\
            --good:#7ee787;--goodbg:#0f2d18;--warn:#f2cc60;--warnbg:#3a2d05;--bad:#ffb3ad;--badbg:#4a1214;--info:#a5d6ff;\
            --infobg:#0c2d4d}}
            *{box-sizing:border-box}
            body{margin:0;background:var(--bg);color:var(--fg);font:16px/1.5 system-ui,sans-serif}
            main{max-width:60rem;margin:0 auto;padding:0 1rem 2rem}
            header{padding:1rem;border-bottom:4px solid}
            header div{max-width:58rem;margin:0 auto}
            h1{font-size:1.6rem;line-height:1.2;margin:0}
            h2{font-size:1rem;margin:1.6rem 0 .4rem;color:var(--dim);text-transform:uppercase;letter-spacing:.05em}
            p{margin:.3rem 0}
            .healthy{background:var(--goodbg);color:var(--good)}
            .degraded{background:var(--warnbg);color:var(--warn)}
            .unhealthy,.away{background:var(--badbg);color:var(--bad)}
            .starting{background:var(--infobg);color:var(--info)}
            .loss{font-size:1.15rem;border-left:6px solid;padding:.5rem .8rem;margin:1rem 0;border-radius:4px}
            .problems{list-style:none;padding:0;margin:1rem 0}
            .problems li{border-left:6px solid;padding:.5rem .8rem;margin:.4rem 0;border-radius:4px;overflow-wrap:anywhere}
            .problems b{display:inline-block;margin-right:.4rem}
            dl{display:grid;grid-template-columns:minmax(7rem,11rem) 1fr;gap:.2rem 1rem;margin:.3rem 0}
            dt{color:var(--dim)}dd{margin:0;overflow-wrap:anywhere}
            table{border-collapse:collapse;width:100%}
            th{font-weight:600;text-align:left;color:var(--dim);white-space:nowrap}td:first-child{min-width:9rem}
            th,td{padding:.3rem .8rem .3rem 0;border-bottom:1px solid var(--line);vertical-align:top;overflow-wrap:anywhere}
            td.n,th.n{text-align:right;white-space:nowrap}
            code{font:.9em ui-monospace,monospace;overflow-wrap:anywhere}
            .good{color:var(--good)}.bad{color:var(--bad);font-weight:600}.warn{color:var(--warn);font-weight:600}
            span[title]{text-decoration:underline dotted;text-underline-offset:.2em}
            progress{width:100%;height:1.2rem}
            footer{margin-top:2rem;color:var(--dim);font-size:.9rem;border-top:1px solid var(--line);padding-top:.6rem}
            a{color:inherit}
            @media(max-width:38rem){dl{grid-template-columns:8rem 1fr}
            table,tbody,tr,td{display:block}thead{display:none}tr{border-bottom:1px solid var(--line);padding:.4rem 0}
            td,td.n{border:0;padding:0;text-align:left;white-space:normal}
            td[data-name]::before{content:attr(data-name) ": ";color:var(--dim)}}
            """;

    /** Fetches the page anew; when nobody answers, says since when, and leaves what is shown. */
    private static final String SCRIPT = """
            (function(){var seconds=+document.body.dataset.reload,since=null;
            function away(){since=since||new Date();var bar=document.getElementById('away');
            bar.hidden=false;bar.textContent='No answer from this process since '+since.toLocaleTimeString()+
            '. What you see below is what was known before.';setTimeout(load,1000*seconds);}
            function load(){fetch('/',{cache:'no-store',signal:AbortSignal.timeout(10000)}).then(function(answer){
            if(!answer.ok)throw answer.status;return answer.text();}).then(function(text){since=null;
            var page=new DOMParser().parseFromString(text,'text/html');document.title=page.title;
            document.body.dataset.reload=page.body.dataset.reload;seconds=+page.body.dataset.reload;
            document.getElementById('page').replaceWith(page.getElementById('page'));
            document.getElementById('away').hidden=true;setTimeout(load,1000*seconds);}).catch(away);}
            setTimeout(load,1000*seconds);})();
            """;

    static {
        CONTENT_SECURITY_POLICY = "default-src 'none'; style-src '" + hash(STYLE) + "'; script-src '" + hash(SCRIPT)
                + "'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    }

    private final ProcessStatus status;
    private final List<Fact> facts;
    private final Html html = new Html();

    private StatusPage(ProcessStatus status, List<Fact> facts) {
        this.status = status;
        this.facts = facts;
    }

    /**
     * Something that only one kind of process has to say. Immutable.
     *
     * @param name what it is
     * @param text as people read it
     */
    public record Fact(String name, String text) {}

    /**
     * The page as a document of UTF-8.
     *
     * @param work what the process is doing, for a section of its own; no section if empty
     */
    public static byte[] render(ProcessStatus status, List<Fact> work) {
        return new StatusPage(status, work).document().getBytes(StandardCharsets.UTF_8);
    }

    private static String hash(String inline) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(inline.getBytes(StandardCharsets.UTF_8));
            return "sha256-" + Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    private String document() {
        String headline = headline();
        int reload = status.start().ready() ? RELOAD_SECONDS : RELOAD_SECONDS_STARTING;
        html.raw("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">")
                .raw("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">")
                .raw("<link rel=\"icon\" href=\"data:,\">")
                .raw("<noscript><meta http-equiv=\"refresh\" content=\"" + reload + "\"></noscript>")
                .element("title", headline)
                .raw("<style>" + STYLE + "</style></head>\n<body data-reload=\"" + reload + "\">")
                .raw("<p id=\"away\" class=\"away loss\" role=\"alert\" hidden></p><div id=\"page\">\n")
                .raw("<header class=\"" + status.health() + "\"><div>")
                .element("h1", headline)
                .raw("</div></header>\n<main>");
        start();
        problems();
        loss();
        findings();
        checkpoint();
        work();
        peers();
        txids();
        safeMode();
        directories();
        images();
        segments();
        restore();
        footer();
        return html.raw("</main></div><script>" + SCRIPT + "</script></body></html>\n")
                .toString();
    }

    private String headline() {
        String start = "Cairn " + status.process() + ": ";
        ProcessStatus.Start progress = status.start();
        return start + (progress.ready() ? status.health() : "starting, " + progress.percent() + " %");
    }

    private void start() {
        ProcessStatus.Start start = status.start();
        if (!start.ready()) {
            html.raw("<p><progress max=\"100\" value=\"" + start.percent() + "\"></progress></p>");
            html.element("p", "Now: " + start.phase());
        }
    }

    private void findings() {
        List<String> findings = status.start().findings();
        if (!findings.isEmpty()) {
            html.element("h2", "Found at the start").raw("<ul>");
            findings.forEach(finding -> html.element("li", finding));
            html.raw("</ul>");
        }
    }

    private void problems() {
        if (status.problems().isEmpty()) {
            return;
        }
        html.raw("<ul class=\"problems\">");
        for (ProcessStatus.Problem problem : status.problems()) {
            html.raw("<li class=\"" + (problem.critical() ? "unhealthy" : "degraded") + "\">")
                    .element("b", problem.critical() ? "Critical:" : "Warning:")
                    .text(problem.text());
            if (!problem.next().isEmpty()) {
                html.raw("<p>What to do: ").text(problem.next()).raw("</p>");
            }
            html.raw("</li>\n");
        }
        html.raw("</ul>");
    }

    private void loss() {
        LossWindow loss = status.loss();
        if (loss != null) {
            boolean sure = loss.known() && loss.asOfMillis() <= SURE_MILLIS;
            String level = !sure ? "degraded" : loss.transactions() == 0 ? "healthy" : "starting";
            html.raw("<p class=\"loss " + level + "\" title=\"")
                    .text("held up to txid " + loss.heldTxid() + ", last txid " + loss.lastTxid() + ", oldest "
                            + loss.ageMillis() + " ms")
                    .raw("\">")
                    .text(loss.text())
                    .raw("</p>\n");
        }
    }

    private void checkpoint() {
        ProcessStatus.Checkpoint last = status.checkpoint();
        if (!status.start().ready()) {
            return;
        }
        html.element("h2", "Last proven checkpoint");
        if (last == null) {
            html.raw("<p class=\"warn\">None yet.</p>");
            return;
        }
        if (!last.proven()) {
            html.raw("<p class=\"warn\">None yet. Its age counts from this image, which nobody has compared:</p>");
        }
        html.raw("<dl>");
        fact("Last transaction", () -> txid(last.txid()));
        fact("Age", () -> {
            time(last.ageMillis());
            html.text(", ").exact(minute(last.at()), last.at());
        });
        fact("By", () -> html.text(last.by()));
        String digest = last.digest();
        fact("Digest", () -> {
            if (digest == null) {
                html.text("not compared");
            } else {
                html.raw("<code>").text(digest).raw("</code> the same on both sides");
            }
        });
        html.raw("</dl>\n");
    }

    private void work() {
        if (facts.isEmpty()) {
            return;
        }
        html.element("h2", "Checkpoints").raw("<dl>");
        facts.forEach(fact -> fact(fact.name(), () -> html.text(fact.text())));
        html.raw("</dl>\n");
    }

    private void peers() {
        if (status.peers().isEmpty()) {
            return;
        }
        html.element("h2", "The other process").raw("<dl>");
        for (ProcessStatus.Peer peer : status.peers()) {
            fact(
                    upper(peer.process()),
                    () -> html.raw("<code>").text(peer.address()).raw("</code>"));
            fact("Heard from", () -> heard(peer));
            if (peer.heldTxid() >= 0) {
                fact("Holds up to", () -> txid(peer.heldTxid()));
            }
            if (peer.provenTxid() >= 0) {
                fact("Newest image", () -> txid(peer.provenTxid()));
            }
        }
        html.raw("</dl>\n");
    }

    private void heard(ProcessStatus.Peer peer) {
        if (peer.heardMillis() < 0) {
            html.raw("<span class=\"warn\">never since this start</span>");
        } else {
            time(peer.heardMillis());
            html.text(" ago");
        }
        String trouble = peer.trouble();
        if (trouble != null) {
            html.raw("<p class=\"bad\">Does not answer: ").text(trouble).raw("</p>");
        }
    }

    private void txids() {
        ProcessStatus.Txids txids = status.txids();
        if (txids == null) {
            return;
        }
        html.element("h2", "Transactions").raw("<dl>");
        fact("Last", () -> txid(txids.lastWritten()));
        if (txids.durable() >= 0) {
            fact("Durable up to", () -> txid(txids.durable()));
        }
        fact("Segment begins at", () -> txid(txids.segmentFirst()));
        fact("Newest image", () -> txid(txids.newestImage()));
        fact("In no image", () -> html.text(HumanUnits.count(txids.notInImage())));
        html.raw("</dl>\n");
    }

    private void safeMode() {
        ProcessStatus.Safe safe = status.safeMode();
        if (safe == null) {
            return;
        }
        html.element("h2", "Safe mode");
        if (!safe.on()) {
            html.raw("<p>Off: changes are taken.</p>");
            return;
        }
        html.raw("<p class=\"warn\">On: changes are refused, checkpoints go on.</p><ul>");
        safe.reasons().forEach(reason -> html.element("li", reason));
        html.raw("</ul>\n");
    }

    private void directories() {
        if (status.directories().isEmpty()) {
            return;
        }
        html.element("h2", "Directories")
                .raw("<table><thead><tr><th>Directory<th>Holds<th>State<th class=\"n\">Free</tr></thead><tbody>");
        for (ProcessStatus.Directory directory : status.directories()) {
            html.raw("<tr><td><code>").text(directory.path()).raw("</code></td><td data-name=\"Holds\">");
            html.text(directory.holds() + (directory.required() ? ", required" : ""))
                    .raw("</td><td data-name=\"State\">");
            state(directory);
            html.raw("</td><td class=\"n\" data-name=\"Free\">");
            if (directory.freeBytes() < 0) {
                html.text("unknown");
            } else {
                bytes(directory.freeBytes());
            }
            html.raw("</td></tr>\n");
        }
        html.raw("</tbody></table>\n");
    }

    private void state(ProcessStatus.Directory directory) {
        if (directory.whole()) {
            html.element("span class=\"good\"", directory.state());
            return;
        }
        boolean returning = directory.state().equals(ProcessStatus.Directory.RETURNING);
        html.element(returning ? "span class=\"warn\"" : "span class=\"bad\"", directory.state());
        String since = directory.since();
        if (since != null) {
            html.text(" since ").exact(minute(since), since);
        }
        String why = directory.why();
        if (why != null) {
            html.text(": " + why);
        }
    }

    private void images() {
        if (!status.start().ready()) {
            return;
        }
        html.element("h2", "Images");
        if (status.images().isEmpty()) {
            html.raw("<p class=\"warn\">None.</p>");
            return;
        }
        html.raw("<table><thead><tr><th>Last transaction<th class=\"n\">Size<th class=\"n\">Age<th class=\"n\">Copies")
                .raw("<th>Proof</tr></thead><tbody>");
        for (ProcessStatus.Image image :
                status.images().stream().limit(IMAGES_SHOWN).toList()) {
            html.raw("<tr><td data-name=\"Image\">");
            txid(image.txid());
            html.raw("</td><td class=\"n\" data-name=\"Size\">");
            bytes(image.bytes());
            html.raw("</td><td class=\"n\" data-name=\"Age\">");
            time(image.ageMillis());
            html.raw("</td><td class=\"n\" data-name=\"Copies\">" + image.copies() + "</td><td data-name=\"Proof\">");
            html.raw(image.md5() ? "MD5" : "<span class=\"bad\">no MD5</span>")
                    .raw(image.digest() ? ", digest" : "")
                    .raw("</td></tr>\n");
        }
        html.raw("</tbody></table>\n");
        int older = status.images().size() - IMAGES_SHOWN;
        if (older > 0) {
            html.raw("<p>And " + older + " older: <code>cairn checkpoints list</code> shows all.</p>\n");
        }
    }

    private void segments() {
        ProcessStatus.Segments segments = status.segments();
        if (segments == null) {
            return;
        }
        html.element("h2", "Finalised segments");
        if (segments.count() == 0) {
            html.raw("<p>None.</p>");
            return;
        }
        html.raw("<p>").text(HumanUnits.count(segments.count()) + ", from ");
        txid(segments.firstTxid());
        html.text(" to ");
        txid(segments.lastTxid());
        html.raw("</p>");
        if (!segments.missing().isEmpty()) {
            html.element("p class=\"bad\"", "Missing in between: " + String.join(", ", segments.missing()));
        }
    }

    private void restore() {
        ProcessStatus.Restore restore = status.lastRestore();
        if (restore == null) {
            return;
        }
        html.element("h2", "Last restore").raw("<dl>");
        fact("When", () -> html.exact(minute(restore.at()), restore.at()));
        fact("From", () -> html.raw("<code>").text(restore.from()).raw("</code>"));
        fact("Up to", () -> txid(restore.toTxid()));
        if (!restore.text().isEmpty()) {
            fact("What", () -> html.text(restore.text()));
        }
        html.raw("</dl>\n");
    }

    private void footer() {
        html.raw("<footer>Cairn ").text(status.version()).raw(", up for ");
        time(status.uptimeMillis());
        html.raw(". As of ")
                .exact(second(status.at()), status.at())
                .raw(".<br>The same as JSON: <a href=\"/")
                .text(status.process())
                .raw("/status\">/")
                .text(status.process())
                .raw("/status</a>; numbers over time: <a href=\"/metrics\">/metrics</a>.</footer>");
    }

    private void fact(String name, Runnable value) {
        html.element("dt", name).raw("<dd>");
        value.run();
        html.raw("</dd>");
    }

    private void txid(long txid) {
        html.exact(HumanUnits.count(txid), "txid " + txid);
    }

    private void time(long millis) {
        if (millis < 0) {
            html.text("unknown");
        } else {
            html.exact(HumanUnits.time(Duration.ofMillis(millis)), millis + " ms");
        }
    }

    private void bytes(long bytes) {
        if (bytes < 0) {
            html.text("unknown");
        } else {
            html.exact(HumanUnits.bytes(bytes), bytes + " bytes");
        }
    }

    private static String upper(String word) {
        return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
    }

    private static String minute(String iso) {
        return cut(iso, ChronoUnit.MINUTES, 16);
    }

    private static String second(String iso) {
        return cut(iso, ChronoUnit.SECONDS, 19);
    }

    /** {@code 2026-11-21 20:00 UTC}. */
    private static String cut(String iso, ChronoUnit unit, int length) {
        String text = Instant.parse(iso).truncatedTo(unit).toString();
        return text.substring(0, Math.min(length, text.length())).replace('T', ' ') + " UTC";
    }
}
