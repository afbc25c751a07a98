package dev.keyhaul.adrms.tpd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.core.secret.SecretBytes;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The vectors come from a second .NET implementation's run. */
class TpdKeyDerivationTest {
    @ParameterizedTest
    @CsvSource({
        "SHA256_OF_UTF16, 6854e476f2e89a3952a2418bee06fa13",
        "PBKDF1_SHA1, a79fbcf1de1d6868d916c22576544928"
    })
    void derive_ofAKnownPassword_givesItsKey(TpdKeyDerivation derivation, String key) {
        try (Passphrase password = Passphrase.copyOf("Pa$$word1".toCharArray());
                SecretBytes derived = derivation.derive(password)) {
            assertThat(hex(derived)).isEqualTo(key);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "SHA256_OF_UTF16, e3b0c44298fc1c149afbf4c8996fb924",
        // 100 times SHA-1 of nothing; so that an empty password is legal.
        "PBKDF1_SHA1, ''"
    })
    void derive_ofAnEmptyPassword_isLegal(TpdKeyDerivation derivation, String key) {
        try (Passphrase password = Passphrase.copyOf(new char[0]);
                SecretBytes derived = derivation.derive(password)) {
            assertThat(hex(derived)).hasSize(32).startsWith(key);
        }
    }

    private static String hex(SecretBytes derived) {
        return derived.withRawSecretBytes(bytes -> HexFormat.of().formatHex(bytes));
    }
}
