package dev.keyhaul.usageaudit.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a record says, in any form; a damaged record affects only itself. */
class VaultRecordTest {
    private static final String TIME = "2026-01-05T10:00:00.1234567Z";
    private static final String GUID = "9f6b1d2e-0a1b-4c2d-8e3f-4a5b6c7d8e9f";
    private static final String ROW =
            "{\"time\":\"TIME\",\"category\":\"AuditEvent\",\"operationName\":\"KeySign\","
                    + "\"resultType\":\"Success\",\"correlationId\":\"GUID\",\"callerIpAddress\":\"192.0.2.7\","
                    + "\"identity\":{\"claim\":{\"appid\":\"AAAA\",\"oid\":\"BBBB\",\"upn\":\"ann@contoso.com\"}},"
                    + "\"properties\":{\"id\":\"https://kv.vault.azure.net/keys/tenant/0123456789abcdef0123456789abcdef\","
                    + "\"clientInfo\":\"SDK\\/1\",\"httpStatusCode\":200},\"durationMs\":\"17\"}";
    private static final String PLAIN = row(ROW, TIME, GUID, "192.0.2.7");
    private static final int MUTATIONS = 4_000;

    private record Read(List<VaultEvent> rows, List<BadLine> bad) {}

    private static String row(String model, String time, String guid, String address) {
        return model.replace("TIME", time).replace("GUID", guid).replace("192.0.2.7", address);
    }

    @Test
    void values_areThoseOfEachRow() throws Exception {
        List<String> models =
                List.of(
                        ROW,
                        ROW.replace("\"17\"", "17"),
                        ROW.replace("\"17\"", "\"17.5\""),
                        ROW.replace(",", ",\n  ").replace("\"17\"", "17"),
                        ROW.replace("{\"time\"", "{\"durationMs\":5,\"a\":[],\"time\""),
                        ROW.replace("{\"time\"", "{\"time\":\"2020-01-01T00:00:00Z\",\"time\""),
                        ROW.replace(
                                "\"resultType\"",
                                "\"callerIpAddress\":\"10.0.0.1\",\"resultType\""));
        for (String model : models) {
            for (String time : List.of(TIME, "2026-12-31T23:59:59.9999999Z")) {
                for (String guid :
                        List.of(GUID, GUID.toUpperCase(Locale.ROOT), GUID.replace('9', '0'))) {
                    for (String address : List.of("192.0.2.7", "", "::1", "é")) {
                        VaultEvent event = one(row(model, time, guid, address));
                        assertThat(event.ticks()).isEqualTo(LogTime.ticks(time));
                        assertThat(event.correlationId()).isEqualTo(UUID.fromString(guid));
                        assertThat(event.origin().callerIp()).isEqualTo(address);
                        assertThat(event.durationMs()).isEqualTo(17);
                        assertThat(event.origin().keyName()).isEqualTo("tenant");
                    }
                }
            }
        }
    }

    @Test
    void missingAndNullMembers_areEmpty() throws Exception {
        assertThat(one(plain(ROW.replace("\"correlationId\":\"GUID\",", ""))).correlationId())
                .isEqualTo(new UUID(0, 0));
        assertThat(one(plain(ROW.replace("\"192.0.2.7\"", "null"))).origin().callerIp()).isEmpty();
        assertThat(one(plain(ROW.replace("\"192.0.2.7\"", "{\"a\":[]}"))).origin().callerIp())
                .isEmpty();
        assertThat(
                        one(plain(
                                        ROW.replace(
                                                "\"identity\":",
                                                "\"callerIpAddress\":null,\"identity\":")))
                                .origin()
                                .callerIp())
                .isEmpty();
    }

    @Test
    void otherCategories_areNeitherRowsNorBad() throws Exception {
        String other = ROW.replace("AuditEvent", "AzurePolicyEvaluationDetails");
        Read read =
                read(
                        other.replace("TIME", "2026-01-05T10:00:00Z")
                                + "\n"
                                + ROW.replace("KeySign", "")
                                + "\n"
                                + other);

        assertThat(read.rows).isEmpty();
        assertThat(read.bad)
                .extracting(bad -> bad.line() + " " + bad.reason())
                .containsExactly("2 an object without operationName", "3 invalid timestamp");
    }

    /** The result of a duration that is a text, and of one that is bare; -1: no row. */
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "17,17,17",
                "0,0,0",
                "123456789012345,123456789012345,123456789012345",
                "1234567890123456,0,0",
                "017,17,-1",
                "-1,0,0",
                "1.5,1,1",
                "1e3,0,0",
                "``,0,-1",
                "null,0,0",
                "\\u0031,1,-1",
                "x,0,-1",
                "1 ,0,1",
                "1\t2,-1,-1",
                "{},0,0"
            })
    void durations(String duration, long quoted, long bare) throws Exception {
        for (boolean isQuoted : new boolean[] {true, false}) {
            String model = isQuoted ? ROW : ROW.replace("\"17\"", "17");
            long expected = isQuoted ? quoted : bare;
            Read read = read(plain(model.replace("17", duration)) + "\n" + PLAIN + "\n");
            assertThat(read.rows).hasSize(expected < 0 ? 1 : 2);
            assertThat(read.bad).hasSize(expected < 0 ? 1 : 0);
            assertThat(read.rows.get(0).durationMs()).isEqualTo(expected < 0 ? 17 : expected);
        }
    }

    @Test
    void escapes_areReadInUsedTexts_andCheckedInOthers() throws Exception {
        String escaped = "\\\"q\\\" \\\\ \\/ \\b\\f\\n\\r\\t \\u00e4\\u20AC \\ud83d\\udd11 ä€";
        String plain = "\"q\" \\ / \b\f\n\r\t ä€ 🔑 ä€";
        assertThat(one(plain(ROW.replace("ann@contoso.com", escaped))).origin().upn())
                .isEqualTo(plain);
        assertThat(one(plain(ROW.replace("SDK", escaped))).origin().upn())
                .isEqualTo("ann@contoso.com");
        for (String wrong : List.of("\\x", "\\u12G4", "\u0001", "\\")) {
            Read read = read(plain(ROW.replace("SDK\\/1", wrong)) + "\n" + PLAIN);
            assertThat(read.rows).as(wrong).hasSize(1);
            assertThat(read.bad).as(wrong).extracting(BadLine::reason).containsExactly("not JSON");
        }
    }

    /** Each byte of a row: changed to one with a meaning in JSON, left out, or cut there. */
    @Test
    void changedRows_costThemselvesAlone() throws Exception {
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < PLAIN.length(); i++) {
            for (char changed : "\"\\,}[0\né".toCharArray()) {
                rows.add(PLAIN.substring(0, i) + changed + PLAIN.substring(i + 1));
            }
            rows.add(PLAIN.substring(0, i) + PLAIN.substring(i + 1));
            rows.add(PLAIN.substring(0, i));
        }
        VaultEvent plain = one(PLAIN);
        for (String row : rows) {
            Read read = read(PLAIN + "\n" + row + "\n" + PLAIN + "\n" + PLAIN + "\n");
            assertThat(read.rows.get(0)).as(row).isEqualTo(plain);
            boolean swallowed =
                    read.bad.stream().anyMatch(bad -> bad.reason().startsWith("ends in"));
            assertThat(read.rows.size()).as(row).isBetween(swallowed ? 1 : 3, 4);
        }
    }

    /** The whole of Jackson's parser on the same bytes is the measure. */
    @Test
    void mutatedMembers_areARow_whenTheyAreJson() throws Exception {
        String member =
                "{\"a\":[1,-0.5e+10,{\"b\":null,\"c\":[]},{}],\"name\":\"a text\",\"t\":true,\"f\":false,\"e\":\"\"}";
        String letters = "{}[],:\"0123456789.eE+-truefalsn \n\tx";
        Random random = new Random(17);
        int accepted = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            StringBuilder mutated = new StringBuilder(member);
            for (int change = random.nextInt(3); change >= 0; change--) {
                mutated.setCharAt(
                        random.nextInt(mutated.length()),
                        letters.charAt(random.nextInt(letters.length())));
            }
            String row = PLAIN.substring(0, PLAIN.length() - 1) + ",\"x\":" + mutated + "}";
            Read read = read(row + "\n" + PLAIN + "\n");
            boolean isRow = read.rows.size() == 2 && read.bad.isEmpty();
            assertThat(isRow).as(row).isEqualTo(isJson(row));
            assertThat(read.rows).as(row).isNotEmpty();
            accepted += isRow ? 1 : 0;
        }
        assertThat(accepted).isBetween(MUTATIONS / 20, MUTATIONS * 19 / 20);
    }

    private static boolean isJson(String document) {
        try (JsonParser parser = new JsonFactory().createParser(document)) {
            parser.nextToken();
            parser.skipChildren();
            return parser.nextToken() == null;
        } catch (IOException e) {
            return false;
        }
    }

    /** The buffer ends at each byte of a row. */
    @Test
    void rows_acrossTheEndOfAChunk_areRead() throws Exception {
        String row =
                PLAIN.replace("\"17\"", "17,\"a\":[true,null,-1.5e3,\"ä\\u00e4\"],\"b\":false");
        VaultEvent expected = one(row);
        int length = row.getBytes(StandardCharsets.UTF_8).length;
        for (int i = 0; i <= length; i++) {
            Read read = read(" ".repeat(LogWindow.CHUNK_BYTES - i) + row + "\n" + row);
            assertThat(read.bad).as("%d", i).isEmpty();
            assertThat(read.rows).as("%d", i).hasSize(2);
            assertThat(read.rows.get(0)).as("%d", i).isEqualTo(expected);
        }
    }

    /** The end of a file may be cut off or wrong. */
    @Test
    void lastLine_isCutOrNotJson() throws Exception {
        String cut = PLAIN.substring(0, PLAIN.length() - 4);
        assertThat(read(PLAIN + "\n" + cut).bad)
                .containsExactly(new BadLine("log", 2, "ends in the middle of a record"));
        assertThat(read(PLAIN + "\n" + cut + "\n").bad)
                .containsExactly(new BadLine("log", 2, "not JSON"));
        for (String literal : List.of("tru", "1.", "-", "1e", "nul")) {
            assertThat(read(PLAIN.replace("\"17\"}", literal)).bad)
                    .as(literal)
                    .containsExactly(new BadLine("log", 1, "ends in the middle of a record"));
        }
    }

    /** More origins than are remembered. */
    @Test
    void manyOrigins_areEachThoseOfTheirRow() throws Exception {
        Random random = new Random(7);
        List<String> addresses = new ArrayList<>();
        StringBuilder file = new StringBuilder();
        for (int i = 0; i < 20_000; i++) {
            String address = "10.0." + random.nextInt(256) + "." + random.nextInt(256);
            addresses.add(address);
            file.append(row(ROW, TIME, GUID, address)).append('\n');
        }
        assertThat(read(file.toString()).rows)
                .extracting(event -> event.origin().callerIp())
                .isEqualTo(addresses);
    }

    /** Deeper than 64 levels, a number of more than 64 digits. */
    @Test
    void bounds_areKept() throws Exception {
        for (String value :
                List.of("[".repeat(64) + "]".repeat(64), "1".repeat(65), "-" + "1".repeat(65))) {
            Read read = read(PLAIN.replace("\"17\"", value) + "\n" + PLAIN);
            assertThat(read.rows).as(value).hasSize(1);
            assertThat(read.bad).as(value).extracting(BadLine::line).containsExactly(1L);
        }
        for (String value : List.of("[".repeat(63) + "]".repeat(63), "1".repeat(64))) {
            assertThat(one(PLAIN.replace("\"17\"", value)).durationMs()).isZero();
        }
    }

    private static String plain(String model) {
        return row(model, TIME, GUID, "192.0.2.7");
    }

    private static VaultEvent one(String row) throws IOException {
        Read read = read(row);
        assertThat(read.bad).as(row).isEmpty();
        assertThat(read.rows).as(row).hasSize(1);
        return read.rows.get(0);
    }

    private static Read read(String file) throws IOException {
        BadLines bad = new BadLines();
        List<VaultEvent> rows = new ArrayList<>();
        try (VaultLogReader reader = new VaultLogReader(bad)) {
            reader.open(new ByteArrayInputStream(file.getBytes(StandardCharsets.UTF_8)), 0, "log");
            for (VaultEvent row = reader.next(); row != null; row = reader.next()) {
                rows.add(row);
            }
        }
        return new Read(rows, bad.located());
    }
}
