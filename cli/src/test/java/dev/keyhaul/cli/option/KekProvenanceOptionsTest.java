package dev.keyhaul.cli.option;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.keyhaul.cli.line.Parsed;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.byok.KekCandidate;
import dev.keyhaul.core.byok.KeyExchangeKey;
import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.key.Fingerprint;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Without terminal, as a script runs. */
class KekProvenanceOptionsTest {
    private static final String KID =
            "https://contoso-kv.vault.azure.net/keys/kek/0123456789abcdef0123456789abcdef";
    private static PublicKey key;

    @BeforeAll
    static void makeKey() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        key = generator.generateKeyPair().getPublic();
    }

    private static KeyExchangeKey authenticate(KekProvenanceOptions options, String kid)
            throws KeyTransferException {
        return options.authenticate(
                KekCandidate.read(key.getEncoded(), KeyIdentifier.parse(kid), Instant.now()),
                "the KEK " + kid,
                null,
                Optional.empty(),
                false);
    }

    /**
     * A KEK that 'vault import-key --kek-name' downloaded, too: the vault may hold a planted one.
     */
    @Test
    void kekWithoutFingerprint_isRefused_withHalfOfIt() throws Exception {
        RefusedException refused =
                catchThrowableOfType(
                        RefusedException.class,
                        () -> authenticate(new KekProvenanceOptions(Given.NOTHING), KID));

        assertThat(refused)
                .hasMessage(
                        "the KEK "
                                + KID
                                + " is not authenticated: its fingerprint begins with "
                                + Fingerprint.of(key).firstHalf());
        assertThat(refused.hint().orElseThrow())
                .contains("on another machine", "az keyvault key download --id " + KID)
                .doesNotContain(Fingerprint.of(key).hex().substring(32, 36));
    }

    @Test
    void kekOfTheLocalVault_needsNone_butItMustAgree() throws Exception {
        String local = KID.replace("vault.azure.net", "vault.keyhaul.invalid");
        KekProvenanceOptions other =
                new KekProvenanceOptions(
                        Parsed.of(KekProvenanceOptions.ROWS, "--kek-sha256", "0".repeat(64)));

        assertThat(authenticate(new KekProvenanceOptions(Given.NOTHING), local).publicKey())
                .isEqualTo(key);
        assertThat(catchThrowableOfType(RefusedException.class, () -> authenticate(other, local)))
                .hasMessageStartingWith("the KEK does not match the given fingerprint");
    }
}
