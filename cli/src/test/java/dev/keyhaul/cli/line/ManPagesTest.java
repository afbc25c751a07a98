package dev.keyhaul.cli.line;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.core.fixture.TestProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each command has a manual page, which groff formats without a warning. */
@Tag("once")
@Tag("system")
class ManPagesTest {
    @TempDir Path folder;

    @BeforeEach
    void write() throws Exception {
        Manual.main(new String[] {folder.toString()});
    }

    private List<Path> pages() throws Exception {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    private String formatted(String page) throws Exception {
        return TestProcess.of("groff", "-man", "-Tascii", "-P-cbou", "-rLL=100n", page)
                .in(folder)
                .run()
                .requireDone()
                .out();
    }

    @Test
    void groff_hasNoWarning() throws Exception {
        List<String> command = new ArrayList<>(List.of("groff", "-man", "-Tutf8", "-ww", "-z"));
        pages().forEach(page -> command.add(page.toString()));

        TestProcess.Result result =
                TestProcess.of(command.toArray(String[]::new)).in(folder).run().requireDone();

        assertThat(command).hasSize(5 + Commands.KEYHAUL.all().size() + 1);
        assertThat(result.err()).isEmpty();
    }

    /** Without a line lost to a point, an apostrophe or a backslash at its start or within. */
    @Test
    void page_saysWhatHelpSays() throws Exception {
        String page = formatted("keyhaul-byok-create.1");

        assertThat(page)
                .contains("keyhaul-byok-create - wrap a key into a proven blob")
                .contains("keyhaul byok create (--key SOURCE")
                .contains("--kek=FILE", "--strategy=auto|two-step|one-shot", "-q, --quiet")
                .contains(
                        "  keyhaul byok create --key 'pkcs11:token=hsm;object=tenant' --pin-file hsm.pin --kek kek.json \\\n")
                .contains("--record=DIR")
                .contains("EXIT STATUS");
        assertThat(formatted("keyhaul-status.1")).contains("\"stores\": [", "drill_days");
    }

    /** Each paragraph of help is one of the page, with an empty line before it. */
    @Test
    void paragraphs_areKept() throws Exception {
        assertThat(formatted("keyhaul-doctor.1"))
                .containsPattern("\n\n +To check the role,")
                .containsPattern("\n\n +The +module +is +checked +last");
        assertThat(formatted("keyhaul-ceremony-report.1"))
                .containsPattern("\n\n +The +page +is +self-contained");
    }

    @Test
    void everyPage_hasAnExample_andEveryOption() throws Exception {
        for (Commands.Entry entry : Commands.KEYHAUL.all()) {
            String page = formatted("keyhaul-" + String.join("-", entry.words()) + ".1");
            assertThat(page.substring(page.indexOf("EXAMPLES")))
                    .contains("keyhaul " + entry.name());
            Commands.KEYHAUL
                    .line(entry)
                    .getCommandSpec()
                    .options()
                    .forEach(option -> assertThat(page).contains(option.longestName()));
        }
    }
}
