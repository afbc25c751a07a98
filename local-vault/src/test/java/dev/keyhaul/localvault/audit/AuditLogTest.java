package dev.keyhaul.localvault.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.localvault.access.TokenHolder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log whose writers are interrupted, as a server's threads are when it stops. */
class AuditLogTest {
    private static final int MANY = 100;

    @TempDir Path folder;

    private AuditLog log() throws Exception {
        return AuditLog.in(folder, UUID.nameUUIDFromBytes(new byte[1]));
    }

    private static AuditEvent event(String correlationId) throws Exception {
        return new AuditEvent(
                Instant.parse("2026-01-31T23:00:00Z"),
                VaultHost.parseUrl("https://contoso.vault.azure.net"),
                "KeyImport",
                "7.6",
                200,
                Duration.ZERO,
                "127.0.0.1",
                correlationId,
                Optional.of(TokenHolder.OWNER),
                "test",
                "https://contoso.vault.azure.net/keys/tenant",
                "https://contoso.vault.azure.net/keys/tenant");
    }

    private List<String> logged() throws Exception {
        List<String> ids = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                for (String line : Files.readAllLines(file)) {
                    byte[] json = line.getBytes(StandardCharsets.UTF_8);
                    ids.add(JsonObject.parse(json).string("correlationId"));
                }
            }
        }
        return ids;
    }

    @Test
    void lineOfAnInterruptedThread_isWritten_andTheThreadStaysInterrupted() throws Exception {
        AuditLog log = log();
        Thread.currentThread().interrupt();
        try {
            log.write(event("first"));
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        log.write(event("second"));

        assertThat(logged()).containsExactly("first", "second");
        assertThat(Thread.interrupted()).as("it was not interrupted again").isFalse();
    }

    @Test
    void linesOfAThreadThatIsInterruptedAgainAndAgain_areWrittenOnceAndWhole() throws Exception {
        AuditLog log = log();
        List<Exception> failed = new ArrayList<>();
        Thread writer =
                new Thread(
                        () -> {
                            try {
                                for (int i = 0; i < MANY; i++) {
                                    log.write(event(String.valueOf(i)));
                                }
                            } catch (Exception e) {
                                failed.add(e);
                            }
                        });
        writer.start();
        while (writer.isAlive()) {
            writer.interrupt();
            Thread.sleep(1);
        }

        assertThat(failed).isEmpty();
        assertThat(logged())
                .containsExactlyElementsOf(
                        IntStream.range(0, MANY).mapToObj(String::valueOf).toList());
    }
}
