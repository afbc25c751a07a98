package dev.keyhaul.core.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.MalformedIdentifierException;
import dev.keyhaul.core.Reason;
import java.nio.file.Path;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TypedPathTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "- | not standard input or output | name of a file",
                "--force | no option here | ./",
                "~ | no shell has expanded | $HOME",
                "~/keys/a.pfx | no shell has expanded | $HOME",
                "https://contoso.vault.azure.net/keys/kek | is an address | in a file",
                "a\0b | is not a path | check the path"
            })
    void whatOnlyAnotherProgramTakesForAFile_isRefused(String typed, String why, String hint) {
        assertThatThrownBy(() -> TypedPath.of(typed))
                .isInstanceOfSatisfying(
                        MalformedIdentifierException.class,
                        e -> {
                            assertThat(e.reason()).isEqualTo(Reason.VALUE_FORM);
                            assertThat(e).hasMessageContaining(why);
                            assertThat(e.hint().orElseThrow()).contains(hint);
                        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "~a", "a~/b", "./-", "a b", "/x/ключ", "c:/x"})
    void path_isReadAsItIs(String typed) throws Exception {
        assertThat(TypedPath.of(typed)).isEqualTo(Path.of(typed));
    }

    @ParameterizedTest
    @CsvSource({
        "aux.byok, device",
        "COM1, device",
        "lpt\u00b9.txt, device",
        "nul .pem, device",
        "conout$, device",
        "x., drops",
        "'x ', drops",
        "com1x, ''",
        "com, ''",
        "auxiliary.pem, ''",
        ".., ''",
    })
    void namesThatAreNoneOnWindows_areRefusedThere(String name, String why) {
        AbstractThrowableAssert<?, ?> refused =
                assertThatCode(() -> TypedPath.requireNameOfWindows(name));
        if (why.isEmpty()) {
            refused.doesNotThrowAnyException();
        } else {
            refused.hasMessageContaining(why);
        }
    }
}
