package dev.keyhaul.usageaudit.page;

import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.file.ResourceText;
import dev.keyhaul.core.page.Document;
import dev.keyhaul.core.page.Html;
import dev.keyhaul.usageaudit.AuditFinding;
import dev.keyhaul.usageaudit.AuditInputs;
import dev.keyhaul.usageaudit.AuditReport;
import dev.keyhaul.usageaudit.AuditResult;
import dev.keyhaul.usageaudit.AuditSettings;
import dev.keyhaul.usageaudit.AuditTotals;
import dev.keyhaul.usageaudit.Caller;
import dev.keyhaul.usageaudit.Evidence;
import dev.keyhaul.usageaudit.FindingKind;
import dev.keyhaul.usageaudit.Strength;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * An audit as one self-contained HTML file: no network, no other file, readable in print. Its
 * policy allows its own style and script, and nothing that a log might bring. Not thread-safe.
 *
 * @since 0.1.0
 */
public final class AuditPage {
    private static final int MOST_ROWS = 500;
    private static final String TITLE = "Who used the tenant key";
    private static final String CLASS = "class";

    private final AuditReport report;
    private final CallerNames names;

    private AuditPage(AuditReport report) {
        this.report = report;
        names = CallerNames.in(report);
    }

    /** Returns the page. */
    public static String of(AuditReport report) {
        Arguments.notNull("report", report);
        AuditPage page = new AuditPage(report);
        Html main =
                Html.of(
                        "main",
                        page.head(),
                        page.timeLine(),
                        page.findings(),
                        page.callers(),
                        page.inputs(),
                        limits(),
                        page.footer());
        return Document.of(TITLE, resource("page.css"), resource("page.js"), main);
    }

    private Html head() {
        AuditTotals totals = report.result().totals();
        AuditSettings settings = report.settings();
        String key =
                settings.keyName().isEmpty()
                        ? "every key of the log"
                        : "key " + settings.keyName() + " of vault " + settings.vault();
        String period =
                totals.fromMs() == AuditTotals.NONE
                        ? "no rows"
                        : Figures.period(totals.fromMs(), totals.toMs()) + " UTC";
        long repeated =
                totals.vaultDelivered()
                        + totals.rmsDelivered()
                        - totals.vaultKept()
                        - totals.rmsKept();
        return Html.all(
                Html.of("h1", TITLE),
                classed("p", "lead", key + " · " + period),
                classed("p", "verdict " + verdictClass(), sentence(report.verdict())),
                each(
                        report.warnings(),
                        warning -> classed("p", "verdict note", "warning: " + warning)),
                Html.of(
                                "div",
                                tile(totals.audited(), "operations in the vault's log"),
                                tile(
                                        totals.requests(),
                                        "requests by Rights Management for the key"),
                                tile(repeated, "repeated rows removed"),
                                tile(report.inputs().uncounted(), "lines that could not be read"),
                                tile(
                                        Figures.number(totals.skewMs() / 1000) + " s",
                                        "the vault's clock is ahead of the usage log's"))
                        .with(CLASS, "tiles"));
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

    private static Html tile(long number, String what) {
        return tile(Figures.number(number), what);
    }

    private static Html tile(String number, String what) {
        return Html.of("div", Html.of("b", number), Html.of("span", what)).with(CLASS, "tile");
    }

    private Html timeLine() {
        return section(
                "Uses by identity",
                Html.of("div", TimeLine.of(report)).with(CLASS, "chart"),
                Html.of(
                                "p",
                                classed("span", "key own", ""),
                                Html.text("Rights Management"),
                                classed("span", "key other", ""),
                                Html.text("another identity"),
                                classed("span", "key failed", ""),
                                Html.text(
                                        "failed or refused. Each lane has its own scale. Numbered bands are findings."))
                        .with(CLASS, "legend"));
    }

    private Html findings() {
        List<AuditFinding> all = report.result().findings();
        Html none = Html.of("tr", Html.of("td", "None.").with("colspan", 4));
        return section(
                "Findings",
                filters(),
                table(
                                titles("No.", "Strength", "What", "When (UTC)"),
                                all.isEmpty() ? none : each(all, this::finding))
                        .with(CLASS, "findings"),
                all.size() > MOST_ROWS
                        ? classed(
                                "p",
                                "legend",
                                "The JSON report has " + (all.size() - MOST_ROWS) + " more.")
                        : Html.all());
    }

    private Html filters() {
        return Html.of(
                        "div",
                        Html.all(Stream.of(Strength.values()).map(this::filter)),
                        Html.alone("input")
                                .with("type", "search")
                                .with("placeholder", "identity, operation, address …")
                                .with("aria-label", "search findings"),
                        Html.of("span").with("id", "shown"))
                .with(CLASS, "filters");
    }

    private Html filter(Strength strength) {
        return Html.of(
                "label",
                Html.alone("input")
                        .with("type", "checkbox")
                        .with("checked", "")
                        .with("data-strength", strength.word()),
                Html.text(strength.word() + " (" + report.count(strength) + ")"));
    }

    private Html finding(AuditFinding finding) {
        String strength = finding.strength().word();
        return Html.of(
                        "tr",
                        number(finding.number()),
                        Html.of("td", classed("span", "tag " + strength, strength)),
                        Html.of(
                                "td",
                                classed("span", "kind", finding.kind().title()),
                                Html.alone("br"),
                                Html.text(names.sentence(finding)),
                                explanation(finding),
                                evidence(finding)),
                        classed(
                                "td",
                                "when",
                                finding.kind() == FindingKind.CLOCK_SKEW
                                        ? "throughout"
                                        : Figures.period(finding.fromMs(), finding.toMs())))
                .with("data-strength", strength)
                .with("data-finding", finding.number());
    }

    private Html explanation(AuditFinding finding) {
        return report.explanation(finding)
                .map(record -> "explained by " + record)
                .or(
                        () ->
                                report.claim(finding)
                                        .map(
                                                record ->
                                                        "claimed by "
                                                                + record
                                                                + ", which no trusted key signed"))
                .map(text -> Html.all(Html.alone("br"), Html.text(text)))
                .orElseGet(Html::all);
    }

    private Html evidence(AuditFinding finding) {
        if (finding.evidence().isEmpty()) {
            return Html.all();
        }
        return Html.of(
                "details",
                Html.of("summary", rows(finding)),
                table(
                        titles("Time (UTC)", "Operation", "Status", "Address", "Row"),
                        each(finding.evidence(), this::evidence)));
    }

    private static String rows(AuditFinding finding) {
        int shown = finding.evidence().size();
        if (shown < finding.count()) {
            return "the first " + shown + " of its rows";
        }
        return shown == 1 ? "its row" : "its " + shown + " rows";
    }

    private Html evidence(Evidence row) {
        return Html.of(
                "tr",
                Html.of("td", Figures.moment(row.atMs())),
                Html.of("td", row.operation()),
                Html.of("td", String.valueOf(row.status())),
                Html.of("td", row.callerIp()),
                classed("td", "mono", report.place(row.position())));
    }

    private Html callers() {
        return section(
                "Identities",
                table(
                                Html.all(
                                        titles("Identity", ""),
                                        numbers(
                                                "Uses",
                                                "Readings",
                                                "Management",
                                                "Other",
                                                "Failed"),
                                        titles("From – to (UTC)")),
                                each(report.result().callers(), AuditPage::caller))
                        .with(CLASS, "identities"));
    }

    private static Html caller(Caller caller) {
        boolean isKnown = caller.uses() == 0 || caller.isRightsManagement();
        return Html.of(
                "tr",
                Html.of("td", named(caller), classed("span", "mono", caller.identity())),
                Html.of(
                        "td",
                        isKnown ? Html.all() : classed("span", "not", "not Rights Management")),
                number(caller.uses()),
                number(caller.readings()),
                number(caller.managements()),
                number(caller.others()),
                number(caller.failures()),
                classed("td", "when", Figures.period(caller.fromMs(), caller.toMs())));
    }

    private static Html named(Caller caller) {
        String name = CallerNames.of(caller);
        String kind = caller.isRightsManagement() ? "kind rm" : "kind";
        return name.isEmpty()
                ? Html.all()
                : Html.all(classed("span", kind, name), Html.alone("br"));
    }

    private Html inputs() {
        AuditTotals totals = report.result().totals();
        AuditSettings settings = report.settings();
        AuditInputs inputs = report.inputs();
        return section(
                "What was read",
                list(
                        List.of(
                                Figures.count(totals.vaultDelivered(), "row")
                                        + " of the vault's log, in "
                                        + Figures.count(inputs.vault().size(), "file"),
                                Figures.count(totals.rmsDelivered(), "row")
                                        + " of the usage log, in "
                                        + Figures.count(inputs.rms().size(), "file"),
                                "window %d s, gap %d s"
                                        .formatted(
                                                settings.window().toSeconds(),
                                                settings.gap().toSeconds()))),
                inputs.uncounted() > 0 ? uncounted(inputs) : Html.all());
    }

    private static Html uncounted(AuditInputs inputs) {
        return Html.all(
                // Files of which not each line counted.
                table(
                                Html.all(
                                        titles("File"),
                                        numbers("Lines that counted", "Lines that did not")),
                                each(
                                        inputs.mixed(),
                                        file ->
                                                Html.of(
                                                        "tr",
                                                        classed("td", "mono", file.file()),
                                                        number(file.counted()),
                                                        number(file.uncounted()))))
                        .with(CLASS, "inputs"),
                Html.of(
                        "h2",
                        "Lines that could not be read: " + Figures.number(inputs.uncounted())),
                table(
                        Html.all(titles("File"), numbers("Line"), titles("Why")),
                        each(
                                inputs.badLines(),
                                bad ->
                                        Html.of(
                                                "tr",
                                                classed("td", "mono", bad.file()),
                                                classed("td", "num", String.valueOf(bad.line())),
                                                Html.of("td", bad.reason())))));
    }

    private static Html limits() {
        return section("What no log can show", list(AuditResult.LIMITS));
    }

    private Html footer() {
        return Html.of(
                "footer",
                report.generator()
                        + " · made "
                        + Figures.moment(report.madeAt().toEpochMilli())
                        + " UTC");
    }

    private static Html section(String title, Html... parts) {
        return Html.of("section", Html.of("h2", title), Html.all(parts));
    }

    private static Html list(List<String> items) {
        return Html.of("ul", each(items, item -> Html.of("li", item)));
    }

    private static Html table(Html titles, Html rows) {
        return Html.of("table", Html.of("thead", Html.of("tr", titles)), Html.of("tbody", rows));
    }

    private static Html titles(String... titles) {
        return each(List.of(titles), title -> Html.of("th", title));
    }

    /** Makes the titles of columns of numbers. */
    private static Html numbers(String... titles) {
        return each(List.of(titles), title -> classed("th", "num", title));
    }

    private static Html number(long number) {
        return classed("td", "num", Figures.number(number));
    }

    private static Html classed(String element, String classes, String text) {
        return Html.of(element, text).with(CLASS, classes);
    }

    private static <T> Html each(List<T> all, Function<T, Html> shown) {
        return Html.all(all.stream().limit(MOST_ROWS).map(shown));
    }

    private static String resource(String name) {
        return ResourceText.read(AuditPage.class.getResourceAsStream(name), name);
    }
}
