package dev.keyhaul.cli.ceremony;

import dev.keyhaul.ceremony.Person;
import dev.keyhaul.ceremony.plan.CeremonyPlan;
import dev.keyhaul.ceremony.plan.PlannedCopies;
import dev.keyhaul.ceremony.plan.PlannedHost;
import dev.keyhaul.ceremony.plan.PlannedRestore;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A plan as its author sees it before it is written: a line each, with the options to change it.
 */
final class PlanSummary {
    private PlanSummary() {}

    static List<String> of(CeremonyPlan plan) {
        List<String> lines = new ArrayList<>();
        lines.add("title: " + plan.title() + " (--title)");
        lines.add(
                "key: "
                        + plan.key().kind()
                        + (plan.key().isNew()
                                ? ", made in the ceremony: "
                                : plan.key().restored().isPresent()
                                        ? ", restored to: "
                                        : ", exists: ")
                        + plan.key().source().text()
                        + " (--kind, --key, --existing, --existing-token)");
        plan.key().restored().ifPresent(from -> lines.add(restored(from)));
        lines.add(
                plan.isDrill()
                        ? "goes to: no vault; it is used once and destroyed (--drill)"
                        : "goes to: "
                                + plan.vault().url()
                                + ", as '"
                                + plan.vault().name()
                                + "'"
                                + (plan.vault().isNewVersion() ? ", may be a new version" : "")
                                + " (--vault, --name, --new-version)");
        if (plan.key().restored().isEmpty()) {
            lines.add(
                    plan.copies().map(PlanSummary::copies).orElse("master copies: none")
                            + " (--copies, --to, --store, --replica)");
            lines.add(
                    (plan.isSealed()
                                    ? "at the end: the key becomes unextractable, for good"
                                    : "at the end: the key stays extractable")
                            + " (--make-unextractable)");
        }
        lines.add(
                "people: "
                        + plan.people().stream()
                                .map(Person::toString)
                                .collect(Collectors.joining(", "))
                        + (plan.hasWitness() ? "" : "; no witness: nobody approves")
                        + " (--person)");
        lines.add(
                "hosts: "
                        + plan.hosts().stream()
                                .map(PlannedHost::name)
                                .collect(Collectors.joining(", ")));
        lines.add("can be used until: " + plan.window().to() + " (--days)");
        return lines;
    }

    private static String restored(PlannedRestore from) {
        return "from: master copy "
                + from.copy()
                + " in '"
                + from.store()
                + "', signed by "
                + from.signer()
                + " (--recovery, --store, --signed-by)";
    }

    private static String copies(PlannedCopies copies) {
        return "master copies: "
                + copies.number()
                + ", on "
                + copies.drives()
                + ", for "
                + copies.recipient().text()
                + (copies.isNew() ? ", made in the ceremony" : "")
                + (copies.isOpen() ? "; its guard can be open (--allow-open-guard)" : "");
    }
}
