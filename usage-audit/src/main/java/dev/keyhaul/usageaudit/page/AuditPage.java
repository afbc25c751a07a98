package dev.keyhaul.usageaudit.page;

import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.file.ResourceText;
import dev.keyhaul.core.file.Sha256;
import dev.keyhaul.core.page.Html;
import dev.keyhaul.usageaudit.AuditFinding;
import dev.keyhaul.usageaudit.AuditReport;
import dev.keyhaul.usageaudit.AuditResult;
import dev.keyhaul.usageaudit.AuditTotals;
import dev.keyhaul.usageaudit.Caller;
import dev.keyhaul.usageaudit.Evidence;
import dev.keyhaul.usageaudit.FindingKind;
import dev.keyhaul.usageaudit.Strength;
import dev.keyhaul.usageaudit.log.BadLine;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * An audit as one self-contained HTML file: no network, no other file, readable in print. Its
 * policy allows its own style and script, and nothing that a log might bring. Not thread-safe.
 *
 * @since 0.1.0
 */
public final class AuditPage {
    private static final int MOST_ROWS = 500;

    private final AuditReport report;
    private final CallerNames names;
    private final StringBuilder html = new StringBuilder();

    private AuditPage(AuditReport report) {
        this.report = report;
        names = CallerNames.in(report);
    }

    /** Returns the page. */
    public static String of(AuditReport report) {
        Arguments.notNull("report", report);
        return new AuditPage(report).build();
    }

    private String build() {
        String style = resource("page.css");
        String script = resource("page.js");
        html.append(
                """
                <!DOCTYPE html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-%s'; script-src 'sha256-%s'; base-uri 'none'; form-action 'none'">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <meta name="referrer" content="no-referrer">
                <title>Who used the tenant key</title>
                <style>%s</style>
                </head>
                <body>
                <main>
                """
                        .formatted(hash(style), hash(script), style));
        head();
        timeLine();
        findings();
        callers();
        inputs();
        limits();
        html.append("<script>").append(script).append("</script>\n</main>\n</body>\n</html>\n");
        return html.toString();
    }

    private void head() {
        AuditTotals totals = report.result().totals();
        String key =
                report.settings().keyName().isEmpty()
                        ? "every key of the log"
                        : "key "
                                + report.settings().keyName()
                                + " of vault "
                                + report.settings().vault();
        String period =
                totals.fromMs() == AuditTotals.NONE
                        ? "no rows"
                        : Figures.period(totals.fromMs(), totals.toMs()) + " UTC";
        html.append(
                "<h1>Who used the tenant key</h1>\n<p class=\"lead\">%s · %s</p>\n"
                        .formatted(Html.text(key), period));
        html.append(
                "<p class=\"verdict %s\">%s</p>\n"
                        .formatted(verdictClass(), Html.text(sentence(report.verdict()))));
        report.warnings()
                .forEach(
                        warning ->
                                html.append(
                                        "<p class=\"verdict note\">warning: %s</p>\n"
                                                .formatted(Html.text(warning))));
        html.append("<div class=\"tiles\">\n");
        tile(totals.audited(), "operations in the vault's log");
        tile(totals.requests(), "requests by Rights Management for the key");
        tile(
                totals.vaultDelivered()
                        + totals.rmsDelivered()
                        - totals.vaultKept()
                        - totals.rmsKept(),
                "repeated rows removed");
        tile(report.inputs().uncounted(), "lines that could not be read");
        html.append(
                "<div class=\"tile\"><b>%s s</b><span>the vault's clock is ahead of the usage log's</span></div>\n</div>\n"
                        .formatted(Figures.number(totals.skewMs() / 1000)));
    }

    private static String sentence(String words) {
        return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1) + ".";
    }

    private String verdictClass() {
        for (Strength strength : List.of(Strength.CONFIRMED, Strength.UNEXPLAINED, Strength.NOTE)) {
            if (report.result().has(strength)) {
                return strength.word();
            }
        }
        return "none";
    }

    private void tile(long number, String what) {
        html.append(
                "<div class=\"tile\"><b>%s</b><span>%s</span></div>\n"
                        .formatted(Figures.number(number), what));
    }

    private void timeLine() {
        html.append("<section>\n<h2>Uses by identity</h2>\n<div class=\"chart\">")
                .append(TimeLine.of(report))
                .append(
                        """
                        </div><p class="legend"><span class="key own"></span>Rights Management<span class="key other"></span>another identity<span class="key failed"></span>failed or refused. Each lane has its own scale. Numbered bands are findings.</p>
                        </section>
                        """);
    }

    private void findings() {
        List<AuditFinding> findings = report.result().findings();
        html.append("<section>\n<h2>Findings</h2>\n<div class=\"filters\">");
        for (Strength strength : Strength.values()) {
            html.append(
                    "<label><input type=\"checkbox\" checked data-strength=\"%1$s\">%1$s (%2$d)</label>"
                            .formatted(strength.word(), report.count(strength)));
        }
        html.append(
                """
                <input type="search" placeholder="identity, operation, address …" aria-label="search findings"><span id="shown"></span></div>
                <table class="findings"><thead><tr><th>No.</th><th>Strength</th><th>What</th><th>When (UTC)</th></tr></thead><tbody>
                """);
        if (findings.isEmpty()) {
            html.append("<tr><td colspan=\"4\">None.</td></tr>\n");
        }
        findings.stream().limit(MOST_ROWS).forEach(this::finding);
        html.append("</tbody></table>\n");
        if (findings.size() > MOST_ROWS) {
            html.append(
                    "<p class=\"legend\">The JSON report has %d more.</p>\n"
                            .formatted(findings.size() - MOST_ROWS));
        }
        html.append("</section>\n");
    }

    private void finding(AuditFinding finding) {
        String strength = finding.strength().word();
        html.append(
                """
                <tr data-strength="%1$s" data-finding="%2$d"><td class="num">%2$d</td><td><span class="tag %1$s">%1$s</span></td><td><span class="kind">%3$s</span><br>%4$s%5$s%6$s</td><td class="when">%7$s</td></tr>
                """
                        .formatted(
                                strength,
                                finding.number(),
                                finding.kind().title(),
                                Html.text(names.sentence(finding)),
                                explanation(finding),
                                evidence(finding),
                                finding.kind() == FindingKind.CLOCK_SKEW
                                        ? "throughout"
                                        : Figures.period(finding.fromMs(), finding.toMs())));
    }

    private String explanation(AuditFinding finding) {
        return report.explanation(finding)
                .map(record -> "<br>explained by " + Html.text(record))
                .or(
                        () ->
                                report.claim(finding)
                                        .map(
                                                record ->
                                                        "<br>claimed by "
                                                                + Html.text(record)
                                                                + ", which no trusted key signed"))
                .orElse("");
    }

    private String evidence(AuditFinding finding) {
        if (finding.evidence().isEmpty()) {
            return "";
        }
        String rows = finding.evidence().stream().map(this::evidence).collect(Collectors.joining());
        return "<details><summary>%s</summary><table><tr><th>Time (UTC)</th><th>Operation</th><th>Status</th><th>Address</th><th>Row</th></tr>%s</table></details>"
                .formatted(rows(finding), rows);
    }

    private static String rows(AuditFinding finding) {
        int shown = finding.evidence().size();
        if (shown < finding.count()) {
            return "the first " + shown + " of its rows";
        }
        return shown == 1 ? "its row" : "its " + shown + " rows";
    }

    private String evidence(Evidence row) {
        return "<tr><td>%s</td><td>%s</td><td>%d</td><td>%s</td><td class=\"mono\">%s</td></tr>"
                .formatted(
                        Figures.moment(row.atMs()),
                        Html.text(row.operation()),
                        row.status(),
                        Html.text(row.callerIp()),
                        Html.text(report.place(row.position())));
    }

    private void callers() {
        html.append(
                """
                <section>
                <h2>Identities</h2>
                <table class="identities"><thead><tr><th>Identity</th><th></th><th class="num">Uses</th><th class="num">Readings</th><th class="num">Management</th><th class="num">Other</th><th class="num">Failed</th><th>From – to (UTC)</th></tr></thead><tbody>
                """);
        report.result().callers().stream().limit(MOST_ROWS).forEach(this::caller);
        html.append("</tbody></table>\n</section>\n");
    }

    private void caller(Caller caller) {
        html.append(
                "<tr><td>%s<span class=\"mono\">%s</span></td><td>%s</td><td class=\"num\">%s</td><td class=\"num\">%s</td><td class=\"num\">%s</td><td class=\"num\">%s</td><td class=\"num\">%s</td><td class=\"when\">%s</td></tr>\n"
                        .formatted(
                                named(caller),
                                Html.text(caller.identity()),
                                caller.uses() == 0 || caller.isRightsManagement()
                                        ? ""
                                        : "<span class=\"not\">not Rights Management</span>",
                                Figures.number(caller.uses()),
                                Figures.number(caller.readings()),
                                Figures.number(caller.managements()),
                                Figures.number(caller.others()),
                                Figures.number(caller.failures()),
                                Figures.period(caller.fromMs(), caller.toMs())));
    }

    private static String named(Caller caller) {
        String name = CallerNames.of(caller);
        String own = caller.isRightsManagement() ? " rm" : "";
        return name.isEmpty()
                ? ""
                : "<span class=\"kind" + own + "\">" + Html.text(name) + "</span><br>";
    }

    private void inputs() {
        AuditTotals totals = report.result().totals();
        html.append(
                "<section>\n<h2>What was read</h2>\n<ul>\n<li>%s of the vault's log, in %s</li>\n<li>%s of the usage log, in %s</li>\n<li>window %d s, gap %d s</li>\n</ul>\n"
                        .formatted(
                                Figures.count(totals.vaultDelivered(), "row"),
                                Figures.count(report.inputs().vault().size(), "file"),
                                Figures.count(totals.rmsDelivered(), "row"),
                                Figures.count(report.inputs().rms().size(), "file"),
                                report.settings().window().toSeconds(),
                                report.settings().gap().toSeconds()));
        if (report.inputs().uncounted() > 0) {
            mixed();
            html.append(
                    "<h2>Lines that could not be read: %s</h2>\n<table><thead><tr><th>File</th><th class=\"num\">Line</th><th>Why</th></tr></thead><tbody>\n"
                            .formatted(Figures.number(report.inputs().uncounted())));
            for (BadLine bad : report.inputs().badLines().stream().limit(MOST_ROWS).toList()) {
                html.append(
                        "<tr><td class=\"mono\">%s</td><td class=\"num\">%s</td><td>%s</td></tr>\n"
                                .formatted(
                                        Html.text(bad.file()),
                                        bad.line(),
                                        Html.text(bad.reason())));
            }
            html.append("</tbody></table>\n");
        }
        html.append("</section>\n");
    }

    /** Files of which not each line counted. */
    private void mixed() {
        html.append(
                "<table class=\"inputs\"><thead><tr><th>File</th><th class=\"num\">Lines that counted</th><th class=\"num\">Lines that did not</th></tr></thead><tbody>\n");
        report.inputs().mixed().stream()
                .limit(MOST_ROWS)
                .forEach(
                        file ->
                                html.append(
                                        "<tr><td class=\"mono\">%s</td><td class=\"num\">%s</td><td class=\"num\">%s</td></tr>\n"
                                                .formatted(
                                                        Html.text(file.file()),
                                                        Figures.number(file.counted()),
                                                        Figures.number(file.uncounted()))));
        html.append("</tbody></table>\n");
    }

    private void limits() {
        html.append("<section>\n<h2>What no log can show</h2>\n<ul>\n");
        AuditResult.LIMITS.forEach(
                limit -> html.append("<li>").append(Html.text(limit)).append("</li>\n"));
        html.append(
                "</ul>\n</section>\n<footer>%s · made %s UTC</footer>\n"
                        .formatted(
                                Html.text(report.generator()),
                                Figures.moment(report.madeAt().toEpochMilli())));
    }

    private static String hash(String content) {
        byte[] sha256 = Sha256.begin().digest(content.getBytes(StandardCharsets.UTF_8));
        return Base64.getEncoder().encodeToString(sha256);
    }

    private static String resource(String name) {
        return ResourceText.read(AuditPage.class.getResourceAsStream(name), name);
    }
}
