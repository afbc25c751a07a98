package dev.keyhaul.cli.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.tenant.runbook.Runbook;
import dev.keyhaul.tenant.runbook.RunbookOrigin;
import dev.keyhaul.tenant.runbook.RunbookValue;
import dev.keyhaul.tenant.runbook.Shell;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The planned exit with the real {@code keyhaul}: which logs let it disable the key. {@code az} is
 * a stand-in that only prints what it would do.
 */
@Tag("long")
class RunbookRetireIT {
    private static final String TENANT = "8c1d2e3f-4a5b-4c6d-9e7f-0a1b2c3d4e5f";
    private static final String KEY =
            "https://contoso-kv.vault.azure.net/keys/tenant/" + "a".repeat(32);

    @TempDir Path folder;

    @Test
    void logThatWasReadAndShowsNoUse_andNoOther_letsTheKeyBeDisabled() throws Exception {
        writeRunbook();
        byte[] use = row("KeyDecrypt", KEY);

        stops("readme.txt", "the logs".getBytes(StandardCharsets.UTF_8), "do not show that");
        stops("PT1H.json.gz", gzip(use), "is still used, according to old-key-log");
        stops("PT1H.json", utf16(use), "do not show that");
        stops(
                "PT1H.json",
                row("KeyDecrypt", KEY.replace("contoso", "CONTOSO")),
                "is still used, according to old-key-log");
        stops("PT1H.json", row("KeyGet", KEY.replace("contoso", "other")), "do not show that");
        stops("PT1H.json", row("KeyMigrate", KEY), "do not show that");

        RealCommand.Result done = retire("PT1H.json", row("KeyGet", KEY));
        assertThat(done.exit()).as(done.err()).isZero();
        assertThat(done.out()).contains("retired: " + KEY);
        assertThat(done.err()).contains("az keyvault key set-attributes", "--enabled false");
    }

    private void stops(String file, byte[] log, String reason) throws Exception {
        RealCommand.Result stopped = retire(file, log);
        assertThat(stopped.exit()).isEqualTo(1);
        assertThat(stopped.err()).contains(reason).doesNotContain("set-attributes");
    }

    private RealCommand.Result retire(String file, byte[] log) throws Exception {
        Path logs = Files.createDirectories(folder.resolve("old-key-log"));
        Files.write(logs.resolve(file), log);
        RealCommand.Result result =
                new RealCommand(folder)
                        .with("OLD_DOCUMENT", "opened")
                        .runProgram(
                                List.of(
                                        "sh",
                                        "-c",
                                        "PATH=$PWD/bin:$PATH exec sh runbook.sh retire </dev/null"));
        Files.delete(logs.resolve(file));
        return result;
    }

    private void writeRunbook() throws Exception {
        Map<RunbookValue, String> values = new EnumMap<>(RunbookValue.class);
        values.put(RunbookValue.TENANT_ID, TENANT);
        values.put(RunbookValue.SUBSCRIPTION, "keys");
        values.put(RunbookValue.RESOURCE_GROUP, "keys");
        values.put(RunbookValue.LOCATION, "northeurope");
        values.put(RunbookValue.OLD_KEY_URL, KEY);
        Files.writeString(
                folder.resolve("runbook.sh"),
                Runbook.of(
                                RunbookOrigin.VAULT,
                                KeyIdentifier.parse("https://new-kv.vault.azure.net/keys/tenant"),
                                values)
                        .script(Shell.AZ));
        Files.createDirectory(folder.resolve("bin"));
        writeProgram(
                "az",
                "case \"$*\" in *tenantId*) echo "
                        + TENANT
                        + " ;; *set-*) echo \"az $*\" >&2 ;; esac");
        writeProgram("keyhaul", "exec '" + RealCommand.PROGRAM + "' \"$@\"");
    }

    private void writeProgram(String name, String text) throws Exception {
        Path program = Files.writeString(folder.resolve("bin").resolve(name), "#!/bin/sh\n" + text);
        assertThat(program.toFile().setExecutable(true)).isTrue();
    }

    private static byte[] row(String operation, String id) {
        return "{\"time\": \"%s\", \"category\": \"AuditEvent\", \"operationName\": \"%s\", \"resultType\": \"Success\", \"identity\": {}, \"properties\": {\"id\": \"%s\"}}\n"
                .formatted(Instant.now(), operation, id)
                .getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] utf16(byte[] text) {
        return ("\uFEFF" + new String(text, StandardCharsets.UTF_8))
                .getBytes(StandardCharsets.UTF_16LE);
    }

    private static byte[] gzip(byte[] text) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text);
        }
        return bytes.toByteArray();
    }
}
