package dev.keyhaul.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.line.Commands;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CommandTableTest {
    @Test
    void find_takesTheWordsThatNameACommand_andLeavesItsOptions() {
        assertThat(CommandTable.KEYHAUL.find(List.of("byok", "create", "--json")))
                .map(Commands.Entry::name)
                .contains("byok create");
        assertThat(CommandTable.KEYHAUL.find(List.of("demo", "--keep")))
                .map(Commands.Entry::name)
                .contains("demo");
    }

    @Test
    void find_ofWhatIsNoCommand_isEmpty() {
        assertThat(CommandTable.KEYHAUL.find(List.of())).isEmpty();
        assertThat(CommandTable.KEYHAUL.find(List.of("byok"))).isEmpty();
        assertThat(CommandTable.KEYHAUL.find(List.of("byok", "creat"))).isEmpty();
        assertThat(CommandTable.KEYHAUL.find(List.of("--json", "byok", "create"))).isEmpty();
    }

    @Test
    void names_areUnique_andNoneHidesAnother() {
        List<String> names = CommandTable.KEYHAUL.all().stream().map(Commands.Entry::name).toList();

        assertThat(names).doesNotHaveDuplicates();
        for (Commands.Entry entry : CommandTable.KEYHAUL.all()) {
            assertThat(CommandTable.KEYHAUL.find(entry.words())).contains(entry);
        }
    }

    @Test
    void make_ofEachName_isACommandOfItsOwn() {
        assertThat(
                        CommandTable.KEYHAUL.all().stream()
                                .map(CommandTable.KEYHAUL::make)
                                .map(Object::getClass))
                .doesNotHaveDuplicates();
    }

    @Test
    void inGroup_doesNotTakeAGroupForAnother() {
        assertThat(CommandTable.KEYHAUL.inGroup("key")).allMatch(e -> e.name().startsWith("key "));
        assertThat(CommandTable.KEYHAUL.inGroup("ke")).isEmpty();
    }

    @Test
    void everyEntry_makesItsCommand() {
        assertThat(CommandTable.KEYHAUL.all())
                .extracting(CommandTable.KEYHAUL::make)
                .doesNotContainNull();
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
                            CommandTable.KEYHAUL.all().stream()
                                    .map(e -> String.join("-", e.words()) + ".txt")
                                    .toList());
        }
    }
}
