package dev.keyhaul.usageaudit.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * A row that is read by its shape gives what it gives member by member: the same file is read by a
 * reader that learns the shapes of rows, and by one that learns none.
 */
class RowShapeTest {
    private static final String TIME = "2026-01-05T10:00:00.1234567Z";
    private static final String GUID = "9f6b1d2e-0a1b-4c2d-8e3f-4a5b6c7d8e9f";
    private static final String VAULT_ROW =
            "{\"time\":\"TIME\",\"category\":\"AuditEvent\",\"operationName\":\"KeySign\","
                    + "\"resultType\":\"Success\",\"correlationId\":\"GUID\",\"callerIpAddress\":\"192.0.2.7\","
                    + "\"identity\":{\"claim\":{\"appid\":\"AAAA\",\"oid\":\"BBBB\",\"upn\":\"ann@contoso.com\"}},"
                    + "\"properties\":{\"id\":\"https://kv.vault.azure.net/keys/tenant/0123456789abcdef0123456789abcdef\","
                    + "\"clientInfo\":\"SDK\\/1\",\"httpStatusCode\":200},\"durationMs\":\"17\"}";
    private static final List<String> MODELS =
            List.of(
                    VAULT_ROW,
                    VAULT_ROW.replace("\"17\"", "17"),
                    VAULT_ROW.replace("\"17\"", "\"1.5\""),
                    VAULT_ROW.replace("\"17\"", "null"),
                    VAULT_ROW.replace(",", ",\n  ").replace("\"17\"", "17"),
                    VAULT_ROW.replace("\"correlationId\":\"GUID\",", ""),
                    VAULT_ROW.replace("GUID", "chosen-by-the-caller"),
                    VAULT_ROW.replace("\"callerIpAddress\":\"192.0.2.7\",", ""),
                    VAULT_ROW.replace("\"192.0.2.7\"", "null"),
                    VAULT_ROW.replace("192.0.2.7", "192.0.2.7\\u0020"),
                    VAULT_ROW.replace(
                            "{\"time\":\"TIME\"", "{\"durationMs\":5,\"a\":[],\"time\":\"TIME\""),
                    VAULT_ROW.replace("{\"time\"", "{\"time\":\"2020-01-01T00:00:00Z\",\"time\""),
                    VAULT_ROW.replace(
                            "\"resultType\"", "\"callerIpAddress\":\"10.0.0.1\",\"resultType\""),
                    VAULT_ROW
                            .replace("\"callerIpAddress\":\"192.0.2.7\",", "")
                            .replace(
                                    "\"resultType\"",
                                    "\"callerIpAddress\":\"10.0.0.1\",\"callerIpAddress\":null,\"resultType\""),
                    VAULT_ROW
                            .replace("AuditEvent", "AzurePolicyEvaluationDetails")
                            .replace("TIME", "no time"),
                    VAULT_ROW.replace("KeySign", ""));

    @Test
    void rowsOfAShape_readAsMemberByMember() throws Exception {
        int compared = 0;
        for (String model : MODELS) {
            List<String> rows = new ArrayList<>();
            for (String time : List.of(TIME, "2026-12-31T23:59:59.9999999Z")) {
                for (String guid :
                        List.of(GUID, GUID.toUpperCase(Locale.ROOT), GUID.replace('9', '0'))) {
                    for (String address : List.of("192.0.2.7", "198.51.100.200", "", "::1", "é")) {
                        rows.add(row(model, time, guid, address));
                    }
                }
            }
            compared += assertSame(rows);
        }
        // Rows of another category are neither rows nor bad.
        assertThat(compared).isEqualTo((MODELS.size() - 1) * 30);
    }

    @Test
    void knownShape_isRead_withItsOwnValues() throws Exception {
        String address = "198.51.100.200";
        JsonBytes json = new JsonBytes();
        json.bytes =
                (row(VAULT_ROW, TIME, GUID, "192.0.2.7")
                                + row(VAULT_ROW, TIME.replace('7', '8'), GUID, address))
                        .getBytes(StandardCharsets.UTF_8);
        json.end = json.bytes.length;
        VaultRecord record = new VaultRecord();
        RowShapes shapes = new RowShapes(1);

        assertThat(shapes.read(json)).isNull();
        assertThat(record.read(json)).isEqualTo(VaultRecord.Outcome.EVENT);
        VaultEvent first = record.event(1);
        shapes.learn(json, 0, 0, record.spans, first.origin());
        VaultOrigin origin = shapes.read(json);

        assertThat(origin).isEqualTo(first.origin().from(address)).isNotEqualTo(first.origin());
        assertThat(shapes.values.ticks).isEqualTo(first.ticks() + 1);
        assertThat(shapes.values.correlationId).isEqualTo(first.correlationId());
        assertThat(json.at).isEqualTo(json.end);
    }

    @Test
    void durations_readAsMemberByMember() throws Exception {
        for (String model : List.of(VAULT_ROW, VAULT_ROW.replace("\"17\"", "17"))) {
            List<String> rows = new ArrayList<>();
            for (String duration :
                    List.of(
                            "17",
                            "0",
                            "123456789012345",
                            "1234567890123456",
                            "017",
                            "-1",
                            "1.5",
                            "1e3",
                            "",
                            "null",
                            "\\u0031",
                            "x",
                            "1 ",
                            "1\t2",
                            "{}")) {
                rows.add(row(model.replace("17", duration), TIME, GUID, "192.0.2.7"));
                rows.add(row(model, TIME, GUID, "192.0.2.7"));
            }
            assertThat(assertSame(rows)).isEqualTo(30);
        }
    }

    /** Each byte of a row, changed to what has a meaning in JSON, and each left out. */
    @Test
    void changedRows_readAsMemberByMember() throws Exception {
        String plain = row(VAULT_ROW.replace("\"17\"", "17"), TIME, GUID, "192.0.2.7");
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < plain.length(); i++) {
            for (char changed : "\"\\,:{}[]0a-.Z \t\n\u0001\u007fé".toCharArray()) {
                rows.add(plain.substring(0, i) + changed + plain.substring(i + 1));
            }
            rows.add(plain.substring(0, i) + plain.substring(i + 1));
            rows.add(plain.substring(0, i));
        }
        int compared = 0;
        for (String row : rows) {
            compared += assertSame(List.of(plain, row, plain));
        }
        assertThat(compared).isGreaterThan(2 * rows.size());
    }

    /** Rows of many shapes one after another, more than are remembered. */
    @Test
    void manyShapesAndAddresses_readAsMemberByMember() throws Exception {
        Random random = new Random(7);
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            String model =
                    MODELS.get(random.nextInt(8))
                            .replace("SDK", "SDK" + random.nextInt(3))
                            .replace("17", Integer.toString(random.nextInt(2000)));
            rows.add(
                    row(
                            model,
                            TIME.replace("1234567", "%07d".formatted(random.nextInt(9_999_999))),
                            GUID.replace("9f6b", "%04x".formatted(random.nextInt(65536))),
                            "10.0." + random.nextInt(40) + "." + random.nextInt(256)));
        }
        assertThat(assertSame(rows)).isEqualTo(20_000);
    }

    /** Then shapes are not tried for a while, and again. */
    @Test
    void eachRowOfItsOwnShape_thenOfOne_readAsMemberByMember() throws Exception {
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            String model = i < 6000 ? VAULT_ROW.replace("SDK", "SDK" + i) : VAULT_ROW;
            rows.add(row(model, TIME, GUID, "192.0.2." + i % 256));
        }
        assertThat(assertSame(rows)).isEqualTo(10_000);
    }

    private static String row(String model, String time, String guid, String address) {
        return model.replace("TIME", time).replace("GUID", guid).replace("192.0.2.7", address);
    }

    /** Returns how many rows and bad lines there were. */
    private static int assertSame(List<String> rows) throws IOException {
        String file = String.join("\n", rows) + "\n";
        Read expected = read(file, 0, Integer.MAX_VALUE);
        assertThat(read(file, RowShapes.MOST, Integer.MAX_VALUE)).as(file).isEqualTo(expected);
        if (rows.size() < 100) {
            // A few bytes at a time: rows are incomplete again and again.
            assertThat(read(file, RowShapes.MOST, 101)).as(file).isEqualTo(expected);
        }
        return (int) (expected.rows.size() + expected.badCount);
    }

    private record Read(List<VaultEvent> rows, List<BadLine> bad, long badCount) {}

    private static Read read(String file, int shapes, int atATime) throws IOException {
        InputStream in =
                new ByteArrayInputStream(file.getBytes(StandardCharsets.UTF_8)) {
                    @Override
                    public synchronized int read(byte[] into, int from, int length) {
                        return super.read(into, from, Math.min(length, atATime));
                    }
                };
        BadLines bad = new BadLines();
        List<VaultEvent> rows = new ArrayList<>();
        try (VaultLogReader reader = new VaultLogReader(bad, shapes)) {
            reader.open(in, 0, "log");
            for (VaultEvent row = reader.next(); row != null; row = reader.next()) {
                rows.add(row);
            }
        }
        return new Read(rows, bad.located(), bad.count());
    }
}
