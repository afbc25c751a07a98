package dev.keyhaul.ceremony.sheet;

import dev.keyhaul.ceremony.Person;
import dev.keyhaul.ceremony.plan.ClosedPlan;
import dev.keyhaul.ceremony.plan.Duty;
import dev.keyhaul.ceremony.plan.PlannedCopies;
import dev.keyhaul.ceremony.plan.PlannedHost;
import dev.keyhaul.ceremony.plan.PlannedRestore;
import dev.keyhaul.ceremony.plan.PlannedToken;
import dev.keyhaul.ceremony.plan.PlannedVault;
import dev.keyhaul.core.OaepHash;
import dev.keyhaul.core.file.Sha256;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.page.DigestRows;
import dev.keyhaul.core.page.Html;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a script says, from the plan's fingerprint to the signatures. */
record ScriptBody(ClosedPlan plan) {
    private static final int EXCEPTIONS = 8;

    /** What each role is for. */
    private static final Map<String, String> DUTIES =
            Map.of(
                    "operator", "types",
                    "witness", "compares every number and approves; types on no other host",
                    "custodian",
                            "types the PIN that opens the master copies; is not the operator, and keeps no"
                                    + " master copy",
                    "auditor", "reads along, and signs");

    static Html of(ClosedPlan plan) {
        return new ScriptBody(plan).body();
    }

    private Html body() {
        return Html.all(
                Html.of("h1", plan.title()),
                Html.of(
                        "p",
                        "Script of the ceremony with the plan "
                                + plan.briefId()
                                + ", to be held "
                                + UtcText.between(plan.window().from(), plan.window().to())
                                + "."),
                section(
                        "The plan's fingerprint",
                        Html.of(
                                "p",
                                "Each host asks for it first. Type it from this paper, row by"
                                        + " row."),
                        ScriptRows.printed(plan.fingerprint())),
                section("What is agreed", agreed()),
                section("People", people()),
                section("Place and clocks", place()),
                section("Hosts", hosts()),
                section("Programs", programs()),
                section("What is opened", opened()),
                section("If something is not as written here", ScriptAdvice.of(plan)),
                Html.of("h2", "Steps"),
                ScriptSteps.of(plan),
                section("Afterwards", afterwards()),
                section("Exceptions", deviations()),
                section("Signatures", signatures()));
    }

    private static Html section(String title, Html... content) {
        return Html.of("section", Html.of("h2", title), Html.all(content));
    }

    /** What all initial, because the fingerprint alone says nothing to a person. */
    private Html agreed() {
        List<Html> rows = new ArrayList<>();
        rows.add(agreed("Key", keyWords()));
        plan.key().restored().ifPresent(from -> rows.add(agreed("Master copy", restored(from))));
        if (plan.isDrill()) {
            rows.add(agreed("Destination", "none: the key is used once, and destroyed"));
        } else {
            destination(plan.vault(), rows);
        }
        plan.copies()
                .ifPresent(
                        copies ->
                                rows.add(
                                        agreed(
                                                "Master copies",
                                                copies.number()
                                                        + ", on "
                                                        + copies.drives()
                                                        + ", for "
                                                        + LabelledPlace.of(
                                                                copies.recipient().text())
                                                        + (copies.isNew() ? ", made here" : "")
                                                        + (copies.isOpen()
                                                                ? "; its guard can be open"
                                                                : ""))));
        if (plan.isSealed()) {
            rows.add(agreed("At the end", "the key becomes not extractable, for good"));
        }
        return Html.table(ScriptRows.Look.FACTS, List.of("", "", "Initials of all"), rows.stream());
    }

    private void destination(PlannedVault vault, List<Html> rows) {
        rows.add(
                agreed(
                        "Destination",
                        vault.words()
                                + ", protection "
                                + PlannedVault.PROTECTION
                                + (vault.isManagedHsm() ? " (a Managed HSM)" : "")
                                + (vault.isLocal() ? " (a local vault: a rehearsal)" : "")));
        rows.add(
                agreed(
                        "KEK",
                        "'"
                                + vault.kek()
                                + "', made there and disabled at the end; OAEP with "
                                + OaepHash.SHA1));
    }

    private static String restored(PlannedRestore from) {
        return from.copy()
                + ", in '"
                + from.store()
                + "', signed by "
                + DigestRows.first(from.signer().hex())
                + " …";
    }

    private Html agreed(String what, String words) {
        return Html.row(Html.of("b", what), Html.text(words), ScriptRows.initials(plan.people()));
    }

    private String keyWords() {
        return plan.key().kind()
                + ", "
                + (plan.key().isNew()
                        ? "made here: "
                        : plan.key().restored().isPresent() ? "restored here: " : "exists: ")
                + LabelledPlace.of(plan.key().source().text())
                + plan.key()
                        .fingerprint()
                        // What an old paper has is typed from that paper.
                        .filter(known -> plan.key().restored().isEmpty())
                        .map(known -> ", fingerprint " + DigestRows.first(known) + " …")
                        .orElse("");
    }

    private Html people() {
        return Html.table(
                ScriptRows.Look.PEOPLE,
                List.of("Role", "Name", "What for", "Came at", "Left at", "Initials"),
                plan.people().stream()
                        .map(
                                person ->
                                        Html.row(
                                                Html.text(person.role()),
                                                Html.text(person.name()),
                                                Html.text(duty(person)),
                                                Html.text(""),
                                                Html.text(""),
                                                Html.text(""))));
    }

    private Html place() {
        return Html.all(
                ScriptRows.line("Place, and date:"),
                form(
                        List.of("Clock of", "It shows", "A clock on the wall shows", "Initials"),
                        plan.hosts().stream().map(host -> host.name().toUpperCase(Locale.ROOT))));
    }

    /** Returns a form that has a line for each of these, to be filled in. */
    private static Html form(List<String> head, Stream<String> lines) {
        return Html.table(
                ScriptRows.Look.FORM,
                head,
                lines.map(
                        line ->
                                Html.row(
                                        Stream.concat(
                                                        Stream.of(Html.text(line)),
                                                        Collections.nCopies(
                                                                head.size() - 1, Html.text(""))
                                                                .stream())
                                                .toArray(Html[]::new))));
    }

    /** The same program runs on several hosts, as a rule: it is compared once. */
    private Html programs() {
        return Html.all(
                Html.of(
                        "p",
                        "'keyhaul ceremony status PLAN.json' shows the number of the Keyhaul that runs this"
                                + " command. Run it on a machine whose copy of Keyhaul was checked against the"
                                + " release's signature, compare the numbers, and tick the box."),
                Html.table(
                        ScriptRows.Look.HOSTS,
                        List.of("Program, and where it runs", "Its number", "Same"),
                        plan.hosts().stream()
                                .flatMap(host -> host.program().stream())
                                .distinct()
                                .map(this::program)));
    }

    private Html program(String program) {
        String[] parts = program.split(PlannedHost.PROGRAM_SHA256, 2);
        return Html.row(
                Html.all(
                        Html.of("b", parts[0]),
                        Html.of(
                                "p",
                                plan.hosts().stream()
                                        .filter(host -> host.program().equals(Optional.of(program)))
                                        .map(host -> host.name().toUpperCase(Locale.ROOT))
                                        .collect(Collectors.joining(", ")))),
                parts.length > 1 && Sha256.isHex(parts[1])
                        ? ScriptRows.printed(parts[1])
                        : Html.text(parts[parts.length - 1]),
                ScriptRows.box());
    }

    /** What is brought in a bag, and the number of its seal. */
    private Html opened() {
        Stream<String> tokens =
                plan.hosts().stream()
                        .flatMap(host -> host.tokens().stream())
                        .map(ScriptBody::token)
                        .distinct();
        Stream<String> stick = plan.hosts().size() > 1 ? Stream.of("The stick") : Stream.of();
        return form(
                List.of("What", "Number of its seal", "Seal unbroken", "Initials"),
                Stream.of(tokens, stick, Stream.of("", "")).flatMap(lines -> lines));
    }

    private String duty(Person person) {
        boolean isCustodian = person.role().equalsIgnoreCase("custodian");
        return isCustodian && plan.recoveryToken().isEmpty()
                ? ""
                : DUTIES.getOrDefault(person.role().toLowerCase(Locale.ROOT), "");
    }

    private Html hosts() {
        return Html.all(
                Html.of(
                        "p",
                        "Each person compares the key of their host with the paper of their"
                                + " enrolment, and ticks the box."),
                Html.table(
                        ScriptRows.Look.HOSTS,
                        List.of("Host", "Its key", "Same"),
                        plan.hosts().stream().map(this::host)));
    }

    private Html host(PlannedHost host) {
        List<Html> words = new ArrayList<>();
        words.add(Html.of("b", host.name().toUpperCase(Locale.ROOT)));
        words.add(Html.of("p", plan.whoAt(host)));
        words.add(Html.of("p", has(host)));
        return Html.row(
                Html.all(words.stream()),
                host.key()
                        .map(key -> ScriptRows.printed(Fingerprint.of(key).hex()))
                        .orElseGet(() -> Html.text("")),
                ScriptRows.box());
    }

    private static String has(PlannedHost host) {
        String tokens =
                host.tokens().stream().map(ScriptBody::token).collect(Collectors.joining("; "));
        return Stream.of(
                        host.is(Duty.OFFLINE) && !host.is(Duty.ONLINE) ? "no network" : "",
                        host.is(Duty.ONLINE) ? "connects to the vault" : "",
                        host.is(Duty.WITNESS) ? "own sign-in to the vault" : "",
                        tokens)
                .filter(words -> !words.isEmpty())
                .collect(Collectors.joining("; "));
    }

    private static String token(PlannedToken token) {
        return "token '"
                + token.label()
                + "'"
                + token.serial().map(serial -> ", serial " + serial).orElse("")
                + token.module()
                        .filter(Sha256::isHex)
                        .map(module -> ", module " + DigestRows.first(module) + " …")
                        .orElse("");
    }

    private Html afterwards() {
        List<String> kept = new ArrayList<>();
        plan.hosts().stream()
                .flatMap(host -> host.tokens().stream())
                .map(
                        token ->
                                (token.isNew() ? "PIN and security officer's PIN" : "PIN")
                                        + " of the token '"
                                        + token.label()
                                        + "'")
                .distinct()
                .forEach(kept::add);
        plan.store().ifPresent(store -> kept.add("Master copies, '" + store + "'"));
        plan.copies()
                .flatMap(PlannedCopies::replica)
                .ifPresent(replica -> kept.add("Master copies, '" + replica + "'"));
        kept.add(plan.hosts().size() > 1 ? "The stick" : "The plan and its records");
        kept.add("This paper");
        return form(
                List.of("What", "Given to, or kept at", "Number of its seal", "Initials"),
                kept.stream());
    }

    private static Html deviations() {
        return Html.all(
                Html.of(
                        "p",
                        "What differed from this script, and who accepted it. If nothing did, strike this out."),
                form(
                        List.of("Step", "Time", "What, and why", "Accepted by (all)"),
                        Collections.nCopies(EXCEPTIONS, "").stream()));
    }

    private Html signatures() {
        return Html.all(
                Html.of("p", "I was present, compared what I initialled, and know the deviations."),
                Html.table(
                        ScriptRows.Look.FORM,
                        List.of("Name", "Role", "Date and time", "Signature"),
                        plan.people().stream()
                                .map(
                                        person ->
                                                Html.row(
                                                        Html.text(person.name()),
                                                        Html.text(person.role()),
                                                        Html.text(""),
                                                        Html.text("")))));
    }
}
