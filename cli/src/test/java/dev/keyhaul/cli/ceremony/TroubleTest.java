package dev.keyhaul.cli.ceremony;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The table of what goes wrong in a ceremony: each row is tried where it says, and ends nothing.
 */
class TroubleTest {
    private static final Path ROOT = Path.of(System.getProperty("keyhaul.root", ".."));
    private static final Path TESTS = ROOT.resolve("cli/src/test/java/dev/keyhaul/cli/ceremony");
    private static final int FEWEST = 40;

    @Test
    void eachIsTriedByItsTest_whichAsksForItsWords_andForHowItWentOn() throws Exception {
        assertThat(Trouble.values()).hasSizeGreaterThan(FEWEST);
        for (Trouble trouble : Trouble.values()) {
            String row = "Trouble\\." + trouble + "\\b";
            assertThat(source(trouble))
                    .as(trouble.name())
                    .containsPattern("void " + method(trouble) + "\\(\\)")
                    .containsPattern(row + "(?!\\.after\\()")
                    .containsPattern(row + "(\\.after\\(|,)");
        }
    }

    @Test
    void eachKind_isTriedWithoutTheOptionFull() throws Exception {
        Set<Trouble.Kind> plain = EnumSet.noneOf(Trouble.Kind.class);
        for (Trouble trouble : Trouble.values()) {
            Matcher annotated =
                    Pattern.compile("((?:    @.*\n)+)    void " + method(trouble) + "\\(")
                            .matcher(source(trouble));
            assertThat(annotated.find()).as(trouble.name()).isTrue();
            if (!annotated.group(1).contains("full")) {
                plain.add(trouble.kind);
            }
        }
        assertThat(plain).containsExactlyInAnyOrder(Trouble.Kind.values());
    }

    @Test
    void contradictionAStopAndThePlansEnd_endAPlan_andNothingElse() {
        for (Trouble trouble : Trouble.values()) {
            assertThat(trouble.way == Trouble.Way.ENDED)
                    .as(trouble.name())
                    .isIn(false, trouble.kind.mayEnd());
        }
    }

    @Test
    void document_hasTheTable() throws Exception {
        List<String> table = new ArrayList<>(List.of("| | the screen says | it | test |"));
        table.add("|---|---|---|---|");
        for (Trouble.Kind kind : Trouble.Kind.values()) {
            table.add("| **" + kind.words + "** | | | |");
            Arrays.stream(Trouble.values())
                    .filter(trouble -> trouble.kind == kind)
                    .map(TroubleTest::row)
                    .forEach(table::add);
        }
        String rows = String.join("\n", table) + "\n";
        Path made = Files.writeString(Path.of("target", "ceremony-troubles.md"), rows);
        assertThat(ROOT.resolve("docs/dev/TROUBLES.md"))
                .as("copy the rows of " + made.toAbsolutePath())
                .content()
                .contains(rows);
    }

    private static String row(Trouble trouble) {
        String said = trouble.words.stream().map(String::strip).collect(Collectors.joining(" … "));
        return String.join(
                " | ",
                "| " + trouble.what,
                said.replace("|", "\\|"),
                trouble.way.words,
                "`" + file(trouble) + "` |");
    }

    private static String file(Trouble trouble) {
        return trouble.test.substring(0, trouble.test.indexOf('#'));
    }

    private static String method(Trouble trouble) {
        return trouble.test.substring(trouble.test.indexOf('#') + 1);
    }

    private static String source(Trouble trouble) throws IOException {
        return Files.readString(TESTS.resolve(file(trouble) + ".java"));
    }
}
