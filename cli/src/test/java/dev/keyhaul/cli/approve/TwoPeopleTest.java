package dev.keyhaul.cli.approve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.ceremony.CeremonyRecord;
import dev.keyhaul.ceremony.ClockState;
import dev.keyhaul.ceremony.Deed;
import dev.keyhaul.ceremony.RecordDraft;
import dev.keyhaul.ceremony.RecordFolder;
import dev.keyhaul.ceremony.RecordVerification;
import dev.keyhaul.ceremony.Setting;
import dev.keyhaul.ceremony.UnresolvedPoints;
import dev.keyhaul.cli.line.Commands;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The report names each command that ran without the approval that it could have asked for. */
class TwoPeopleTest {
    @TempDir Path home;

    @Test
    void everyCommandWithApprovals_isAnOpenPoint_withoutOne() throws Exception {
        String record = doneRecord();
        List<String> askable =
                Commands.KEYHAUL.all().stream()
                        .filter(TwoPeopleTest::takesApprovals)
                        .map(Commands.Entry::name)
                        .toList();
        assertThat(askable).contains("vault import-key", "batch run", "key delete", "kek download");

        for (Commands.Entry entry : Commands.KEYHAUL.all()) {
            Path folder = Files.createDirectory(home.resolve(entry.name()));
            Files.writeString(
                    folder.resolve("one.record.json"),
                    record.replace("\"byok create\"", "\"" + entry.name() + "\""));
            assertThat(
                            UnresolvedPoints.of(verification(folder)).stream()
                                    .filter(TwoPeopleTest::isAlone))
                    .as(entry.name())
                    .hasSize(askable.contains(entry.name()) ? 1 : 0);
        }
    }

    private static boolean takesApprovals(Commands.Entry entry) {
        return Commands.KEYHAUL
                .line(entry)
                .getCommandSpec()
                .optionsMap()
                .containsKey("--require-approval");
    }

    private static boolean isAlone(String point) {
        return point.endsWith("ran without another person's approval");
    }

    private static RecordVerification verification(Path folder) throws Exception {
        return RecordVerification.of(RecordFolder.open(folder), List.of(), List.of(), null);
    }

    private static String doneRecord() {
        Instant time = Instant.parse("2026-03-01T09:00:00Z");
        CeremonyRecord record =
                new CeremonyRecord(
                        new Deed(
                                "byok create",
                                Map.of(),
                                time,
                                time,
                                0,
                                Optional.empty(),
                                Optional.empty()),
                        new Setting(List.of(), "h", "a", "s", ClockState.SYNCHRONISED, "keyhaul"),
                        new RecordDraft().facts(Path.of("records")),
                        List.of(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty());
        return new String(record.toFile(), StandardCharsets.UTF_8);
    }
}
