package dev.keyhaul.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.ceremony.approval.ApprovalFolder;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.PublicKeyEncoding;
import dev.keyhaul.localvault.LocalVault;
import dev.keyhaul.localvault.LocalVaultOptions;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.interfaces.RSAPublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What of 0.1.0's files holds for a time alone, at that time and after it. */
class ReleasedFilesTest {
    private static final Instant MADE = Instant.parse("2026-11-25T18:30:00Z");

    @TempDir Path home;
    private Path files;

    @BeforeEach
    void copyFixtures() throws Exception {
        files = Files.createDirectory(home.resolve("files"));
        ReleasedFiles.copy("0.1.0", files);
    }

    @Test
    void approval_isFoundAndHolds_withinItsDay() throws Exception {
        RSAPublicKey witness =
                PublicKeyEncoding.parse(Files.readAllBytes(files.resolve("keys/witness.pub.pem")));

        ApprovalFolder.Stored approved = found("approved", MADE).orElseThrow();
        assertThat(ApprovalFolder.missing(approved, List.of(witness))).isEmpty();
        ApprovalFolder.use(approved);
        assertThat(found("approved", MADE)).isEmpty();

        ApprovalFolder.Stored asked = found("asked", MADE).orElseThrow();
        assertThat(ApprovalFolder.missing(asked, List.of(witness)))
                .containsExactly(Fingerprint.of(witness));
        assertThat(found("asked", MADE.plus(Duration.ofDays(1)))).as("expired").isEmpty();
        assertThat(found("used", MADE)).isEmpty();
    }

    /** Finds the request that a command makes again for the same subject and approvers. */
    private Optional<ApprovalFolder.Stored> found(String name, Instant now) throws Exception {
        Path folder = files.resolve("approvals").resolve(name);
        try (Stream<Path> requests = Files.list(folder)) {
            Path request =
                    requests.filter(file -> file.toString().endsWith(".request.json"))
                            .findFirst()
                            .orElseThrow();
            return ApprovalFolder.openOrCreate(folder).find(ApprovalFolder.read(request), now);
        }
    }

    @Test
    void vaultsDeletedKey_isRecoverableFor90Days() throws Exception {
        assertThat(deletedKeyAfter(Duration.ofDays(89))).isEqualTo(200);
        assertThat(deletedKeyAfter(Duration.ofDays(91))).isEqualTo(404);
    }

    private int deletedKeyAfter(Duration time) throws Exception {
        LocalVaultOptions options =
                LocalVaultOptions.builder(home.resolve("token"))
                        .clock(Clock.fixed(MADE.plus(time), ZoneOffset.UTC))
                        .stateFolder(files.resolve("vault-state"))
                        .build();
        try (LocalVault vault = LocalVault.start(options)) {
            HttpRequest request =
                    HttpRequest.newBuilder(
                                    vault.address().resolve("/deletedkeys/deleted?api-version=7.6"))
                            .header(
                                    "Authorization",
                                    "Bearer " + Files.readString(vault.tokenFile()))
                            .header(
                                    VaultHost.REHEARSAL_HOST_HEADER,
                                    "rehearsal.vault.keyhaul.invalid")
                            .build();
            return HttpClient.newHttpClient()
                    .send(request, HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        }
    }
}
