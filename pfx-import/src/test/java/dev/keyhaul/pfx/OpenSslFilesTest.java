package dev.keyhaul.pfx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.WrongSecretException;
import dev.keyhaul.core.fixture.Need;
import dev.keyhaul.core.fixture.Needs;
import dev.keyhaul.core.secret.Passphrase;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that this machine's OpenSSL writes, old forms and new. */
@Tag("system")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OpenSslFilesTest {
    @TempDir static Path folder;

    private KeyAndCertificate made;

    @BeforeAll
    void makeKey() throws Exception {
        made = KeyAndCertificate.in(folder);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-name tenant",
                "-legacy",
                "-legacy -descert",
                "-legacy -keypbe PBE-SHA1-RC2-40 -certpbe PBE-SHA1-RC2-128",
                "-legacy -keypbe PBE-SHA1-RC4-128 -certpbe PBE-SHA1-RC4-40",
                "-legacy -keypbe PBE-SHA1-2DES -certpbe PBE-SHA1-3DES",
                "-keypbe AES-128-CBC -certpbe AES-192-CBC",
                "-keypbe NONE -certpbe NONE",
                "-keypbe NONE",
                "-certpbe NONE",
                "-nocerts",
                "-noiter",
                "-noiter -nomaciter",
                "-macalg sha1",
                "-macalg sha224",
                "-macalg sha384",
                "-macalg sha512",
                "-macalg sha512-256",
                "-macalg sha3-256",
                "-iter 600000",
            })
    void file_opensWithItsPassword_andWithNoOther(String options) throws Exception {
        requireOpensWithItsPasswordOnly(options);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"-pbmac1_pbkdf2", "-pbmac1_pbkdf2 -pbmac1_pbkdf2_md sha512 -macalg sha384"})
    @Needs(Need.OPENSSL_PBMAC1)
    void fileWithPbmac1_opensWithItsPassword_andWithNoOther(String options) throws Exception {
        requireOpensWithItsPasswordOnly(options);
    }

    private void requireOpensWithItsPasswordOnly(String options) throws Exception {
        byte[] file = made.export(options, "ab");

        assertThat(Opened.key(file, "ab")).isEqualTo(made.publicKey());
        for (String wrong : new String[] {"aB", "", "abc"}) {
            assertThatThrownBy(() -> Opened.key(file, wrong))
                    .isInstanceOf(WrongSecretException.class)
                    .hasMessage("the password is wrong, or the file is damaged");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "-iter 10000, false",
        "-iter 9999, true",
        "-iter 10000 -legacy, false",
        "-iter 9999 -legacy, true",
        "-iter 600000 -legacy -keypbe PBE-SHA1-RC2-40, true",
        "-iter 600000 -keypbe NONE, true",
    })
    void keyThatIsCheapToGuess_isWeaklyProtected(String options, boolean weakly) throws Exception {
        try (Passphrase password = Passphrase.copyOf("ab".toCharArray());
                PfxFile pfx = PfxFile.open(made.export(options, "ab"), password, false)) {
            assertThat(pfx.key(null).isWeaklyProtected()).isEqualTo(weakly);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'', ''",
        "'', -legacy",
        "пароль€ü, ''",
        "пароль€ü, -legacy",
        "😀, -legacy",
        "😀, ''",
    })
    void emptyAndNonAsciiPasswords_open(String password, String options) throws Exception {
        requireOpens(password, options);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "пароль€ü"})
    @Needs(Need.OPENSSL_PBMAC1)
    void emptyAndNonAsciiPasswords_openWithPbmac1(String password) throws Exception {
        requireOpens(password, "-pbmac1_pbkdf2");
    }

    private void requireOpens(String password, String options) throws Exception {
        byte[] file = made.export(("-iter 2048 " + options).strip(), password);

        assertThat(Opened.key(file, password)).isEqualTo(made.publicKey());
        assertThatThrownBy(() -> Opened.key(file, password + "x"))
                .isInstanceOf(WrongSecretException.class);
    }

    @Test
    void fileWithoutMac_isRefused_unlessAllowed() throws Exception {
        byte[] file = made.export("-nomac", "ab");

        assertThatThrownBy(() -> Opened.key(file, "ab"))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.MAC_MISSING));
        assertThat(Opened.key(file, "ab", true, Optional.empty())).isEqualTo(made.publicKey());
        assertThatThrownBy(() -> Opened.key(file, "aB", true, Optional.empty()))
                .isInstanceOf(WrongSecretException.class);
    }

    /** The JDK's KeyStore skips the MAC then. */
    @Test
    void nullPassword_isRefused() throws Exception {
        byte[] file = made.export("-keypbe NONE -certpbe NONE", "ab");

        assertThatThrownBy(() -> PfxFile.open(file, null, true))
                .isInstanceOf(WrongSecretException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {10_000_001, 1_000_000_000})
    void fileThatAsksForTooManyIterations_isRefusedBeforeTheyAreDone(int iterations)
            throws Exception {
        byte[] file = TestFiles.withMacIterations(made.export("-iter 2048", "ab"), iterations);

        assertThatThrownBy(() -> Opened.key(file, "ab"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("asks for " + iterations + " iterations");
    }

    @ParameterizedTest
    @CsvSource({
        "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:secp256k1, P-256K",
        "genpkey -algorithm ED25519, the key is an Ed25519 key; RSA and EC keys are accepted",
        "genpkey -genparam -algorithm DSA -pkeyopt dsa_paramgen_bits:1024, a DSA key",
        "genpkey -algorithm RSA -pkeyopt rsa_keygen_primes:3 -pkeyopt rsa_keygen_bits:1024, more than two primes",
        "genpkey -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:1024, RSASSA-PSS",
    })
    void keyOfAnotherKind_isNamed(String command, String kind) throws Exception {
        Program openssl = new Program(folder);
        if (command.contains("-genparam")) {
            openssl.run("openssl " + command + " -out dsa.parameters");
            openssl.run("openssl genpkey -paramfile dsa.parameters -out other.pem");
        } else {
            openssl.run("openssl " + command + " -out other.pem");
        }
        openssl.run(
                "openssl pkcs12 -export -inkey other.pem -nocerts -passout pass:ab -out other.p12");

        assertThatThrownBy(() -> Opened.key(openssl.read("other.p12"), "ab"))
                .isInstanceOf(MalformedInputException.class)
                .hasMessageContaining(kind);
    }

    @Test
    void certificatesAlone_areNoKey() throws Exception {
        Program openssl = new Program(folder);
        openssl.run(
                "openssl pkcs12 -export -nokeys -in cert.pem -passout pass:ab -out certificate.p12");

        assertThatThrownBy(() -> Opened.key(openssl.read("certificate.p12"), "ab"))
                .hasMessage("no private key, but 1 certificate");
    }

    @Test
    void names_certificate_andProtection_areReported() throws Exception {
        byte[] file = made.export("-name tenant", "ab");

        try (Passphrase password = Passphrase.copyOf(new char[] {'a', 'b'});
                PfxFile pfx = PfxFile.open(file, password, false)) {
            PfxKey key = pfx.key("tenant");
            assertThat(pfx.mac()).contains("HMAC-SHA-256, 2048 iterations");
            assertThat(key.protection())
                    .isEqualTo("PBES2: AES-256-CBC, PBKDF2 with HMAC-SHA-256, 2048 iterations");
            assertThat(key.certificateOf(made.fingerprint()).orElseThrow().subject())
                    .isEqualTo("CN=test");
            String id = key.names().localKeyId().orElseThrow();
            assertThat(pfx.key(id)).isSameAs(key);
            assertThatThrownBy(() -> pfx.key("other"))
                    .isInstanceOf(KeyTransferException.class)
                    .hasMessageContaining("no key 'other'; its keys are 'tenant'");
        }
    }
}
