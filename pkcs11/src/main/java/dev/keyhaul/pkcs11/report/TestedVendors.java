package dev.keyhaul.pkcs11.report;

import dev.keyhaul.pkcs11.TokenInfo;
import java.util.List;

/**
 * Whose tokens the tests of this repository use; docs/HSM-NOTES.md has their rows. Of any other
 * token, only its owner can say what it does.
 */
public final class TestedVendors {
    private static final List<Maker> MAKERS =
            List.of(
                    new Maker("SoftHSM project", "SoftHSM"),
                    new Maker("Mozilla Foundation", "NSS"),
                    // openCryptoki's software token, not IBM's cards behind the same library.
                    new Maker("IBM", "Soft"),
                    // A TPM in software, behind tpm2-pkcs11.
                    new Maker("IBM", "SW"));

    /** The maker and model that a token reports; models of a family share a prefix. */
    private record Maker(String manufacturer, String model) {}

    private TestedVendors() {}

    /** Whether tokens of this maker and model were tried, in whatever version. */
    public static boolean includes(TokenInfo token) {
        return MAKERS.stream()
                .anyMatch(
                        maker ->
                                token.token().manufacturer().equals(maker.manufacturer())
                                        && token.token().model().startsWith(maker.model()));
    }
}
