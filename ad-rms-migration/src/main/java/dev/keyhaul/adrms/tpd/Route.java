package dev.keyhaul.adrms.tpd;

import dev.keyhaul.adrms.slc.CryptographicMode;
import java.util.Locale;

/**
 * What becomes of a domain's key on its way to Azure.
 *
 * @since 0.1.0
 */
public enum Route {
    /** RSA-2048, in the file. */
    KEY_VAULT(
            "import the key, then the keyless file",
            "import the key into the vault, then the domain's keyless file with the key's URL"),
    /** RSA-1024, in the file. */
    MICROSOFT_MANAGED("import the keyed file", ImportCommands.MODE_1),
    /** Not in the file: another provider than Microsoft's holds it. */
    IN_HSM(
            "the key is in an HSM",
            "the key is in the HSM of the named provider: import it from there into the vault, then"
                    + " import this file with the key's URL"),
    /** Not in the file, and a provider of Microsoft's held it. */
    ELSEWHERE(
            "find the private key",
            "the key was removed from this file: find the key with the same fingerprint, or export"
                    + " the domain again");

    private final String summary;
    private final String advice;

    Route(String summary, String advice) {
        this.summary = summary;
        this.advice = advice;
    }

    /** Returns the way of one domain. */
    public static Route of(TrustedPublishingDomain domain) {
        if (domain.isKeyed()) {
            return domain.info().certificate().mode() == CryptographicMode.MODE_1
                    ? MICROSOFT_MANAGED
                    : KEY_VAULT;
        }
        String csp = domain.info().cspName().toLowerCase(Locale.ROOT);
        return csp.isEmpty() || csp.startsWith("microsoft") ? ELSEWHERE : IN_HSM;
    }

    /** Returns a few words, for a table. */
    public String summary() {
        return summary;
    }

    /** Returns what is to be done, for an operator. */
    public String advice() {
        return advice;
    }
}
