package dev.keyhaul.usageaudit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.byok.KeyIdentifier;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** "No uses" is said only of a log that was read, is the vault's, and reaches until now. */
class KeyUsesTest {
    private static final String VERSION = "0123456789abcdef0123456789abcdef";
    private static final String KEY = "https://contoso-kv.vault.azure.net/keys/tenant/" + VERSION;
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Instant RECENT = NOW.minus(Duration.ofHours(3));
    private static final String GET = row("KeyGet", KEY, RECENT);
    private static final String SIGN = row("KeySign", KEY, RECENT);

    @TempDir Path folder;

    private static String row(String operation, String id, Instant time) {
        return "{\"time\":\"%s\",\"category\":\"AuditEvent\",\"operationName\":\"%s\",\"identity\":{\"claim\":{\"appid\":\"aaaa\"}},\"properties\":{\"id\":\"%s\",\"httpStatusCode\":200}}\n"
                .formatted(time, operation, id);
    }

    private void write(String name, byte[] content) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.resolveSibling("."));
        Files.write(file, content);
    }

    private void write(String name, String text) throws IOException {
        write(name, text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    private KeyUses uses() throws KeyTransferException {
        return KeyUses.in(List.of(folder), KeyIdentifier.parse(KEY), NOW);
    }

    private void unknown(Class<? extends KeyTransferException> type, String message) {
        assertThatThrownBy(this::uses)
                .isInstanceOf(type)
                .hasMessageContaining("unknown: ")
                .hasMessageContaining(message);
    }

    @Test
    void readableLogOfTheVault_withoutAUse_isUnused() throws Exception {
        write("y=2026/PT1H.json", row("KeyList", KEY, RECENT.minusSeconds(60)) + GET);

        assertThat(uses().count()).isZero();
        assertThat(uses().lastUse()).isEmpty();
        assertThat(uses().vaultRows()).isEqualTo(2);
        assertThat(uses().from()).isEqualTo(RECENT.minusSeconds(60));
        assertThat(uses().to()).isEqualTo(RECENT);
    }

    @Test
    void everyUse_ofThatVersion_isCounted_howeverItIsWritten() throws Exception {
        String other = KEY.replace(VERSION, "f".repeat(32));
        write("a.json", GET + row("KeySign", other, RECENT));
        assertThat(uses().count()).isZero();

        write("b.json.gz", gzip(SIGN.repeat(3)));
        write("c.json", row("KeyDecrypt", KEY.replace("contoso-kv", "CONTOSO-KV"), RECENT));
        write("d.json", row("KeyUnwrap", KEY.replace("tenant", "Tenant"), NOW));
        write("e.json", row("KeyDecrypt", KEY.replace("/" + VERSION, ""), RECENT));

        assertThat(uses().count()).isEqualTo(6);
        assertThat(uses().lastUse()).contains(NOW);
    }

    /** A use that was found is not hidden by what could not be read. */
    @Test
    void useBesideAnUnreadableFile_isAUse() throws Exception {
        write("a.json", SIGN);
        write("readme.txt", "the logs of contoso-kv\n");

        assertThat(uses().count()).isEqualTo(1);
    }

    @Test
    void textThatIsNoLog_isUnknown() throws Exception {
        write("readme.txt", "the logs of contoso-kv\n");
        unknown(MalformedInputException.class, "readme.txt, line 1: not JSON");
        write("a.json", GET);
        unknown(MalformedInputException.class, "readme.txt, line 1: not JSON");
    }

    @Test
    void logInUtf16_isUnknown_andNamed() throws Exception {
        write("a.json", GET);
        Charset utf16 = StandardCharsets.UTF_16LE;
        write("b.json", ("\uFEFF" + SIGN).getBytes(utf16));
        unknown(MalformedInputException.class, "b.json, line 1: UTF-16 text");
        write("b.json", SIGN.getBytes(utf16));
        unknown(MalformedInputException.class, "b.json, line 1: ");
    }

    @Test
    void fileThatIsNotRead_isUnknown() throws Exception {
        write("a.json", GET);
        write("y=2026/logs.zip", "PK");
        write(".DS_Store", "system");
        unknown(FileException.class, "logs.zip, which is not named like a log");
    }

    @Test
    void truncatedArchive_cannotBeRead() throws Exception {
        byte[] archive = gzip(GET.repeat(100));
        write("a.json.gz", Arrays.copyOf(archive, archive.length - 12));
        assertThatThrownBy(this::uses)
                .isInstanceOf(FileException.class)
                .hasMessageContaining("a.json.gz: unexpected end");
    }

    @Test
    void logOfAnotherVault_orOfAManagedHsmOfThatName_isUnknown() throws Exception {
        write("a.json", GET.replace("contoso-kv", "other-kv"));
        write("b.json", GET.replace("vault.azure", "managedhsm.azure"));
        unknown(MalformedInputException.class, "the log has no row for contoso-kv.vault.azure.net");
    }

    @Test
    void logThatEndsDaysAgo_isUnknown() throws Exception {
        write("a.json", row("KeyGet", KEY, NOW.minus(Duration.ofDays(3)).minusSeconds(1)));
        assertThatThrownBy(this::uses)
                .isInstanceOf(MalformedInputException.class)
                .hasMessageContaining("more than 3 days ago");
        write("b.json", row("KeyGet", KEY, NOW.minus(Duration.ofDays(3))));
        assertThat(uses().count()).isZero();
    }

    /** Documented forms of a use: beyond 500 columns, as text, over http, in other letters. */
    @ParameterizedTest
    @MethodSource("usesInOtherForms")
    void useInAnotherForm_isAUse(String log) throws Exception {
        write("a.json", GET);
        write("b.csv", log);

        assertThat(uses().count()).as(log).isEqualTo(1);
    }

    static List<String> usesInOtherForms() {
        String columns =
                "{\"TimeGenerated\":\"%s\",\"Category\":\"AuditEvent\",\"OperationName\":\"KeySign\",\"ResultType\":\"Success\",\"AdditionalFields\":%%s}\n"
                        .formatted(RECENT);
        String more =
                "{\"id_s\":\""
                        + KEY
                        + "\",\"identity_claim_appid_g\":\"aaaa\",\"httpStatusCode_d\":200}";
        String moreOfRequest =
                "{\"requestUri_s\":\""
                        + KEY
                        + "/sign\",\"identity_s\":\"{\\\"claim\\\":{}}\",\"httpStatusCode_d\":200}";
        return List.of(
                columns.formatted(more),
                columns.formatted(moreOfRequest),
                columns.formatted(text(more)),
                "TimeGenerated,Category,OperationName,ResultType,id_s,AdditionalFields\n"
                        + RECENT
                        + ",AuditEvent,KeySign,Success,,\""
                        + more.replace("\"", "\"\"")
                        + "\"\n",
                SIGN.replaceAll(
                        "\"properties\":(\\{.*?})",
                        "\"properties\":"
                                + Matcher.quoteReplacement(
                                        text("{\"id\":\"" + KEY + "\",\"httpStatusCode\":200}"))),
                SIGN.replace("https://", "http://"),
                SIGN.replace("KeySign", "keysign"),
                SIGN.replace("AuditEvent", "auditevent"));
    }

    private static String text(String json) {
        return "\"" + json.replace("\"", "\\\"") + "\"";
    }

    /** A row that may be a use, and is not known to be one, is no proof that there was none. */
    @ParameterizedTest
    @MethodSource("rowsThatAreNotUnderstood")
    void rowThatIsNotUnderstood_isUnknown_withFileAndLine(String log, String reason)
            throws Exception {
        write("a.json", GET);
        write("b.csv", log);

        unknown(MalformedInputException.class, "b.csv, line 2: " + reason);
    }

    static List<Arguments> rowsThatAreNotUnderstood() {
        String start = "TimeGenerated,OperationName,Category,ResultType,Identity,Id,_ResourceId\n";
        String row = RECENT + ",KeySign,AuditEvent,Success,\"{\"\"claim\"\":{}}\",%s,%s\n";
        String resource = "/s/vaults/contoso-kv";
        String get = "\n" + GET;
        String read = start + row.formatted(KEY, resource).replace("KeySign", "KeyGet");
        return List.of(
                Arguments.of(start + row.formatted("", resource), "the row does not state the key"),
                Arguments.of(start + row.formatted("", ""), "the row does not state the key"),
                Arguments.of(
                        start + row.formatted("https://contoso-kv.vault.azure.net", resource),
                        "KeySign without a key"),
                Arguments.of(
                        start + row.formatted("see the portal", resource),
                        "the row does not state the key's identifier"),
                Arguments.of(
                        start + row.formatted(KEY, resource).replace("KeySign", "KeySignTwice"),
                        "an operation that is not recognised"),
                Arguments.of(read.replace("Success", ""), "the row does not state the result"),
                Arguments.of(
                        read.replace("\"{\"\"claim\"\":{}}\"", ""),
                        "the row does not state the caller"),
                Arguments.of(read.replace("AuditEvent", ""), "the row does not state the category"),
                Arguments.of(
                        get.replaceAll("\"properties\":\\{.*?}", "\"resultType\":\"Success\""),
                        "the row does not state the key's identifier"));
    }

    /** What the row says is enough; other columns do not count. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://contoso-kv.vault.azure.net/keys/other/0123456789abcdef0123456789abcdef",
                "https://contoso-kv.vault.azure.net/keys/tenant/ffffffffffffffffffffffffffffffff",
                "https://contoso-kv.vault.azure.net/secrets/tenant",
                "https://other-kv.vault.azure.net/keys/tenant"
            })
    void rowOfAnotherKey_isUnderstood(String id) throws Exception {
        write("a.json", GET + row("KeySignTwice", id, RECENT));

        assertThat(uses().count()).isZero();
    }

    /** A client's first request has no token, so its row names nobody. */
    @Test
    void requestWithoutAToken_isUnderstood() throws Exception {
        write(
                "a.json",
                GET
                        + GET.replaceAll("\"identity\":\\{.*?}},", "")
                                .replace("\"httpStatusCode\":200", "\"httpStatusCode\":401"));

        assertThat(uses().count()).isZero();
    }
}
