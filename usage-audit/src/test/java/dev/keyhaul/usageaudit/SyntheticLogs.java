package dev.keyhaul.usageaudit;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

/**
 * Both logs of a tenant's regular life, made from a seed, with misuses planted in it: requests in
 * office hours and some at night, each with its operation in the vault after a moment, at a clock
 * that is 40 seconds ahead; rows of the usage log out of order by up to a minute.
 *
 * <p>Run as a program it makes logs to measure with: {@code SyntheticLogs DIR USES DAYS}.
 */
public final class SyntheticLogs {
    /** What can be planted. */
    public enum Misuse {
        FOREIGN_IDENTITY(1),
        EXCESS_OPERATIONS(2),
        BACKUP(3),
        REFUSALS(4),
        GAP(5);

        private final int sixth;

        Misuse(int sixth) {
            this.sixth = sixth;
        }
    }

    public static final String STRANGER = "5b1c2d3e-0f1a-4b2c-8d3e-4f5a6b7c8d9e";
    public static final String ADMIN = "7a0b1c2d-3e4f-4a5b-9c6d-7e8f9a0b1c2d";
    public static final String ADMIN_NAME = "ada.bell@contoso.com";
    public static final String INTRUDER = "c0ffee00-1111-4222-8333-444455556666";
    public static final int FOREIGN_USES = 25;
    public static final int EXCESS_USES = 300;
    public static final int REFUSALS = 60;
    public static final long SKEW_MS = 40_000;
    public static final Instant BEGIN = Instant.parse("2026-01-05T00:00:00Z");

    private static final String[] OPERATIONS = {"KeySign", "KeyDecrypt", "KeyGet"};
    private static final String[] REQUESTS = {
        "KeyVaultSignDigest", "KeyVaultDecryptRequest", "KeyVaultGetKeyInfoRequest"
    };
    private static final String[] PATHS = {"/sign", "/decrypt", ""};
    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter HOUR =
            DateTimeFormatter.ofPattern("'y='uuuu'/m='MM'/d='dd'/h='HH").withZone(ZoneOffset.UTC);
    private static final int SHUFFLED_ROWS = 24;

    private final Random random;
    private final int uses;
    private final int days;
    private final Set<Misuse> misuses;
    private final String[] addresses = new String[40];

    private SyntheticLogs(long seed, int uses, int days, Set<Misuse> misuses) {
        random = new Random(seed);
        this.uses = uses;
        this.days = days;
        this.misuses = misuses.isEmpty() ? Set.of() : EnumSet.copyOf(misuses);
        for (int i = 0; i < addresses.length; i++) {
            addresses[i] = "20.190." + random.nextInt(256) + "." + random.nextInt(256);
        }
    }

    /** Makes them from the command line: folder, uses, days, and any word more for every misuse. */
    public static void main(String[] args) throws IOException {
        write(
                Path.of(args[0]),
                7,
                Integer.parseInt(args[1]),
                Integer.parseInt(args[2]),
                args.length > 3 ? EnumSet.allOf(Misuse.class) : EnumSet.noneOf(Misuse.class));
    }

    /** Writes {@code folder/vault/y=…/PT1H.json} and {@code folder/rms/….log}. */
    public static void write(Path folder, long seed, int uses, int days, Set<Misuse> misuses)
            throws IOException {
        new SyntheticLogs(seed, uses, days, misuses).write(folder);
    }

    /** When a misuse happens, at the vault's clock. */
    public static Instant when(Misuse misuse, int days) {
        int day = days * misuse.sixth / 6;
        return BEGIN.plusSeconds(day * 86_400L + 11 * 3600 + 13 * 60);
    }

    private record Row(long ms, byte[] line) {}

    private void write(Path folder) throws IOException {
        List<Row> extra = planted();
        extra.sort((a, b) -> Long.compare(a.ms, b.ms));
        try (Hourly vault = new Hourly(folder.resolve("vault"));
                Daily rms = new Daily(folder.resolve("rms"))) {
            double meanMs = days * 86_400_000.0 / uses;
            double at = BEGIN.toEpochMilli();
            int nextExtra = 0;
            List<Row> rmsRows = new ArrayList<>();
            List<Row> vaultRows = new ArrayList<>();
            for (int i = 0; i < uses; i++) {
                at += -Math.log(1 - random.nextDouble()) * meanMs * pace((long) at);
                long requestMs = (long) at;
                int kind = Math.max(0, random.nextInt(5) - 2);
                long operationMs =
                        requestMs
                                + SKEW_MS
                                + (long) (random.nextDouble() * random.nextDouble() * 3000);
                rmsRows.add(new Row(requestMs, rmsLine(requestMs, kind)));
                if (!isInGap(operationMs)) {
                    vaultRows.add(
                            new Row(
                                    operationMs,
                                    vaultLine(
                                            operationMs,
                                            kind,
                                            AuditSettings.RIGHTS_MANAGEMENT,
                                            200)));
                    // Now and then the service delivers a row twice, and fails.
                    if (random.nextInt(500) == 0) {
                        vaultRows.add(vaultRows.get(vaultRows.size() - 1));
                    }
                    if (random.nextInt(2000) == 0) {
                        vaultRows.add(
                                new Row(
                                        operationMs,
                                        vaultLine(
                                                operationMs,
                                                kind,
                                                AuditSettings.RIGHTS_MANAGEMENT,
                                                429)));
                    }
                }
                while (nextExtra < extra.size() && extra.get(nextExtra).ms <= operationMs) {
                    vaultRows.add(extra.get(nextExtra++));
                }
                if (rmsRows.size() == SHUFFLED_ROWS || i == uses - 1) {
                    Collections.shuffle(rmsRows, random);
                    rmsRows.forEach(rms::add);
                    rmsRows.clear();
                    Collections.shuffle(vaultRows, random);
                    vaultRows.forEach(vault::add);
                    vaultRows.clear();
                }
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** Few requests at night: waiting is longer. */
    private static double pace(long ms) {
        long hour = ms / 3_600_000 % 24;
        return hour >= 7 && hour < 19 ? 0.55 : 5.0;
    }

    private List<Row> planted() {
        List<Row> rows = new ArrayList<>();
        for (Misuse misuse : misuses) {
            long at = when(misuse, days).toEpochMilli();
            switch (misuse) {
                case FOREIGN_IDENTITY -> {
                    for (int i = 0; i < FOREIGN_USES; i++) {
                        rows.add(row(at + i * 2000L, 0, "KeySign", STRANGER, 200));
                    }
                }
                case EXCESS_OPERATIONS -> {
                    for (int i = 0; i < EXCESS_USES; i++) {
                        rows.add(
                                row(
                                        at + i * 250L,
                                        0,
                                        "KeySign",
                                        AuditSettings.RIGHTS_MANAGEMENT,
                                        200));
                    }
                }
                case BACKUP -> rows.add(row(at, 2, "KeyBackup", ADMIN, 200));
                case REFUSALS -> {
                    for (int i = 0; i < REFUSALS; i++) {
                        rows.add(row(at + i * 900L, 1, "KeyDecrypt", INTRUDER, 403));
                    }
                }
                case GAP -> {
                    // Rows are left out instead.
                }
            }
        }
        return rows;
    }

    private boolean isInGap(long ms) {
        long from = when(Misuse.GAP, days).toEpochMilli();
        return misuses.contains(Misuse.GAP) && ms >= from && ms < from + 40 * 60_000;
    }

    private Row row(long ms, int kind, String operation, String appId, int status) {
        return new Row(ms, line(ms, operation, PATHS[kind], appId, status));
    }

    private byte[] vaultLine(long ms, int kind, String appId, int status) {
        return line(ms, OPERATIONS[kind], PATHS[kind], appId, status);
    }

    private byte[] line(long ms, String operation, String path, String appId, int status) {
        String key =
                "https://contoso-kv.vault.azure.net/keys/tenant/0123456789abcdef0123456789abcdef";
        return ("{\"time\":\""
                        + SECONDS.format(Instant.ofEpochMilli(ms))
                        + "."
                        + String.valueOf(1000 + ms % 1000).substring(1)
                        + String.valueOf(10_000 + random.nextInt(10_000)).substring(1)
                        + "Z\",\"category\":\"AuditEvent\",\"operationName\":\""
                        + operation
                        + "\",\"resultType\":\""
                        + (status < 400 ? "Success" : "Failure")
                        + "\",\"correlationId\":\""
                        + uuid()
                        + "\",\"callerIpAddress\":\""
                        + addresses[random.nextInt(addresses.length)]
                        + "\",\"identity\":{\"claim\":{\"http://schemas.microsoft.com/identity/claims/objectidentifier\":"
                        + "\"d9da5121-abab-4a3a-9d2c-1c5b5d6b7a11\",\"appid\":\""
                        + appId
                        + (appId.equals(ADMIN) ? "\",\"upn\":\"" + ADMIN_NAME : "")
                        + "\"}},\"properties\":{\"id\":\""
                        + key
                        + "\",\"clientInfo\":\"Microsoft.RightsManagement.KeyVault/1.2 (NT 10.0;"
                        + " Azure) AzureSDK/4.6\",\"requestUri\":\""
                        + key
                        + path
                        + "?api-version=7.4\",\"httpStatusCode\":"
                        + status
                        + ",\"hsmPlatform\":\"2\",\"keyProperties\":{\"type\":\"RSA-HSM\",\"size\":2048},"
                        + "\"tlsVersion\":\"TLS1_2\",\"subnetId\":\"(unknown)\","
                        + "\"tenantId\":\"8c1d2e3f-4a5b-4c6d-9e7f-0a1b2c3d4e5f\"},"
                        + "\"resourceId\":\"/SUBSCRIPTIONS/3F2504E0-4F89-11D3-9A0C-0305E82C3301/RESOURCEGROUPS/CONTOSO-AIP"
                        + "/PROVIDERS/MICROSOFT.KEYVAULT/VAULTS/CONTOSO-KV\",\"operationVersion\":\"7.4\","
                        + "\"resultSignature\":\""
                        + (status < 400 ? "OK" : "Forbidden")
                        + "\",\"durationMs\":\""
                        + (10 + random.nextInt(50))
                        + "\"}\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    private byte[] rmsLine(long ms, int kind) {
        String time = SECONDS.format(Instant.ofEpochMilli(ms));
        return (time.replace('T', '\t')
                        + "\t"
                        + uuid()
                        + "\t"
                        + REQUESTS[kind]
                        + "\t'microsoftrmsonline@contoso.com'\t'Success'\t"
                        + uuid()
                        + "\t-\t-\t-\t-\t-\t-\t-\t20.190.1."
                        + random.nextInt(256)
                        + "\t-\t-\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    private String uuid() {
        return new UUID(random.nextLong(), random.nextLong()).toString();
    }

    /** A blob an hour, as in the log container. */
    private static final class Hourly implements AutoCloseable {
        private final Path folder;
        private OutputStream out = OutputStream.nullOutputStream();
        private String open = "";

        Hourly(Path folder) {
            this.folder = folder;
        }

        void add(Row row) {
            try {
                String hour = HOUR.format(Instant.ofEpochMilli(row.ms));
                // Rows stray into the neighbouring hour's blob, which was delivered already: kept
                // here.
                if (hour.compareTo(open) > 0) {
                    out.close();
                    open = hour;
                    Path blob = Files.createDirectories(folder.resolve(hour).resolve("m=00"));
                    out =
                            new BufferedOutputStream(
                                    Files.newOutputStream(blob.resolve("PT1H.json")), 1 << 16);
                }
                out.write(row.line);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }

    /** A file a day. */
    private static final class Daily implements AutoCloseable {
        private final Path folder;
        private OutputStream out = OutputStream.nullOutputStream();
        private String open = "";

        Daily(Path folder) throws IOException {
            this.folder = Files.createDirectories(folder);
        }

        void add(Row row) {
            try {
                String day = HOUR.format(Instant.ofEpochMilli(row.ms)).substring(0, 17);
                if (day.compareTo(open) > 0) {
                    out.close();
                    open = day;
                    out =
                            new BufferedOutputStream(
                                    Files.newOutputStream(
                                            folder.resolve(
                                                    "rmslog-"
                                                            + day.replaceAll("[^0-9]+", "")
                                                            + ".log")),
                                    1 << 16);
                    out.write(
                            ("#Software: RMS\n"
                                            + "#Version: 1.1\n"
                                            + "#Fields: date\ttime\trow-id\trequest-type\tuser-id\tresult"
                                            + "\tcorrelation-id\tcontent-id\towner-email\tissuer\ttemplate-id"
                                            + "\tfile-name\tdate-published\tc-info\tc-ip\tadmin-action"
                                            + "\tacting-as-user\n")
                                    .getBytes(StandardCharsets.UTF_8));
                }
                out.write(row.line);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }
}
