package dev.keyhaul.ceremony.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.core.fixture.GeneratedKeys;
import java.security.PublicKey;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Where the stick goes, and what is done there: as the design has it, for each kind of plan. */
class PlanJourneyTest {
    private static final String PFX = "pfx:place.pfx";
    private static final String OLD = "pkcs11:token=hsm;object=old";

    /** Everything that a plan can ask for. */
    private static PlanContent content() {
        return Plans.content("Tenant key of Contoso");
    }

    private static PlanContent with(
            PlanContent of,
            Optional<String> source,
            boolean copies,
            boolean seal,
            boolean witness) {
        return new PlanContent(
                of.id(),
                of.title(),
                of.window(),
                source.map(
                                text ->
                                        new PlannedKey(
                                                Plans.source(text),
                                                "rsa",
                                                "2048",
                                                false,
                                                Optional.of(Plans.HASH)))
                        .orElse(of.key()),
                of.vault(),
                copies ? of.copies() : Optional.empty(),
                seal,
                of.hosts().stream().filter(host -> witness || !host.is(Duty.WITNESS)).toList(),
                of.people().stream()
                        .filter(person -> witness || person.role().equals("operator"))
                        .toList());
    }

    private static ClosedPlan closed(PlanContent content) throws Exception {
        OpenPlan plan = OpenPlan.of(content);
        int length = 2048;
        for (PlannedHost host : content.hosts()) {
            PublicKey key = GeneratedKeys.rsa(length).getPublic();
            plan = plan.with(Plans.enrolled(plan, host.name(), key));
            length += 1024;
        }
        return plan.close(List.of());
    }

    private static List<String> visits(PlanContent content) throws Exception {
        return PlanJourney.of(closed(content)).stream()
                .map(
                        visit ->
                                visit.host()
                                        + visit.stops().stream()
                                                .map(
                                                        stop ->
                                                                switch (stop.act()) {
                                                                            case DO -> " ";
                                                                            case ASK -> " ?";
                                                                            case APPROVE -> " !";
                                                                        }
                                                                        + stop.step().id())
                                                .collect(Collectors.joining()))
                .toList();
    }

    @Test
    void newKey_withWitnessCopiesAndSeal_asTheDesignHasIt() throws Exception {
        assertThat(visits(content()))
                .containsExactly(
                        "online kek kek-record",
                        "offline tenant-key recovery-pair ?blob ?copy-1 ?copy-2",
                        "bo !blob !copy-1 !copy-2",
                        "offline blob copy-1 copy-2 ?import ?seal",
                        "bo !import !seal",
                        "online import kek-end close-online",
                        "offline seal destroy close-offline");
    }

    @Test
    void otherPlans_leaveOutWhatTheyDoNotHave() throws Exception {
        assertThat(visits(with(content(), Optional.of(OLD), true, true, true)))
                .as("a key that exists")
                .containsExactly(
                        "online kek kek-record",
                        "offline recovery-pair ?blob ?copy-1 ?copy-2",
                        "bo !blob !copy-1 !copy-2",
                        "offline blob copy-1 copy-2 ?import ?seal",
                        "bo !import !seal",
                        "online import kek-end close-online",
                        "offline seal destroy close-offline");
        assertThat(visits(with(content(), Optional.of(PFX), false, false, true)))
                .as("a PFX file, without copies")
                .containsExactly(
                        "online kek kek-record",
                        "offline ?blob",
                        "bo !blob",
                        "offline blob ?import",
                        "bo !import",
                        "online import kek-end close-online",
                        "offline destroy close-offline");
        assertThat(visits(with(content(), Optional.empty(), true, true, false)))
                .as("no witness")
                .containsExactly(
                        "online kek kek-record",
                        "offline tenant-key recovery-pair blob copy-1 copy-2",
                        "online import kek-end close-online",
                        "offline seal destroy close-offline");
        assertThat(visits(with(content(), Optional.empty(), true, false, true)))
                .as("the key stays extractable")
                .endsWith(
                        "offline blob copy-1 copy-2 ?import",
                        "bo !import",
                        "online import kek-end close-online",
                        "offline destroy close-offline");
        assertThat(visits(with(content(), Optional.of(PFX), false, false, false)))
                .as("a PFX file, without a witness")
                .containsExactly(
                        "online kek kek-record",
                        "offline blob",
                        "online import kek-end close-online",
                        "offline destroy close-offline");
    }

    /** Nobody writes a number that nobody compares: each that is typed was written before. */
    @Test
    void numbersThatAreTyped_wereWrittenBefore() throws Exception {
        for (boolean witness : List.of(true, false)) {
            Set<PaperNumber> written = EnumSet.noneOf(PaperNumber.class);
            Set<PaperNumber> typed = EnumSet.noneOf(PaperNumber.class);
            PlanContent content = with(content(), Optional.empty(), true, true, witness);
            for (PlanJourney.Visit visit : PlanJourney.of(closed(content))) {
                for (PlanJourney.Stop stop : visit.stops()) {
                    PlanStep step = stop.step();
                    List<PaperNumber> now =
                            switch (stop.act()) {
                                case DO -> step.types();
                                case ASK -> List.of();
                                case APPROVE ->
                                        step.approval().orElseThrow().over().stream().toList();
                            };
                    assertThat(written).as(step.id()).containsAll(now);
                    typed.addAll(now);
                    if (stop.act() == PlanJourney.Act.APPROVE
                            && step.types().contains(PaperNumber.VAULT_ROW)) {
                        written.add(PaperNumber.VAULT_ROW); // by the witness's machine, later
                    }
                    if (stop.act() == PlanJourney.Act.DO) {
                        step.writes().ifPresent(written::add);
                    }
                }
            }
            written.removeAll(typed);
            // The rest is for whoever restores the key, and for the report.
            assertThat(written)
                    .containsExactlyElementsOf(
                            witness
                                    ? List.of(PaperNumber.URL, PaperNumber.CLOSING)
                                    : List.of(
                                            PaperNumber.TENANT_KEY,
                                            PaperNumber.URL,
                                            PaperNumber.CLOSING));
        }
    }
}
