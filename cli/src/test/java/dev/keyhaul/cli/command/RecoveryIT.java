package dev.keyhaul.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Recovery without this toolkit: the very files of {@code docs/recovery/} bring back copies that it
 * made, with a C compiler, pkcs11-tool, OpenSSL and Python alone.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RecoveryIT {
    private static final Path RECOVERY =
            Path.of(System.getProperty("keyhaul.root", ".."), "docs", "recovery")
                    .toAbsolutePath()
                    .normalize();

    @TempDir static Path home;

    private SoftHsmFolder hsm;

    @BeforeAll
    void makeKeys() throws Exception {
        hsm = SoftHsmFolder.withToken(home);
        hsm.initToken("recovery").requireDone();
        hsm.generate("tenant");
        hsm.generate("aes", "--purpose", "wrapping", "--id", "a5");
        hsm.withPin("key", "export-public", "--key", SoftHsmFolder.uri("tenant"), "-o", "t.pem")
                .requireDone();
        hsm.withPin(
                        Args.of("key", "generate", "--token", "recovery", "--label", "recovery")
                                .and("--purpose", "recovery"))
                .requireDone();
        openssl("genpkey -quiet -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out soft.pem");
        openssl("pkey -in soft.pem -pubout -out soft-public.pem");
        for (String holder : List.of("anna", "ben", "cleo", "dora", "emil", "escrow")) {
            openssl(
                    "req -x509 -newkey rsa:2048 -noenc -subj /CN="
                            + (holder + " -keyout " + holder + ".pem -out " + holder + ".crt"));
        }
    }

    private void openssl(String arguments) throws Exception {
        run("openssl " + arguments);
    }

    private RealCommand.Result run(String command) throws Exception {
        return hsm.keyhaul().runProgram(List.of(command.split(" "))).requireDone();
    }

    private Path create(String store, String source, String... more) throws Exception {
        List<String> args = new ArrayList<>(List.of("backup", "create", "--json", "--key", source));
        args.addAll(List.of("--store", store, "--to-pin-file", hsm.at("user.pin")));
        args.addAll(List.of(more));
        String id = hsm.withPin(args.toArray(String[]::new)).requireDone().json().string("id");
        return hsm.work.resolve(store).resolve(id);
    }

    private String script(String name) {
        return RECOVERY.resolve(name).toString();
    }

    @Test
    void recoveryPair_byTheCProgram() throws Exception {
        Path copy =
                create(
                        "pair",
                        SoftHsmFolder.uri("tenant"),
                        "--to",
                        "pkcs11:token=recovery;object=recovery");
        run(
                "cc -std=gnu17 -Wall -Wextra -Werror -o unwrap "
                        + script("unwrap-with-recovery-pair.c")
                        + " -ldl");
        String unwrap = hsm.work.resolve("unwrap").toString();
        hsm.keyhaul()
                .runProgram(
                        List.of(
                                "sh",
                                "-c",
                                "\"$@\" < " + hsm.at("user.pin"),
                                "sh",
                                unwrap,
                                hsm.module(),
                                "recovery",
                                "recovery",
                                copy.resolve("recipient-1.bin").toString(),
                                "by-hand"))
                .requireDone();
        assertSigns("recovery", "by-hand");
    }

    @Test
    void wrappingKey_byPkcs11Tool() throws Exception {
        Path copy =
                create(
                        "aes",
                        SoftHsmFolder.uri("tenant"),
                        "--to",
                        SoftHsmFolder.uri("aes"),
                        "--same-token-only");
        hsm.keyhaul()
                .with("PIN", SoftHsmFolder.PIN)
                .runProgram(
                        List.of(
                                "sh",
                                script("unwrap-with-wrapping-key.sh"),
                                hsm.module(),
                                "hsm",
                                "a5",
                                copy.resolve("recipient-1.bin").toString(),
                                "by-tool",
                                "b5"))
                .requireDone();
        assertSigns("hsm", "by-tool");
    }

    /** The restored key signs, by pkcs11-tool, and OpenSSL verifies with the tenant key's half. */
    private void assertSigns(String token, String label) throws Exception {
        Files.writeString(hsm.work.resolve("data"), "a licence");
        String id = label.equals("by-tool") ? "b5" : hex(label);
        run(
                "pkcs11-tool --module "
                        + (hsm.module() + " --token-label " + token)
                        + (" --login --pin " + SoftHsmFolder.PIN)
                        + (" --sign --mechanism SHA256-RSA-PKCS --id " + id)
                        + " --input-file data --output-file data.sig");
        assertThat(run("openssl dgst -sha256 -verify t.pem -signature data.sig data").out())
                .isEqualTo("Verified OK\n");
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void certificate_byOpenSsl_ofAFileKeyAndOfATokenKey() throws Exception {
        Path soft = create("rsa", "pem:soft.pem", "--to", "rsa:escrow.crt");
        run(
                "sh "
                        + script("open-with-private-key.sh")
                        + " escrow.pem "
                        + blob(soft)
                        + " soft-back.pem");
        assertSameKey("soft-back.pem", "soft-public.pem");

        String fingerprint =
                hsm.withPin("key", "inspect", "--key", SoftHsmFolder.uri("tenant"), "--json")
                        .requireDone()
                        .json()
                        .string("fingerprint");
        Path token =
                create(
                        "rsa",
                        SoftHsmFolder.uri("tenant"),
                        "--to",
                        "rsa:escrow.crt",
                        "--leave-token",
                        fingerprint);
        run(
                "sh "
                        + script("open-with-private-key.sh")
                        + " escrow.pem "
                        + blob(token)
                        + " t-back.pem");
        assertSameKey("t-back.pem", "t.pem");
    }

    private static Path blob(Path copy) {
        return copy.resolve("recipient-1.bin");
    }

    private void assertSameKey(String key, String publicKey) throws Exception {
        run("openssl pkey -in " + key + " -pubout -out back-public.pem");
        assertThat(hsm.work.resolve("back-public.pem"))
                .hasSameTextualContentAs(hsm.work.resolve(publicKey));
        Files.delete(hsm.work.resolve(key));
    }

    @Test
    void password_byOpenSsl_andByTheToolkit() throws Exception {
        Path copy =
                create(
                        "password",
                        "pem:soft.pem",
                        "--to",
                        "password",
                        "--generate",
                        "--out-password-file",
                        "made.password");
        assertThat(hsm.work.resolve("made.password")).content().hasSize(7 * 5);
        run("sh " + script("open-with-password.sh") + " made.password " + blob(copy) + " p.pem");
        assertSameKey("p.pem", "soft-public.pem");

        String fingerprint =
                hsm.keyhaul()
                        .run("backup", "list", "--json", "--store", "password")
                        .requireDone()
                        .json()
                        .objects("copies")
                        .get(0)
                        .string("key_fingerprint");
        String[] store = {"--store", "password", "--id", "2", "--expect", fingerprint};
        Args withPassword = Args.of("--password-file", "made.password");
        hsm.keyhaul().run(Args.of("backup", "drill").and(withPassword.and(store))).requireDone();
        hsm.keyhaul()
                .run(
                        Args.of("backup", "restore", "-o", "file.pem", "--out-password-file")
                                .and(Args.of("made.password").and(withPassword.and(store))))
                .requireDone();
        run("openssl pkey -in file.pem -passin file:made.password -out clear.pem");
        assertSameKey("clear.pem", "soft-public.pem");

        hsm.secret("wrong.password", "wrong");
        new Refusal(4, "the password is wrong", "")
                .requireIs(
                        hsm.keyhaul()
                                .run(
                                        Args.of("backup", "drill", "-q", "--password-file")
                                                .and(
                                                        Args.of(hsm.at("wrong.password"))
                                                                .and(store))));
    }

    @Test
    void shares_byPython_everySubsetOf3Of5() throws Exception {
        List<String> holders = List.of("anna", "ben", "cleo", "dora", "emil");
        List<String> args = new ArrayList<>(List.of("--to", "shares:3/5"));
        holders.forEach(holder -> args.addAll(List.of("--share-to", holder + ".crt")));
        Path copy = create("shares", "pem:soft.pem", args.toArray(String[]::new));
        for (int i = 1; i <= 5; i++) {
            openssl(
                    "cms -decrypt -inform DER -in "
                            + (copy.resolve("share-" + i + ".cms") + " -inkey ")
                            + (holders.get(i - 1) + ".pem -out share-" + i + ".bin"));
        }
        int opened = 0;
        for (int subset = 0; subset < 1 << 5; subset++) {
            List<String> command =
                    new ArrayList<>(
                            List.of(
                                    "python3",
                                    script("open-with-shares.py"),
                                    copy.resolve("manifest.json").toString(),
                                    blob(copy).toString(),
                                    "key.der"));
            for (int i = 0; i < 5; i++) {
                if ((subset & (1 << i)) != 0) {
                    command.add("share-" + (i + 1) + ".bin");
                }
            }
            RealCommand.Result result = hsm.keyhaul().runProgram(command);
            if (Integer.bitCount(subset) >= 3) {
                result.requireDone();
                openssl("pkey -inform DER -in key.der -out key.pem");
                assertSameKey("key.pem", "soft-public.pem");
                Files.delete(hsm.work.resolve("key.der"));
                opened++;
            } else {
                assertThat(result.exit()).isNotZero();
                assertThat(hsm.work.resolve("key.der")).doesNotExist();
            }
        }
        System.out.println("3 of 5 by Python: " + opened + " subsets opened, 16 refused");
        assertThat(opened).isEqualTo(16);
    }
}
