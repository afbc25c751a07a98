package dev.keyhaul.cli.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.Args;
import dev.keyhaul.cli.fixture.KekFiles;
import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.cli.fixture.Refusal;
import dev.keyhaul.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.Signature;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What an audit believes: a file that is no log is no proof of innocence, and neither is a record
 * that anybody may have written.
 */
class AuditTrustIT {
    private static final String VAULT = "https://contoso-kv.vault.azure.net";
    private static final String ROW =
            """
            {"time":"2026-01-05T12:00:00Z","category":"AuditEvent","operationName":"KeyBackup",\
            "identity":{"claim":{"appid":"admin"}},\
            "properties":{"id":"https://contoso-kv.vault.azure.net/keys/tenant","httpStatusCode":200}}
            """;
    private static final String USE =
            ROW.replace("KeyBackup", "KeySign")
                    .replace("admin", "00000012-0000-0000-c000-000000000000");
    private static final String RMS =
            "#Fields: date\ttime\trow-id\trequest-type\n2026-01-05\t12:00:00\t1\tKeyVaultSignDigest\n";

    @TempDir static Path folder;
    private static RealCommand keyhaul;
    private static KeyPair evidence;

    @BeforeAll
    static void prepare() throws Exception {
        keyhaul = new RealCommand(folder);
        evidence = KekFiles.rsa(3072);
        KekFiles.write(folder, "evidence.pub", KekFiles.pem(evidence.getPublic()));
        KekFiles.write(folder, "other.pub", KekFiles.pem(KekFiles.rsa(3072).getPublic()));
        Files.writeString(folder.resolve("backup.json"), ROW);
        Files.writeString(folder.resolve("use.json"), USE);
        Files.writeString(folder.resolve("rms.log"), RMS);
    }

    /** Each of these was "nothing found", exit 0. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"schema_version\":\"1.0.0\",\"kid\":\"https://v.vault.azure.net/keys/k/1\"}\n",
                "{\"category\":\"anything\"}\n",
                "The logs are in the other folder.\n",
                "name,value\na,b\n",
                "\uFEFF{}",
                "[1, 2]",
                "[]",
                ""
            })
    void fileThatIsNoVaultLog_isAnError_thatNamesIt(String content) throws Exception {
        Files.writeString(folder.resolve("wrong.json"), content);

        RealCommand.Result audit = keyhaul.run("audit", "--vault-log", "wrong.json");

        new Refusal(1, "wrong.json: no", "a vault's log has AuditEvent records").requireIs(audit);
    }

    @Test
    void wrongFile_isAnError_besideRightOnes_andAsAUsageLog() throws Exception {
        Files.writeString(folder.resolve("note.txt"), "no log\n");
        new Refusal(
                        1,
                        "note.txt: no line is a row of a vault's log (line 1: not JSON)",
                        "a vault's log has AuditEvent records")
                .requireIs(keyhaul.run("audit", "--vault-log", "use.json", "note.txt"));
        Files.createFile(folder.resolve("empty.log"));
        new Refusal(
                        1,
                        "empty.log: no line is a row of a usage log",
                        "a usage log of Rights Management has tab-separated lines")
                .requireIs(
                        keyhaul.run("audit", "--vault-log", "use.json", "--rms-log", "empty.log"));
        new Refusal(
                        1,
                        "note.txt: no line is a row of a vault's log",
                        "if it is no log, move it out of the folder")
                .requireIs(keyhaul.run("audit", "--vault-log", "use.json", "note.txt"));
        new Refusal(
                        1,
                        "use.json: no line is a row of a usage log",
                        "a usage log of Rights Management has tab-separated lines")
                .requireIs(
                        keyhaul.run("audit", "--vault-log", "use.json", "--rms-log", "use.json"));
    }

    @Test
    void mixture_isListedByFile_andFailsAStrictAudit() throws Exception {
        Files.writeString(folder.resolve("mixed.json"), USE + "cut of\n" + USE);
        String[] mixed = {"audit", "--vault-log", "mixed.json", "use.json", "--rms-log", "rms.log"};

        RealCommand.Result audit =
                keyhaul.run(Args.of(mixed).and("--html", "mixed.html")).requireDone();
        RealCommand.Result json = keyhaul.run(Args.of(mixed).and("--json", "--strict"));

        assertThat(audit.out().lines().map(line -> line.strip().replaceAll(" +", " ")))
                .containsSubsequence("inputs", "file counted not counted", "mixed.json 2 1");
        assertThat(audit.err()).contains("1 line could not be read");
        assertThat(Files.readString(folder.resolve("mixed.html")))
                .containsPattern(
                        "mixed.json</td>\\s*<td class=\"num\">2</td>\\s*<td class=\"num\">1</td>");
        assertThat(json.exit()).as(json.err()).isEqualTo(7);
        assertThat(json.json().objects("inputs"))
                .extracting(
                        i ->
                                i.string("log")
                                        + " "
                                        + i.string("file")
                                        + " "
                                        + i.number("counted")
                                        + " "
                                        + i.number("not_counted"))
                .containsExactly("vault mixed.json 2 1", "vault use.json 1 0", "rms rms.log 1 0");
        assertThat(
                        keyhaul.run(
                                        "audit",
                                        "--vault-log",
                                        "use.json",
                                        "--rms-log",
                                        "rms.log",
                                        "--strict")
                                .exit())
                .isZero();
    }

    /** An unsigned record made 0 of 7: anybody can write one. */
    @Test
    void record_explainsOnlyIfATrustedKeySignedIt() throws Exception {
        record("unsigned", "tenant", null);
        record("signed", "tenant", evidence);

        requireFinding(7, "confirmed", "claimed_by", "unsigned");
        requireFinding(7, "confirmed", "claimed_by", "unsigned", "--signed-by", "evidence.pub");
        requireFinding(7, "confirmed", "claimed_by", "signed");
        requireFinding(7, "confirmed", "claimed_by", "signed", "--signed-by", "other.pub");
        requireFinding(
                0,
                "explained",
                "explained_by",
                "signed",
                "--signed-by",
                "other.pub",
                "--signed-by",
                "evidence.pub");
        new Refusal(
                        2,
                        "--signed-by can only be used with --records",
                        "give the folder of the records")
                .requireIs(
                        keyhaul.run(
                                "audit",
                                "--vault-log",
                                "backup.json",
                                "--signed-by",
                                "evidence.pub"));
    }

    @Test
    void recordThatWasChangedAfterItsSignature_isAnError() throws Exception {
        Path record = record("changed", "tenant", evidence);
        Files.writeString(record, Files.readString(record).replace("\"exit\": 0", "\"exit\": 1"));

        new Refusal(7, "is not valid", "look for the original")
                .requireIs(audit("changed", "--signed-by", "evidence.pub"));
    }

    /** A name that no key of a vault can have explains nothing. It was "a bug in keyhaul". */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "ten_ant",
                "ten%ant",
                "'); DROP TABLE findings; --",
                "${last_proven}",
                "$1",
                "\\",
                "\n",
                "",
                "ı",
                "tenant\u0000"
            })
    void recordOfAStrangeName_explainsNothing(String name) throws Exception {
        record("strange", name, evidence);

        RealCommand.Result audit = audit("strange", "--json", "--signed-by", "evidence.pub");

        assertThat(audit.exit()).as(audit.err()).isEqualTo(7);
        assertThat(audit.err()).doesNotContain("bug");
        assertThat(audit.json().objects("findings").get(0).string("strength"))
                .isEqualTo("confirmed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"+999999999-12-31T23:59:59+00:00", "-999999999-01-01T00:00:00Z"})
    void recordOfAStrangeTime_explainsNothing(String time) throws Exception {
        Path record = record("timeless", "tenant", null);
        String text =
                Files.readString(record)
                        .replaceAll("\"(started|ended)\": \"[^\"]*\"", "\"$1\": \"" + time + "\"");
        Files.writeString(record, text);

        RealCommand.Result audit = audit("timeless");

        assertThat(audit.exit()).as(audit.err()).isIn(1, 7);
        assertThat(audit.err()).doesNotContain("bug");
    }

    private static void requireFinding(
            int exit, String strength, String member, String records, String... more)
            throws Exception {
        RealCommand.Result audit = audit(records, Args.of(more).and("--json"));
        assertThat(audit.exit()).as(audit.err()).isEqualTo(exit);
        JsonObject finding = audit.json().objects("findings").get(0);
        assertThat(finding.string("strength")).isEqualTo(strength);
        assertThat(finding.string(member)).contains("vault backup-key");
    }

    private static RealCommand.Result audit(String records, String... more) throws Exception {
        List<String> args =
                new ArrayList<>(
                        List.of("audit", "--vault-log", "backup.json", "--records", records));
        args.addAll(List.of(more));
        return keyhaul.run(args.toArray(String[]::new));
    }

    /** Writes a record as anybody can, and signs it if there is a key. */
    private static Path record(String name, String key, @Nullable KeyPair signer) throws Exception {
        Path records = Files.createDirectories(folder.resolve(name));
        JsonObject.Builder json =
                JsonObject.builder()
                        .put("schema_version", "2.0.0")
                        .put("kind", "keyhaul ceremony record")
                        .put(
                                "deed",
                                JsonObject.builder()
                                        .put("command", "vault backup-key")
                                        .put("options", Map.of("--name", key))
                                        .put("started", "2026-01-05T11:59:50Z")
                                        .put("ended", "2026-01-05T12:00:10Z")
                                        .put("exit", 0L)
                                        .build())
                        .put("setting", setting())
                        .put("facts", facts())
                        .put("previous", List.of());
        Optional.ofNullable(signer)
                .ifPresent(
                        pair ->
                                json.put(
                                        "signed_by",
                                        Base64.getEncoder()
                                                .encodeToString(pair.getPublic().getEncoded())));
        byte[] content = json.build().toUtf8();
        Path file = records.resolve("20260105T120010.000Z-vault-backup.record.json");
        Files.write(file, content);
        if (signer != null) {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(signer.getPrivate());
            signature.update(content);
            Files.write(
                    records.resolve("20260105T120010.000Z-vault-backup.record.sig"),
                    signature.sign());
        }
        return file;
    }

    private static JsonObject setting() throws Exception {
        return JsonObject.parse(
                """
                {"people": [{"role": "operator", "name": "Mallory"}], "host": "h", "account": "a",
                 "system": "s", "clock": "unknown", "tool": "keyhaul"}
                """
                        .getBytes(UTF_8));
    }

    private static JsonObject facts() throws Exception {
        return JsonObject.parse(
                """
                {"tokens": [], "vault": {"url": "%s", "identity": "i"}, "keys": [], "proofs": [],
                 "files": [], "approvals": [], "warnings": []}
                """
                        .formatted(VAULT)
                        .getBytes(UTF_8));
    }
}
