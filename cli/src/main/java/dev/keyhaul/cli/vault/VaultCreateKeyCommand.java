package dev.keyhaul.cli.vault;

import dev.keyhaul.cli.command.RecordedKeyCommand;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.cli.option.NewVersionOption;
import dev.keyhaul.cli.option.ProfileOption;
import dev.keyhaul.cli.option.VaultOptions;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.keyvault.KeyImport;
import dev.keyhaul.keyvault.KeyVault;
import dev.keyhaul.keyvault.key.Protection;
import dev.keyhaul.keyvault.key.VaultKeyKind;
import dev.keyhaul.workflow.ImportProgress;
import dev.keyhaul.workflow.VaultImport;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes a key in a vault. */
public final class VaultCreateKeyCommand extends RecordedKeyCommand {
    @Mixin private VaultOptions vault = new VaultOptions();

    @Mixin private NewVersionOption newVersion = new NewVersionOption();

    @Option(
            names = "--bits",
            paramLabel = "N",
            description =
                    "the key's length: RSA 2048, 3072 or 4096 (default: 2048, required for a tenant key),"
                            + " AES 128, 192 or 256 (default: 256)")
    private @Nullable Integer bits;

    @Mixin private KindOptions kindOptions = new KindOptions();

    @Option(
            names = "--protection",
            paramLabel = "hsm|software",
            description = "what protects it in the vault (default: hsm)")
    private Protection protection = Protection.HSM;

    @Mixin private ProfileOption profile = new ProfileOption();

    @Override
    protected void run(Console console) throws KeyTransferException {
        VaultKeyKind kind = kindOptions.kind();
        int lengthBits = lengthBits(kind);
        if (kind == VaultKeyKind.RSA) {
            profile.profile.check(lengthBits, access.allowWeakKey).forEach(console::warn);
        } else {
            profile.profile.checkOther(
                    kind == VaultKeyKind.AES ? "AES " + lengthBits : kind.label());
        }
        kind.requireAt(vault.host(), protection);
        KeyVault connected = vault.connect(console);
        VaultImport.Imported made =
                new VaultImport(
                                connected,
                                KeyImport.into(connected, KeyIdentifier.requireName(vault.name))
                                        .options(newVersion.with(profile, access)),
                                act("vault create-key", console),
                                new ImportProgress())
                        .newKey(kind, lengthBits, protection);
        console.report(ImportedKey.report(made, Optional.empty()), ImportedKey.HEADLINE);
        made.proof().requirePassed();
    }

    private int lengthBits(VaultKeyKind kind) throws UsageException {
        if (kind == VaultKeyKind.RSA) {
            return chosen(List.of(2048, 3072, 4096), 2048, "a key in a vault has");
        } else if (kind == VaultKeyKind.AES) {
            return chosen(KeyDescription.Aes.LENGTHS_BITS, 256, "an AES key has");
        } else if (bits != null) {
            throw new UsageException(
                    Reason.OPTIONS_CONFLICT,
                    "--curve determines the length of an EC key",
                    "leave out --bits");
        }
        return 0;
    }

    private int chosen(List<Integer> allowed, int usual, String hint) throws UsageException {
        int chosen = bits == null ? usual : bits;
        if (!allowed.contains(chosen)) {
            throw new UsageException(
                    Reason.VALUE_FORM,
                    "--bits is " + bits,
                    "%s %d, %d or %d bits"
                            .formatted(hint, allowed.get(0), allowed.get(1), allowed.get(2)));
        }
        return chosen;
    }
}
