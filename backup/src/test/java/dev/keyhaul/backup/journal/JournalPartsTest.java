package dev.keyhaul.backup.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.backup.manifest.CopyId;
import dev.keyhaul.backup.manifest.JournalHead;
import dev.keyhaul.backup.manifest.Manifest;
import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.fixture.JsonMutants;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Entries, lines and heads of a journal, each for itself. */
class JournalPartsTest {
    private static final Manifest.StoreId STORE =
            new Manifest.StoreId("00112233445566778899aabbccddeeff");
    private static final CopyId COPY = new CopyId("20261124T155151Z-00112233-44556677");

    @TempDir Path folder;
    private Path path;

    @BeforeEach
    void writeThreeEntries() throws Exception {
        path = folder.resolve(JournalFile.NAME);
        JournalFile file = new JournalFile(folder, STORE);
        for (int i = 0; i < 3; i++) {
            file.append(
                    file.read(),
                    Instant.parse("2026-11-24T15:51:51Z"),
                    "operator@desk",
                    JournalEvent.DRILLED,
                    Map.of(JournalEntry.COPY, COPY.text()),
                    null);
        }
    }

    /** A journal is signed, and each entry has the hash of the one before. */
    @Test
    void entry_hasTheMembersThatWereSigned() {
        assertThat(JournalLine.FORM.members())
                .containsExactly(
                        "number: a whole number",
                        "time: a string",
                        "by: a string",
                        "event: one of writing, created, abandoned, drilled, restored, repaired,"
                                + " evidence_key",
                        "details: an object of strings",
                        "previous: a string",
                        "signed_by?: a string");
    }

    @Test
    void entryWithAWrongMember_isRefusedOrReadAsItIs() throws Exception {
        byte[] line = Files.readAllLines(path).get(0).getBytes(UTF_8);
        assertThat(JsonMutants.of(line)).hasSizeGreaterThan(60);
        assertThat(JsonMutants.accepted(line, JournalLine::parse))
                .allSatisfy((what, how) -> assertThat(how).isEqualTo("accepted"))
                .doesNotContainKeys(".unknown", ".number true", ".event long text");
    }

    private Journal journal(int entries) throws Exception {
        List<String> lines = Files.readAllLines(path).subList(0, entries);
        String text = entries == 0 ? "" : String.join("\n", lines) + "\n";
        return Journal.parse(text.getBytes(UTF_8), STORE);
    }

    @Test
    void journal_holdsWhatItOnceWas_andNothingElse() throws Exception {
        Journal whole = journal(3);
        for (int entries = 0; entries <= 3; entries++) {
            assertThat(whole.holds(journal(entries).head())).isTrue();
            assertThat(whole.continues(journal(entries))).isTrue();
        }
        assertThat(journal(2).holds(whole.head())).as("longer").isFalse();
        assertThat(journal(2).continues(whole)).as("longer").isFalse();
        assertThat(whole.holds(new JournalHead(3, "0".repeat(64)))).as("another").isFalse();
        assertThat(whole.holds(new JournalHead(2, whole.head().sha256()))).isFalse();
        Manifest.StoreId other = new Manifest.StoreId("ff".repeat(16));
        assertThat(whole.continues(Journal.parse(new byte[0], other))).isFalse();
    }

    @Test
    void headOfTheEmptyJournal_isHeldByEachOneOfItsStore() throws Exception {
        String empty = journal(0).head().sha256();
        journal(0).requireHolds(empty);
        journal(3).requireHolds(empty);
        String ofAnother =
                Journal.parse(new byte[0], new Manifest.StoreId("ff".repeat(16))).head().sha256();
        assertThatThrownBy(() -> journal(3).requireHolds(ofAnother))
                .isInstanceOf(CheckFailedException.class);
        assertThat(journal(0).last()).isEmpty();
        assertThat(journal(3).linesSince(journal(2).head()))
                .isEqualTo((Files.readAllLines(path).get(2) + "\n").getBytes(UTF_8));
    }

    @Test
    void malformedEntry_isNamedByItsNumber() throws Exception {
        List<String> lines = Files.readAllLines(path);
        for (int number = 1; number <= 3; number++) {
            String line = lines.get(number - 1);
            String text = String.join("\n", lines) + "\n";
            byte[] file = text.replace(line, "x" + line).getBytes(UTF_8);
            assertThatThrownBy(() -> Journal.parse(file, STORE))
                    .isInstanceOf(CheckFailedException.class)
                    .hasMessageContaining("entry " + number + " of the journal: ");
        }
    }

    /** What is signed is known by its number: an entry with another's would count as signed. */
    @Test
    void entryWithAnotherNumber_isRefused_thoughTheChainHolds() throws Exception {
        Journal two = journal(2);
        for (long number : new long[] {0, 1, 2, 3, 4}) {
            JournalEntry entry =
                    new JournalEntry(
                            number,
                            Instant.EPOCH,
                            "a@b",
                            JournalEvent.DRILLED,
                            Map.of(),
                            two.head().sha256(),
                            null);
            byte[] longer = two.plus(JournalLine.write(entry, null)).linesSince(journal(0).head());
            if (number == 3) {
                assertThat(Journal.parse(longer, STORE).entries()).hasSize(3);
            } else {
                assertThatThrownBy(() -> Journal.parse(longer, STORE))
                        .isInstanceOf(CheckFailedException.class)
                        .hasMessage("entry 3 of the journal does not follow the one before");
            }
        }
    }

    @Test
    void memberThatIsNotKnown_isNamed() throws Exception {
        String line = Files.readAllLines(path).get(0).replace("{\"number\"", "{\"x\":1,\"number\"");
        assertThatThrownBy(() -> JournalLine.parse(line.getBytes(UTF_8)))
                .isInstanceOf(MalformedInputException.class)
                .hasMessageContaining("x is unknown");
    }

    @Test
    void entry_isAboutItsCopyAlone() throws Exception {
        JournalEntry entry = journal(1).last().orElseThrow();
        assertThat(entry.isAbout(COPY)).isTrue();
        assertThat(entry.isAbout(new CopyId("20261124T155151Z-00112233-44556678"))).isFalse();
    }

    @Test
    void lines_areEqualByTheirBytes() throws Exception {
        List<String> lines = Files.readAllLines(path);
        JournalLine first = JournalLine.parse(lines.get(0).getBytes(UTF_8));
        assertThat(first)
                .isEqualTo(JournalLine.parse(lines.get(0).getBytes(UTF_8)))
                .hasSameHashCodeAs(JournalLine.parse(lines.get(0).getBytes(UTF_8)))
                .hasToString(lines.get(0))
                .isNotEqualTo(JournalLine.parse(lines.get(1).getBytes(UTF_8)))
                .isNotEqualTo(lines.get(0));
        assertThat(first.hashCode()).isNotZero();
    }
}
