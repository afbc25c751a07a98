package dev.keyhaul.cli.byok;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.KekFiles;
import dev.keyhaul.cli.fixture.OpenSslUnwrap;
import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.cli.fixture.Refusal;
import dev.keyhaul.core.byok.BlobContent;
import dev.keyhaul.core.fixture.OpenSsl;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.key.Fingerprint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What OpenSSL wrapped, as a YubiHSM 2's own tool does, becomes a blob that OpenSSL opens. */
class FromWrappedIT {
    @TempDir static Path folder;
    private static RealCommand keyhaul;
    private static KeyPair kek;
    private static KeyPair key;
    private static byte[] wrapped = {};

    @BeforeAll
    static void wrap() throws Exception {
        keyhaul = new RealCommand(folder);
        kek = KekFiles.rsa(3072);
        key = KekFiles.rsa(2048);
        KekFiles.write(folder, "kek.json", KekFiles.az(kek.getPublic()));
        KekFiles.write(folder, "kek.key", KekFiles.pem(kek.getPrivate()));
        KekFiles.write(folder, "key.pem", KekFiles.pem(key.getPublic()));
        wrapped =
                new OpenSsl(Files.createDirectory(folder.resolve("openssl")))
                        .wrap(kek.getPublic().getEncoded(), key.getPrivate().getEncoded());
        Files.write(folder.resolve("wrapped.bin"), wrapped);
    }

    @Test
    void blob_holdsTheVeryBytes_lintFindsNothing_andOpensslOpensIt() throws Exception {
        RealCommand.Result made = create("wrapped.bin", "made.byok").requireDone();

        Path blob = folder.resolve("made.byok");
        assertThat(BlobContent.parse(Files.readAllBytes(blob)).ciphertext()).isEqualTo(wrapped);
        assertThat(new OpenSslUnwrap(keyhaul).publicKeyIn(blob, folder.resolve("kek.key"), 3072))
                .isEqualTo(key.getPublic().getEncoded());
        keyhaul.run("byok", "open", "made.byok", "--kek-key", "kek.key", "--expect", "key.pem")
                .requireDone();
        keyhaul.run("inspect", "made.byok", "--kek", "kek.json").requireDone();
        assertThat(made.err()).contains("nothing proves which key these bytes contain");
    }

    @Test
    void report_saysWhatIsNotProven() throws Exception {
        JsonObject report = create("wrapped.bin", "report.byok", "--json").requireDone().json();

        assertThat(report.string("key_fingerprint"))
                .isEqualTo(Fingerprint.of((RSAPublicKey) key.getPublic()).toString());
        assertThat(report.string("key_protection")).isEqualTo("an unknown home");
        assertThat(report.string("strategy")).isEqualTo("RSA-AES key wrap by another tool");
        assertThat(report.string("proof")).startsWith("none: ");
        assertThat(report.strings("notes"))
                .contains(
                        "not proven: that these bytes hold the key of this fingerprint",
                        "not proven: that they were wrapped under this KEK, with OAEP of SHA-1");
    }

    @ParameterizedTest
    @CsvSource({"-4", "3", "128", "-128", "-180"})
    void wrongLength_isRefused(int more) throws Exception {
        String name = "length" + more + ".bin";
        Files.write(folder.resolve(name), Arrays.copyOf(wrapped, wrapped.length + 8 * more));

        refused(7, "bytes, but RSA 2048", "raw RSA-AES bytes", create(name, "no.byok"));
    }

    @Test
    void base64_ofTheBytes_isRefused() throws Exception {
        Files.write(folder.resolve("text"), Base64.getEncoder().encode(wrapped));

        refused(7, "a different length", "not their base64", create("text", "no.byok"));
    }

    /** The KEK is authenticated as for every key. */
    @Test
    void anotherKeksFingerprint_isRefused() throws Exception {
        String other = Fingerprint.of((RSAPublicKey) key.getPublic()).toString();

        refused(
                3,
                "KEK does not match the given fingerprint",
                "",
                keyhaul.run(arguments("wrapped.bin", "no.byok", other)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--from-wrapped wrapped.bin | --public is missing | give its public half",
                "--key pem:x --public key.pem | only be used with --from-wrapped | leave out --public",
                "--key pem:x --from-wrapped wrapped.bin --public key.pem | cannot be used together | give the key",
                "--public key.pem | --key or --from-wrapped is missing | give the key",
                "--from-wrapped wrapped.bin --public key.pem --format aws | format azure | the wrapped bytes themselves"
            })
    void options_sayOneThing(String options, String error, String hint) throws Exception {
        List<String> args = new ArrayList<>(List.of("byok", "create"));
        args.addAll(List.of(options.split(" ")));
        args.addAll(List.of("--kek", "kek.json", "-o", "no.byok"));

        refused(2, error, hint, keyhaul.run(args.toArray(String[]::new)));
    }

    private static void refused(int exit, String error, String hint, RealCommand.Result result) {
        new Refusal(exit, error, hint).requireIs(result);
        assertThat(folder.resolve("no.byok")).doesNotExist();
    }

    private static RealCommand.Result create(String from, String out, String... more)
            throws Exception {
        List<String> args =
                new ArrayList<>(
                        List.of(
                                arguments(
                                        from,
                                        out,
                                        Fingerprint.of((RSAPublicKey) kek.getPublic())
                                                .toString())));
        args.addAll(List.of(more));
        return keyhaul.run(args.toArray(String[]::new));
    }

    private static String[] arguments(String from, String out, String fingerprint) {
        return new String[] {
            "byok",
            "create",
            "--from-wrapped",
            from,
            "--public",
            "key.pem",
            "--kek",
            "kek.json",
            "--kek-sha256",
            fingerprint,
            "--vault",
            KekFiles.VAULT,
            "-o",
            out
        };
    }
}
