package dev.keyhaul.ceremony;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.ceremony.page.Paper;
import dev.keyhaul.ceremony.sheet.RecordsPage;
import dev.keyhaul.core.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records from a stick, each text of which may be anything. */
class RecordBoundsTest {
    private static final Pattern TEXT =
            Pattern.compile("(?m)(?:: |^ +)\"((?:[^\"\\\\]|\\\\.)*)\"(?=,?$)");
    private static final String LONG = "x".repeat(70_000);

    @TempDir Path folder;

    private static String record() {
        CeremonyRecord record =
                new CeremonyRecord(
                        Records.deed(0, "byok create"),
                        Records.setting(),
                        Records.facts(),
                        List.of(Records.HASH),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty());
        return new String(record.toFile(), StandardCharsets.UTF_8);
    }

    /** A page is made of it, or its file is named; nothing is a bug. */
    @Test
    void eachText_thatIsEmptyOrAnything_isOnThePage_orRefused() throws Exception {
        String good = record();
        List<MatchResult> texts = TEXT.matcher(good).results().toList();
        assertThat(texts).hasSizeGreaterThan(30);
        Path file = folder.resolve("20260301T090000.000Z-byok-create.record.json");
        int pages = 0;
        for (MatchResult text : texts) {
            for (String by : List.of("", " ", "x", "\\u0007", LONG)) {
                String bad = good.substring(0, text.start(1)) + by + good.substring(text.end(1));
                Files.writeString(file, bad);
                RecordFolder records = RecordFolder.open(folder);
                try {
                    records.read();
                } catch (MalformedInputException e) {
                    assertThat(e).hasMessageContaining(file.getFileName().toString());
                    continue;
                }
                RecordVerification found =
                        RecordVerification.of(records, List.of(), List.of(), null);
                assertThat(RecordsPage.of(found, "Records", Paper.A4.css())).isNotEmpty();
                pages++;
            }
        }
        assertThat(pages).as("what is free text").isGreaterThan(50);
    }

    @Test
    void emptyRole_isRefused_withItsPlace() {
        for (String member : List.of("role", "use", "what", "claim")) {
            String bad =
                    record().replaceFirst(
                                    "\"" + member + "\": \"[^\"]+\"", "\"" + member + "\": \"\"");
            assertThatThrownBy(() -> CeremonyRecord.parse(bad.getBytes(StandardCharsets.UTF_8)))
                    .as(member)
                    .isInstanceOf(MalformedInputException.class)
                    .hasMessageMatching(
                            "member .*\\[\\d+]: " + member + " (is empty|has 0 characters); .*");
        }
        String deed = record().replaceFirst("\"command\": \"[^\"]+\"", "\"command\": \"\"");
        assertThatThrownBy(() -> CeremonyRecord.parse(deed.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(MalformedInputException.class)
                .hasMessageStartingWith("member deed: command has 0 characters");
    }
}
