package dev.keyhaul.cli.ceremony;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.FolderContent;
import dev.keyhaul.cli.fixture.RealCommand;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * With {@code --force}, no page takes the place of a file of the ceremony: the plan, a record, an
 * approval, a copy, a journal. All is refused before anything changes.
 */
@Tag("long")
final class OverwrittenCeremonyIT {
    @TempDir static Path home;

    @Test
    void page_replacesNoFileOfTheCeremony() throws Exception {
        Party open = Rehearsals.enrolled(Files.createDirectory(home.resolve("open")), new Paper());
        Party closed = Rehearsals.printed(Files.createDirectory(home.resolve("c")), new Paper());
        for (Party party : List.of(open, closed)) {
            for (String name :
                    List.of(
                            "approvals/byok-create-0123456789ab.request.json",
                            "approvals/byok-create-0123456789ab.approved-by-0123456789ab.sig",
                            "copies/20261201T000000Z-0-0/manifest.json",
                            "copies/20261201T000000Z-0-0/recipient-1.bin",
                            "copies/journal.jsonl",
                            "records/of-another-program.sig")) {
                Path file = party.stick().resolve(name);
                Files.createDirectories(file.getParent());
                Files.writeString(file, name);
            }
        }
        SoftAssertions all = new SoftAssertions();
        int tried = 0;
        for (Party party : List.of(open, closed)) {
            for (Path file : files(party.stick())) {
                for (String command : List.of("report", "script")) {
                    FolderContent before = FolderContent.of(party.stick());
                    RealCommand.Result result =
                            party.keyhaul()
                                    .run(
                                            "ceremony",
                                            command,
                                            party.plan().toString(),
                                            "-o",
                                            file.toString(),
                                            "--force");
                    all.assertThat(result.exit()).as("%s -o %s", command, file).isNotZero();
                    all.assertThat(FolderContent.of(party.stick()))
                            .as("%s -o %s: %s", command, file, result.err())
                            .isEqualTo(before);
                    tried++;
                }
            }
        }
        all.assertAll();
        assertThat(tried).isGreaterThanOrEqualTo(2 * 2 * 7);
    }

    private static List<Path> files(Path stick) throws Exception {
        try (Stream<Path> tree = Files.walk(stick)) {
            return new ArrayList<>(
                    tree.filter(Files::isRegularFile)
                            .filter(file -> !file.toString().endsWith(".html"))
                            .toList());
        }
    }
}
