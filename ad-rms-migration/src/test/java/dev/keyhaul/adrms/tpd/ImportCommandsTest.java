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
        assertThat(ImportCommands.ofKeyless("a" + quote + "; calc; " + quote + "b", null))
                .anyMatch(
                        command ->
                                command.contains(
                                        "'a" + quote + quote + "; calc; " + quote + quote + "b'"));
    }

    @Test
    void otherCharacters_stayAsTheyAre() {
        assertThat(ImportCommands.ofKeyless("C:\\d\u00F6m $a `b \"c\".xml", null))
                .anyMatch(command -> command.contains("'C:\\d\u00F6m $a `b \"c\".xml'"));
    }
}
