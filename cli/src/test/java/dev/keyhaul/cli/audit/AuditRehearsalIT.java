package dev.keyhaul.cli.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.KekFiles;
import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.cli.fixture.ServedVault;
import dev.keyhaul.cli.fixture.SoftHsmFolder;
import dev.keyhaul.core.fixture.AccessFiles;
import dev.keyhaul.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The audit rehearsed end to end: the local vault's own log, real uses, and a ceremony's record.
 */
@Tag("long")
class AuditRehearsalIT {
    private static final String RMS = "00000012-0000-0000-c000-000000000000";
    private static final String STRANGER = "5b1c2d3e-0f1a-4b2c-8d3e-4f5a6b7c8d9e";
    private static final DateTimeFormatter DATE_TAB_TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd\tHH:mm:ss").withZone(ZoneOffset.UTC);

    @TempDir static Path folder;

    @Test
    void strangersSignature_isNamed_andTheCeremonyIsExplained() throws Exception {
        SoftHsmFolder hsm = SoftHsmFolder.withToken(folder);
        KekFiles.write(folder, "tenant.pem", KekFiles.pem(KekFiles.rsa(2048).getPrivate()));
        KeyPair evidence = KekFiles.rsa(3072);
        KekFiles.write(folder, "evidence.key", KekFiles.pem(evidence.getPrivate()));
        KekFiles.write(folder, "evidence.pub", KekFiles.pem(evidence.getPublic()));
        List<String> requests = new ArrayList<>();
        try (ServedVault vault =
                ServedVault.start(
                        hsm,
                        "audited",
                        "--log",
                        hsm.at("logs"),
                        "--grant",
                        "rms@" + RMS + "=get,decrypt,sign",
                        "--grant",
                        "stranger@" + STRANGER + "=get,sign")) {
            vault.run(
                            "vault",
                            "import-key",
                            "--key",
                            "pem:" + hsm.at("tenant.pem"),
                            "--name",
                            "tenant",
                            "--rehearsal",
                            "--record",
                            hsm.at("records"),
                            "--person",
                            "operator=Ada Bell",
                            "--sign-with",
                            "pem:" + hsm.at("evidence.key"))
                    .requireDone();
            for (int i = 0; i < 3; i++) {
                requests.add(request());
                sign(vault, "rms");
            }
            sign(vault, "stranger");
        }
        Files.writeString(
                folder.resolve("rms.log"),
                "#Fields: date\ttime\trow-id\trequest-type\n" + String.join("", requests));

        RealCommand.Result audit =
                audit(hsm, "--records", hsm.at("records"), "--signed-by", hsm.at("evidence.pub"));

        assertThat(audit.exit()).as(audit.err()).isEqualTo(7);
        List<String> findings = new ArrayList<>();
        for (JsonObject finding : audit.json().objects("findings")) {
            findings.add(finding.string("strength") + " " + finding.string("kind"));
            if (finding.string("strength").equals("confirmed")) {
                assertThat(finding.string("identity")).isEqualTo(STRANGER);
                assertThat(finding.number("count")).isEqualTo(1);
            } else {
                assertThat(finding.string("explained_by")).contains("vault import-key");
            }
        }
        assertThat(findings)
                .contains(
                        "confirmed foreign-identity",
                        "explained management",
                        "explained foreign-identity")
                .doesNotContain("confirmed management")
                .noneMatch(finding -> finding.startsWith("unexplained"));

        RealCommand.Result unexplained = audit(hsm);
        assertThat(unexplained.out()).contains("\"KeyImport\"").doesNotContain("\"explained\"");
    }

    private static RealCommand.Result audit(SoftHsmFolder hsm, String... more) throws Exception {
        List<String> args =
                new ArrayList<>(
                        List.of(
                                "audit",
                                "--vault-log",
                                hsm.at("logs"),
                                "--rms-log",
                                hsm.at("rms.log"),
                                "--vault",
                                ServedVault.URL,
                                "--name",
                                "tenant",
                                "--json"));
        args.addAll(List.of(more));
        return hsm.keyhaul().run(args.toArray(String[]::new));
    }

    private static String request() {
        return DATE_TAB_TIME.format(Instant.now())
                + "\t"
                + UUID.randomUUID()
                + "\tKeyVaultSignDigest\n";
    }

    private static void sign(ServedVault vault, String who) throws Exception {
        String token =
                AccessFiles.bearer(Path.of(vault.report().object("access_files").string(who)));
        HttpResponse<String> answer =
                HttpClient.newHttpClient()
                        .send(
                                HttpRequest.newBuilder(
                                                URI.create(
                                                        vault.address()
                                                                + "/keys/tenant//sign?api-version=7.6"))
                                        .header(
                                                "X-Keyhaul-Host",
                                                URI.create(ServedVault.URL).getHost())
                                        .header("Authorization", "Bearer " + token)
                                        .header("Content-Type", "application/json")
                                        .POST(
                                                HttpRequest.BodyPublishers.ofString(
                                                        "{\"alg\":\"RS256\",\"value\":\""
                                                                + "A".repeat(43)
                                                                + "\"}"))
                                        .build(),
                                HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }
}
