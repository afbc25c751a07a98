package dev.keyhaul.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.heap.MemorySearch;
import dev.keyhaul.cli.heap.SecretForms;
import dev.keyhaul.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.crypto.Cipher;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * The heap of each command at its end, with all its garbage: where are the private numbers, the AES
 * keys, the PINs and the passwords?
 *
 * <p>Of a token's key, and of PINs, nothing is anywhere. Of a software key nothing is in use any
 * more, and its garbage is what {@code docs/THREAT-MODEL.md} lists.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("long")
class HeapScanIT {
    private static final String PASSWORD = "the-file's-password-4712";

    /** The JDK remembers the exponent of a key that signed, until it next uses an RSA key. */
    private static final String BLINDING = "d as raw";

    private static final SecretForms PIN = SecretForms.of("PIN", SoftHsmFolder.PIN);
    private static final SecretForms SO_PIN = SecretForms.of("SO PIN", SoftHsmFolder.SO_PIN);

    @TempDir static Path home;

    private SoftHsmFolder hsm;
    private HeapWatch watch;
    private ServedVault vault;
    private KeyPair kek;

    @BeforeAll
    void makeFiles() throws Exception {
        hsm = SoftHsmFolder.withToken(home);
        watch = new HeapWatch(home.resolve("watch"));
        vault = ServedVault.start(hsm, "vault");
        kek = KekFiles.rsa(2048);
        KekFiles.write(hsm.work, "kek.json", KekFiles.az(kek.getPublic()));
        hsm.secret("file.password", PASSWORD);
        hsm.secret("wrong.password", PASSWORD + "-");
        hsm.secret("wrong.pin", SoftHsmFolder.PIN + "-");
        hsm.generate("recovery", "--purpose", "recovery");
    }

    @AfterAll
    void stop() {
        vault.close();
    }

    @Test
    void tokenKeyAndPin_areNowhereOnTheHeap_evenAsGarbage() throws Exception {
        HeapWatch.Watched generated = withPin("key", "generate", "--token", "hsm", "--label", "t");
        HeapWatch.Watched wrapped =
                withPin("byok", "create", "--key", uri("t"), "--kek", "kek.json", "-o", "t.byok");
        List<SecretForms> secrets = secretsIn("t.byok");
        secrets.addAll(List.of(PIN, SO_PIN));
        assertNothing(generated, secrets);
        assertNothing(wrapped, secrets);

        assertNothing(
                watch.run(
                        hsm.keyhaul(),
                        Args.of("token", "init", "--token", "second", "--so-pin-file")
                                .and(hsm.at("so.pin"), "--pin-file", hsm.at("user.pin"))),
                secrets);
        HeapWatch.Watched copied =
                withPin(
                        Args.of(
                                        "backup", "create", "--json", "--key", uri("t"), "--store",
                                        "copies")
                                .and("--to", uri("recovery"), "--same-token-only"));
        JsonObject copy = copied.result().requireDone().json();
        assertNothing(copied, secrets);
        Args restored =
                Args.of("--store", "copies", "--id", copy.string("id"))
                        .with("--expect", copy.string("key_fingerprint"));
        assertNothing(withPin(Args.of("backup", "drill").and(restored)), secrets);
        assertNothing(
                withPin(
                        Args.of(
                                        "backup",
                                        "restore",
                                        "--token",
                                        "hsm",
                                        "--label",
                                        "again",
                                        "--key-id",
                                        "77")
                                .and(restored)),
                secrets);
        assertNothing(
                withPin(viaVault("vault", "import", "--key", uri("t"), "--name", "t")), secrets);
        uploadedKey_leavesNothing(secrets, copy.string("key_fingerprint"));
        assertNothing(
                withPin(
                        Args.of("key", "seal", "--key", uri("t"), "--without-copies")
                                .with("--fingerprint", copy.string("key_fingerprint"))
                                .and()),
                secrets);
        assertNothing(withPin("key", "list", "--token", "hsm"), secrets);
        assertNothing(withPin("key", "inspect", "--key", uri("t")), secrets);
        assertNothing(
                withPin(
                        Args.of("key", "delete", "--key", uri("again"), "--fingerprint")
                                .and(copy.string("key_fingerprint"))),
                secrets);
    }

    /** With a KEK of the vault. */
    private void uploadedKey_leavesNothing(List<SecretForms> secrets, String fingerprint)
            throws Exception {
        assertNothing(run(inVault("kek", "create", "--name", "kek")), secrets);
        assertNothing(run(inVault("kek", "download", "--name", "kek", "-o", "v.json")), secrets);
        assertNothing(
                withPin(
                        "byok",
                        "create",
                        "--key",
                        uri("t"),
                        "--kek",
                        "v.json",
                        "--rehearsal",
                        "-o",
                        "v.byok"),
                secrets);
        assertNothing(
                run(inVault("vault", "upload", "v.byok", "--name", "v", "--expect", fingerprint)),
                secrets);
    }

    private void assertNothing(HeapWatch.Watched watched, List<SecretForms> secrets)
            throws Exception {
        watched.result().requireDone();
        assertThat(watched.everywhere(new MemorySearch(secrets))).as(watched.toString()).isEmpty();
        watched.forget();
    }

    private HeapWatch.Watched withPin(String... args) throws Exception {
        return watch.run(hsm.keyhaul(), Args.of(args).and("--pin-file", hsm.at("user.pin")));
    }

    private String[] viaVault(String... args) throws Exception {
        return Args.of(inVault(args)).and("--rehearsal");
    }

    private String[] inVault(String... args) throws Exception {
        return Args.of(args)
                .and(
                        "--vault",
                        ServedVault.URL,
                        "--via",
                        vault.address(),
                        "--via-token-file",
                        vault.tokenFile().toString());
    }

    private static String uri(String label) {
        return SoftHsmFolder.uri(label);
    }

    /** Opens a blob with the KEK's private half, which only the test has. */
    private List<SecretForms> secretsIn(String blob) throws Exception {
        byte[] ciphertext =
                Base64.getUrlDecoder()
                        .decode(
                                JsonObject.parse(Files.readAllBytes(hsm.work.resolve(blob)))
                                        .string("ciphertext"));
        Cipher oaep = Cipher.getInstance("RSA/ECB/OAEPPadding");
        oaep.init(
                Cipher.DECRYPT_MODE,
                kek.getPrivate(),
                new OAEPParameterSpec(
                        "SHA-1", "MGF1", MGF1ParameterSpec.SHA1, PSource.PSpecified.DEFAULT));
        byte[] aes = oaep.doFinal(ciphertext, 0, 256);
        Cipher kwp = Cipher.getInstance("AES/KWP/NoPadding");
        kwp.init(Cipher.DECRYPT_MODE, new SecretKeySpec(aes, "AES"));
        byte[] pkcs8 = kwp.doFinal(Arrays.copyOfRange(ciphertext, 256, ciphertext.length));
        List<SecretForms> secrets =
                new ArrayList<>(
                        SecretForms.of(
                                (RSAPrivateCrtKey)
                                        KeyFactory.getInstance("RSA")
                                                .generatePrivate(new PKCS8EncodedKeySpec(pkcs8))));
        secrets.add(SecretForms.of("AES key", aes));
        return secrets;
    }

    @Test
    void softwareKey_isNotInUseAnyMore_andItsGarbageIsWhatTheThreatModelLists() throws Exception {
        KeyPair pair = KekFiles.rsa(2048);
        KekFiles.write(hsm.work, "s.pem", KekFiles.pem(pair.getPrivate()));
        List<SecretForms> secrets =
                new ArrayList<>(SecretForms.of((RSAPrivateCrtKey) pair.getPrivate()));
        secrets.addAll(List.of(PIN, SecretForms.of("password", PASSWORD)));
        String password = hsm.at("file.password");
        Args out = Args.of("--out-password-file", password);
        Args in = Args.of("--password-file", password);

        assertListed(
                run(
                        Args.of("pfx", "create", "--key", "pem:s.pem", "-o", "s.pfx")
                                .with("--subject", "CN=s")
                                .and(out)),
                secrets,
                BLINDING);
        assertListed(run(Args.of("key", "inspect", "--key", "pem:s.pem").and()), secrets);
        assertListed(
                run(Args.of("key", "export-public", "--key", "pem:s.pem").and("-o", "s.pub")),
                secrets);
        assertListed(run(Args.of("pfx", "inspect", "s.pfx").and(in)), secrets);
        KekFiles.write(
                hsm.work, "keys.csv", "source,kek,output\npem:s.pem,kek.json,from-batch.byok\n");
        assertListed(run(Args.of("batch", "run", "keys.csv").and()), secrets);
        HeapWatch.Watched wrapped =
                run(
                        Args.of("byok", "create", "--key", "pfx:s.pfx", "--kek", "kek.json")
                                .with("-o", "s.byok")
                                .and(in));
        wrapped.result().requireDone();
        secrets.add(secretsIn("s.byok").get(6));
        assertListed(wrapped, secrets);
        assertListed(
                withPin(
                        Args.of("key", "import", "--key", "pfx:s.pfx", "--token", "hsm")
                                .with("--label", "s")
                                .and(in)),
                secrets);
        HeapWatch.Watched copied =
                run(
                        Args.of("backup", "create", "--json", "--key", "pem:s.pem")
                                .with("--store", "soft", "--to", "password")
                                .and(out));
        JsonObject copy = copied.result().requireDone().json();
        assertListed(copied, secrets);
        assertListed(
                run(
                        Args.of("backup", "restore", "--store", "soft", "-o", "restored.pem")
                                .with("--id", copy.string("id"))
                                .with("--expect", copy.string("key_fingerprint"))
                                .with(out.and(in))
                                .and()),
                secrets);
        assertListed(
                run(viaVault("vault", "import", "--key", "pem:s.pem", "--name", "s")),
                secrets,
                "[a-zA-Z]+ as base64(url)?");
    }

    /**
     * In use may be what matches {@code inUse}; everywhere, the numbers as the JDK's own objects
     * hold them, and the bytes of a password or of an AES key.
     */
    private void assertListed(HeapWatch.Watched watched, List<SecretForms> secrets, String... inUse)
            throws Exception {
        watched.result().requireDone();
        MemorySearch search = new MemorySearch(secrets);
        Set<String> listed = new TreeSet<>(Set.of(inUse));
        assertThat(watched.inUse(search))
                .as("in use: " + watched)
                .allMatch(hit -> listed.stream().anyMatch(hit::matches));
        listed.addAll(List.of("[a-zA-Z]+ as raw", "AES key as raw", "password as UTF-.*"));
        // The second is what shows that the search finds anything.
        assertThat(watched.everywhere(search))
                .as("everywhere: " + watched)
                .allMatch(hit -> listed.stream().anyMatch(hit::matches))
                .contains("d as raw");
        watched.forget();
    }

    @Test
    void wrongPinsAndPasswords_andKeysInTheWrongPlace_leaveNoMore() throws Exception {
        String wrongPin = hsm.at("wrong.pin");
        List<SecretForms> pins = List.of(PIN, SecretForms.of("wrong PIN", SoftHsmFolder.PIN + "-"));
        assertThat(
                        everywhere(
                                4,
                                pins,
                                Args.of("key", "list", "-v", "--token", "hsm", "--pin-file")
                                        .and(wrongPin)))
                .isEmpty();
        RealCommand environment = hsm.keyhaul().with("HSM_PIN", SoftHsmFolder.PIN);
        HeapWatch.Watched named =
                watch.run(environment, "key", "list", "--token", "hsm", "--pin-env", "HSM_PIN");
        named.result().requireDone();
        assertThat(named.everywhere(new MemorySearch(pins))).containsExactly("PIN as UTF-8");

        KeyPair pair = KekFiles.rsa(2048);
        KekFiles.write(hsm.work, "private.pem", KekFiles.pem(pair.getPrivate()));
        List<SecretForms> numbers = SecretForms.of((RSAPrivateCrtKey) pair.getPrivate());
        assertThat(
                        everywhere(
                                3,
                                numbers,
                                "byok",
                                "create",
                                "--key",
                                "pem:private.pem",
                                "--kek",
                                "private.pem",
                                "--kid",
                                KekFiles.KID,
                                "-o",
                                "x.byok"))
                .isEmpty();
    }

    private Set<String> everywhere(int exit, List<SecretForms> secrets, String... args)
            throws Exception {
        HeapWatch.Watched watched = run(args);
        assertThat(watched.result().exit()).as(watched.result().err()).isEqualTo(exit);
        return watched.everywhere(new MemorySearch(secrets));
    }

    private HeapWatch.Watched run(String... args) throws Exception {
        return watch.run(hsm.keyhaul(), args);
    }
}
