package dev.keyhaul.cli.ceremony;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.ceremony.Person;
import dev.keyhaul.ceremony.plan.CeremonyPlan;
import dev.keyhaul.ceremony.plan.Duty;
import dev.keyhaul.ceremony.plan.OpenPlan;
import dev.keyhaul.ceremony.plan.PlanContent;
import dev.keyhaul.ceremony.plan.PlannedHost;
import dev.keyhaul.ceremony.plan.PlannedVault;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.option.ModuleOptions;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.core.RefusedException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What may go on without people, and what it answers: nothing but what was shown before. */
class UnattendedQuestionsTest {
    private static final PlannedVault REAL =
            new PlannedVault("https://contoso.vault.azure.net", "tenant", "kek", false);
    private static final List<String> ROWS =
            List.of("1  0011-6 2233-c 4455-1 6677-b", "2  8899-8 aabb-2 ccdd-f eeff-5");

    private final List<String> said = new ArrayList<>();
    private final UnattendedQuestions nobody = new UnattendedQuestions(said::add, said::add);

    @Test
    void ceremonyThatIsNoRehearsalOnOneHost_isRefused_beforeAnythingIsDone() throws Exception {
        CeremonyPlan rehearsal = CeremonyPlanCommand.unattended();
        List<PlannedHost> two =
                List.of(
                        PlannedHost.named("offline", Set.of(Duty.OFFLINE), List.of()),
                        PlannedHost.named("online", Set.of(Duty.ONLINE), List.of()));
        for (CeremonyPlan plan :
                List.of(
                        with(rehearsal, REAL, rehearsal.hosts()),
                        with(rehearsal, REAL, two),
                        with(rehearsal, rehearsal.vault(), two))) {
            assertThatThrownBy(() -> guide().run(plan, Console.silent()))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("needs people");
        }
        nobody.requireFit(rehearsal);
    }

    /** Without a host's memory it could do nothing, and fails in another way. */
    @SuppressWarnings("NullAway") // on purpose
    private GuideRun guide() {
        return new GuideRun(
                Path.of("PLAN.json"),
                null,
                nobody,
                new ModuleOptions(Given.NOTHING),
                Map.of(),
                false);
    }

    private static CeremonyPlan with(CeremonyPlan of, PlannedVault vault, List<PlannedHost> hosts) {
        return OpenPlan.of(
                new PlanContent(
                        of.id(),
                        of.title(),
                        of.window(),
                        of.key(),
                        Optional.of(vault),
                        of.copies(),
                        false,
                        hosts,
                        List.of(new Person("operator", "Ada Bell"))));
    }

    @Test
    void number_isWhatWasShownBefore_andSaidSo() {
        nobody.write("the KEK's fingerprint", ROWS);

        assertThat(nobody.row("the KEK's fingerprint", 2)).isEqualTo("8899-8 aabb-2 ccdd-f eeff-5");
        assertThat(said.get(said.size() - 1)).contains("as it was shown before");
    }

    @Test
    void plansFingerprint_isThatOfThePrintedScript() {
        nobody.print(
                "<h2>The plan's</h2><pre>1  0011-6 2233-c 4455-1 6677-b</pre><pre>2  8899 aabb</pre>");

        assertThat(nobody.row(TypedNumber.PLAN, 1)).isEqualTo("0011-6 2233-c 4455-1 6677-b");
    }

    @Test
    void anythingElse_isNotAnswered() {
        assertThatThrownBy(() -> nobody.row("the journal's head", 1))
                .isInstanceOf(Leaving.class)
                .hasMessageContaining("nobody wrote down the journal's head");
        assertThatThrownBy(() -> nobody.ask("Which host is this >")).isInstanceOf(Leaving.class);
        assertThatThrownBy(() -> nobody.yes("Do you approve?")).isInstanceOf(Leaving.class);
        assertThatThrownBy(() -> nobody.again("no token")).isInstanceOf(Leaving.class);
    }
}
