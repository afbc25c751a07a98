package dev.keyhaul.cli.line;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CommandTableTest {
    @Test
    void find_takesTheWordsThatNameACommand_andLeavesItsOptions() {
        assertThat(Commands.KEYHAUL.find(List.of("byok", "create", "--json")))
                .map(Commands.Entry::name)
                .contains("byok create");
        assertThat(Commands.KEYHAUL.find(List.of("demo", "--keep")))
                .map(Commands.Entry::name)
                .contains("demo");
    }

    @Test
    void find_ofWhatIsNoCommand_isEmpty() {
        assertThat(Commands.KEYHAUL.find(List.of())).isEmpty();
        assertThat(Commands.KEYHAUL.find(List.of("byok"))).isEmpty();
        assertThat(Commands.KEYHAUL.find(List.of("byok", "creat"))).isEmpty();
        assertThat(Commands.KEYHAUL.find(List.of("--json", "byok", "create"))).isEmpty();
    }

    @Test
    void names_areUnique_andNoneHidesAnother() {
        List<String> names = Commands.KEYHAUL.all().stream().map(Commands.Entry::name).toList();

        assertThat(names).doesNotHaveDuplicates();
        for (Commands.Entry entry : Commands.KEYHAUL.all()) {
            assertThat(Commands.KEYHAUL.find(entry.words())).contains(entry);
        }
    }

    @Test
    void make_ofEachName_isACommandOfItsOwn() {
        assertThat(Commands.KEYHAUL.all().stream().map(Parsed::bare).map(Object::getClass))
                .doesNotHaveDuplicates();
    }

    @Test
    void inGroup_doesNotTakeAGroupForAnother() {
        assertThat(Commands.KEYHAUL.inGroup("key")).allMatch(e -> e.name().startsWith("key "));
        assertThat(Commands.KEYHAUL.inGroup("ke")).isEmpty();
    }

    @Test
    void everyEntry_makesItsCommand() {
        assertThat(Commands.KEYHAUL.all()).extracting(Parsed::bare).doesNotContainNull();
    }

    @Test
    void helpTexts_areOneForEachCommand() throws Exception {
        Path texts =
                Path.of(
                                CommandTable.class
                                        .getResource("/dev/keyhaul/cli/help/ceremony-report.txt")
                                        .toURI())
                        .getParent();
        try (Stream<Path> files = Files.list(texts)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(
                            Commands.KEYHAUL.all().stream()
                                    .map(e -> String.join("-", e.words()) + ".txt")
                                    .toList());
        }
    }
}
