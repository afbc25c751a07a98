package dev.keyhaul.cli.keykind;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.Args;
import dev.keyhaul.cli.fixture.KekFiles;
import dev.keyhaul.cli.fixture.Refusal;
import dev.keyhaul.core.fixture.OpenSsl;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.key.Fingerprint;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** EC and AES keys in files: PFX files of them, fingerprints, and files that are refused. */
class OtherKindsFileIT extends OtherKindsCase {
    @ParameterizedTest
    @ValueSource(strings = {"EC P-256", "EC P-521"})
    void pfx_isCreated_inspectedAndASource(String kind) throws Exception {
        requirePfx(kind);
    }

    @Test
    @Tag("full")
    void pfxOfP384_isCreated_inspectedAndASource() throws Exception {
        requirePfx("EC P-384");
    }

    private static void requirePfx(String kind) throws Exception {
        String name = kind.replace(' ', '-') + ".pfx";
        JsonObject made =
                keyhaul.run(
                                "pfx",
                                "create",
                                "--key",
                                source(kind),
                                "-o",
                                name,
                                "--out-password-file",
                                "w",
                                "--json")
                        .requireDone()
                        .json();
        assertThat(made.string("fingerprint")).isEqualTo(fingerprint(kind));
        JsonObject key =
                keyhaul.run("inspect", name, "--password-file", "w", "--json")
                        .requireDone()
                        .json()
                        .objects("keys")
                        .get(0);
        assertThat(key.string("curve")).isEqualTo(kind.substring(3));
        assertThat(key.string("fingerprint")).isEqualTo(fingerprint(kind));
        assertThat(key.strings("problems")).isEmpty();
        assertThat(key.has("modulus_bits")).isFalse();
        assertThat(
                        keyhaul.run("inspect", "pfx:" + name, "--password-file", "w", "--json")
                                .requireDone()
                                .json()
                                .string("fingerprint"))
                .isEqualTo(fingerprint(kind));
    }

    @Test
    void pfxOfAnAesKey_isRefused_withTheReason() throws Exception {
        new Refusal(3, "the key is AES 256; a PKCS#12 file can have RSA and EC keys", "master copy")
                .requireIs(
                        keyhaul.run(
                                "pfx",
                                "create",
                                "--key",
                                "aes:256.aes",
                                "-o",
                                "aes.pfx",
                                "--out-password-file",
                                "w"));
        assertThat(folder.resolve("aes.pfx")).doesNotExist();
    }

    /** As docs/RECOVERY.md has it. */
    @ParameterizedTest
    @ValueSource(ints = {128, 192, 256})
    void fingerprintOfAnAesKey_isWhatOpenSslComputes(int bits) throws Exception {
        byte[] raw = Files.readAllBytes(folder.resolve(bits + ".aes"));
        byte[] encrypted =
                new OpenSsl(home)
                        .convert(
                                "Keyhaul: fingerprint of this key".getBytes(StandardCharsets.UTF_8),
                                "enc -aes-" + bits + "-cbc -nopad -iv " + "0".repeat(32),
                                "-K",
                                HexFormat.of().formatHex(raw));
        byte[] sha256 = MessageDigest.getInstance("SHA-256").digest(encrypted);

        assertThat(fingerprint("AES " + bits)).isEqualTo(HexFormat.of().formatHex(sha256));
    }

    @Test
    void publicKeyOrPem_inTheWrongPlace_isNamed() throws Exception {
        new Refusal(1, "p-256.pub is a public key, not a private key", "")
                .requireIs(keyhaul.run("inspect", "pem:p-256.pub"));
        new Refusal(1, "p-256.pem is a private key, not a PFX", "")
                .requireIs(keyhaul.run("inspect", "pfx:p-256.pem", "--password-file", "w"));
    }

    /** What an operator gets wrong with a key in a file: named, and nothing is written. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "P-256K        | 1 | P-256K                       | genpkey -algorithm EC -pkeyopt ec_paramgen_curve:secp256k1",
                "P-224         | 1 | P-224                        | genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-224",
                "brainpool     | 1 | brainpoolP256r1              | genpkey -algorithm EC -pkeyopt ec_paramgen_curve:brainpoolP256r1",
                "explicit      | 1 | explicit parameters          | ecparam -genkey -noout -name prime256v1 -param_enc explicit",
                "compressed    | 1 | compressed                   | ec -in p-256.pem -conv_form compressed",
                "Ed25519       | 1 | an Ed25519 key               | genpkey -algorithm ED25519",
                "DSA           | 1 | DSA                          | genpkey -paramfile dsa.params",
            })
    void keyOfAnotherKind_isRefusedByName(String name, int exit, String error, String command)
            throws Exception {
        if (command.contains("dsa.params")) {
            keyhaul.runProgram(
                            List.of(
                                    "openssl",
                                    "genpkey",
                                    "-genparam",
                                    "-algorithm",
                                    "DSA",
                                    "-pkeyopt",
                                    "dsa_paramgen_bits:1024",
                                    "-out",
                                    "dsa.params"))
                    .requireDone();
        }
        List<String> words = new ArrayList<>(List.of("openssl"));
        words.addAll(List.of(command.split(" ")));
        words.addAll(List.of("-out", "other.pem"));
        keyhaul.runProgram(words).requireDone();
        Files.setPosixFilePermissions(
                folder.resolve("other.pem"), PosixFilePermissions.fromString("rw-------"));
        Args with =
                Args.of(
                        "byok",
                        "create",
                        "--key",
                        "pem:other.pem",
                        "--kek",
                        "kek.json",
                        "--kek-sha256",
                        Fingerprint.of(kek.getPublic()).hex(),
                        "--vault",
                        KekFiles.VAULT,
                        "--profile",
                        "key-vault",
                        "-o",
                        "other.byok");
        new Refusal(exit, error, "").requireIs(keyhaul.run(with.and()));
        assertThat(folder.resolve("other.byok")).doesNotExist();
        Files.delete(folder.resolve("other.pem"));
    }

    @Test
    void wrongRawKeys_areRefusedByName() throws Exception {
        new Refusal(1, "64.aes has 8 bytes, as a DES key has", "raw bytes")
                .requireIs(keyhaul.run("inspect", "aes:64.aes"));
        new Refusal(1, "has 64 bytes, as an HMAC key or an AES-XTS pair has", "raw bytes")
                .requireIs(keyhaul.run("inspect", "aes:512.aes"));
        byte[] raw = Files.readAllBytes(folder.resolve("128.aes"));
        secret("hex.aes", HexFormat.of().formatHex(raw).getBytes(StandardCharsets.US_ASCII));
        new Refusal(1, "hex.aes holds hex digits", "xxd -r -p")
                .requireIs(keyhaul.run("inspect", "aes:hex.aes"));
        secret("open.aes", raw);
        Files.setPosixFilePermissions(
                folder.resolve("open.aes"), PosixFilePermissions.fromString("rw-r--r--"));
        new Refusal(3, "other users can read or write open.aes", "chmod 600")
                .requireIs(keyhaul.run("inspect", "aes:open.aes"));
    }

    /** A public half of another key in the file. */
    @Test
    void publicHalfOfAnotherKey_isRefused() throws Exception {
        OpenSsl openssl = new OpenSsl(home);
        byte[] one = der(openssl, "p-256.pem");
        ec("P-256", "second");
        byte[] two = der(openssl, "second.pem");
        System.arraycopy(two, two.length - 65, one, one.length - 65, 65);
        secret("wrong-half.der", one);
        new Refusal(1, "the public half in the EC key does not match its private half", "damaged")
                .requireIs(keyhaul.run("inspect", "pem:wrong-half.der"));
        one[one.length - 1] ^= 1;
        secret("off-curve.der", one);
        new Refusal(1, "the public point is not on its curve", "")
                .requireIs(keyhaul.run("inspect", "pem:off-curve.der"));
    }

    private static byte[] der(OpenSsl openssl, String name) throws Exception {
        return openssl.convert(
                Files.readAllBytes(folder.resolve(name)), "pkcs8 -topk8 -nocrypt -outform DER");
    }
}
