package dev.keyhaul.cli.ceremony;

import dev.keyhaul.ceremony.plan.CeremonyPlan;
import dev.keyhaul.ceremony.plan.Duty;
import dev.keyhaul.ceremony.plan.PlannedHost;
import dev.keyhaul.ceremony.plan.PlannedVault;
import dev.keyhaul.cli.doctor.DoctorCommand;
import dev.keyhaul.cli.option.VaultOptions;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.byok.VaultHost;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What a host that is enrolled needs of the vault: asked before any key is made, and waited for. A
 * role that is missing on the day costs the day.
 */
final class VaultReady {
    private VaultReady() {}

    /** Asks the vault as the host's person, in a way that changes nothing. */
    static void require(CeremonyPlan plan, PlannedHost host, Questions questions)
            throws KeyTransferException {
        if (plan.isRehearsalOnOneHost() || plan.isDrill()) {
            return; // The vault of the first is made here, and is empty; a drill has none.
        }
        VaultHost vault = VaultHost.parseUrl(plan.vault().url());
        if (host.is(Duty.ONLINE)) {
            importer(vault, plan.vault(), questions);
        }
        if (host.is(Duty.WITNESS)) {
            reader(vault, plan.vault().kek(), questions);
        }
    }

    private static void importer(VaultHost vault, PlannedVault planned, Questions questions) {
        Given asked = Given.NOTHING.with(DoctorCommand.VAULT, vault);
        Given given =
                planned.isNewVersion() ? asked : asked.with(DoctorCommand.NAME, planned.name());
        InnerCommand seen = InnerCommand.run(questions, "doctor", given);
        tell(seen, questions);
        while (!seen.isDone()) {
            questions.again("The vault is not ready for the import: " + vault.url());
            seen = InnerCommand.run(questions, "doctor", given);
            tell(seen, questions);
        }
        questions.say(
                "The vault is ready for the key '" + planned.name() + "', as far as it shows.");
    }

    /** What is as it must be is not printed. */
    private static void tell(InnerCommand seen, Questions questions) {
        new String(seen.out(), StandardCharsets.UTF_8).lines().forEach(questions::say);
    }

    /** The KEK is not there yet: that the vault says so shows that this person may read it. */
    private static void reader(VaultHost vault, String kek, Questions questions) {
        Given given =
                Given.NOTHING.with(VaultOptions.VAULT, List.of(vault)).with(VaultOptions.NAME, kek);
        InnerCommand seen = InnerCommand.run(questions, "vault show-key", given);
        while (!isRead(seen)) {
            questions.again("This machine cannot read keys of " + vault.url(), seen);
            seen = InnerCommand.run(questions, "vault show-key", given);
        }
        questions.say("This machine can read keys of " + vault.url() + ".");
    }

    private static boolean isRead(InnerCommand seen) {
        return seen.isDone()
                || seen.failure().filter(why -> why.code() == Reason.VAULT_NOT_FOUND).isPresent();
    }
}
