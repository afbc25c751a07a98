package dev.keyhaul.pfx;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.WrongSecretException;
import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.core.secret.PasswordSource;
import dev.keyhaul.core.secret.SecretBytes;
import dev.keyhaul.pfx.fixture.Damage;
import dev.keyhaul.pfx.pbe.EncryptedPrivateKey;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** EC keys in files: what OpenSSL and keytool write, and what they make of ours. */
@Tag("long")
class EcFilesTest {
    private static final String PASSWORD = "abcdef";

    @TempDir Path folder;

    private Program program() {
        return new Program(folder);
    }

    /** Makes {@code key.pem} and {@code public.der}. */
    private Fingerprint make(String curve) throws Exception {
        program()
                .run(
                        "openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:"
                                + curve
                                + " -out key.pem");
        program().run("openssl pkey -in key.pem -pubout -outform DER -out public.der");
        return Fingerprint.of(publicKey(program().read("public.der")));
    }

    private static PublicKey publicKey(byte[] der) throws Exception {
        return KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(der));
    }

    private SoftwareKey open(String name) throws KeyTransferException {
        return PemSource.open(folder.resolve(name), password(PASSWORD));
    }

    private static PasswordSource password(String text) {
        return () -> Passphrase.copyOf(text.toCharArray());
    }

    @ParameterizedTest
    @ValueSource(strings = {"P-256", "P-384", "P-521"})
    void everyFormOfOpenSsl_isTheSameKey_withItsPublicHalf(String curve) throws Exception {
        Fingerprint expected = make(curve);
        program().write("w", PASSWORD + "\n");
        String in = "openssl pkey -in key.pem ";
        program().run(in + "-out pkcs8.pem");
        program().run(in + "-outform DER -out pkcs8.der");
        program().run(in + "-traditional -out sec1.pem");
        program().run(in + "-traditional -outform DER -out sec1.der");
        program().run("openssl pkcs8 -topk8 -in key.pem -passout file:w -out encrypted.pem");
        program()
                .run(
                        "openssl pkcs8 -topk8 -in key.pem -outform DER -scrypt -passout file:w"
                                + " -out encrypted.der");
        program().run("openssl ec -in key.pem -no_public -out without.pem");
        program().run("openssl ec -in key.pem -no_public -outform DER -out without.der");
        byte[] plain;
        try (SoftwareKey key = open("pkcs8.der")) {
            plain = key.withClearKey(byte[]::clone);
        }
        for (String name :
                List.of(
                        "pkcs8.pem",
                        "sec1.pem",
                        "sec1.der",
                        "encrypted.pem",
                        "encrypted.der",
                        "without.pem",
                        "without.der")) {
            try (SoftwareKey key = open(name)) {
                assertThat(key.description().name()).as(name).isEqualTo("EC " + curve);
                assertThat(key.description().fingerprint()).as(name).isEqualTo(expected);
                assertThat(key.<byte[], RuntimeException>withClearKey(byte[]::clone))
                        .as(name)
                        .isEqualTo(plain);
            }
        }
        assertThatThrownBy(
                        () -> PemSource.open(folder.resolve("encrypted.pem"), password("abcdeg")))
                .isInstanceOf(WrongSecretException.class);
    }

    /** {@code ecparam -genkey} writes the curve in a block of its own before the key. */
    @Test
    void curveInABlockBefore_isPassedOver() throws Exception {
        program().run("openssl ecparam -genkey -name secp384r1 -out key.pem");

        assertThat(new String(program().read("key.pem"), US_ASCII)).contains("EC PARAMETERS");
        try (SoftwareKey key = open("key.pem")) {
            assertThat(key.description().name()).isEqualTo("EC P-384");
        }
    }

    @ParameterizedTest
    @CsvSource({"secp256r1, P-256", "secp384r1, P-384", "secp521r1, P-521"})
    void keytoolsFile_opens(String group, String curve) throws Exception {
        program()
                .run(
                        "keytool -genkeypair -keystore k.p12 -storepass abcdef -alias tenant -keyalg"
                                + " EC -groupname "
                                + group
                                + " -dname CN=tenant");
        byte[] file = program().read("k.p12");
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(new ByteArrayInputStream(file), PASSWORD.toCharArray());

        KeyDescription found = inPfx(file);
        assertThat(found.name()).isEqualTo("EC " + curve);
        assertThat(found.fingerprint())
                .isEqualTo(Fingerprint.of(store.getCertificate("tenant").getPublicKey()));
    }

    @Test
    void opensslsPfx_opens_andOpenSslAndKeytoolOpenOurs() throws Exception {
        requireBothWays("P-521");
    }

    /** What is around the key is the same for each curve, and has the cost of its password. */
    @ParameterizedTest
    @ValueSource(strings = {"P-256", "P-384"})
    @Tag("full")
    void opensslsPfxOfOtherCurves_opens_andOpenSslAndKeytoolOpenOurs(String curve)
            throws Exception {
        requireBothWays(curve);
    }

    private void requireBothWays(String curve) throws Exception {
        Fingerprint expected = make(curve);
        program().write("w", PASSWORD + "\n");
        program().run("openssl req -x509 -new -key key.pem -subj /CN=test -days 30 -out cert.pem");
        program()
                .run(
                        "openssl pkcs12 -export -inkey key.pem -in cert.pem -passout file:w -out"
                                + " theirs.p12");
        assertThat(inPfx(program().read("theirs.p12")).fingerprint()).isEqualTo(expected);

        try (SoftwareKey key = open("key.pem");
                Passphrase password = Passphrase.copyOf(PASSWORD.toCharArray())) {
            X509Certificate own =
                    SelfSignedCertificate.of(key, "CN=tenant", Instant.now(), Opened.RANDOM);
            own.verify(own.getPublicKey());
            program()
                    .write(
                            "ours.p12",
                            NewPfx.of("tenant", List.of(own)).toFile(key, password, Opened.RANDOM));
            program().write("ours.pem", EncryptedPrivateKey.file(key, password));
        }
        program().run("openssl pkcs12 -nodes -nocerts -in ours.p12 -passin file:w -out k.pem");
        program().run("openssl pkey -in k.pem -pubout -outform DER -out k.der");
        assertThat(program().read("k.der")).isEqualTo(program().read("public.der"));
        program().run("openssl pkey -in ours.pem -passin file:w -pubout -outform DER -out o.der");
        assertThat(program().read("o.der")).isEqualTo(program().read("public.der"));
        assertThat(program().run("keytool -list -keystore ours.p12 -storepass " + PASSWORD))
                .contains("tenant", "PrivateKeyEntry");
        assertThat(inPfx(program().read("ours.p12")).fingerprint()).isEqualTo(expected);
    }

    private static KeyDescription inPfx(byte[] file) throws KeyTransferException {
        try (Passphrase password = Passphrase.copyOf(PASSWORD.toCharArray());
                PfxFile pfx = PfxFile.open(file, password, false);
                SoftwareKey key = pfx.key(null).toSoftwareKey("k.p12", Opened.RANDOM)) {
            return key.description();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:secp256k1, P-256K",
        "ecparam -genkey -noout -name secp256k1, P-256K",
        "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-224, P-224",
        "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:brainpoolP256r1, brainpoolP256r1",
        "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -pkeyopt"
                + " ec_param_enc:explicit, explicit parameters",
        "ecparam -genkey -noout -name prime256v1 -param_enc explicit, explicit parameters",
        "genpkey -algorithm ED25519, Ed25519",
    })
    void otherKey_isRefusedByName(String command, String name) throws Exception {
        program().run("openssl " + command + " -out key.pem");

        assertThatThrownBy(() -> open("key.pem"))
                .isInstanceOf(MalformedInputException.class)
                .hasMessageContaining(name);
    }

    @ParameterizedTest
    @CsvSource({"compressed, the public point is compressed", "hybrid, not an uncompressed point"})
    void pointInAnotherForm_isRefusedByName(String form, String name) throws Exception {
        make("P-256");
        program().run("openssl ec -in key.pem -conv_form " + form + " -out sec1.pem");
        program().run("openssl pkcs8 -topk8 -nocrypt -in sec1.pem -out pkcs8.pem");
        for (String file : List.of("sec1.pem", "pkcs8.pem")) {
            assertThatThrownBy(() -> open(file))
                    .as(file)
                    .isInstanceOf(MalformedInputException.class)
                    .hasMessageContaining(name);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-traditional ", ""})
    void dsaKey_isRefusedByName(String form) throws Exception {
        program()
                .run(
                        "openssl genpkey -genparam -algorithm DSA -pkeyopt dsa_paramgen_bits:1024"
                                + " -out params.pem");
        program().run("openssl genpkey -paramfile params.pem -out dsa.pem");
        program().run("openssl pkey -in dsa.pem " + form + "-out key.pem");
        program().run("openssl pkey -in dsa.pem " + form + "-outform DER -out key.der");

        for (String name : List.of("key.pem", "key.der")) {
            assertThatThrownBy(() -> open(name))
                    .as(name)
                    .isInstanceOf(MalformedInputException.class)
                    .hasMessageContaining("DSA");
        }
    }

    @Test
    void keyWithoutItsCurve_isRefused() throws Exception {
        make("P-256");
        program().run("openssl ec -in key.pem -outform DER -out key.der");
        byte[] sec1 = program().read("key.der");
        // [0] is 12 bytes after SEQUENCE, version and the private key.
        int parameters = 2 + 3 + 2 + 32;
        byte[] without = Arrays.copyOf(sec1, sec1.length - 12);
        System.arraycopy(sec1, parameters + 12, without, parameters, sec1.length - parameters - 12);
        without[1] = (byte) (without[1] - 12);
        program().write("key.der", without);

        assertThatThrownBy(() -> open("key.der"))
                .isInstanceOf(MalformedInputException.class)
                .hasMessageEndingWith("the EC key does not name its curve");
    }

    /** Sizes of the structures around the numbers are the same for every key of a curve. */
    @ParameterizedTest
    @CsvSource({"P-256, 0x01", "P-256, 0x80", "P-521, 0xFF"})
    void truncatedAtEachByte_andEachByteFlipped_isRefused(String curve, String mask)
            throws Exception {
        requireDamageIsRefused(curve, Integer.decode(mask));
    }

    /** A point of a large curve takes milliseconds to check, and each byte makes one. */
    @ParameterizedTest
    @CsvSource({
        "P-256, 0xFF",
        "P-384, 0x01",
        "P-384, 0x80",
        "P-384, 0xFF",
        "P-521, 0x01",
        "P-521, 0x80",
    })
    @Tag("full")
    void eachByteFlippedInTheOtherWays_isRefused(String curve, String mask) throws Exception {
        requireDamageIsRefused(curve, Integer.decode(mask));
    }

    private void requireDamageIsRefused(String curve, int mask) throws Exception {
        make(curve);
        program().run("openssl pkey -in key.pem -outform DER -out pkcs8.der");
        program().run("openssl ec -in key.pem -outform DER -out sec1.der");
        for (String name : List.of("pkcs8.der", "sec1.der")) {
            byte[] whole = program().read(name);
            assertThat(Damage.acceptedTruncations(whole, EcFilesTest::isRefused)).isEmpty();
            assertThat(Damage.acceptedFlips(whole, mask, EcFilesTest::isRefused))
                    .as(name + " ^ " + mask)
                    .isEmpty();
        }
    }

    /** Every number is checked against another: no flipped bit gives another key. */
    private static boolean isRefused(byte[] file) throws KeyTransferException {
        try (SecretBytes pkcs8 =
                        PrivateKeyFile.parse(
                                file,
                                () -> {
                                    throw new WrongSecretException(
                                            Reason.SECRET_MISSING, "asked", "no password here");
                                });
                SoftwareKey key =
                        SoftwareKey.fromPkcs8(
                                pkcs8.withRawSecretBytes(byte[]::clone),
                                GeneratedKeys.ORIGIN,
                                Opened.RANDOM)) {
            return key == null;
        } catch (MalformedInputException | WrongSecretException e) {
            return true;
        }
    }

    @Test
    void pemOfSec1_cutOffAnywhere_isRefused() throws Exception {
        make("P-256");
        program().run("openssl ec -in key.pem -out sec1.pem");
        byte[] pem = program().read("sec1.pem");
        int end = new String(pem, US_ASCII).indexOf("-----END ") + "-----END ".length();

        assertThat(Damage.acceptedTruncations(Arrays.copyOf(pem, end - 1), EcFilesTest::isRefused))
                .isEmpty();
        byte[] der = Base64.getMimeDecoder().decode(body(pem));
        assertThat(isRefused(der)).isFalse();
    }

    private static byte[] body(byte[] pem) {
        String text = new String(pem, US_ASCII);
        return text.substring(text.indexOf("-----\n") + 6, text.indexOf("-----END"))
                .getBytes(US_ASCII);
    }
}
