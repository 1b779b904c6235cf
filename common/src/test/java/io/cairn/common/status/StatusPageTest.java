package io.cairn.common.status;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class StatusPageTest {
    private static final String EVIL = "<img src=x onerror=alert('1')>&\"\u202E\u0007";
    private static final String HARMLESS = "&lt;img src=x onerror=alert(&#39;1&#39;)&gt;&amp;&quot;";

    @Test
    void everyTextIsEscapedWhereverItStands() {
        String page = render(SampleStatus.everything(EVIL), List.of(new StatusPage.Fact(EVIL, EVIL)));

        assertFalse(page.contains("<img"), page);
        assertFalse(page.contains("\u202E"), page);
        assertFalse(page.contains("\u0007"), page);
        // Problem and its advice, finding, loss, proof's maker and digest, fact and name, peer and trouble, safe mode,
        // directory, what it holds and why it failed, missing segments, restore, version.
        assertTrue(page.split(Pattern.quote(HARMLESS), -1).length > 15, page);
    }

    @Test
    void aStartThatGoesOnShowsHowFarItIs() {
        String page = render(SampleStatus.starting(43, "loading the image"), List.of());

        assertTrue(page.contains("<title>Cairn primary: starting, 43 %</title>"), page);
        assertTrue(page.contains("<progress max=\"100\" value=\"43\">"), page);
        assertTrue(page.contains("Now: loading the image"), page);
        assertFalse(page.contains("Last proven checkpoint"), page);
    }

    @Test
    void peopleReadHumanUnitsAndPointAtExactValues() {
        String page = render(SampleStatus.everything("x"), List.of());

        assertTrue(page.contains("<span title=\"txid 1234567\">1,234,567</span>"), page);
        assertTrue(page.contains("<span title=\"1572864 bytes\">1.5 MiB</span>"), page);
        assertTrue(page.contains("<span title=\"123000 ms\">2 min 3 s</span>"), page);
        assertTrue(page.contains("<span title=\"2026-11-21T20:15:30Z\">2026-11-21 20:15 UTC</span>"), page);
    }

    @Test
    void imagesThatAreNotShownAreCounted() {
        String few = render(SampleStatus.everything("x"), List.of());
        String many = render(SampleStatus.images(63), List.of());

        assertFalse(few.contains("older: "), few);
        assertTrue(many.contains("And 43 older: <code>cairn checkpoints list</code>"), many);
    }

    @Test
    void nothingIsPromisedOnAnOldWordOfTheOtherProcess() {
        assertTrue(render(SampleStatus.heard(60_000), List.of()).contains("class=\"loss healthy\""));
        assertTrue(render(SampleStatus.heard(3_600_000), List.of()).contains("class=\"loss degraded\""));
    }

    @Test
    void thePolicyAllowsThisPagesStyleAndScriptAndNothingElse() throws Exception {
        String page = render(SampleStatus.everything("x"), List.of());

        assertEquals(
                "default-src 'none'; style-src '" + hash(page, "style") + "'; script-src '" + hash(page, "script")
                        + "'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors"
                        + " 'none'",
                StatusPage.CONTENT_SECURITY_POLICY);
        assertFalse(page.contains("style="), "styles of single elements are not allowed");
        assertFalse(
                Pattern.compile("(src|href)=\"(?!/|data:)").matcher(page).find(), "something is loaded from elsewhere");
    }

    @Test
    void theWorstProblemDecidesTheHealth() {
        ProcessStatus.Problem warning = new ProcessStatus.Problem(false, "w", "w", "");
        ProcessStatus.Problem critical = new ProcessStatus.Problem(true, "c", "c", "");

        assertEquals(ProcessStatus.Health.HEALTHY, ProcessStatus.health(true, List.of()));
        assertEquals(ProcessStatus.Health.STARTING, ProcessStatus.health(false, List.of(warning)));
        assertEquals(ProcessStatus.Health.DEGRADED, ProcessStatus.health(true, List.of(warning)));
        assertEquals(ProcessStatus.Health.UNHEALTHY, ProcessStatus.health(true, List.of(warning, critical)));
    }

    private static String render(ProcessStatus status, List<StatusPage.Fact> facts) {
        return new String(StatusPage.render(status, facts), StandardCharsets.UTF_8);
    }

    private static String hash(String page, String element) throws Exception {
        Matcher inline = Pattern.compile("<" + element + ">(.*?)</" + element + ">", Pattern.DOTALL)
                .matcher(page);
        assertTrue(inline.find(), element);
        byte[] digest =
                MessageDigest.getInstance("SHA-256").digest(inline.group(1).getBytes(StandardCharsets.UTF_8));
        return "sha256-" + Base64.getEncoder().encodeToString(digest);
    }
}
