package dev.keyhaul.cli.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.keyhaul.ceremony.CeremonyRecord;
import dev.keyhaul.ceremony.FileFact;
import dev.keyhaul.ceremony.KeyFact;
import dev.keyhaul.ceremony.ProofFact;
import dev.keyhaul.ceremony.RecordFolder;
import dev.keyhaul.ceremony.StoredRecord;
import dev.keyhaul.cli.fixture.Args;
import dev.keyhaul.cli.fixture.KekFiles;
import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.cli.fixture.Refusal;
import dev.keyhaul.cli.fixture.SoftHsmFolder;
import dev.keyhaul.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What commands leave with {@code --record}, whether they were done or refused. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("long")
class RecordIT {
    private static final String EVIDENCE = SoftHsmFolder.uri("evidence");
    private static final String TENANT = SoftHsmFolder.uri("tenant");

    @TempDir static Path home;
    private SoftHsmFolder hsm;

    @BeforeAll
    void makeKeys() throws Exception {
        hsm = SoftHsmFolder.withToken(home);
        hsm.generate("evidence", "--purpose", "evidence");
        hsm.withPin("key", "export-public", "--key", EVIDENCE, "-o", "evidence.pub").requireDone();
    }

    private static String[] recorded(String folder, String... more) {
        return Args.of(more).and("--record", folder, "--person", "operator=Ada Bell");
    }

    private static String[] signed(String folder, String... more) {
        return Args.of(recorded(folder, more)).and("--sign-with", EVIDENCE);
    }

    private CeremonyRecord only(String folder) throws Exception {
        List<StoredRecord> records = records(folder);
        assertThat(records).hasSize(1);
        return records.get(0).record();
    }

    private List<StoredRecord> records(String folder) throws Exception {
        return RecordFolder.open(hsm.work.resolve(folder)).read();
    }

    @Test
    void ceremony_isRecordedStepByStep_signed_withoutASecret() throws Exception {
        JsonObject made = hsm.generate("tenant", signed("steps", "--json")).json();
        var kek = KekFiles.rsa(3072).getPublic();
        KekFiles.write(hsm.work, "kek.json", KekFiles.record(kek));
        String kekSha256 = KekFiles.trust(hsm.work, "kek.json")[1];
        JsonObject blob =
                hsm.withPin(
                                signed(
                                        "steps",
                                        "byok",
                                        "create",
                                        "--json",
                                        "--key",
                                        TENANT,
                                        "--kek",
                                        "kek.json",
                                        "--vault",
                                        KekFiles.VAULT,
                                        "--kek-sha256",
                                        kekSha256,
                                        "-o",
                                        "tenant.byok"))
                        .requireDone()
                        .json();

        List<StoredRecord> records = records("steps");

        assertThat(records).hasSize(2);
        CeremonyRecord generated = records.get(0).record();
        assertThat(generated.deed().command()).isEqualTo("key generate");
        assertThat(generated.deed().isDone()).isTrue();
        assertThat(generated.setting().people()).asString().isEqualTo("[operator: Ada Bell]");
        assertThat(generated.facts().tokens())
                .singleElement()
                .satisfies(
                        token -> {
                            assertThat(token.label()).isEqualTo("hsm");
                            assertThat(token.hardwareSlot()).isFalse();
                            assertThat(token.module()).isEqualTo(made.string("module"));
                            assertThat(token.moduleSha256())
                                    .isEqualTo(made.string("module_sha256"));
                            assertThat(token.maker()).contains("firmware 2.");
                        });
        CeremonyRecord wrapped = records.get(1).record();
        assertThat(wrapped.previous()).containsExactly(records.get(0).sha256());
        assertThat(wrapped.facts().keys())
                .filteredOn(key -> !key.role().equals(KeyFact.EVIDENCE))
                .extracting(KeyFact::role, KeyFact::identity)
                .containsExactly(
                        tuple(KeyFact.KEK, blob.string("kek_fingerprint")),
                        tuple(KeyFact.TARGET, made.string("fingerprint")));
        assertThat(wrapped.facts().proofs())
                .singleElement()
                .satisfies(
                        proof -> {
                            assertThat(proof.claim()).isEqualTo(ProofFact.BLOB);
                            assertThat(proof.kind()).contains("inside the token");
                        });
        assertThat(wrapped.facts().files())
                .extracting(FileFact::use, FileFact::path)
                .containsExactly(tuple("read", "../kek.json"), tuple("written", "../tenant.byok"));
        assertThat(wrapped.facts().files().get(1).sha256()).isEqualTo(blob.string("sha256"));
        for (StoredRecord record : records) {
            Path file = hsm.work.resolve("steps").resolve(record.name());
            assertThat(Files.readString(file)).doesNotContain(SoftHsmFolder.PIN);
            requireOpenSslVerifies(file);
        }
    }

    private void requireOpenSslVerifies(Path record) throws Exception {
        String signature = record.toString().replace(".json", ".sig");
        hsm.keyhaul()
                .runProgram(
                        List.of(
                                "openssl",
                                "dgst",
                                "-sha256",
                                "-verify",
                                "evidence.pub",
                                "-signature",
                                signature,
                                record.toString()))
                .requireDone();
    }

    @Test
    void refusal_isRecorded_withWhatTheOperatorWasTold() throws Exception {
        var kek = KekFiles.rsa(2048).getPublic();
        KekFiles.write(hsm.work, "bare.pem", KekFiles.pem(kek));

        RealCommand.Result result =
                hsm.keyhaul()
                        .run(
                                recorded(
                                        "refused",
                                        "byok",
                                        "create",
                                        "--key",
                                        "pkcs11:token=hsm;object=tenant",
                                        "--kek",
                                        "bare.pem",
                                        "--kid",
                                        KekFiles.KID,
                                        "--vault",
                                        KekFiles.VAULT,
                                        "-o",
                                        "never.byok"));

        CeremonyRecord record = only("refused");
        assertThat(result.exit()).isEqualTo(3);
        assertThat(record.deed().exit()).isEqualTo(3);
        assertThat(record.deed().outcome()).isEqualTo("refused");
        assertThat(record.deed().error().orElseThrow())
                .startsWith("the KEK in bare.pem is not authenticated");
        assertThat(result.err())
                .contains("keyhaul: error: " + record.deed().error().orElseThrow())
                .contains("keyhaul: hint: " + record.deed().hint().orElseThrow());
        assertThat(record.signer()).isEmpty();
    }

    @Test
    void pinInAnArgument_isUsage_andInNoRecord() throws Exception {
        String[] words =
                recorded(
                        "pin",
                        "byok",
                        "create",
                        "--key",
                        "pkcs11:token=hsm;object=tenant?pin-value=secret-pin",
                        "--vault",
                        KekFiles.VAULT,
                        "-o",
                        "never.byok");
        RealCommand.Result result = hsm.keyhaul().run(words);

        assertThat(result.exit()).as(result.err()).isEqualTo(2);
        assertThat(result.err()).doesNotContain("secret-pin");
        assertThat(hsm.work.resolve("pin")).doesNotExist();
    }

    @Test
    void recordOfNobody_isUsage_andNothingIsDone() throws Exception {
        new Refusal(2, "--person is missing: a record names the people who took part", "--person")
                .requireIs(
                        hsm.withPin(
                                Args.of("key", "generate", "--token", "hsm", "--label", "x")
                                        .and("--record", "nobody")));
        assertThat(hsm.work.resolve("nobody")).doesNotExist();
    }

    @Test
    void evidenceKeyThatDoesNotOpen_stopsTheCommandBeforeItBegins() throws Exception {
        List<String> before = hsm.listed("hsm");
        new Refusal(5, "no private key with label 'absent'", "keyhaul key list")
                .requireIs(
                        hsm.withPin(
                                Args.of(recorded("absent", "key", "generate", "--token", "hsm"))
                                        .and(
                                                "--label",
                                                "y",
                                                "--sign-with",
                                                SoftHsmFolder.uri("absent"))));
        assertThat(hsm.listed("hsm")).isEqualTo(before);
    }

    /** What is recorded and what is there, as an auditor compares them. */
    @Test
    void verification_comparesTheFilesOfTheCeremony() throws Exception {
        KekFiles.write(hsm.work, "f.pem", KekFiles.pem(KekFiles.rsa(2048).getPrivate()));
        KekFiles.write(hsm.work, "f-kek.json", KekFiles.record(KekFiles.rsa(3072).getPublic()));
        for (String blob : List.of("f1.byok", "f2.byok")) {
            hsm.withPin(
                            signed(
                                    "filed",
                                    "byok",
                                    "create",
                                    "--key",
                                    "pem:f.pem",
                                    "--kek",
                                    "f-kek.json",
                                    "--vault",
                                    KekFiles.VAULT,
                                    "--kek-sha256",
                                    KekFiles.trust(hsm.work, "f-kek.json")[1],
                                    "-o",
                                    blob))
                    .requireDone();
        }
        assertThat(failed(0)).isEmpty();
        Path blob = hsm.work.resolve("f1.byok");
        byte[] good = Files.readAllBytes(blob);
        byte[] bad = good.clone();
        bad[good.length / 2] ^= 1;
        Files.write(blob, bad);
        assertThat(failed(7))
                .singleElement()
                .asString()
                .contains("f1.byok")
                .endsWith("is not the file that was recorded");
        Files.delete(blob);
        assertThat(failed(7)).singleElement().asString().contains("f1.byok").endsWith("not there");
        assertThat(failed(0, "--allow-missing")).isEmpty();
        Path same = Files.write(hsm.work.resolve("same"), good);
        Files.createSymbolicLink(blob, same);
        assertThat(failed(7)).singleElement().asString().contains("f1.byok");
        Files.delete(blob);
        Files.write(blob, good);

        Path stick = Files.createDirectory(hsm.work.resolve("stick"));
        for (String name : List.of("f1.byok", "f2.byok", "f-kek.json")) {
            Files.copy(hsm.work.resolve(name), stick.resolve(name));
        }
        assertThat(failed(0, "--files", "stick")).isEmpty();
        Files.delete(stick.resolve("f2.byok"));
        assertThat(failed(7, "--files", "stick")).singleElement().asString().contains("f2.byok");
    }

    private List<String> failed(int exit, String... more) throws Exception {
        RealCommand.Result result =
                hsm.keyhaul()
                        .run(
                                Args.of("ceremony", "report", "--verify-only", "filed", "--json")
                                        .with("--signed-by", "evidence.pub")
                                        .and(more));
        assertThat(result.exit()).as(result.out() + result.err()).isEqualTo(exit);
        return result.json().strings("failed");
    }

    /** Damaged, of another key, or gone: and that the newest is gone shows by its noted hash. */
    @Test
    void signaturesAndRecords_thatDoNotFit_areNamed() throws Exception {
        for (String bits : List.of("1", "2", "3")) {
            hsm.generate("signed-" + bits, signed("set"));
        }
        List<StoredRecord> records = records("set");
        StoredRecord middle = records.get(1);
        StoredRecord last = records.get(2);
        String[] noted = {"--expect-head", last.sha256()};
        requireFailed(noted);

        Path signature = hsm.work.resolve("set").resolve(middle.name().replace(".json", ".sig"));
        byte[] good = Files.readAllBytes(signature);
        byte[] bad = good.clone();
        bad[100] ^= 1;
        Files.write(signature, bad);
        requireFailed(noted, middle.name());
        Files.delete(signature);
        requireFailed(noted, middle.name());
        Files.write(signature, good);

        KekFiles.write(hsm.work, "stranger.pub", KekFiles.pem(KekFiles.rsa(3072).getPublic()));
        RealCommand.Result stranger =
                hsm.keyhaul()
                        .run(
                                "ceremony",
                                "report",
                                "--verify-only",
                                "set",
                                "--json",
                                "--signed-by",
                                "stranger.pub");
        assertThat(stranger.exit()).isEqualTo(7);
        assertThat(stranger.json().strings("failed"))
                .hasSize(3)
                .allMatch(f -> f.contains(" is signed by "));

        Path record = hsm.work.resolve("set").resolve(middle.name());
        byte[] text = Files.readAllBytes(record);
        Files.delete(record);
        requireFailed(noted, middle.sha256());
        Files.write(record, text);
        Files.delete(hsm.work.resolve("set").resolve(last.name()));
        requireFailed(noted, last.sha256());
        requireFailed(new String[] {});
    }

    private void requireFailed(String[] more, String... named) throws Exception {
        RealCommand.Result result =
                hsm.keyhaul()
                        .run(
                                Args.of("ceremony", "report", "--verify-only", "set", "--json")
                                        .with("--signed-by", "evidence.pub")
                                        .and(more));
        assertThat(result.exit()).as(result.out()).isEqualTo(named.length == 0 ? 0 : 7);
        List<String> failed = result.json().strings("failed");
        assertThat(failed).hasSize(named.length);
        for (String name : named) {
            assertThat(failed).anyMatch(f -> f.contains(name));
        }
    }
}
