package dev.keyhaul.localvault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.azure.core.exception.HttpResponseException;
import com.azure.core.util.polling.LongRunningOperationStatus;
import com.azure.core.util.polling.SyncPoller;
import com.azure.security.keyvault.keys.KeyClient;
import com.azure.security.keyvault.keys.models.CreateRsaKeyOptions;
import com.azure.security.keyvault.keys.models.DeletedKey;
import com.azure.security.keyvault.keys.models.KeyVaultKey;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Deletion and what follows it, by Azure's SDK and its pollers. */
@Tag("long")
class DeletedKeyTest {
    private static final Duration POLL = Duration.ofMillis(20);

    @TempDir Path folder;

    private static void assertRefused(int status, String text, ThrowingCallable call) {
        HttpResponseException refused = catchThrowableOfType(HttpResponseException.class, call);
        assertThat(refused).as("%d %s", status, text).isNotNull();
        assertThat(refused.getResponse().getStatusCode()).isEqualTo(status);
        assertThat(String.valueOf(refused.getValue())).contains(text);
    }

    private static KeyVaultKey create(KeyClient keys, String name) {
        return keys.createRsaKey(new CreateRsaKeyOptions(name));
    }

    private static void delete(KeyClient keys, String name) {
        keys.beginDeleteKey(name).setPollInterval(POLL).waitForCompletion();
    }

    @Test
    void deletedKey_isListedAndShown_andComesBackWithAllItsVersions() throws Exception {
        try (RunningVault vault = RunningVault.start(folder)) {
            KeyClient keys = vault.keys();
            KeyVaultKey first = create(keys, "tenant");
            KeyVaultKey second = create(keys, "tenant");

            SyncPoller<DeletedKey, Void> deletion =
                    keys.beginDeleteKey("tenant").setPollInterval(POLL);
            DeletedKey deleted = deletion.poll().getValue();
            deletion.waitForCompletion();

            assertThat(deleted.getId()).isEqualTo(second.getId());
            assertThat(deleted.getRecoveryId()).isEqualTo(vault.url() + "/deletedkeys/tenant");
            assertThat(deleted.getScheduledPurgeDate())
                    .isEqualTo(deleted.getDeletedOn().plusDays(90));
            assertThat(keys.getDeletedKey("tenant").getName()).isEqualTo("tenant");
            assertThat(keys.listDeletedKeys().stream().map(DeletedKey::getName))
                    .containsExactly("tenant");
            assertThat(keys.listPropertiesOfKeys()).isEmpty();
            assertRefused(404, "KeyNotFound", () -> keys.getKey("tenant"));
            assertRefused(404, "KeyNotFound", () -> keys.backupKey("tenant"));

            SyncPoller<KeyVaultKey, Void> recovery =
                    keys.beginRecoverDeletedKey("tenant").setPollInterval(POLL);
            assertThat(recovery.waitForCompletion().getStatus())
                    .isEqualTo(LongRunningOperationStatus.SUCCESSFULLY_COMPLETED);

            assertThat(keys.getKey("tenant").getId()).isEqualTo(second.getId());
            assertThat(keys.getKey("tenant", first.getProperties().getVersion()).getId())
                    .isEqualTo(first.getId());
            assertThat(keys.listDeletedKeys()).isEmpty();
            assertRefused(404, "KeyNotFound", () -> keys.getDeletedKey("tenant"));
        }
    }

    @Test
    void nameOfADeletedKey_isTaken_untilItIsPurged() throws Exception {
        try (RunningVault vault =
                RunningVault.start(RunningVault.options(folder).purgeable(true))) {
            KeyClient keys = vault.keys();
            assertThat(create(keys, "tenant").getProperties().getRecoveryLevel())
                    .isEqualTo("Recoverable+Purgeable");
            byte[] backup = keys.backupKey("tenant");
            delete(keys, "tenant");

            String taken = "ObjectIsDeletedButRecoverable";
            assertRefused(409, taken, () -> create(keys, "Tenant"));
            assertRefused(409, taken, () -> keys.restoreKeyBackup(backup));
            assertThat(
                            vault.send(
                                            "PUT",
                                            "/keys/tenant?api-version=7.6",
                                            "{\"key\":"
                                                    + JsonWebKeys.privateJwk(TestKeys.rsa(2048))
                                                    + "}")
                                    .body())
                    .contains("\"code\":\"Conflict\"", taken);

            keys.purgeDeletedKey("tenant");

            assertRefused(404, "KeyNotFound", () -> keys.getDeletedKey("tenant"));
            assertRefused(404, "KeyNotFound", () -> keys.purgeDeletedKey("tenant"));
            assertThat(keys.restoreKeyBackup(backup).getName()).isEqualTo("tenant");
        }
    }

    @Test
    void purgeProtection_refusesToPurge_andTheRetentionPeriodPurges() throws Exception {
        MovableClock clock = new MovableClock();
        try (RunningVault vault =
                RunningVault.start(RunningVault.options(folder).clock(clock).recoverableDays(7))) {
            KeyClient keys = vault.keys();
            assertThat(create(keys, "tenant").getProperties().getRecoveryLevel())
                    .isEqualTo("CustomizedRecoverable");
            delete(keys, "tenant");

            assertRefused(403, "purge protection", () -> keys.purgeDeletedKey("tenant"));
            clock.pass(Duration.ofDays(7).minusSeconds(1));
            assertThat(keys.getDeletedKey("tenant").getName()).isEqualTo("tenant");
            clock.pass(Duration.ofSeconds(1));
            assertRefused(404, "KeyNotFound", () -> keys.getDeletedKey("tenant"));
            assertRefused(404, "KeyNotFound", () -> keys.beginRecoverDeletedKey("tenant").poll());
            assertThat(create(keys, "tenant").getName()).isEqualTo("tenant");
        }
    }

    @Test
    void transition_isAConflict_whileItLasts() throws Exception {
        MovableClock clock = new MovableClock();
        try (RunningVault vault =
                RunningVault.start(
                        RunningVault.options(folder)
                                .clock(clock)
                                .transition(Duration.ofSeconds(5)))) {
            KeyClient keys = vault.keys();
            create(keys, "tenant");
            SyncPoller<DeletedKey, Void> deletion =
                    keys.beginDeleteKey("tenant").setPollInterval(POLL);
            assertThat(deletion.poll().getStatus().isComplete()).isFalse();
            assertRefused(409, "ObjectIsBeingDeleted", () -> create(keys, "tenant"));
            assertRefused(404, "KeyNotFound", () -> keys.getKey("tenant"));
            clock.pass(Duration.ofSeconds(5));
            deletion.waitForCompletion();

            SyncPoller<KeyVaultKey, Void> recovery =
                    keys.beginRecoverDeletedKey("tenant").setPollInterval(POLL);
            assertThat(recovery.poll().getStatus().isComplete()).isFalse();
            assertRefused(409, "ObjectIsBeingRecovered", () -> create(keys, "tenant"));
            clock.pass(Duration.ofSeconds(5));
            recovery.waitForCompletion();
            assertThat(keys.getKey("tenant").getName()).isEqualTo("tenant");
        }
    }

    @Test
    void lists_comeInPages_ofAtMost25() throws Exception {
        try (RunningVault vault = RunningVault.start(folder)) {
            KeyClient keys = vault.keys();
            String jwk = "{\"key\":" + JsonWebKeys.privateJwk(TestKeys.rsa(2048)) + "}";
            for (int i = 0; i < 53; i++) {
                vault.send("PUT", "/keys/k" + (100 + i) + "?api-version=7.6", jwk);
                vault.send("PUT", "/keys/one?api-version=7.6", jwk);
            }

            assertThat(keys.listPropertiesOfKeys()).hasSize(54);
            assertThat(keys.listPropertiesOfKeys().streamByPage().map(p -> p.getValue().size()))
                    .containsExactly(25, 25, 4);
            assertThat(
                            keys.listPropertiesOfKeyVersions("one").stream()
                                    .map(version -> version.getVersion())
                                    .distinct())
                    .hasSize(53);
            String four = vault.send("GET", "/keys?api-version=7.6&maxresults=4", "").body();
            assertThat(four)
                    .contains(
                            "\"nextLink\":\"" + vault.url() + "/keys?api-version=7.6&$skiptoken=",
                            "&maxresults=4\"");
            for (String wrong : List.of("0", "26", "x", "", "-1")) {
                assertThat(
                                vault.send("GET", "/keys?api-version=7.6&maxresults=" + wrong, "")
                                        .statusCode())
                        .isEqualTo(400);
            }
            keys.listPropertiesOfKeys().stream()
                    .map(key -> key.getName())
                    .filter(name -> name.startsWith("k"))
                    .limit(26)
                    .toList()
                    .forEach(
                            name -> vault.send("DELETE", "/keys/" + name + "?api-version=7.6", ""));
            assertThat(keys.listDeletedKeys()).hasSize(26);
        }
    }

    private static final class MovableClock extends Clock {
        private Instant now = Instant.parse("2026-01-31T12:00:00Z");

        synchronized void pass(Duration duration) {
            now = now.plus(duration);
        }

        @Override
        public synchronized Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }
    }
}
