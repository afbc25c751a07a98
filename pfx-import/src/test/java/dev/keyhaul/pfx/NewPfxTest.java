package dev.keyhaul.pfx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.pfx.pbe.PasswordProtection;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that we write, as other programs see them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("long")
class NewPfxTest {
    private static final String PASSWORD = "abcdef";

    /** Scrypt is no choice for PKCS#12: programs do not know it there. */
    private static final Set<PasswordProtection> WRITTEN =
            EnumSet.of(PasswordProtection.PBKDF2, PasswordProtection.LEGACY_3DES);

    @TempDir static Path folder;

    private KeyAndCertificate made;
    private Program program;
    private Instant now;

    @BeforeAll
    void makeKey() throws Exception {
        made = KeyAndCertificate.in(folder);
        program = new Program(folder);
        now = Instant.now();
        program.write("w", PASSWORD + "\n");
        for (PasswordProtection protection : WRITTEN) {
            program.write(protection + ".p12", file(protection, PASSWORD));
        }
    }

    @Test
    void openSslSees_aes256And600000IterationsThreeTimes() throws Exception {
        String info = program.run("openssl pkcs12 -info -noout -in PBKDF2.p12 -passin file:w");

        assertThat(info.lines().filter(line -> line.contains("Iteration")))
                .containsExactly(
                        "MAC: sha256, Iteration 600000",
                        "Shrouded Keybag: PBES2, PBKDF2, AES-256-CBC, Iteration 600000, PRF"
                                + " hmacWithSHA256",
                        "PKCS7 Encrypted data: PBES2, PBKDF2, AES-256-CBC, Iteration 600000, PRF"
                                + " hmacWithSHA256");
    }

    @Test
    void legacyFile_is3DesAndSha1ForOpenSsl() throws Exception {
        String info =
                program.run(
                        "openssl pkcs12 -legacy -info -noout -in LEGACY_3DES.p12 -passin file:w");

        assertThat(info.lines().filter(line -> line.contains("Iteration")))
                .containsExactly(
                        "MAC: sha1, Iteration 600000",
                        "Shrouded Keybag: pbeWithSHA1And3-KeyTripleDES-CBC, Iteration 600000",
                        "PKCS7 Encrypted data: pbeWithSHA1And3-KeyTripleDES-CBC, Iteration 600000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PBKDF2", "LEGACY_3DES"})
    void opensslKeytoolAndNss_openIt(String protection) throws Exception {
        String name = protection + ".p12";

        program.run(
                "openssl pkcs12 -legacy -nodes -nocerts -in "
                        + name
                        + " -passin file:w -out k.pem");
        program.run("openssl pkey -in k.pem -pubout -out k.public");
        assertThat(program.read("k.public")).isEqualTo(program.read("public.pem"));

        assertThat(program.run("keytool -list -keystore " + name + " -storepass " + PASSWORD))
                .contains("tenant", "PrivateKeyEntry");

        program.run("mkdir nss-" + protection);
        program.run("certutil -N -d nss-" + protection + " --empty-password");
        program.run("pk12util -d nss-" + protection + " -w w -i " + name);
        assertThat(program.run("certutil -K -d nss-" + protection)).contains("tenant");
    }

    @Test
    void weReadItBack_underANonAsciiPasswordToo() throws Exception {
        byte[] file = file(PasswordProtection.PBKDF2, "пароль€ü");

        assertThat(Opened.key(file, "пароль€ü", false, Optional.of("tenant")))
                .isEqualTo(made.publicKey());
        program.write("non-ascii.p12", file);
        program.write("non-ascii", "пароль€ü");
        program.run("openssl pkcs12 -noout -in non-ascii.p12 -passin file:non-ascii");
    }

    @Test
    void givenCertificates_haveTheKeysOwnFirst_andAnotherKeysIsRefused() throws Exception {
        program.run(
                "openssl req -x509 -newkey rsa:1024 -nodes -keyout ca.key -out ca.pem -subj /CN=ca");
        byte[] authority = program.read("ca.pem");
        byte[] own = program.read("cert.pem");
        byte[] both = Arrays.copyOf(authority, authority.length + own.length);
        System.arraycopy(own, 0, both, authority.length, own.length);
        program.write("chain.pem", both);
        try (SoftwareKey key = made.software()) {
            List<X509Certificate> chain =
                    CertificateFile.parse(
                            program.read("chain.pem"), key.description().fingerprint());
            List<X509Certificate> other =
                    CertificateFile.parse(program.read("ca.pem"), key.description().fingerprint());

            assertThat(chain)
                    .extracting(each -> each.getSubjectX500Principal().getName())
                    .containsExactly("CN=test", "CN=ca");
            assertThatThrownBy(() -> file(PasswordProtection.PBKDF2, PASSWORD, key, other))
                    .isInstanceOf(CheckFailedException.class)
                    .hasMessage("the certificate of CN=ca has a different public key");
        }
        assertThatThrownBy(() -> CertificateFile.parse(program.read("key.pem"), made.fingerprint()))
                .isInstanceOf(MalformedInputException.class);
    }

    @Test
    void subject_mustBeADistinguishedName() throws Exception {
        try (SoftwareKey key = made.software()) {
            for (String subject : List.of("tenant", "", "CN")) {
                assertThatThrownBy(() -> SelfSignedCertificate.of(key, subject, now, Opened.RANDOM))
                        .isInstanceOf(MalformedInputException.class)
                        .hasMessageStartingWith("not a distinguished name");
            }
            X509Certificate certificate =
                    SelfSignedCertificate.of(key, "CN=Ü,O=x", now, Opened.RANDOM);
            certificate.verify(key.description().requireRsa());
            assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("CN=Ü,O=x");
        }
    }

    @Test
    void certificateDates_areWarnings() throws Exception {
        byte[] file = program.read("PBKDF2.p12");
        try (Passphrase password = Passphrase.copyOf(PASSWORD.toCharArray());
                PfxFile pfx = PfxFile.open(file, password, false)) {
            PfxKey key = pfx.key(null);
            assertThat(key.warnings(made.fingerprint(), now)).isEmpty();
            assertThat(key.warnings(made.fingerprint(), now.minusSeconds(100_000)))
                    .singleElement()
                    .asString()
                    .contains("is valid from");
            assertThat(key.warnings(made.fingerprint(), now.plusSeconds(400_000_000)))
                    .singleElement()
                    .asString()
                    .contains("expired on");
        }
    }

    private byte[] file(PasswordProtection protection, String password) throws Exception {
        try (SoftwareKey key = made.software()) {
            return file(
                    protection,
                    password,
                    key,
                    List.of(SelfSignedCertificate.of(key, "CN=tenant", now, Opened.RANDOM)));
        }
    }

    private static byte[] file(
            PasswordProtection protection,
            String password,
            SoftwareKey key,
            List<X509Certificate> certificates)
            throws Exception {
        try (Passphrase passphrase = Passphrase.copyOf(password.toCharArray())) {
            NewPfx pfx = NewPfx.of("tenant", certificates);
            return (protection == PasswordProtection.PBKDF2 ? pfx : pfx.withLegacy3Des())
                    .toFile(key, passphrase, Opened.RANDOM);
        }
    }
}
