package dev.keyhaul.cli.key;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.Args;
import dev.keyhaul.cli.fixture.KekFiles;
import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.cli.fixture.Refusal;
import dev.keyhaul.cli.fixture.SoftHsmFolder;
import dev.keyhaul.core.file.Sha256;
import dev.keyhaul.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.Signature;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Sealing a key relies on copies that are proven. Here somebody who can write to the store wants a
 * key sealed whose two copies were never restored: the journal's lines are written by hand.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("long")
class SealAttackIT {
    private static final String TENANT = SoftHsmFolder.uri("tenant");

    @TempDir static Path home;

    private SoftHsmFolder hsm;
    private KeyPair evidence;
    private String fingerprint;
    private final List<String> ids = new ArrayList<>();

    /** Two copies for the holder of a certificate, signed, and restored by nobody. */
    @BeforeAll
    void makeCopies() throws Exception {
        hsm = SoftHsmFolder.withToken(home);
        fingerprint = hsm.generate("tenant", "--json").json().string("fingerprint");
        evidence = KekFiles.rsa(2048);
        hsm.secret("evidence.key", KekFiles.pem(evidence.getPrivate()));
        KekFiles.write(hsm.work, "evidence.pem", KekFiles.pem(evidence.getPublic()));
        hsm.certificate("escrow", 2048);
        for (int i = 0; i < 2; i++) {
            ids.add(create("copies").requireDone().json().string("id"));
        }
    }

    private RealCommand.Result create(String store) throws Exception {
        return hsm.withPin(
                Args.of("backup", "create", "--json", "--key", TENANT, "--store", store)
                        .with("--to", "rsa:escrow.crt", "--allow-weaker-recipient", fingerprint)
                        .and("--sign-with", "pem:" + hsm.at("evidence.key")));
    }

    private RealCommand.Result seal(String store, String head, String... more) throws Exception {
        return hsm.withPin(
                Args.of("key", "make-unextractable", "-q", "--key", TENANT, "--expect", fingerprint)
                        .with("--store", store, "--signed-by", "evidence.pem")
                        .with("--expect-head", head)
                        .and(more));
    }

    private String storeCopy(String name) throws IOException {
        Path from = hsm.work.resolve("copies");
        try (Stream<Path> paths = Files.walk(from)) {
            for (Path path : paths.toList()) {
                Files.copy(path, hsm.work.resolve(name).resolve(from.relativize(path).toString()));
            }
        }
        Files.setPosixFilePermissions(hsm.work.resolve(name), Files.getPosixFilePermissions(from));
        return name;
    }

    private List<String> lines(String store) throws IOException {
        return Files.readAllLines(hsm.work.resolve(store).resolve("journal.jsonl"));
    }

    private void write(String store, List<String> lines) throws IOException {
        Files.writeString(
                hsm.work.resolve(store).resolve("journal.jsonl"), String.join("\n", lines) + "\n");
    }

    private static String head(List<String> lines) {
        return Sha256.hex(lines.get(lines.size() - 1).getBytes(UTF_8));
    }

    /** Appends a drill of each copy. */
    private List<String> withDrills(
            List<String> journal, Map<String, String> details, @Nullable KeyPair signer)
            throws Exception {
        List<String> lines = new ArrayList<>(journal);
        for (String id : ids) {
            Map<String, String> all = new LinkedHashMap<>(details);
            all.put("copy", id);
            all.put("recipient", "token recovery");
            JsonObject.Builder json =
                    JsonObject.builder()
                            .put("number", lines.size() + 1L)
                            .put("time", "2026-11-25T12:00:00Z")
                            .put("by", "operator@desk")
                            .put("event", "drilled")
                            .put("details", all)
                            .put("previous", head(lines));
            lines.add(signer == null ? json.build().toCompactString() : signed(json, signer));
        }
        return lines;
    }

    private static String signed(JsonObject.Builder entry, KeyPair signer) throws Exception {
        Base64.Encoder base64 = Base64.getEncoder();
        String json =
                entry.put("signed_by", base64.encodeToString(signer.getPublic().getEncoded()))
                        .build()
                        .toCompactString();
        Signature rs256 = Signature.getInstance("SHA256withRSA");
        rs256.initSign(signer.getPrivate());
        rs256.update(json.getBytes(UTF_8));
        return json + "\t" + base64.encodeToString(rs256.sign());
    }

    /** What the audit found: two lines by hand, and the key was sealed for good. */
    @Test
    void drillsThatNobodySigned_proveNothing_andNoSignedEntryFollowsThem() throws Exception {
        String store = storeCopy("unsigned-drills");
        String noted = head(lines(store));
        write(store, withDrills(lines(store), Map.of(), null));

        new Refusal(7, "entry 5 of the journal is not signed, and proves nothing", "find out")
                .requireIs(seal(store, noted));
        RealCommand.Result again = create(store);
        assertThat(again.exit()).isEqualTo(3);
        assertThat(again.err()).contains("the journal's last entry is not signed");
        RealCommand.Result verified =
                hsm.keyhaul()
                        .run(
                                Args.of("backup", "verify", "--json", "--store", store)
                                        .and("--signed-by", "evidence.pem"));
        assertThat(verified.exit()).isEqualTo(7);
        assertThat(verified.json().strings("failed")).containsExactly("journal's signature");
    }

    /** The operator takes the forged lines over: they are there, and still prove nothing. */
    @Test
    void drillsThatNobodySigned_proveNothing_whenTheJournalIsTakenOver() throws Exception {
        String store = storeCopy("taken-over");
        write(store, withDrills(lines(store), Map.of(), null));
        RealCommand.Result taken =
                hsm.keyhaul()
                        .run(
                                Args.of("backup", "change-signer", "--json", "--store", store)
                                        .with("--sign-with", "pem:" + hsm.at("evidence.key"))
                                        .with("--take-over", "--reason", "drilled by hand")
                                        .and("--expect-head", head(lines(store))));

        RealCommand.Result sealed = seal(store, taken.requireDone().json().string("journal_head"));

        new Refusal(3, "proven master copies of this key: 0", "'backup drill --sign-with'")
                .requireIs(sealed);
        assertThat(sealed.err())
                .contains(
                        "copy "
                                + ids.get(0)
                                + ": the evidence key has not signed any restore of it");
    }

    @Test
    void journalWithoutItsSignatures_provesNothing() throws Exception {
        String store = storeCopy("stripped");
        List<String> stripped = new ArrayList<>();
        for (String line : lines(store)) {
            stripped.add(
                    line.replaceAll(",\"signed_by\":\"[^\"]*\"}\t.*", "}")
                            .replaceAll(
                                    "\"previous\":\"[^\"]*\"",
                                    stripped.isEmpty()
                                            ? "$0"
                                            : "\"previous\":\"" + head(stripped) + "\""));
        }
        String noted = head(lines(store));
        List<String> forged = withDrills(stripped, Map.of(), null);
        write(store, forged);

        new Refusal(7, "rollback: the journal of 6 entries", "rolled back")
                .requireIs(seal(store, noted));
        new Refusal(7, "entry 1 of the journal is not signed, and proves nothing", "find out")
                .requireIs(seal(store, head(forged)));
    }

    /** Somebody who has the evidence key has not the key that was copied. */
    @Test
    void drillsThatTheEvidenceKeySigned_proveNothing_withoutTheCopiedKey() throws Exception {
        String store = storeCopy("signed-drills");
        Map<String, String> claims = new LinkedHashMap<>();
        write(store, withDrills(lines(store), claims, evidence));
        RealCommand.Result old = seal(store, head(lines(store)));
        new Refusal(3, "proven master copies of this key: 0", "'backup drill --sign-with'")
                .requireIs(old);
        assertThat(old.err()).contains("its restores have no signature by the restored key");

        Signature rs256 = Signature.getInstance("SHA256withRSA");
        rs256.initSign(evidence.getPrivate());
        rs256.update("any".getBytes(UTF_8));
        claims.put("proven_at", "2026-11-25T12:00:00Z");
        claims.put("nonce", "00".repeat(32));
        claims.put("key_signature", Base64.getEncoder().encodeToString(rs256.sign()));
        write(store, withDrills(lines(store), claims, evidence));
        new Refusal(3, "no signature of the restored key matches the copy", "'backup drill")
                .requireIs(seal(store, head(lines(store))));
    }

    @Test
    void storeThatWasPutBack_isARollback() throws Exception {
        String store = storeCopy("put-back");
        String noted = head(lines(store));
        write(store, lines(store).subList(0, 2));
        new Refusal(7, "rollback: the journal of 2 entries", "rolled back")
                .requireIs(seal(store, noted));
    }

    @Test
    void evidenceKeyOrHead_leftOut_isRefused() throws Exception {
        Args seal =
                Args.of("key", "make-unextractable", "-q", "--key", TENANT, "--expect", fingerprint)
                        .with("--store", "copies");
        Refusal refusal = new Refusal(3, "--signed-by and --expect-head are missing", "name the");
        refusal.requireIs(hsm.withPin(seal.and("--signed-by", "evidence.pem")));
        refusal.requireIs(hsm.withPin(seal.and("--expect-head", head(lines("copies")))));
        new Refusal(7, "no store has the journal head " + "00".repeat(32), "name every store")
                .requireIs(seal("copies", head(lines("copies")), "--expect-head", "00".repeat(32)));
    }

    /** Drilled in earnest. What the other person approved was the store as it was. */
    @Test
    void copiesThatWereDrilled_letTheKeyBeSealed_asApproved() throws Exception {
        String store = storeCopy("drilled");
        KeyPair witness = KekFiles.rsa(2048);
        hsm.secret("witness.key", KekFiles.pem(witness.getPrivate()));
        KekFiles.write(hsm.work, "witness.pem", KekFiles.pem(witness.getPublic()));
        String[] approval = {"--require-approval", "witness.pem"};
        String head = head(lines(store));
        for (String id : ids) {
            head = drill(store, id);
        }
        String noted = head;
        assertThat(seal(store, noted, approval).exit()).isEqualTo(9);
        approve();

        drill(store, ids.get(0));
        RealCommand.Result changed = seal(store, noted, approval);
        assertThat(changed.exit()).isEqualTo(9);
        assertThat(changed.err()).contains("the approval of ");
        JsonObject asked =
                JsonObject.parse(Files.readAllBytes(requests().get(1))).object("subject");
        assertThat(asked.object("details").string("journal_heads"))
                .isEqualTo(hsm.work.resolve(store) + " " + head(lines(store)));
        assertThat(asked.object("details").string("proven_copies").split(" "))
                .containsExactlyInAnyOrderElementsOf(ids);

        approve();
        seal(store, noted, approval).requireDone();
    }

    private String drill(String store, String id) throws Exception {
        return hsm.keyhaul()
                .run(
                        Args.of("backup", "drill", "--json", "--store", store, "--id", id)
                                .with("--expect", fingerprint, "--recipient-key", "escrow.pem")
                                .and("--sign-with", "pem:" + hsm.at("evidence.key")))
                .requireDone()
                .json()
                .string("journal_head");
    }

    private List<Path> requests() throws IOException {
        try (Stream<Path> files = Files.list(hsm.work.resolve("approvals"))) {
            List<Path> requests =
                    files.filter(file -> file.toString().endsWith(".request.json")).toList();
            return requests.stream()
                    .sorted(java.util.Comparator.comparing(file -> file.toFile().lastModified()))
                    .toList();
        }
    }

    private void approve() throws Exception {
        List<Path> requests = requests();
        hsm.keyhaul()
                .run(
                        Args.of("approve", requests.get(requests.size() - 1).toString())
                                .and("--yes", "--key", "pem:" + hsm.at("witness.key")))
                .requireDone();
    }
}
