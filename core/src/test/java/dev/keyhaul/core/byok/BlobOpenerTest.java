package dev.keyhaul.core.byok;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.OaepHash;
import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.core.keywrap.RsaAesKeyWrap;
import dev.keyhaul.core.secret.SecretBytes;
import java.security.KeyPair;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlobOpenerTest {
    private static final KeyPair TARGET = GeneratedKeys.rsa(2048, "target");

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7})
    void requireHolds_theKeyAndAFewZeros_tellsTheZeros(int zeros) throws KeyTransferException {
        assertThat(open(blob(padded(zeros)), GeneratedKeys.rsa(2048), TARGET)).isEqualTo(zeros);
    }

    @Test
    void requireHolds_moreZeros_isRefused() {
        assertThatThrownBy(() -> open(blob(padded(8)), GeneratedKeys.rsa(2048), TARGET))
                .isInstanceOf(MalformedInputException.class);
    }

    @Test
    void requireHolds_anotherKek_isOneFailure() {
        assertThatThrownBy(() -> open(blob(padded(0)), GeneratedKeys.rsa(2048, "other"), TARGET))
                .isInstanceOf(CheckFailedException.class)
                .hasMessage("this key cannot unwrap the wrapped key");
    }

    @Test
    void requireHolds_anotherKey_isRefused() {
        assertThatThrownBy(
                        () ->
                                open(
                                        blob(padded(0)),
                                        GeneratedKeys.rsa(2048),
                                        GeneratedKeys.rsa(2048)))
                .isInstanceOf(CheckFailedException.class)
                .hasMessageStartingWith("the blob contains a different key: ");
    }

    @Test
    void requireHolds_kekThatIsNoRsaKey_isMalformed() {
        assertThatThrownBy(() -> open(blob(padded(0)), GeneratedKeys.ec(), TARGET))
                .isInstanceOf(MalformedInputException.class)
                .hasNoCause();
    }

    private static int open(BlobContent blob, KeyPair kek, KeyPair expected)
            throws KeyTransferException {
        try (SecretBytes pkcs8 = SecretBytes.copyOf(kek.getPrivate().getEncoded())) {
            return BlobOpener.requireHolds(
                    blob,
                    pkcs8,
                    KeyDescription.of((RSAPublicKey) expected.getPublic()),
                    GeneratedKeys.RANDOM);
        }
    }

    private static BlobContent blob(byte[] target) {
        try (SecretBytes secret = SecretBytes.copyOf(target)) {
            return new BlobContent(
                    KekFiles.kid(),
                    RsaAesKeyWrap.wrap(secret, KekFiles.KEY, OaepHash.SHA1, GeneratedKeys.RANDOM),
                    "");
        }
    }

    private static byte[] padded(int zeros) {
        byte[] pkcs8 = TARGET.getPrivate().getEncoded();
        return Arrays.copyOf(pkcs8, pkcs8.length + zeros);
    }
}
