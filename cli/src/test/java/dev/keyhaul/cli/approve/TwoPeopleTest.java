package dev.keyhaul.cli.approve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.ceremony.RecordFolder;
import dev.keyhaul.ceremony.RecordVerification;
import dev.keyhaul.ceremony.UnresolvedPoints;
import dev.keyhaul.cli.command.CommandTable;
import dev.keyhaul.cli.fixture.ReleasedFiles;
import dev.keyhaul.terminal.command.Commands;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The report names each command that ran without the approval that it could have asked for. */
class TwoPeopleTest {
    @TempDir Path home;

    @Test
    void everyCommandWithApprovals_isAnOpenPoint_withoutOne() throws Exception {
        Path files = Files.createDirectory(home.resolve("files"));
        ReleasedFiles.copy("0.1.0", files);
        String record = doneRecord(files.resolve("record-unsigned/records"));
        List<String> askable =
                CommandTable.KEYHAUL.all().stream()
                        .filter(TwoPeopleTest::takesApprovals)
                        .map(Commands.Entry::name)
                        .toList();
        assertThat(askable).contains("vault import-key", "batch run", "key delete", "kek download");

        for (Commands.Entry entry : CommandTable.KEYHAUL.all()) {
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
        return CommandTable.KEYHAUL
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

    private static String doneRecord(Path folder) throws Exception {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                String text = Files.readString(file);
                if (text.contains("\"byok create\"") && text.contains("\"exit\": 0")) {
                    return text;
                }
            }
        }
        throw new AssertionError("no record of a blob that was made");
    }
}
