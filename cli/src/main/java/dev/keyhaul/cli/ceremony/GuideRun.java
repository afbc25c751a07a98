package dev.keyhaul.cli.ceremony;

import dev.keyhaul.ceremony.plan.CeremonyPlan;
import dev.keyhaul.ceremony.plan.ClosedPlan;
import dev.keyhaul.ceremony.plan.OpenPlan;
import dev.keyhaul.ceremony.plan.PlanMemory;
import dev.keyhaul.ceremony.plan.PlannedHost;
import dev.keyhaul.ceremony.plan.PlannedToken;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.HeldLogins;
import dev.keyhaul.cli.localvault.LocalVaultProperty;
import dev.keyhaul.cli.option.ModuleOptions;
import dev.keyhaul.cli.plan.HostPlan;
import dev.keyhaul.cli.plan.HostSetup;
import dev.keyhaul.cli.rehearsal.RehearsalHome;
import dev.keyhaul.cli.rehearsal.SoftHsmHome;
import dev.keyhaul.core.KeyTransferException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A plan on one host, with whoever answers: its enrolment while it is open, and then its steps, or
 * its end. A rehearsal on one host has its tokens and its vault from here.
 */
record GuideRun(
        Path file,
        PlanMemory memory,
        Questions questions,
        ModuleOptions module,
        Map<String, Path> places,
        boolean stops) {
    /** Returns the exit code. */
    int run(CeremonyPlan plan, Console console) throws KeyTransferException {
        questions.requireFit(plan);
        if (!plan.isRehearsalOnOneHost()) {
            return run(plan, module, console);
        }
        ModuleOptions softHsm =
                module.isTyped(console) ? module : ModuleOptions.of(SoftHsmHome.library());
        LocalVaultProperty.set();
        RehearsalHome home = RehearsalHome.open(memory.folder(), tokens(plan));
        try (home) {
            String pins = memory.folder().toString();
            memory.save(before -> before.withPins(pins));
            return run(plan, softHsm, console);
        }
    }

    private static List<String> tokens(CeremonyPlan plan) {
        return plan.hosts().stream()
                .map(PlannedHost::tokens)
                .flatMap(List::stream)
                .map(PlannedToken::label)
                .toList();
    }

    private int run(CeremonyPlan plan, ModuleOptions options, Console console)
            throws KeyTransferException {
        HostSetup setup = HostSetup.of(file, options, places, console);
        Custodian.remind(plan, HostPlan.of(file, memory, places), questions);
        HeldLogins logins = questions.logins();
        try (logins) {
            if (plan instanceof OpenPlan open) {
                if (stops) {
                    throw Leaving.forNow(Questions.OPEN);
                }
                return new Enrolment(file, open, memory, questions, setup, console).run();
            }
            Guide guide = new Guide(file, (ClosedPlan) plan, memory, questions, setup, console);
            return stops ? guide.stop() : guide.run();
        }
    }
}
