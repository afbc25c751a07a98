package dev.keyhaul.cli.source;

import dev.keyhaul.adrms.tpd.TrustedPublishingDomain;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.core.key.KeyOrigin;
import dev.keyhaul.core.key.TransferableKey;
import dev.keyhaul.keyvault.key.VaultProtection;
import dev.keyhaul.pkcs11.TokenInfo;
import dev.keyhaul.pkcs11.binding.TokenDescription;
import dev.keyhaul.tenant.NShieldFirmware;

/** What Microsoft asks of a key of AD RMS. */
public final class AdRmsKey {
    private AdRmsKey() {}

    /** Whether a key of this origin is one. */
    public static boolean is(KeyOrigin origin) {
        return origin.details().containsKey(TrustedPublishingDomain.SERVER_ID);
    }

    /**
     * Returns what guards a key in a vault unless the operator chooses. A token key goes wrapped; a
     * key from a file may go as a JWK, which the vault reads. Of AD RMS keys Microsoft describes
     * the way into an HSM. An AES key is always in one.
     */
    public static VaultProtection usualProtection(TransferableKey key) {
        return key.origin().protection() == KeyOrigin.Protection.SOFTWARE
                        && !is(key.origin())
                        && !(key.description() instanceof KeyDescription.Aes)
                ? VaultProtection.SOFTWARE
                : VaultProtection.HSM;
    }

    /** Tells what it asks of the token, where that is nShield's or Thales'. */
    public static void tell(TransferableKey key, TokenInfo into, Console console) {
        if (!is(key.origin())) {
            return;
        }
        TokenDescription token = into.token();
        NShieldFirmware.note(
                        token.manufacturer(),
                        token.model(),
                        String.valueOf(token.firmwareVersion()))
                .ifPresent(console::note);
    }
}
