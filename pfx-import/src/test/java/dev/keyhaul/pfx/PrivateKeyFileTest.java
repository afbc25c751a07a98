package dev.keyhaul.pfx;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.WrongSecretException;
import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.fixture.OpenSsl;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.core.secret.PasswordSource;
import dev.keyhaul.core.secret.SecretBytes;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("system")
class PrivateKeyFileTest {
    private static final byte[] KEY = GeneratedKeys.rsaPrivate(1024).getEncoded();

    /** A file that needs no password never asks for one. */
    private static final PasswordSource NONE =
            () -> {
                throw new AssertionError("asked for a password");
            };

    @TempDir Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pkcs8 -topk8 -nocrypt -inform DER",
                "pkcs8 -topk8 -nocrypt -inform DER -outform DER",
                "rsa -inform DER",
                "rsa -traditional -inform DER",
                "rsa -traditional -inform DER -outform DER",
            })
    void clearKeyOfOpenSsl_isItsPkcs8(String command) throws Exception {
        byte[] file = new OpenSsl(folder).convert(KEY, command);
        byte[] before = file.clone();

        assertThat(parsed(file, NONE)).isEqualTo(KEY);
        assertThat(file).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PEM", "DER"})
    void encryptedKey_opensWithItsPassword(String form) throws Exception {
        String command = "pkcs8 -topk8 -inform DER -iter 2048 -passout pass:ab -outform " + form;
        byte[] file = new OpenSsl(folder).convert(KEY, command);

        assertThat(parsed(file, () -> Passphrase.copyOf(new char[] {'a', 'b'}))).isEqualTo(KEY);
        assertThatThrownBy(() -> parsed(file, () -> Passphrase.copyOf(new char[0])))
                .isInstanceOf(WrongSecretException.class);
    }

    @Test
    void keyBesideItsCertificate_isFound() throws Exception {
        String pem =
                "Bag Attributes: none\n"
                        + "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
                        + new String(pkcs8Pem(), US_ASCII).replace("\n", "\r\n");

        assertThat(parsed(pem.getBytes(US_ASCII), NONE)).isEqualTo(KEY);
    }

    @Test
    void twoKeys_areAmbiguous() throws Exception {
        String pem = new String(pkcs8Pem(), US_ASCII);

        assertThatThrownBy(() -> parsed((pem + pem).getBytes(US_ASCII), NONE))
                .isInstanceOf(MalformedInputException.class)
                .hasMessageContaining("has 2 private keys");
    }

    @Test
    void opensslsOldEncryption_isRefusedWithTheNextStep() throws Exception {
        byte[] file =
                new OpenSsl(folder)
                        .convert(KEY, "rsa -traditional -inform DER -aes256 -passout pass:ab");

        assertThatThrownBy(() -> parsed(file, NONE))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        e -> assertThat(e.hint().orElseThrow()).contains("openssl pkcs8 -topk8"));
    }

    @ParameterizedTest
    @CsvSource({
        "ecparam -genkey -name secp256k1, P-256K",
        "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:secp256k1, P-256K",
        "genpkey -algorithm ED25519, Ed25519",
        "genpkey -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:1024, RSASSA-PSS",
        "genrsa -primes 3 -traditional 1024, more than two primes",
        "genrsa -primes 3 1024, more than two primes",
    })
    void keyOfAnotherKind_isNamed(String command, String kind) throws Exception {
        byte[] file = new OpenSsl(folder).make(command);

        assertThatThrownBy(() -> key(file))
                .isInstanceOf(MalformedInputException.class)
                .hasMessageContaining(kind);
    }

    @ParameterizedTest
    @CsvSource({
        "rsa -inform DER -pubout -outform DER, it is a public key",
        "rsa -inform DER -pubout, only the public half",
    })
    void publicKey_isNoPrivateKey(String command, String why) throws Exception {
        byte[] file = new OpenSsl(folder).convert(KEY, command);

        assertThatThrownBy(() -> parsed(file, NONE))
                .isInstanceOf(MalformedInputException.class)
                .hasMessageContaining(why);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0",
                "-----BEGIN PRIVATE KEY-----",
                "-----BEGIN PRIVATE KEY-----END PRIVATE KEY-----",
                "-----END PRIVATE KEY----------BEGIN PRIVATE KEY-----",
                "-----BEGIN RSA PRIVATE KEY-----\nAA==\n-----END RSA PRIVATE KEY-----",
                "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAA==\n-----END ENCRYPTED PRIVATE KEY-----",
                "-----BEGIN PRIVATE KEY-----\nA\n-----END PRIVATE KEY-----",
                "-----BEGIN PRIVATE KEY-----\nA*==\n-----END PRIVATE KEY-----",
                "-----BEGIN OPENSSH PRIVATE KEY-----\nAA==\n-----END OPENSSH PRIVATE KEY-----",
            })
    void anythingElse_isMalformed(String text) {
        assertThatThrownBy(() -> parsed(text.getBytes(US_ASCII), NONE))
                .isInstanceOf(MalformedInputException.class)
                .hasNoCause();
    }

    @Test
    void truncatedAtEachByte_isMalformed() throws Exception {
        byte[] pem = pkcs8Pem();
        int whole = new String(pem, US_ASCII).stripTrailing().length();
        int refused = 0;
        for (int length = 0; length < KEY.length; length++) {
            refused += isMalformed(Arrays.copyOf(KEY, length)) ? 1 : 0;
        }
        // What is missing of the last line does not matter once it says END.
        int end = new String(pem, US_ASCII).indexOf("-----END ") + "-----END ".length();
        for (int length = 0; length < end; length++) {
            refused += isMalformed(Arrays.copyOf(pem, length)) ? 1 : 0;
        }
        assertThat(refused).isEqualTo(KEY.length + end);
        assertThat(whole).isGreaterThan(end);
    }

    private byte[] pkcs8Pem() throws Exception {
        return new OpenSsl(folder).convert(KEY, "pkcs8 -topk8 -nocrypt -inform DER");
    }

    private static boolean isMalformed(byte[] file) throws KeyTransferException {
        try {
            parsed(file, NONE);
            return false;
        } catch (MalformedInputException e) {
            return true;
        }
    }

    private static void key(byte[] file) throws KeyTransferException {
        SoftwareKey.fromPkcs8(parsed(file, NONE), GeneratedKeys.ORIGIN, GeneratedKeys.RANDOM)
                .close();
    }

    private static byte[] parsed(byte[] file, PasswordSource password) throws KeyTransferException {
        try (SecretBytes pkcs8 = PrivateKeyFile.parse(file, password)) {
            return pkcs8.withRawSecretBytes(byte[]::clone);
        }
    }
}
