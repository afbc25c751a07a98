package dev.keyhaul.ceremony.page;

import dev.keyhaul.ceremony.Person;
import dev.keyhaul.ceremony.plan.CeremonyPlan;
import dev.keyhaul.ceremony.plan.PlanStep;
import dev.keyhaul.ceremony.plan.PlanSteps;
import dev.keyhaul.ceremony.plan.PlannedCopies;
import dev.keyhaul.ceremony.plan.PlannedHost;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.file.Sha256;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.page.DigestRows;
import dev.keyhaul.core.page.Html;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

/**
 * The script of one ceremony, to print: its plan's fingerprint, who takes part and where, and a row
 * to fill for each step that this ceremony has. Stateless: any thread may use it.
 *
 * @since 0.1.0
 */
public final class ScriptPage {
    private static final String CSS =
            """
            body { font: 11pt/1.4 sans-serif; margin: 2em auto; max-width: 45em; color: #000; background: #fff }
            table { border-collapse: collapse; width: 100% }
            th, td { border: 1px solid #000; padding: .4em .5em; text-align: left; vertical-align: top }
            td:last-child { min-width: 8em }
            pre { font: 12pt/1.5 monospace; margin: 0 }
            tr, pre { break-inside: avoid }
            """;

    private ScriptPage() {}

    /**
     * Renders the script of a closed plan.
     *
     * @param paper the size of the paper
     * @throws IllegalArgumentException if the plan is open
     */
    @SuppressWarnings("exports") // for our modules
    public static byte[] of(CeremonyPlan plan, Paper paper) {
        Arguments.notNull("plan", plan, "paper", paper);
        if (!plan.isClosed()) {
            throw new IllegalArgumentException("the plan is open");
        }
        String style = CSS + paper.style();
        String hash =
                Base64.getEncoder()
                        .encodeToString(
                                Sha256.begin().digest(style.getBytes(StandardCharsets.UTF_8)));
        return """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-%s'; base-uri 'none'; form-action 'none'">
        %s<style>%s</style>
        </head>
        <body>
        %s</body>
        </html>
        """
                .formatted(hash, Html.of("title", plan.title()), style, body(plan))
                .getBytes(StandardCharsets.UTF_8);
    }

    private static Html body(CeremonyPlan plan) {
        return Html.all(
                Html.of("h1", plan.title()),
                Html.of("h2", "The plan's fingerprint"),
                Html.of("p", "Each host asks for it first. Type it from this paper."),
                rows(plan.fingerprint()),
                Html.of("h2", "What this ceremony does"),
                purpose(plan),
                Html.of("h2", "People"),
                Html.table(
                        Style.WIDE,
                        List.of("Role", "Name", "Initials"),
                        plan.people().stream().map(ScriptPage::person)),
                Html.of("h2", "Hosts"),
                Html.of("p", "Each compares their own row with the paper of their enrolment."),
                Html.all(plan.hosts().stream().map(host -> host(plan, host))),
                Html.of("h2", "Steps"),
                Html.of(
                        "p",
                        "On each host: keyhaul ceremony run PLAN.json. It says what is next, and"
                                + " where the stick goes. A number that differs by one digit, a"
                                + " refusal, a check that fails: type \"stop\", and write down"
                                + " why."),
                Html.table(
                        Style.WIDE,
                        List.of("", "Step", "Host", "Time", "Initials, and what was compared"),
                        steps(plan)),
                Html.of("h2", "Signatures"),
                Html.table(
                        Style.WIDE,
                        List.of("Name", "Date and time", "Signature"),
                        plan.people().stream()
                                .map(p -> Html.row(cell(p.name()), cell(""), cell("")))));
    }

    private static Html purpose(CeremonyPlan plan) {
        String copies =
                plan.copies().map(PlannedCopies::number).map(n -> n + " master copies.").orElse("");
        return Html.of(
                "p",
                "Key: "
                        + plan.key().kind()
                        + ", "
                        + (plan.key().isNew() ? "new, " : "existing, ")
                        + plan.key().source()
                        + ". Destination: "
                        + plan.vault().url()
                        + ", key "
                        + plan.vault().name()
                        + ". "
                        + copies
                        + (plan.isSealed() ? " The key becomes unextractable." : "")
                        + " Between "
                        + plan.window().from()
                        + " and "
                        + plan.window().to()
                        + ".");
    }

    private static Html person(Person person) {
        return Html.row(cell(person.role()), cell(person.name()), cell(""));
    }

    private static Html host(CeremonyPlan plan, PlannedHost host) {
        return Html.all(
                Html.of("h3", host.name() + ": " + plan.whoAt(host)),
                host.key()
                        .map(key -> rows(Fingerprint.of(key).hex()))
                        .orElseGet(() -> Html.text("")));
    }

    private static Stream<Html> steps(CeremonyPlan plan) {
        List<PlanStep> steps = PlanSteps.of(plan);
        return steps.stream()
                .map(
                        step ->
                                Html.row(
                                        cell(String.valueOf(steps.indexOf(step) + 1)),
                                        cell(
                                                step.title()
                                                        + (step.isApproved()
                                                                ? "; the witness approves"
                                                                : "")),
                                        cell(step.host()),
                                        cell(""),
                                        cell("")));
    }

    private static Html cell(String text) {
        return Html.text(text);
    }

    private static Html rows(String digest) {
        return Html.all(DigestRows.of(digest).stream().map(row -> Html.of("pre", row)));
    }
}
