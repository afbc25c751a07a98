package dev.keyhaul.cli.source;

import dev.keyhaul.adrms.tpd.TrustedPublishingDomain;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.core.key.TransferableKey;
import dev.keyhaul.pkcs11.TokenInfo;
import dev.keyhaul.pkcs11.binding.TokenDescription;
import dev.keyhaul.tenant.NShieldFirmware;

/** What Microsoft asks of the token, when a software key of AD RMS becomes a token key. */
public final class AdRmsIntoToken {
    private AdRmsIntoToken() {}

    /** Tells it, where the key is of AD RMS and the token nShield's or Thales'. */
    public static void tell(TransferableKey key, TokenInfo into, Console console) {
        if (!key.origin().details().containsKey(TrustedPublishingDomain.SERVER_ID)) {
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
