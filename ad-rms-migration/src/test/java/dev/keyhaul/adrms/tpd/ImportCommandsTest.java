package dev.keyhaul.adrms.tpd;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is pasted into PowerShell does nothing but what it shows. */
final class ImportCommandsTest {
    /** PowerShell ends a literal string at any of these (about_Quoting_Rules). */
    @ParameterizedTest
    @ValueSource(strings = {"'", "\u2018", "\u2019", "\u201A", "\u201B"})
    void quoteOfAnyKind_staysInTheLiteral(String quote) {
        assertThat(ImportCommands.quoted("a" + quote + "; calc; " + quote + "b"))
                .isEqualTo("'a" + quote + quote + "; calc; " + quote + quote + "b'");
        assertThat(ImportCommands.ofKeyless("x" + quote + ".xml", null))
                .anyMatch(command -> command.contains("'x" + quote + quote + ".xml'"));
    }

    @Test
    void otherCharacters_stayAsTheyAre() {
        assertThat(ImportCommands.quoted("C:\\d\u00F6m $a `b \"c\".xml"))
                .isEqualTo("'C:\\d\u00F6m $a `b \"c\".xml'");
    }
}
