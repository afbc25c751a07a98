package dev.keyhaul.cli.released;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.ceremony.ApprovalRequest;
import dev.keyhaul.ceremony.WorkKeys;
import dev.keyhaul.ceremony.approval.ApprovalFolder;
import dev.keyhaul.ceremony.approval.ApprovalMissingException;
import dev.keyhaul.ceremony.approval.PendingRequests;
import dev.keyhaul.cli.fixture.ReleasedFiles;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.core.fixture.AccessFiles;
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
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What of 0.1.0's files holds for a time alone, at that time and after it. */
class ReleasedFilesTest {
    private static final Instant MADE = Instant.parse("2026-12-01T13:30:00Z");

    @TempDir Path home;
    private Path files;

    @BeforeEach
    void copyFixtures() throws Exception {
        files = Files.createDirectory(home.resolve("files"));
        ReleasedFiles.copy("0.1.0", files);
    }

    /** Their nonces are in no list of open requests: the way through is a new request. */
    @Test
    void approval_isRead_andAskedForAnew() throws Exception {
        RSAPublicKey witness =
                PublicKeyEncoding.parse(Files.readAllBytes(files.resolve("keys/witness.pub.pem")));
        PendingRequests open = PendingRequests.in(home.resolve("state"));
        for (String name : List.of("asked", "approved", "used")) {
            Path folder = files.resolve("approvals").resolve(name);
            ApprovalRequest old = request(folder);
            old.requireApprover(Fingerprint.of(witness), MADE);

            assertThatThrownBy(
                            () ->
                                    ApprovalFolder.openOrCreate(
                                                    folder, open, Clock.fixed(MADE, ZoneOffset.UTC))
                                            .use(
                                                    old.subject(),
                                                    WorkKeys.none(),
                                                    List.of(witness),
                                                    List.of()))
                    .as(name)
                    .isInstanceOf(ApprovalMissingException.class)
                    .hasMessageContaining("new request");
        }
    }

    private static ApprovalRequest request(Path folder) throws Exception {
        try (Stream<Path> requests = Files.list(folder)) {
            return ApprovalFolder.read(
                    requests.filter(file -> file.toString().endsWith(".request.json"))
                            .findFirst()
                            .orElseThrow());
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
                                    "Bearer " + AccessFiles.bearer(vault.accessFile()))
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
