package dev.keyhaul.cli.ceremony;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.keyhaul.ceremony.plan.ClosedPlan;
import dev.keyhaul.ceremony.plan.KnownPlan;
import dev.keyhaul.ceremony.plan.OpenPlan;
import dev.keyhaul.ceremony.plan.PlanMemory;
import dev.keyhaul.ceremony.plan.PlanProgress;
import dev.keyhaul.ceremony.plan.PlanStep;
import dev.keyhaul.ceremony.plan.PlannedHost;
import dev.keyhaul.ceremony.plan.PlannedToken;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.option.ModuleOptions;
import dev.keyhaul.cli.plan.HostPlan;
import dev.keyhaul.cli.plan.HostSetup;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.file.StateFolder;
import dev.keyhaul.core.fixture.GeneratedKeys;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a ceremony whose step fails. */
class GuidedStepTest {
    @TempDir private Path folder = Path.of("");

    @BeforeEach
    void keepTheStateHere() {
        System.setProperty(StateFolder.PROPERTY, folder.toString());
    }

    @AfterEach
    void keepTheStateElsewhere() {
        System.clearProperty(StateFolder.PROPERTY);
    }

    /** Nobody typed the plan's fingerprint: the command refuses before it looks at a token. */
    @Test
    void stepThatIsNotReady_isTriedAgain_whenSomebodyIsThere() throws Exception {
        assertThat(leaving(before -> before).stops()).isFalse();
    }

    @Test
    void contradictedStep_endsTheCeremony_andIsNotTriedAgain() throws Exception {
        Leaving end = leaving(before -> before.typed("0".repeat(64)));

        assertThat(end.why()).contains("not the one whose fingerprint was typed");
        assertThat(end.stops()).isTrue();
    }

    /** A PIN that was just typed is typed again where its keeper is asked for. */
    @Test
    void keeperOfAPin_isNoPinItself() throws Exception {
        OpenPlan plan = CeremonyPlanCommand.unattended();

        assertThat(List.of("31415926", "s3cret", "#!?"))
                .allMatch(answer -> Custodian.mayBePin(plan, answer));
        assertThat(List.of("", "Cy", "Cy Wong, safe 3", plan.people().get(0).name()))
                .noneMatch(answer -> Custodian.mayBePin(plan, answer));
    }

    private Leaving leaving(UnaryOperator<KnownPlan> remembered) throws Exception {
        OpenPlan open = CeremonyPlanCommand.unattended();
        PlannedHost host = open.hosts().get(0);
        PublicKey key = GeneratedKeys.rsa(2048).getPublic();
        List<PlannedToken> tokens =
                host.tokens().stream().map(token -> token.known("0001", "none")).toList();
        ClosedPlan plan = open.with(host.enrolled(key, tokens, "none")).close(List.of());
        Path file = Files.write(folder.resolve("PLAN.json"), plan.toFile());
        PlanMemory memory = PlanMemory.begin(open, host.name());
        memory.save(before -> before.signingWith("pem:none", key));
        memory.save(remembered);
        PlanProgress progress = PlanProgress.of(plan, List.of());
        PlanStep step = progress.ready().get(0);

        Leaving end =
                catchThrowableOfType(
                        Leaving.class, () -> run(file, plan, memory).run(step, progress));
        assertThat(memory.get().begun()).as("what it may have left").contains(step.id());
        return end;
    }

    private static GuidedStep run(Path file, ClosedPlan plan, PlanMemory memory)
            throws KeyTransferException {
        Questions nobody = new UnattendedQuestions(title -> {}, line -> {});
        HostPlan here = HostPlan.of(file, memory, Map.of());
        HostSetup setup =
                HostSetup.of(file, new ModuleOptions(Given.NOTHING), Map.of(), Console.silent());
        return new GuidedStep(
                file,
                here,
                nobody,
                new TypedNumber(nobody, memory),
                new GuideRecord(here, plan, setup.modules(), nobody),
                setup);
    }
}
