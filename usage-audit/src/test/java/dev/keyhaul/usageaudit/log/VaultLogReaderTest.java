package dev.keyhaul.usageaudit.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** Every form of the log gives the same rows; a damaged row affects only itself. */
class VaultLogReaderTest {
    private static final String HEAD =
            "\"category\":\"AuditEvent\",\"operationName\":\"KeySign\",\"resultType\":\"Success\","
                    + "\"correlationId\":\"9f6b1d2e-0a1b-4c2d-8e3f-4a5b6c7d8e9f\",\"callerIpAddress\":\"192.0.2.7\",";
    private static final String URI =
            "https://Contoso-KV.vault.azure.net/keys/Tenant/0123456789abcdef0123456789abcdef/sign?api-version=7.4";

    private final BadLines badLines = new BadLines();

    private static String row(String time) {
        return "{\"time\":\""
                + time
                + "\","
                + HEAD
                + "\"durationMs\":\"17\",\"identity\":{\"claim\":{\"appid\":\"AAAA\",\"oid\":\"BBBB\","
                + "\"upn\":\"Ann@contoso.com\"}},\"properties\":{\"requestUri\":\""
                + URI
                + "\",\"httpStatusCode\":200}}";
    }

    private static final String ONE = row("2026-01-05T10:00:00.1234567Z");
    private static final String TWO = row("2026-01-05T10:00:01Z");

    @Test
    void everyShape_givesTheSameRows() throws Exception {
        List<String> shapes =
                List.of(
                        ONE + "\n" + TWO + "\n",
                        ONE + "\r\n\r\n" + TWO,
                        "\uFEFF" + ONE + "\n" + TWO,
                        "[" + ONE + "," + TWO + "]",
                        "[\n" + ONE + ",\n" + TWO + "\n]\n",
                        "{\"records\":[" + ONE + "," + TWO + "]}",
                        "{\"next\":{\"a\":[1]},\"records\":[\n"
                                + ONE
                                + "\n,\n"
                                + TWO
                                + "\n],\"more\":1}",
                        "{\"records\":[" + ONE + "]}\n{\"records\":[" + TWO + "]}\n",
                        ONE.replace(",", ",\n  ") + "\n" + TWO.replace("{", "{\n"));
        for (String shape : shapes) {
            for (byte[] file : List.of(bytes(shape), gzip(bytes(shape)))) {
                List<VaultEvent> rows = read(file);
                assertThat(rows).as(shape).hasSize(2);
                assertThat(rows.get(0).ticks()).isEqualTo(17_676_072_001_234_567L);
                assertThat(rows.get(0).atMs()).isEqualTo(1_767_607_200_123L);
                assertThat(rows.get(0).subMs()).isEqualTo(4567);
                assertThat(rows.get(0).durationMs()).isEqualTo(17);
                assertThat(rows.get(1).origin()).isSameAs(rows.get(0).origin());
                assertThat(LogPosition.row(rows.get(1).position())).isEqualTo(2);
            }
        }
        assertThat(badLines.located()).isEmpty();
    }

    @Test
    void variants_ofAVaultAndAManagedHsm_meanTheSame() throws Exception {
        String managedHsm =
                "{\"time\":\"2026-01-05T11:00:01+01:00\","
                        + HEAD
                        + "\"durationMs\":17,\"identity\":\"{\\\"claim\\\":{\\\"appid\\\":\\\"aaaa\\\","
                        + "\\\"oid\\\":\\\"bbbb\\\",\\\"upn\\\":\\\"ann@contoso.com\\\"}}\",\"requestUri\":\""
                        + URI
                        + "\",\"httpStatusCode\":\"200\",\"properties\":{\"PoolType\":\"M-HSM\"}}";
        String uris =
                TWO.replace(
                                "\"oid\"",
                                "\"http://schemas.microsoft.com/identity/claims/objectidentifier\"")
                        .replace(
                                "\"upn\"",
                                "\"http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn\"");

        List<VaultEvent> rows = read(bytes(TWO + "\n" + managedHsm + "\n" + uris));

        assertThat(rows).hasSize(3);
        assertThat(rows).allMatch(row -> row.origin().equals(rows.get(0).origin()));
        assertThat(rows).allMatch(row -> row.ticks() == rows.get(0).ticks());
        VaultOrigin origin = rows.get(0).origin();
        assertThat(origin.appId()).isEqualTo("aaaa");
        assertThat(origin.objectId()).isEqualTo("bbbb");
        assertThat(origin.upn()).isEqualTo("ann@contoso.com");
        assertThat(origin.vault()).isEqualTo("contoso-kv");
        assertThat(origin.keyName()).isEqualTo("tenant");
        assertThat(origin.keyVersion()).isEqualTo("0123456789abcdef0123456789abcdef");
        assertThat(origin.status()).isEqualTo(200);
    }

    /** Ten files, each damaged differently: intact rows are read, the rest is located. */
    @Test
    void tenMalformedFiles_areReadAsFarAsTheyGo() throws Exception {
        byte[] whole = gzip(bytes((ONE + "\n").repeat(400)));
        requireBad("no JSON", "hello\n" + ONE + "\n", 1, "1 not JSON");
        requireBad(
                "a line cut short",
                ONE + "\n" + TWO.substring(0, 300) + "\n" + ONE + "\n",
                2,
                "2 not JSON");
        requireBad(
                "a brace too few",
                ONE.substring(0, ONE.length() - 1) + "\n" + TWO + "\n",
                1,
                "1 not JSON");
        requireBad(
                "the last record cut",
                ONE + "\n" + TWO.substring(0, 100),
                1,
                "2 ends in the middle of a record");
        requireBad(
                "a bad record in a wrapper",
                "{\"records\":[\n" + ONE + ",\n{\"time\":tomorrow},\n" + TWO + "\n]}\n",
                2,
                "3 not JSON");
        requireBad(
                "no operation",
                "{\"time\":\"2026-01-05T10:00:00Z\"}\n" + ONE,
                1,
                "1 an object without operationName");
        requireBad(
                "no time",
                ONE.replace("2026-01-05", "yesterday!") + "\n" + TWO,
                1,
                "1 invalid timestamp");
        requireBad(
                "a record too long",
                "{\"x\":\"" + "x".repeat(3_000_000) + "\"}\n" + ONE + "\n",
                1,
                "1 longer than 1048576 bytes");
        requireBad("deeply nested", "[".repeat(500) + "\n" + ONE + "\n", 1, "1 not JSON");
        List<VaultEvent> rows = read(Arrays.copyOf(whole, whole.length - 20));
        assertThat(rows).isNotEmpty();
        assertThat(badLines.located().get(0).reason())
                .isEqualTo("the rest of the file cannot be read: the gzip stream is cut off");
    }

    private void requireBad(String what, String file, int rows, String bad) throws Exception {
        BadLines found = new BadLines();
        List<VaultEvent> events = read(new ByteArrayInputStream(bytes(file)), found);
        assertThat(events).as(what).hasSize(rows);
        assertThat(found.located())
                .as(what)
                .extracting(line -> line.line() + " " + line.reason())
                .containsExactly(bad);
    }

    @Test
    void gzipBomb_isStopped() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes(ONE + "\n"));
            byte[] blanks = new byte[1 << 20];
            Arrays.fill(blanks, (byte) ' ');
            for (int i = 0; i < 200; i++) {
                gzip.write(blanks);
            }
        }

        assertThat(read(out.toByteArray())).hasSize(1);
        assertThat(badLines.located().toString()).contains("decompresses to more than 250 times");
    }

    @Test
    void truncatedAtEachByte_andEachByteFlipped_neverFails() throws Exception {
        byte[] file = bytes("{\"records\":[" + ONE + ",\n" + TWO + "]}\n");
        for (int i = 0; i < file.length; i++) {
            assertThat(read(Arrays.copyOf(file, i)).size()).isLessThanOrEqualTo(2);
            byte[] flipped = file.clone();
            flipped[i] ^= (byte) (1 << (i % 8));
            assertThat(read(flipped).size()).isLessThanOrEqualTo(2);
        }
    }

    private List<VaultEvent> read(byte[] file) throws Exception {
        return read(new ByteArrayInputStream(file), badLines);
    }

    private static List<VaultEvent> read(InputStream in, BadLines bad) throws Exception {
        List<VaultEvent> rows = new ArrayList<>();
        try (VaultLogReader reader = new VaultLogReader(bad)) {
            reader.open(in, 0, "log");
            for (VaultEvent row = reader.next(); row != null; row = reader.next()) {
                rows.add(row);
            }
        }
        return rows;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] gzip(byte[] plain) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(plain);
        }
        return out.toByteArray();
    }
}
