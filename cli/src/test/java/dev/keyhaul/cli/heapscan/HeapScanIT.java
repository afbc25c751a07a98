package dev.keyhaul.cli.heapscan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.Args;
import dev.keyhaul.cli.fixture.KekFiles;
import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.cli.fixture.SoftHsmFolder;
import dev.keyhaul.cli.heap.MemorySearch;
import dev.keyhaul.cli.heap.SecretForms;
import dev.keyhaul.core.json.JsonObject;
import java.security.KeyPair;
import java.security.interfaces.RSAPrivateCrtKey;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The heap of each command at its end, with all its garbage: where are the private numbers, the AES
 * keys, the PINs and the passwords?
 *
 * <p>Of a token's key, and of PINs, nothing is anywhere. Of a software key nothing is in use any
 * more, and its garbage is what {@code docs/dev/EVIDENCE.md} lists.
 */
class HeapScanIT extends HeapScanCase {
    private static final String PASSWORD = "the-file's-password-4712";

    private static final SecretForms PIN = HeapScan.PIN;
    private static final SecretForms SO_PIN = HeapScan.SO_PIN;

    HeapScanIT() {
        super(HeapScanTable.FIRST);
    }

    @Override
    void makeFiles() throws Exception {
        hsm.secret("file.password", PASSWORD);
        hsm.secret("wrong.password", PASSWORD + "-");
        hsm.secret("wrong.pin", SoftHsmFolder.PIN + "-");
    }

    @Test
    void tokenKeyAndPin_areNowhereOnTheHeap_evenAsGarbage() throws Exception {
        scan.togetherWithPin("key", "generate", "--token", "hsm", "--label", "t");
        scan.togetherWithPin(
                KekFiles.trusted(
                        hsm.work,
                        Args.of("byok", "create", "--key", uri("t"))
                                .and("--kek", "kek.json", "-o", "t.byok")));
        List<SecretForms> secrets = scan.secretsIn("t.byok");
        secrets.addAll(List.of(PIN, SO_PIN));

        scan.together(
                Args.of("token", "init", "--token", "second", "--so-pin-file")
                        .and(hsm.at("so.pin"), "--pin-file", hsm.at("user.pin")));
        JsonObject copy =
                scan.togetherWithPin(
                                Args.of(
                                                "backup", "create", "--json", "--key", uri("t"),
                                                "--store", "copies")
                                        .and("--to", uri("recovery"), "--same-token-only"))
                        .json();
        Args restored =
                Args.of("--store", "copies", "--id", copy.string("id"))
                        .with("--expect", copy.string("key_fingerprint"));
        scan.togetherWithPin(Args.of("backup", "drill").and(restored));
        scan.togetherWithPin(
                Args.of("backup", "restore", "--token", "hsm", "--label", "again", "--key-id", "77")
                        .and(restored));
        scan.togetherWithPin(
                scan.viaVault("vault", "import-key", "--key", uri("t"), "--name", "t"));
        uploadKey(copy.string("key_fingerprint"));
        scan.togetherWithPin(
                Args.of("key", "make-unextractable", "--key", uri("t"), "--without-copies")
                        .with("--expect", copy.string("key_fingerprint"))
                        .and());
        scan.togetherWithPin("key", "list", "--token", "hsm");
        scan.togetherWithPin("inspect", uri("t"));
        scan.togetherWithPin(
                Args.of("key", "delete", "--key", uri("again"), "--expect")
                        .and(copy.string("key_fingerprint")));
        scan.assertNothing(secrets);
    }

    /** With a KEK of the vault. */
    private void uploadKey(String fingerprint) throws Exception {
        scan.together(scan.inVault("kek", "create", "--name", "kek"));
        scan.together(scan.inVault("kek", "download", "--name", "kek", "-o", "v.json"));
        scan.togetherWithPin(
                "byok",
                "create",
                "--key",
                uri("t"),
                "--kek",
                "v.json",
                "--rehearsal",
                "-o",
                "v.byok");
        scan.together(
                scan.inVault(
                        "vault",
                        "import-key",
                        "--blob",
                        "v.byok",
                        "--name",
                        "v",
                        "--expect",
                        fingerprint));
    }

    private static String uri(String label) {
        return SoftHsmFolder.uri(label);
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

        Args create = Args.of("backup", "create", "--json", "--key", "pem:s.pem", "--to");
        JsonObject made =
                hsm.keyhaul()
                        .run(create.with("password", "--store", "made").and(out))
                        .requireDone()
                        .json();
        scan.together(
                Args.of("pfx", "create", "--key", "pem:s.pem", "-o", "s.pfx")
                        .with("--subject", "CN=s")
                        .and(out));
        scan.together(
                Args.of("backup", "restore", "--store", "made", "-o", "restored.pem")
                        .with("--id", made.string("id"))
                        .with("--expect", made.string("key_fingerprint"))
                        .with(out.and(in))
                        .and());
        scan.assertListed(secrets, HeapScan.BLINDING);

        scan.together(Args.of("inspect", "s.pfx").and(in));
        scan.together("inspect", "pem:s.pem");
        scan.together("key", "export-public", "--key", "pem:s.pem", "-o", "s.pub");
        scan.togetherWithPin(
                Args.of("key", "import", "--key", "pfx:s.pfx", "--token", "hsm")
                        .with("--label", "s")
                        .and(in));
        scan.together(create.with("password", "--store", "soft").and(out));
        scan.together(
                KekFiles.trusted(
                        hsm.work,
                        Args.of("byok", "create", "--key", "pfx:s.pfx")
                                .with("--kek", "kek.json", "-o", "s.byok")
                                .and(in)));
        secrets.add(scan.secretsIn("s.byok").get(6));
        scan.assertListed(secrets);

        KekFiles.write(
                hsm.work, "keys.csv", "source,kek,output\npem:s.pem,kek.json,from-batch.byok\n");
        scan.assertListed(
                scan.run(
                        Args.of("batch", "run", "keys.csv")
                                .and(KekFiles.trust(hsm.work, "kek.json"))),
                secrets);
        scan.assertListed(
                scan.run(scan.viaVault("vault", "import-key", "--key", "pem:s.pem", "--name", "s")),
                secrets,
                "[a-zA-Z]+ as base64(url)?");
    }

    @Test
    void wrongPinsAndPasswords_andKeysInTheWrongPlace_leaveNoMore() throws Exception {
        String wrongPin = hsm.at("wrong.pin");
        List<SecretForms> pins = List.of(PIN, SecretForms.of("wrong PIN", SoftHsmFolder.PIN + "-"));
        requireExit(4, "key", "list", "-v", "--token", "hsm", "--pin-file", wrongPin);
        KeyPair pair = KekFiles.rsa(2048);
        KekFiles.write(hsm.work, "private.pem", KekFiles.pem(pair.getPrivate()));
        requireExit(
                3,
                Args.of("byok", "create", "--key", "pem:private.pem", "--kek", "private.pem")
                        .and("--kid", KekFiles.KID, "-o", "x.byok"));
        List<SecretForms> all = new ArrayList<>(pins);
        all.addAll(SecretForms.of((RSAPrivateCrtKey) pair.getPrivate()));
        scan.assertNothing(all);

        RealCommand environment = hsm.keyhaul().with("HSM_PIN", SoftHsmFolder.PIN);
        HeapWatch.Watched named =
                scan.run(environment, "key", "list", "--token", "hsm", "--pin-env", "HSM_PIN");
        named.result().requireDone();
        assertThat(named.everywhere(new MemorySearch(pins))).containsExactly("PIN as UTF-8");
    }

    private void requireExit(int exit, String... args) throws Exception {
        RealCommand.Result result = scan.togetherUnchecked(args);
        assertThat(result.exit()).as(result.err()).isEqualTo(exit);
    }
}
