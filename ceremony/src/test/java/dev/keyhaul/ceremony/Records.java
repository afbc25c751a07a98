package dev.keyhaul.ceremony;

import dev.keyhaul.core.key.KeyOrigin;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Records for tests, every member filled. */
final class Records {
    static final Instant START = Instant.parse("2026-03-01T09:00:00Z");
    static final String HASH = "0123456789abcdef".repeat(4);

    private Records() {}

    static Deed deed(int second, String command) {
        return new Deed(
                command,
                Map.of("--token", "hsm"),
                START.plusSeconds(second),
                START.plusSeconds(second + 1),
                3,
                Optional.of("it is \"forbidden\" \u0007"),
                Optional.of("ask"));
    }

    static Setting setting() {
        return new Setting(
                List.of(new Person("operator", "Ada Bell"), new Person("witness", "Bo Höß")),
                "offline-1",
                "ceremony",
                "Linux 6.1 amd64, Java 17",
                ClockState.NOT_SYNCHRONISED,
                "keyhaul 1.0");
    }

    static Facts noFacts() {
        return new RecordDraft().facts(Path.of("records"));
    }

    static Facts facts() {
        return facts(List.of());
    }

    static Facts facts(List<ApprovalFact> approvals) {
        return new Facts(
                List.of(
                        new TokenFact(
                                "hsm",
                                "0001",
                                "Maker, Model, 1.2",
                                true,
                                KeyOrigin.Protection.HARDWARE_TOKEN,
                                "/m.so",
                                HASH)),
                Optional.of(new VaultFact("https://v", "Ada", Optional.of(START))),
                List.of(new KeyFact(KeyFact.TARGET, "sha256:00", "token hsm", "")),
                List.of(new ProofFact(ProofFact.BLOB, "in the token", true)),
                List.of(new FileFact(FileFact.WRITTEN, "blob", "../t.byok", 1480, HASH)),
                approvals,
                List.of("careful"));
    }
}
