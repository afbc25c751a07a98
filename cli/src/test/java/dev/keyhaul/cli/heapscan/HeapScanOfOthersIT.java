package dev.keyhaul.cli.heapscan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.adrms.fixture.TpdWriter;
import dev.keyhaul.cli.fixture.Args;
import dev.keyhaul.cli.fixture.KekFiles;
import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.cli.fixture.ReleasedFiles;
import dev.keyhaul.cli.fixture.ServedVault;
import dev.keyhaul.cli.fixture.SoftHsmFolder;
import dev.keyhaul.cli.heap.SecretForms;
import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.key.Fingerprint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The heap of the commands that {@code HeapScanIT} does not look at: shares, domains of AD RMS,
 * batches into each place, approvals, reports, and those that only look at something.
 */
class HeapScanOfOthersIT extends HeapScanCase {
    private static final String PASSWORD = "the-copy's-password-4714";
    private static final List<String> HOLDERS =
            List.of("passphrase of anna 1", "passphrase of ben 22", "passphrase of cleo 333");

    HeapScanOfOthersIT() {
        super(HeapScanTable.OTHERS);
    }

    @Override
    void makeFiles() throws Exception {
        hsm.secret("copy.password", PASSWORD);
        hsm.secret("tpd.password", TpdWriter.PASSWORD);
        for (int i = 0; i < HOLDERS.size(); i++) {
            hsm.secret("holder-" + i, HOLDERS.get(i));
        }
    }

    /** A key in the token, a blob of it, and all that must be nowhere. */
    private List<SecretForms> tokenKey(String label) throws Exception {
        hsm.generate(label);
        Args create = Args.of("byok", "create", "--key", uri(label), "-o", label);
        hsm.withPin(KekFiles.trusted(hsm.work, create.and("--kek", "kek.json"))).requireDone();
        List<SecretForms> secrets = scan.secretsIn(label);
        secrets.addAll(List.of(HeapScan.PIN, HeapScan.SO_PIN));
        return secrets;
    }

    private static String uri(String label) {
        return SoftHsmFolder.uri(label);
    }

    @Test
    void tokenKey_isNowhere_afterCommandsThatLook() throws Exception {
        List<SecretForms> secrets = tokenKey("look");
        scan.together("token", "list");
        scan.together("token", "info", "--token", "hsm");
        scan.togetherWithPin("token", "probe", "--token", "hsm");
        scan.togetherWithPin("key", "export-public", "--key", uri("look"), "-o", "look.pem");
        scan.together("inspect", "look");
        scan.together("inspect", "look", "--kek", "kek.json");
        String copy =
                hsm.withPin(
                                Args.of("backup", "create", "--json", "--key", uri("look"))
                                        .with("--store", "looked", "--to", uri("recovery"))
                                        .and("--same-token-only"))
                        .requireDone()
                        .json()
                        .string("id");
        scan.together("backup", "list", "--store", "looked");
        scan.together("backup", "show", "--store", "looked", "--id", copy);
        scan.together("backup", "verify", "--all", "--store", "looked");
        scan.together("backup", "repair", "--store", "looked");
        hsm.generate("journal", "--purpose", "evidence");
        String head = ReleasedFiles.head(hsm.work.resolve("looked"));
        scan.togetherWithPin(
                Args.of("backup", "change-signer", "--store", "looked", "--take-over")
                        .with("--expect-head", head, "--reason", "not signed until now")
                        .and("--sign-with", uri("journal")));
        scan.together("tenant", "check", "--token", uri("look"), "--store", "looked");
        Files.writeString(
                hsm.work.resolve("PT1H.json"),
                "{\"time\":\"2026-01-05T12:00:00Z\",\"category\":\"AuditEvent\","
                        + "\"operationName\":\"KeyGet\",\"properties\":{\"id\":"
                        + "\"https://contoso-kv.vault.azure.net/keys/tenant\","
                        + "\"httpStatusCode\":200}}\n");
        scan.assertNothing(secrets);
        nothing(secrets, scan.run("audit", "--vault-log", "PT1H.json"));
    }

    @Test
    void tokenKey_isNowhere_afterTwoPeoplesWork_andItsReport() throws Exception {
        hsm.generate("approver", "--purpose", "evidence");
        hsm.generate("evidence", "--purpose", "evidence");
        hsm.withPin("key", "export-public", "--key", uri("approver"), "-o", "approver.pem")
                .requireDone();
        List<SecretForms> secrets = tokenKey("two");
        Args create =
                Args.of("byok", "create", "--key", uri("two"), "--kek", "kek.json")
                        .with("--vault", KekFiles.VAULT)
                        .with("-o", "two.byok", "--require-approval", "approver.pem");
        Args recorded =
                create.with("--record", "records", "--sign-with", uri("evidence"))
                        .with("--person", "operator=Ada Bell");
        RealCommand.Result asked = hsm.withPin(recorded.and());
        assertThat(asked.exit()).as(asked.err()).isEqualTo(9);
        String request;
        try (Stream<Path> files = Files.list(hsm.work.resolve("approvals"))) {
            request = files.findFirst().orElseThrow().toString();
        }

        scan.togetherWithPin("approve", request, "--key", uri("approver"), "--yes");
        scan.togetherWithPin(recorded.and());
        secrets.addAll(scan.secretsIn("two.byok"));
        scan.together("ceremony", "report", "records", "-o", "report.html");
        scan.together("ceremony", "report", "--verify-only", "records");
        scan.togetherWithPin(
                Args.of("ceremony", "close", "records", "--sign-with", uri("evidence"))
                        .and("--person", "operator=Ada Bell"));
        scan.assertNothing(secrets);
    }

    @Test
    void tokenKey_isNowhere_afterBatchesIntoEachPlace() throws Exception {
        List<SecretForms> secrets = tokenKey("many");
        hsm.keyhaul().run(scan.inVault("kek", "create", "--name", "kek")).requireDone();

        manifest("blobs.csv", "source,kek,output", uri("many") + ",kek.json,batch.byok");
        scan.togetherWithPin(
                Args.of("batch", "run", "blobs.csv").and(KekFiles.trust(hsm.work, "kek.json")));
        secrets.addAll(scan.secretsIn("batch.byok"));
        manifest(
                "vault.csv",
                "source,vault,name,kek_name",
                uri("many") + "," + ServedVault.URL + ",many,kek");
        scan.togetherWithPin(scan.reached("batch", "run", "vault.csv", "--rehearsal"));
        hsm.initToken("far").requireDone();
        hsm.withPin("key", "generate", "--token", "far", "--label", "r", "--purpose", "recovery")
                .requireDone();
        manifest(
                "copies.csv",
                "source,store,to,to_pin_file",
                uri("many") + ",copies,pkcs11:token=far;object=r," + hsm.at("user.pin"));
        scan.togetherWithPin("batch", "run", "copies.csv");
        scan.assertNothing(secrets);
        scan.together(scan.inVault("kek", "disable", "--name", "kek"));
        scan.assertNothing(secrets);
    }

    @Test
    void domainOfAdRms_leavesWhatASoftwareKeyLeaves() throws Exception {
        RSAPrivateCrtKey key = GeneratedKeys.rsaPrivate(2048);
        Files.write(hsm.work.resolve("contoso.xml"), TpdWriter.of(key).write());
        List<SecretForms> secrets = new ArrayList<>(SecretForms.of(key));
        secrets.add(SecretForms.of("password", TpdWriter.PASSWORD));
        secrets.add(SecretForms.of("password", PASSWORD));
        String[] password = {"--password-file", hsm.at("tpd.password")};

        scan.together(Args.of("inspect", "contoso.xml").and(password));
        scan.together(
                Args.of("tpd", "convert", "contoso.xml", "--keyless-out", "keyless.xml")
                        .with("--key-out", "key.pem")
                        .with("--out-password-file", hsm.at("copy.password"))
                        .and(password));
        hsm.keyhaul()
                .run(
                        Args.of("key", "export-public", "--key", "tpd:contoso.xml", "-o", "tpd.pub")
                                .and(password))
                .requireDone();
        scan.together(
                KekFiles.trusted(
                        hsm.work,
                        Args.of("byok", "create", "--key", "tpd:contoso.xml")
                                .with("--kek", "kek.json", "-o", "tpd.byok")
                                .and(password)));
        scan.togetherWithPin(
                Args.of("key", "import", "--key", "tpd:contoso.xml", "--token", "hsm")
                        .with("--label", "tpd")
                        .and(password));
        secrets.add(scan.secretsIn("tpd.byok").get(6));
        scan.assertListed(secrets);
        KekFiles.write(hsm.work, "kek.pem", KekFiles.pem(scan.kek.getPrivate()));
        listed(
                secrets,
                scan.run(
                        Args.of("byok", "open", "tpd.byok", "--kek-key", "kek.pem")
                                .and("--expect", "tpd.pub")),
                HeapScan.BLINDING);
    }

    @Test
    void sharesCertificatesAndBatches_leaveWhatASoftwareKeyLeaves() throws Exception {
        KeyPair pair = KekFiles.rsa(2048);
        KekFiles.write(hsm.work, "s.pem", KekFiles.pem(pair.getPrivate()));
        List<SecretForms> secrets =
                new ArrayList<>(SecretForms.of((RSAPrivateCrtKey) pair.getPrivate()));
        HOLDERS.forEach(holder -> secrets.add(SecretForms.of("password", holder)));
        secrets.add(SecretForms.of("password", PASSWORD));
        String[] password = {"--out-password-file", hsm.at("copy.password")};
        String fingerprint = Fingerprint.of((RSAPublicKey) pair.getPublic()).toString();
        Args create = Args.of("backup", "create", "--json", "--key", "pem:s.pem");

        Args shares = create.with("--store", "words", "--to", "shares:2/3");
        String copy = scan.together(shares.and(holders(0, 1, 2))).json().string("id");
        for (String holder : List.of("a", "b")) {
            hsm.certificate(holder, 2048);
        }
        Args sealed =
                create.with("--store", "sealed", "--to", "shares:2/2", "--to", "rsa:a.crt")
                        .with("--share-to", "a.crt", "--share-to", "b.crt");
        String second = scan.together(sealed.and()).json().string("id");
        scan.assertListed(secrets);

        Args of = Args.of("--store", "words", "--id", copy, "--expect", fingerprint);
        Args ofSealed = Args.of("--store", "sealed", "--id", second).with("--expect", fingerprint);
        Args restore = Args.of("backup", "restore").with(password);
        scan.together(Args.of("backup", "drill").with(of.and()).and(holders(2, 0)));
        scan.together(restore.with("-o", "words.pem").with(of.and()).and(holders(1, 2)));
        scan.together(
                Args.of("backup", "drill", "--share-key", "a.pem", "--share-key", "b.pem")
                        .and(ofSealed));
        scan.together(restore.with("-o", "sealed.pem", "--recipient-key", "a.pem").and(ofSealed));
        scan.assertListed(secrets, HeapScan.BLINDING);

        manifest(
                "soft.csv",
                "source,store,to,out_password_file",
                "pem:s.pem,soft,password," + hsm.at("copy.password"));
        listed(secrets, scan.run("batch", "run", "soft.csv"));
        manifest("soft-vault.csv", "source,vault,name", "pem:s.pem," + ServedVault.URL + ",soft");
        listed(
                secrets,
                scan.run(scan.reached("batch", "run", "soft-vault.csv", "--rehearsal")),
                "[a-zA-Z]+ as base64(url)?");
    }

    private String[] holders(int... which) {
        List<String> args = new ArrayList<>();
        for (int i : which) {
            args.addAll(List.of("--share-password-file", hsm.at("holder-" + i)));
        }
        return args.toArray(String[]::new);
    }

    private void manifest(String name, String... lines) throws Exception {
        KekFiles.write(hsm.work, name, String.join("\n", lines) + "\n");
    }

    private void nothing(List<SecretForms> secrets, HeapWatch.Watched watched) throws Exception {
        scan.assertNothing(watched, secrets);
    }

    private RealCommand.Result listed(
            List<SecretForms> secrets, HeapWatch.Watched watched, String... inUse)
            throws Exception {
        return scan.assertListed(watched, secrets, inUse);
    }
}
