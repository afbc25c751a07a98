package dev.keyhaul.cli.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.Args;
import dev.keyhaul.cli.fixture.FolderContent;
import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.cli.fixture.Refusal;
import dev.keyhaul.cli.fixture.ServedVault;
import dev.keyhaul.cli.fixture.SoftHsmFolder;
import dev.keyhaul.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Signed master copies: verified, drilled, replicated, and used as a source. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("long")
class BackupEvidenceIT {
    private static final String RECOVERY = "pkcs11:token=recovery;object=recovery";
    private static final String EVIDENCE = SoftHsmFolder.uri("evidence");

    @TempDir static Path home;

    private SoftHsmFolder hsm;
    private String fingerprint;

    @BeforeAll
    void makeKeys() throws Exception {
        hsm = SoftHsmFolder.withToken(home);
        hsm.initToken("recovery").requireDone();
        fingerprint = hsm.generate("tenant", "--json").json().string("fingerprint");
        hsm.generate("evidence", "--purpose", "evidence");
        hsm.withPin("key", "export-public", "--key", EVIDENCE, "-o", "evidence.pub").requireDone();
        hsm.withPin(
                        Args.of("key", "generate", "--token", "recovery", "--label", "recovery")
                                .and("--purpose", "recovery"))
                .requireDone();
    }

    private JsonObject create(String store, String... more) throws Exception {
        return tryCreate(store, more).requireDone().json();
    }

    private RealCommand.Result tryCreate(String store, String... more) throws Exception {
        return hsm.withPin(
                Args.of("backup", "create", "--json", "--key", SoftHsmFolder.uri("tenant"))
                        .and(
                                with(
                                        more,
                                        "--store",
                                        store,
                                        "--to",
                                        RECOVERY,
                                        "--to-pin-file",
                                        hsm.at("user.pin"))));
    }

    private static String[] with(String[] some, String... more) {
        List<String> all = new ArrayList<>(List.of(some));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    private RealCommand.Result verify(String store, String... more) throws Exception {
        return hsm.keyhaul()
                .run(
                        Args.of("backup", "verify", "--json", "--store", store)
                                .and(with(more, "--signed-by", "evidence.pub")));
    }

    @Test
    void signedCopy_isAuthentic_andOpenSslVerifiesIt() throws Exception {
        JsonObject made = create("signed", "--sign-with", EVIDENCE);
        assertThat(made.string("authenticity"))
                .isEqualTo("authentic: signed by the evidence key that you named");

        RealCommand.Result result =
                verify("signed", "--all", "--expect-head", made.string("journal_head"));

        assertThat(result.requireDone().json().strings("failed")).isEmpty();
        String copy = hsm.work.resolve("signed").resolve(made.string("id")).toString();
        hsm.keyhaul()
                .runProgram(
                        List.of(
                                "openssl",
                                "dgst",
                                "-sha256",
                                "-verify",
                                "evidence.pub",
                                "-signature",
                                copy + "/manifest.sig",
                                copy + "/manifest.json"))
                .requireDone();
    }

    @Test
    void unsignedCopy_isConsistentAlone() throws Exception {
        create("unsigned");
        hsm.keyhaul().run("backup", "verify", "--store", "unsigned").requireDone();
        RealCommand.Result result = verify("unsigned");
        assertThat(result.exit()).isEqualTo(7);
        assertThat(result.json().strings("failed")).hasSize(2).contains("journal's signature");
    }

    @Test
    void tenantKeyAsEvidenceKey_isRefused() throws Exception {
        new Refusal(3, "is not an evidence key", "--purpose evidence")
                .requireIs(tryCreate("self", "-q", "--sign-with", SoftHsmFolder.uri("tenant")));
        assertThat(hsm.work.resolve("self")).doesNotExist();
    }

    @Test
    void drill_isRecordedAndLeavesNothing() throws Exception {
        String id = create("drilled", "--sign-with", EVIDENCE).string("id");

        RealCommand.Result result =
                hsm.withPin(
                        Args.of("backup", "drill", "--json", "--store", "drilled", "--id", id)
                                .and(
                                        "--expect",
                                        fingerprint,
                                        "--signed-by",
                                        "evidence.pub",
                                        "--sign-with",
                                        EVIDENCE,
                                        "--sign-pin-file",
                                        hsm.at("user.pin")));

        assertThat(result.requireDone().json().string("drilled_in")).isEqualTo("token recovery");
        verify("drilled", "--expect-head", result.json().string("journal_head")).requireDone();
        JsonObject shown =
                hsm.keyhaul()
                        .run("backup", "show", "--json", "--store", "drilled", "--id", id)
                        .requireDone()
                        .json();
        assertThat(shown.strings("history")).hasSize(3).last().asString().contains("drilled by");
        assertThat(hsm.withPin("key", "list", "--token", "recovery").requireDone().out())
                .doesNotContain("ephemeral");
        hsm.keyhaul().run("backup", "list", "--store", "drilled", "--max-age", "90d").requireDone();
        assertThat(
                        hsm.keyhaul()
                                .run("backup", "list", "--store", "drilled", "--max-age", "0d")
                                .exit())
                .isEqualTo(7);
    }

    @Test
    void evidenceKey_isHandedOver_andTheStoreGoesOnWithTheNewOne() throws Exception {
        create("handed-over", "--sign-with", EVIDENCE);
        openssl("genpkey -quiet -algorithm RSA -out second.key");
        openssl("pkey -in second.key -pubout -out second.pub");
        Args change = Args.of("backup", "change-signer", "-q", "--store", "handed-over");
        new Refusal(
                        2,
                        "give --new-signer PUB.pem, or --take-over with",
                        "--new-signer needs the old key")
                .requireIs(hsm.withPin(change.and("--sign-with", EVIDENCE)));
        new Refusal(3, "an evidence key is required", "--sign-with")
                .requireIs(hsm.withPin(change.and("--new-signer", "second.pub")));

        hsm.withPin(change.and("--sign-with", EVIDENCE, "--new-signer", "second.pub"))
                .requireDone();

        new Refusal(
                        3,
                        "the journal's next entry must be signed by ",
                        "backup change-signer --new-signer")
                .requireIs(tryCreate("handed-over", "-q", "--sign-with", EVIDENCE));
        new Refusal(3, "the journal is signed by ", "--sign-with SOURCE")
                .requireIs(tryCreate("handed-over", "-q"));
        create("handed-over", "--sign-with", "pem:second.key");
        verify("handed-over").requireDone();
        RealCommand.Result unknown =
                hsm.keyhaul().run("backup", "list", "--max-age", "1d", "--store", "handed-over");
        assertThat(unknown.exit()).isEqualTo(7);
        assertThat(unknown.out()).containsPattern("last proven +last claimed +overdue\n.* yes\n");
        hsm.keyhaul()
                .run(
                        Args.of("backup", "list", "--max-age", "1d", "--store", "handed-over")
                                .and("--signed-by", "evidence.pub"))
                .requireDone();
    }

    @Test
    void drill_withAnotherExpectation_failsItsCheck() throws Exception {
        String id = create("expected").string("id");
        new Refusal(7, "contains the key " + fingerprint, "keyhaul backup list")
                .requireIs(
                        hsm.withPin(
                                Args.of("backup", "drill", "-q", "--store", "expected", "--id", id)
                                        .and("--expect", "sha256:" + "0".repeat(64))));
    }

    @Test
    void replica_takesTheStoresPlace_andAnOlderOneIsARollback() throws Exception {
        create("main", "--replica", "spare", "--sign-with", EVIDENCE);
        verify("main", "--replica", "spare").requireDone();
        String head = create("main", "--sign-with", EVIDENCE).string("journal_head");

        assertThat(verify("main", "--replica", "spare").exit()).isEqualTo(7);
        RealCommand.Result old = verify("spare", "--expect-head", head);
        assertThat(old.exit()).isEqualTo(7);
        assertThat(old.out()).contains("rollback");

        create("main", "--replica", "spare", "--sign-with", EVIDENCE);
        verify("spare", "--expect-head", head).requireDone();
        verify("main", "--replica", "spare").requireDone();
    }

    @Test
    void replicaThatIsAnotherStore_isSaidBeforeAnythingIsWrapped() throws Exception {
        create("one");
        create("two");
        new Refusal(7, "two is not a replica of", "empty folder")
                .requireIs(tryCreate("one", "-q", "--replica", "two"));
        assertThat(copies("one")).hasSize(1);
    }

    /**
     * The copy that the replica lacks has a manifest longer than any file may be, and the new one
     * has not: so the store can be written to, and the replica cannot.
     */
    @Test
    void replicaThatFailsAfterTheStoreHasTheCopy_isNamed_andTheCopyIsThere() throws Exception {
        openssl("genpkey -quiet -algorithm RSA -out soft.pem");
        openssl("req -x509 -newkey rsa:2048 -noenc -subj /CN=a -keyout a.pem -out a.crt");
        String create = "keyhaul backup create --key pem:soft.pem --store full ";
        String holders = "--to shares:2/40" + " --share-to a.crt".repeat(40);
        hsm.keyhaul().runShell(create + holders).requireDone();

        String replicated = create + "--json --to rsa:a.crt --replica slow";
        RealCommand.Result result = hsm.keyhaul().runShell("ulimit -f 10\n" + replicated);

        assertThat(result.exit()).as(result.err()).isEqualTo(1);
        assertThat(result.err())
                .contains("is in the store, but is missing from replicas: ")
                .contains("/slow: ")
                .contains("brings it up to date");
        assertThat(copies("full")).hasSize(2);
        hsm.keyhaul().run("backup", "verify", "--all", "--store", "full").requireDone();
        assertThat(copies("slow")).isEmpty();

        hsm.keyhaul().runShell(replicated).requireDone();
        assertThat(copies("slow")).hasSize(3);
        hsm.keyhaul()
                .run("backup", "verify", "--all", "--store", "full", "--replica", "slow")
                .requireDone();
    }

    private void openssl(String arguments) throws Exception {
        hsm.keyhaul().runProgram(List.of(("openssl " + arguments).split(" "))).requireDone();
    }

    private List<JsonObject> copies(String store) throws Exception {
        return hsm.keyhaul()
                .run("backup", "list", "--json", "--store", store)
                .requireDone()
                .json()
                .objects("copies");
    }

    @Test
    void substitutions_failTheirChecks() throws Exception {
        String first = create("swapped", "--sign-with", EVIDENCE).string("id");
        String second = create("swapped", "--sign-with", EVIDENCE).string("id");
        Path store = hsm.work.resolve("swapped");
        int caught = 0;
        for (String file : List.of("recipient-1.bin", "manifest.json", "manifest.sig")) {
            Path place = store.resolve(first).resolve(file);
            byte[] own = Files.readAllBytes(place);
            Files.write(place, Files.readAllBytes(store.resolve(second).resolve(file)));
            caught += verify("swapped").exit() == 7 ? 1 : 0;
            Files.write(place, own);
        }
        Path journal = store.resolve("journal.jsonl");
        List<String> lines = Files.readAllLines(journal);
        Files.writeString(journal, String.join("\n", lines.subList(0, 2)) + "\n");
        caught += verify("swapped").exit() == 7 ? 1 : 0;
        Files.writeString(journal, String.join("\n", lines) + "\n");
        assertThat(caught).isEqualTo(4);
        verify("swapped").requireDone();
    }

    @Test
    void source_wrapsTheKeyOutOfItsCopy() throws Exception {
        String id = create("source").string("id");
        String source = "backup:source/" + id;

        RealCommand.Result again =
                hsm.withPin(
                        Args.of("backup", "create", "--json", "--key")
                                .and(
                                        source + "?expect=" + fingerprint,
                                        "--store",
                                        "again",
                                        "--to",
                                        RECOVERY,
                                        "--same-token-only"));

        assertThat(again.requireDone().json().string("key_fingerprint")).isEqualTo(fingerprint);
        RealCommand.Result inspected = hsm.withPin("inspect", source);
        assertThat(inspected.requireDone().err())
                .contains("nothing shows that it is the right one");
        assertThat(hsm.withPin("key", "list", "--token", "recovery").requireDone().out())
                .doesNotContain("ephemeral");
    }

    @Test
    void source_refillsAVault() throws Exception {
        String id = create("refill").string("id");
        try (ServedVault vault = ServedVault.start(hsm, "vault")) {
            RealCommand.Result imported =
                    vault.runWithPin(
                            "vault",
                            "import-key",
                            "--json",
                            "--rehearsal",
                            "--name",
                            "refilled",
                            "--key",
                            "backup:refill/" + id + "?expect=" + fingerprint);

            assertThat(imported.requireDone().json().object("proof").value("passed"))
                    .contains(true);
            assertThat(vault.show("refilled").string("fingerprint")).isEqualTo(fingerprint);
        }
    }

    @Test
    void seal_waitsForTwoProvenCopies() throws Exception {
        JsonObject key = hsm.generate("to-seal", "--json").json();
        Args seal =
                Args.of(
                        "key",
                        "make-unextractable",
                        "-q",
                        "--key",
                        SoftHsmFolder.uri("to-seal"),
                        "--expect");
        for (int copies = 0; copies < 2; copies++) {
            String head =
                    hsm.withPin(
                                    Args.of("backup", "create", "--json", "--store", "sealing")
                                            .with("--key", SoftHsmFolder.uri("to-seal"))
                                            .with("--to", RECOVERY, "--sign-with", EVIDENCE)
                                            .and("--to-pin-file", hsm.at("user.pin")))
                            .requireDone()
                            .json()
                            .string("journal_head");
            RealCommand.Result result =
                    hsm.withPin(
                            seal.with(key.string("fingerprint"), "--store", "sealing")
                                    .and("--signed-by", "evidence.pub", "--expect-head", head));
            if (copies == 0) {
                new Refusal(3, "proven master copies of this key: 1", "'backup create")
                        .requireIs(result);
            } else {
                result.requireDone();
            }
        }
    }

    @Test
    void readers_showAJournalThatWasCut_andChangeNothing() throws Exception {
        String id = create("cut").string("id");
        Path store = hsm.work.resolve("cut");
        Path journal = store.resolve("journal.jsonl");
        byte[] whole = Files.readAllBytes(journal);
        Files.write(journal, Arrays.copyOf(whole, whole.length - 7));
        FolderContent before = FolderContent.withTimes(store);
        String finding = "the journal ends in an unfinished line of ";

        RealCommand.Result verified =
                hsm.keyhaul().run("backup", "verify", "--json", "--store", "cut");
        RealCommand.Result listed = hsm.keyhaul().run("backup", "list", "--store", "cut");
        RealCommand.Result shown =
                hsm.keyhaul().run("backup", "show", "--store", "cut", "--id", id);

        assertThat(FolderContent.withTimes(store)).isEqualTo(before);
        assertThat(verified.exit()).isEqualTo(7);
        assertThat(verified.json().strings("failed")).contains("unfinished work");
        assertThat(verified.out()).contains(finding);
        assertThat(listed.requireDone().err()).contains(finding);
        assertThat(shown.requireDone().err()).contains(finding);

        hsm.keyhaul().run("backup", "repair", "--store", "cut").requireDone();
        hsm.keyhaul().run("backup", "verify", "--store", "cut").requireDone();
    }

    @Test
    void folderOfSomethingElse_isNoStore() throws Exception {
        Files.createDirectory(hsm.work.resolve("letters"));
        Files.writeString(hsm.work.resolve("letters").resolve("a.txt"), "dear");
        new Refusal(1, "letters has no store.json", "empty").requireIs(tryCreate("letters", "-q"));
    }
}
