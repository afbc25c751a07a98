package dev.keyhaul.cli.inspect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.Args;
import dev.keyhaul.cli.fixture.KekFiles;
import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.cli.fixture.ReleasedFiles;
import dev.keyhaul.core.fixture.TestProcess;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command that {@code inspect} shows beside a kind that is not taken makes one that is. */
@Tag("long")
final class ConversionsIT {
    private static final String PASSWORD = "changeit";

    @TempDir private static Path home;
    private static String fingerprint = "";

    @BeforeAll
    static void copy() throws Exception {
        ReleasedFiles.copy("0.1.0", home);
        KekFiles.secret(home, "password", PASSWORD.getBytes(UTF_8));
        fingerprint = inspect("keys/anna.pem").json().string("fingerprint");
        Path provider =
                Path.of(
                        BouncyCastleProvider.class
                                .getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .toURI());
        Files.copy(provider, home.resolve("bcprov.jar"));
    }

    /** Its destination's password is asked for twice, then that of the store itself. */
    @ParameterizedTest
    @ValueSource(strings = {"JKS", "JCEKS", "BKS"})
    void keystore(String type) throws Exception {
        KeyStore store =
                type.equals("BKS")
                        ? KeyStore.getInstance(type, new BouncyCastleProvider())
                        : KeyStore.getInstance(type);
        store.load(null, null);
        store.setKeyEntry("anna", key(), PASSWORD.toCharArray(), new Certificate[] {certificate()});
        try (OutputStream out = Files.newOutputStream(home.resolve("store." + type))) {
            store.store(out, PASSWORD.toCharArray());
        }

        String made = converted("store." + type, PASSWORD, PASSWORD, PASSWORD);

        isAnnas("pfx:" + made + "#anna", "--password-file", "password");
    }

    @Test
    void openSshKey() throws Exception {
        KekFiles.secret(home, "id_rsa", Files.readAllBytes(home.resolve("keys/anna.pem")));
        process("ssh-keygen", "-q", "-p", "-N", "", "-f", "id_rsa");

        isAnnas(converted("id_rsa", "", ""));
    }

    @Test
    void openSshPublicKey() throws Exception {
        KekFiles.secret(home, "id", Files.readAllBytes(home.resolve("keys/anna.pem")));
        Files.writeString(home.resolve("id.pub"), process("ssh-keygen", "-y", "-f", "id"));

        isAnnas(converted("id.pub"));
    }

    @Test
    void base64() throws Exception {
        byte[] pkcs8 = key().getEncoded();
        Files.write(home.resolve("key.b64"), Base64.getMimeEncoder().encode(pkcs8));

        isAnnas(converted("key.b64"));
    }

    @Test
    @Tag("azure")
    void jwk() throws Exception {
        RSAPrivateCrtKey key = key();
        Files.writeString(
                home.resolve("key.jwk"),
                """
                {"kty":"RSA","n":"%s","e":"%s","d":"%s","p":"%s","q":"%s","dp":"%s","dq":"%s","qi":"%s"}
                """
                        .formatted(
                                base64url(key.getModulus()),
                                base64url(key.getPublicExponent()),
                                base64url(key.getPrivateExponent()),
                                base64url(key.getPrimeP()),
                                base64url(key.getPrimeQ()),
                                base64url(key.getPrimeExponentP()),
                                base64url(key.getPrimeExponentQ()),
                                base64url(key.getCrtCoefficient())));

        isAnnas(converted("key.jwk"));
    }

    /** Runs the command that is shown for a file, with these answers typed, and names its file. */
    private static String converted(String file, String... answers) throws Exception {
        String made = file + ".new";
        String command = inspect(file).json().string("convert");
        assertThat(command).contains("FILE", "NEW");
        Process shell =
                // Without a terminal, these programs ask for passwords on standard input.
                TestProcess.of("setsid", "-w", "sh", "-c", typed(command, file, made))
                        .in(home)
                        .withInput()
                        .start();
        try (OutputStream in = shell.getOutputStream()) {
            // A command that asks for nothing may have ended by now.
            for (String answer : answers) {
                in.write((answer + "\n").getBytes(UTF_8));
            }
        }
        String said = new String(shell.getInputStream().readAllBytes(), UTF_8);
        assertThat(shell.waitFor()).as(said).isZero();
        KekFiles.secret(home, made, Files.readAllBytes(home.resolve(made)));
        return made;
    }

    private static String typed(String command, String file, String made) {
        return "umask 077 && " + command.replace("FILE", file).replace("NEW", made);
    }

    private static void isAnnas(String... made) throws Exception {
        assertThat(inspect(made).json().string("fingerprint")).isEqualTo(fingerprint);
    }

    private static RealCommand.Result inspect(String... words) throws Exception {
        return new RealCommand(home).run(Args.of("inspect", "--json").and(words)).requireDone();
    }

    private static String process(String... command) throws Exception {
        return TestProcess.of(command).in(home).run().requireDone().out();
    }

    private static RSAPrivateCrtKey key() throws Exception {
        String pem = Files.readString(home.resolve("keys/anna.pem"));
        byte[] der = Base64.getDecoder().decode(pem.replaceAll("-----.*-----|\\s", ""));
        return (RSAPrivateCrtKey)
                KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(der));
    }

    private static Certificate certificate() throws Exception {
        try (InputStream in = Files.newInputStream(home.resolve("keys/anna.crt.pem"))) {
            return CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }

    private static String base64url(BigInteger value) {
        byte[] bytes = value.toByteArray();
        int from = bytes[0] == 0 ? 1 : 0;
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(Arrays.copyOfRange(bytes, from, bytes.length));
    }
}
