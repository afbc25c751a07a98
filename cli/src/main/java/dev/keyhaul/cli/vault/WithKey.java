package dev.keyhaul.cli.vault;

import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.cli.option.ModuleOptions;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.row.Kind;
import dev.keyhaul.cli.row.Opt;
import dev.keyhaul.cli.row.Rows;
import dev.keyhaul.cli.row.Trait.Not;
import dev.keyhaul.cli.source.AdRmsKey;
import dev.keyhaul.cli.source.CommandWrapPolicy;
import dev.keyhaul.cli.source.WrapOptions;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.key.KeyOrigin;
import dev.keyhaul.core.key.KeyProfile;
import dev.keyhaul.core.key.TransferableKey;
import dev.keyhaul.keyvault.key.VaultProtection;

/** How a key goes into a vault. */
record WithKey(Given given) {

    static final Opt<VaultProtection> PROTECTION =
            Opt.of(
                    "--protection hsm|software",
                    Kind.words(VaultProtection.class, "protection"),
                    "how the vault protects the key (default: hsm for a key in a token or of AD RMS, software for another key from a file)",
                    Not.LOOSENS);

    static final Opt.Sure<Boolean> REHEARSAL =
            Opt.flag("--rehearsal", "allow a local vault: the key is for rehearsal", Not.REHEARSES);

    public static final Rows ROWS =
            Rows.of(WithKey.class)
                    .and(PROTECTION, REHEARSAL)
                    .and(WrapOptions.ROWS, ExistingKek.ROWS);

    /** Opens the token of the second proof, if one is named. */
    CommandWrapPolicy policy(ModuleOptions module, Console console) throws KeyTransferException {
        return new WrapOptions(given).open(module, console);
    }

    /** Returns what guards the key in the vault, which the other options must not contradict. */
    VaultProtection protection(TransferableKey target, KeyProfile profile, Console console)
            throws UsageException {
        boolean inFile = target.origin().protection() == KeyOrigin.Protection.SOFTWARE;
        VaultProtection chosen =
                given.find(PROTECTION).orElseGet(() -> AdRmsKey.usualProtection(target));
        if (chosen == VaultProtection.SOFTWARE && !inFile) {
            throw new UsageException(
                    Reason.OPTIONS_CONFLICT,
                    (target.origin().protection().isToken()
                                    ? "a token key"
                                    : "a key in " + target.origin().protection().label())
                            + " cannot be imported as a software key",
                    "leave --protection out");
        }
        existing().check();
        if (chosen == VaultProtection.SOFTWARE && existing().name().isPresent()) {
            throw new UsageException(
                    Reason.OPTIONS_CONFLICT,
                    "a software key is not wrapped under a KEK",
                    "leave --kek-name out, or give --protection hsm");
        }
        if (chosen == VaultProtection.HSM
                && inFile
                && !AdRmsKey.is(target.origin())
                && profile == KeyProfile.TENANT_KEY) {
            console.warn(
                    "the key was in a file: anyone who copied the file still has the key, however it is protected now; Microsoft describes this way to HSM protection only for keys "
                            + "of AD RMS");
        }
        return chosen;
    }

    /** Returns what {@code --rehearsal} says. */
    boolean rehearsal() {
        return given.get(REHEARSAL);
    }

    /** A KEK that it goes under, if there is one already. */
    ExistingKek existing() {
        return new ExistingKek(given);
    }
}
