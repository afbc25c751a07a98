package dev.keyhaul.pfx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyChoiceException;
import dev.keyhaul.core.WrongSecretException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PublicKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that keytool, NSS and Bouncy Castle write. */
@Tag("long")
class OtherProgramsTest {
    @TempDir Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"", "-J-Dkeystore.pkcs12.legacy "})
    void keytoolsFile_ofTwoKeys_opensByAlias_andListsThemOtherwise(String form) throws Exception {
        Program program = new Program(folder);
        for (String alias : List.of("one", "two")) {
            program.run(
                    "keytool "
                            + form
                            + "-genkeypair -keystore two.p12 -storepass abcdef -alias "
                            + alias
                            + " -keyalg RSA -keysize 1024 -dname CN="
                            + alias);
        }
        byte[] file = program.read("two.p12");

        assertThat(Opened.key(file, "abcdef", false, Optional.of("one")))
                .isEqualTo(publicKey(file, "one"));
        assertThat(Opened.key(file, "abcdef", false, Optional.of("two")))
                .isEqualTo(publicKey(file, "two"));
        assertThatThrownBy(() -> Opened.key(file, "abcdef"))
                .isInstanceOf(KeyChoiceException.class)
                .hasMessageContainingAll("2 keys of the file match; ", "'one'", "'two'");
        assertThatThrownBy(() -> Opened.key(file, "abcdeg"))
                .isInstanceOf(WrongSecretException.class);
    }

    /** What the JDK's own reader finds. */
    private static PublicKey publicKey(byte[] file, String alias) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(new ByteArrayInputStream(file), "abcdef".toCharArray());
        return store.getCertificate(alias).getPublicKey();
    }

    private static Certificate certificate(byte[] file) throws Exception {
        return CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(file));
    }

    @ParameterizedTest
    @CsvSource({
        "abcdef, ''",
        "abcdef, -c DES-EDE3-CBC",
        "пароль€ü, ''",
        "пароль€ü, -c DES-EDE3-CBC",
        "'', ''",
    })
    void nssFile_opens(String password, String cipher) throws Exception {
        Program program = new Program(folder);
        program.write("password", password + "\n");
        program.write("noise", "0123456789".repeat(10));
        program.run("certutil -N -d . --empty-password");
        program.run(
                "certutil -S -d . -n tenant -s CN=tenant -x -t ,, -k rsa -g 1024 -z noise -m 1");
        List<String> export =
                new ArrayList<>(List.of("pk12util", "-d", ".", "-n", "tenant", "-o", "nss.p12"));
        export.addAll(List.of("-w", "password"));
        if (!cipher.isEmpty()) {
            export.addAll(List.of("-c", cipher.substring(3)));
        }
        program.run(export);
        program.run("certutil -L -d . -n tenant -a -o cert.pem");

        assertThat(Opened.key(program.read("nss.p12"), password))
                .isEqualTo(certificate(program.read("cert.pem")).getPublicKey());
        assertThatThrownBy(() -> Opened.key(program.read("nss.p12"), password + "x"))
                .isInstanceOf(WrongSecretException.class);
    }

    /** Bouncy Castle writes BER with indefinite lengths. */
    @ParameterizedTest
    @ValueSource(strings = {"PKCS12", "PKCS12-3DES-3DES", "PKCS12-AES256-AES128"})
    void bouncyCastlesFile_inBer_opens(String type) throws Exception {
        KeyAndCertificate made = KeyAndCertificate.in(folder);
        byte[] openssl = made.export("-legacy -name x", "ab");
        KeyStore from = KeyStore.getInstance("PKCS12", new BouncyCastleProvider());
        from.load(new ByteArrayInputStream(openssl), "ab".toCharArray());
        KeyStore to = KeyStore.getInstance(type, new BouncyCastleProvider());
        to.load(null, null);
        to.setKeyEntry("x", from.getKey("x", null), null, from.getCertificateChain("x"));
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        to.store(file, "пароль".toCharArray());

        assertThat(file.toByteArray()[1]).as("an indefinite length").isEqualTo((byte) 0x80);
        assertThat(Opened.key(file.toByteArray(), "пароль")).isEqualTo(made.publicKey());
    }

    @Test
    void certificateOfAnotherKey_isRefused() throws Exception {
        KeyAndCertificate made = KeyAndCertificate.in(folder);
        byte[] openssl = made.export("-legacy -name x", "ab");
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(1024);
        KeyPair other = generator.generateKeyPair();
        byte[] file = TestFiles.withKeyBag(openssl, other.getPrivate().getEncoded());

        assertThatThrownBy(() -> Opened.key(file, "ab", true, Optional.empty()))
                .isInstanceOf(CheckFailedException.class)
                .hasMessageContaining("(CN=test) has a different public key");
    }
}
