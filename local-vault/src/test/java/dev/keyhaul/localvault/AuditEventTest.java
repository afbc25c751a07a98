package dev.keyhaul.localvault;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.azure.security.keyvault.keys.KeyClient;
import com.azure.security.keyvault.keys.cryptography.models.SignatureAlgorithm;
import com.azure.security.keyvault.keys.models.CreateRsaKeyOptions;
import com.azure.security.keyvault.keys.models.KeyVaultKey;
import dev.keyhaul.core.json.JsonObject;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Azure's SDK does, as the log has it. */
class AuditEventTest {
    private static final String SUBSCRIPTION = "11111111-2222-3333-4444-aaaaaaaaaaaa";
    private static final String RMS = "00000012-0000-0000-c000-000000000000";

    @TempDir Path folder;

    private RunningVault start(String time) throws Exception {
        return RunningVault.start(
                RunningVault.options(folder)
                        .clock(Clock.fixed(Instant.parse(time), ZoneOffset.UTC))
                        .subscription(UUID.fromString(SUBSCRIPTION))
                        .grant("rms@" + RMS + "=get,sign")
                        .fault("cut-after:backup:1-1")
                        .logFolder(folder.resolve("logs")));
    }

    private Path file(URI vault, String type, String hour) {
        String resource =
                "/SUBSCRIPTIONS/"
                        + SUBSCRIPTION
                        + "/RESOURCEGROUPS/KEYHAUL-REHEARSAL/PROVIDERS/MICROSOFT.KEYVAULT/"
                        + type
                        + "/"
                        + vault.getHost().substring(0, vault.getHost().indexOf('.'));
        return folder.resolve(
                "logs/insights-logs-auditevent/resourceId="
                        + resource.toUpperCase(Locale.ROOT)
                        + "/y=2026/m=01/d=31/"
                        + hour
                        + "/m=00/PT1H.json");
    }

    private static List<JsonObject> lines(Path file) throws Exception {
        List<JsonObject> lines = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            lines.add(JsonObject.parse(line.getBytes(UTF_8)));
        }
        return lines;
    }

    @Test
    void requests_areLoggedByTheHour_withWhoDidWhatToWhichKey() throws Exception {
        try (RunningVault vault = start("2026-01-31T23:59:59.5Z")) {
            KeyVaultKey key = vault.keys().createRsaKey(new CreateRsaKeyOptions("k"));
            KeyClient rms = vault.keysOf("rms");
            rms.getKey("k");
            vault.cryptography(key.getId()).sign(SignatureAlgorithm.RS256, new byte[32]);
            assertThat(vault.send("GET", "/keys/nobody?api-version=7.6", "").statusCode())
                    .isEqualTo(404);
            assertThat(vault.send("GET", "/keys/k?api-version=9.9", "").statusCode())
                    .isEqualTo(400);

            Path file = file(vault.url(), "VAULTS", "h=23");
            List<JsonObject> lines = lines(file);
            // The SDK asks without a token first, and with one after the challenge.
            assertThat(lines)
                    .extracting(line -> line.string("operationName"))
                    .startsWith("Authentication", "KeyCreate")
                    .endsWith("KeySign", "KeyGet", "InvalidRequest");
            JsonObject create = lines.get(1);
            assertThat(create.names())
                    .containsExactly(
                            "time",
                            "category",
                            "operationName",
                            "resultType",
                            "resultSignature",
                            "resultDescription",
                            "durationMs",
                            "callerIpAddress",
                            "correlationId",
                            "resourceId",
                            "operationVersion",
                            "identity",
                            "properties");
            assertThat(create.string("time")).isEqualTo("2026-01-31T23:59:59.500Z");
            assertThat(create.string("category")).isEqualTo("AuditEvent");
            assertThat(create.string("resultType")).isEqualTo("Success");
            assertThat(create.string("operationVersion")).isEqualTo("2025-07-01");
            assertThat(create.string("callerIpAddress")).isEqualTo("127.0.0.1");
            JsonObject properties = create.object("properties");
            assertThat(properties.string("id")).isEqualTo(key.getId());
            assertThat(properties.string("requestUri"))
                    .isEqualTo(vault.url() + "/keys/k/create?api-version=2025-07-01");
            assertThat(properties.string("clientInfo")).startsWith("azsdk-java-");
            assertThat(properties.number("httpStatusCode")).isEqualTo(200);
            assertThat(lines)
                    .filteredOn(line -> line.toString().contains("\"appid\":\"" + RMS))
                    .extracting(line -> line.string("operationName"))
                    .containsExactly("KeyGet");
            assertThat(lines.get(0).object("identity").object("claim").names()).isEmpty();
            JsonObject missing = lines.get(lines.size() - 2);
            assertThat(missing.string("resultType")).isEqualTo("Failed");
            assertThat(missing.object("properties").number("httpStatusCode")).isEqualTo(404);
            assertThat(missing.object("properties").string("id"))
                    .isEqualTo(vault.url() + "/keys/nobody");
            assertThat(Files.readString(file)).doesNotContain(vault.bearer());
            assertThat(Files.getPosixFilePermissions(file))
                    .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        }
    }

    @Test
    void managedHsm_hasItsOwnLayout() throws Exception {
        try (RunningVault vault = start("2026-01-31T00:00:00Z")) {
            URI hsm = vault.server().managedHsmUrl(vault.url().getHost().substring(0, 12));
            vault.keys(hsm).createRsaKey(new CreateRsaKeyOptions("k").setHardwareProtected(true));

            JsonObject create = lines(file(hsm, "MANAGEDHSMS", "h=00")).get(1);
            assertThat(create.string("requestUri")).startsWith(hsm + "/keys/k/create");
            assertThat(create.number("httpStatusCode")).isEqualTo(200);
            assertThat(JsonObject.parse(create.string("identity").getBytes(UTF_8)).object("claim"))
                    .satisfies(claim -> assertThat(claim.names()).containsExactly("oid", "appid"));
        }
    }

    @Test
    void restart_goesOnInTheSameFile_andACutConnectionIsLoggedToo() throws Exception {
        URI url;
        try (RunningVault vault = start("2026-01-31T07:00:00Z")) {
            url = vault.url();
            vault.keys().createRsaKey(new CreateRsaKeyOptions("k"));
        }
        int before = lines(file(url, "VAULTS", "h=07")).size();
        try (RunningVault again = start("2026-01-31T07:30:00Z")) {
            KeyClient keys = again.keys(url);
            keys.createRsaKey(new CreateRsaKeyOptions("k"));
            assertThat(keys.backupKey("k")).isNotEmpty();
        }
        List<JsonObject> lines = lines(file(url, "VAULTS", "h=07"));
        assertThat(lines.subList(before, lines.size()))
                .extracting(line -> line.string("operationName"))
                .endsWith("KeyBackup", "KeyBackup");
        assertThat(lines.get(lines.size() - 2).string("resultSignature"))
                .isEqualTo("ConnectionClosed");
        try (Stream<Path> all = Files.walk(folder.resolve("logs"))) {
            assertThat(all.filter(Files::isRegularFile)).hasSize(1);
        }
    }
}
