package dev.keyhaul.cli.vault;

import dev.keyhaul.cli.command.Call;
import dev.keyhaul.cli.command.Command;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.cli.evidence.RecordOptions;
import dev.keyhaul.cli.option.AccessOptions;
import dev.keyhaul.cli.option.NewVersionOption;
import dev.keyhaul.cli.option.ProfileOption;
import dev.keyhaul.cli.option.VaultOptions;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.row.Kind;
import dev.keyhaul.cli.row.Opt;
import dev.keyhaul.cli.row.Rows;
import dev.keyhaul.cli.row.Trait.Not;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.keyvault.KeyImport;
import dev.keyhaul.keyvault.KeyVault;
import dev.keyhaul.keyvault.key.VaultKeyKind;
import dev.keyhaul.keyvault.key.VaultProtection;
import dev.keyhaul.workflow.ImportProgress;
import dev.keyhaul.workflow.VaultImport;
import java.util.List;
import java.util.Optional;

/** Makes a key in a vault. */
public record VaultCreateKeyCommand(Given given) implements Command {

    static final Opt<Integer> BITS =
            Opt.of(
                    "--bits N",
                    Kind.number(),
                    "the key's length: RSA 2048, 3072 or 4096 (default: 2048, required for a tenant key),"
                            + " AES 128, 192 or 256 (default: 256)");

    static final Opt.Sure<VaultProtection> PROTECTION =
            Opt.of(
                            "--protection hsm|software",
                            Kind.words(VaultProtection.class, "protection"),
                            "what protects it in the vault (default: hsm)",
                            Not.LOOSENS)
                    .orElse(VaultProtection.HSM);

    public static final Rows ROWS =
            Rows.of(VaultCreateKeyCommand.class)
                    .reporting(Report.class)
                    .and(
                            RecordOptions.ROWS,
                            AccessOptions.ROWS,
                            VaultOptions.ROWS,
                            NewVersionOption.ROWS)
                    .and(BITS)
                    .and(KindOptions.ROWS)
                    .and(PROTECTION)
                    .and(ProfileOption.ROWS);

    /**
     * A key that was made in a vault.
     *
     * @param nextCommands what to run next, in order
     */
    record Report(ImportedKey.InVault key, List<String> nextCommands) {}

    @Override
    public void run(Call call) throws KeyTransferException {
        Console console = call.console();
        VaultOptions vault = new VaultOptions(given);
        ProfileOption profile = new ProfileOption(given);
        VaultProtection protection = given.get(PROTECTION);
        VaultKeyKind kind = new KindOptions(given).kind();
        int lengthBits = lengthBits(kind);
        if (kind == VaultKeyKind.RSA) {
            profile.profile().check(lengthBits, access().allowWeakKey()).forEach(console::warn);
        } else {
            profile.profile()
                    .checkOther(kind == VaultKeyKind.AES ? "AES " + lengthBits : kind.label());
        }
        kind.requireAt(vault.host(), protection);
        KeyVault connected = vault.connect(console);
        KeyImport.Builder making =
                KeyImport.into(connected, KeyIdentifier.requireName(vault.name()))
                        .options(new NewVersionOption(given).with(profile, access()));
        VaultImport.Imported made =
                new VaultImport(connected, making, call.act(), new ImportProgress())
                        .newKey(kind, lengthBits, protection);
        console.report(
                new Report(
                        ImportedKey.InVault.of(made),
                        ImportedKey.nextCommands(made, Optional.empty(), profile.profile())),
                ImportedKey.HEADLINE);
        made.proof().requirePassed();
    }

    private int lengthBits(VaultKeyKind kind) throws UsageException {
        if (kind == VaultKeyKind.RSA) {
            return chosen(List.of(2048, 3072, 4096), 2048, "a key in a vault has");
        } else if (kind == VaultKeyKind.AES) {
            return chosen(KeyDescription.Aes.LENGTHS_BITS, 256, "an AES key has");
        } else if (given.has(BITS)) {
            throw new UsageException(
                    Reason.OPTIONS_CONFLICT,
                    "--curve determines the length of an EC key",
                    "leave out --bits");
        }
        return 0;
    }

    private int chosen(List<Integer> allowed, int usual, String hint) throws UsageException {
        int chosen = given.find(BITS).orElse(usual);
        if (!allowed.contains(chosen)) {
            throw new UsageException(
                    Reason.VALUE_FORM,
                    "--bits is " + given.get(BITS),
                    "%s %d, %d or %d bits"
                            .formatted(hint, allowed.get(0), allowed.get(1), allowed.get(2)));
        }
        return chosen;
    }
}
