package dev.keyhaul.cli.ceremony;

import dev.keyhaul.ceremony.plan.ClosedPlan;
import dev.keyhaul.ceremony.plan.Duty;
import dev.keyhaul.ceremony.plan.PaperNumber;
import dev.keyhaul.ceremony.plan.PlanMemory;
import dev.keyhaul.cli.command.Call;
import dev.keyhaul.cli.command.Command;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.option.ConsoleOptions;
import dev.keyhaul.cli.option.VaultAccessOptions;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.row.Kind;
import dev.keyhaul.cli.row.Opt;
import dev.keyhaul.cli.row.Rows;
import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.core.file.Sha256;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.core.page.DigestRows;
import dev.keyhaul.keyvault.VaultKey;
import java.util.Optional;

/**
 * The witness's own look at the key in the vault, before it is sealed for good: plan and key come
 * from this machine's memory, and nothing from the stick, which is elsewhere.
 */
public record CeremonyLookCommand(Given given) implements Command {
    static final Opt.Sure<String> ID =
            Opt.positional("ID", Kind.TEXT, "the plan's id, as each sheet of its script has it")
                    .required();

    public static final Rows ROWS =
            Rows.of(CeremonyLookCommand.class)
                    .and(ConsoleOptions.ROWS)
                    .and(ID)
                    .and(VaultAccessOptions.ROWS);

    @Override
    public void run(Call call) throws KeyTransferException {
        Console console = call.console();
        PlanMemory memory = PlanMemory.findBrief(given.get(ID)).orElseThrow(this::unknown);
        ClosedPlan plan = memory.closed().orElseThrow(this::unknown);
        if (plan.host(memory.get().host()).filter(host -> host.is(Duty.WITNESS)).isEmpty()) {
            throw unknown();
        }
        String approved = memory.get().approved().orElseThrow(this::unknown);
        VaultKey key =
                new VaultAccessOptions(given)
                        .connect(VaultHost.parseUrl(plan.vault().url()), console)
                        .show(plan.vault().name());
        String url = key.id().toString();
        Optional<String> shown =
                key.described()
                        .filter(
                                known ->
                                        Sha256.isHex(approved)) // an AES key may have a check value
                        .map(KeyDescription::fingerprint)
                        .map(Fingerprint::hex);
        if (shown.isPresent() && !shown.get().equals(approved)) {
            throw new CheckFailedException(
                    Reason.KEY_DIFFERS,
                    "the vault has a key that is not the approved one: " + url,
                    "end the ceremony with 'keyhaul ceremony run --stop PLAN.json', and find out"
                            + " who put it there");
        }
        console.print(url);
        console.print(
                shown.isPresent()
                        ? "The vault shows the public half of the key that you approved."
                        : "The vault shows no public half of this key: only where it is was seen.");
        console.print("Write on your own paper " + PaperNumber.VAULT_ROW.words() + ":");
        console.print("  " + DigestRows.first(PaperNumber.vaultRow(url, approved)));
        console.print(
                "It is typed on OFFLINE before the key is sealed. To look again gives the same row.");
    }

    private RefusedException unknown() {
        return new RefusedException(
                Reason.PLAN_OTHER_HOST,
                "this account has approved no key as the witness of a plan " + given.get(ID),
                "run it where the witness approved the import, and type the id on the script's"
                        + " sheets");
    }
}
