package dev.keyhaul.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CommandTableTest {
    @Test
    void find_takesTheWordsThatNameACommand_andLeavesItsOptions() {
        assertThat(CommandTable.find(List.of("byok", "create", "--json")))
                .map(CommandTable.Entry::name)
                .contains("byok create");
        assertThat(CommandTable.find(List.of("demo", "--keep")))
                .map(CommandTable.Entry::name)
                .contains("demo");
    }

    @Test
    void find_ofWhatIsNoCommand_isEmpty() {
        assertThat(CommandTable.find(List.of())).isEmpty();
        assertThat(CommandTable.find(List.of("byok"))).isEmpty();
        assertThat(CommandTable.find(List.of("byok", "creat"))).isEmpty();
        assertThat(CommandTable.find(List.of("--json", "byok", "create"))).isEmpty();
    }

    @Test
    void names_areUnique_andNoneHidesAnother() {
        List<String> names = CommandTable.ALL.stream().map(CommandTable.Entry::name).toList();

        assertThat(names).doesNotHaveDuplicates();
        for (CommandTable.Entry entry : CommandTable.ALL) {
            assertThat(CommandTable.find(entry.words())).contains(entry);
        }
    }

    @Test
    void make_ofEachName_isACommandOfItsOwn() {
        assertThat(CommandTable.ALL.stream().map(CommandTable.Entry::make).map(Object::getClass))
                .doesNotHaveDuplicates();
    }

    @Test
    void inGroup_doesNotTakeAGroupForAnother() {
        assertThat(CommandTable.inGroup("key")).allMatch(e -> e.name().startsWith("key "));
        assertThat(CommandTable.inGroup("ke")).isEmpty();
    }

    @Test
    void everyEntry_makesItsCommand() {
        assertThat(CommandTable.ALL).extracting(CommandTable.Entry::make).doesNotContainNull();
    }

    @Test
    void helpTexts_areOneForEachCommand() throws Exception {
        Path texts =
                Path.of(Help.class.getResource("/dev/keyhaul/cli/help/report.txt").toURI())
                        .getParent();
        try (Stream<Path> files = Files.list(texts)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(
                            CommandTable.ALL.stream()
                                    .map(e -> String.join("-", e.words()) + ".txt")
                                    .toList());
        }
    }
}
