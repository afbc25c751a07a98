package dev.keyhaul.cli.line;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.row.Kind;
import dev.keyhaul.cli.row.Opt;
import dev.keyhaul.cli.row.Rows;
import dev.keyhaul.cli.row.Trait;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On Windows no shell expands patterns: this does. */
class OperandsTest {
    private static final Rows ROWS =
            Rows.of(OperandsTest.class)
                    .and(
                            Opt.output("-o --out FILE", "the output"),
                            Opt.flag("--force", "replaces"),
                            Opt.input("--kek FILE", "KEKs", new Trait.Repeats("")).many(),
                            Opt.positional("FILE", Kind.PATH, "files", new Trait.Reads()));

    @TempDir Path folder;

    @BeforeEach
    void makeFiles() throws Exception {
        Files.createDirectories(folder.resolve("in/1"));
        Files.createDirectories(folder.resolve("in/2"));
        for (String name :
                List.of("b.pem", "A.PEM", "c.byok", ".hidden.pem", "-o.pem", "in/1/x", "in/2/y")) {
            Files.createFile(folder.resolve(name));
        }
    }

    private List<String> expanded(String... words) {
        return new Operands(ROWS, folder).expanded(List.of(words));
    }

    @Test
    void operand_becomesTheNamesThatItMatches_andNoneIsAnOption() {
        assertThat(expanded("*.pem")).containsExactly("./-o.pem", "A.PEM", "b.pem");
        assertThat(expanded("--force", "c*")).containsExactly("--force", "c.byok");
        assertThat(expanded("in/*/*")).containsExactly("in/1/x", "in/2/y");
        assertThat(expanded("in\\..\\c*")).isNotEmpty();
        assertThat(expanded(".*.pem")).containsExactly(".hidden.pem");
        assertThat(expanded("--", "c*")).containsExactly("--", "c.byok");
    }

    @Test
    void valueOfAnOption_isNeverExpanded() {
        assertThat(expanded("-o", "*.pem", "c*")).containsExactly("-o", "*.pem", "c.byok");
        assertThat(expanded("--out=*.pem")).containsExactly("--out=*.pem");
        assertThat(expanded("--kek", "b.pem", "*.pem", "--force", "c*"))
                .containsExactly("--kek", "b.pem", "*.pem", "--force", "c.byok");
    }

    @Test
    void whatMatchesNothing_staysAsItIs_andAQuestionMarkIsNeverExpanded() {
        assertThat(expanded("*.none", "b.pe?", "pkcs11:object=*", "nowhere/*"))
                .containsExactly("*.none", "b.pe?", "pkcs11:object=*", "nowhere/*");
    }
}
