package dev.keyhaul.core.argument;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rule for arguments, at its limits. */
class ArgumentCheckTest {
    @ParameterizedTest
    @ValueSource(strings = {"x", "Käse 1.0; (größer)", "255"})
    void textWithinTheLimit_isReturned(String text) {
        String given = text.equals("255") ? "x".repeat(Arguments.MAX_NAME) : text;
        assertThat(Arguments.text("label", given, Arguments.MAX_NAME)).isEqualTo(given);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|label is empty; 1 to 4 characters are allowed",
                "'   '|label is empty; 1 to 4 characters are allowed",
                "abcde|label has 5 characters; 1 to 4 are allowed: 'abcd…'"
            })
    void textBeyondTheLimit_isRefused(String text, String message) {
        assertThatThrownBy(() -> Arguments.text("label", text, 4))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @ValueSource(chars = {'\n', '\r', '\0', '\u0007', '\u001b', '\u007f', '\u0085'})
    void textWithAControlCharacter_isRefused_andNotRepeated(char control) {
        assertThatThrownBy(() -> Arguments.text("label", "a" + control, 4))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("label contains a control character");
    }

    /** A message is one line on a screen, whatever was given. */
    @Test
    void longTextOfControlCharacters_isNotRepeated() {
        assertThat(Arguments.wrongText("\u001b[2J".repeat(100), 4))
                .isEqualTo("has 400 characters; 1 to 4 are allowed");
    }

    @Test
    void whatIsThereAlready_mayHoldAnyCharacter() {
        assertThatCode(() -> Arguments.existing("label", "a\0", 2)).doesNotThrowAnyException();
        refused(() -> Arguments.existing("label", "abc", 2), "label has 3 characters; 1 to 2 are");
        refused(() -> Arguments.existing("label", "", 2), "label has 0 characters");
    }

    @Test
    void bytes_areBounded() {
        assertThatCode(() -> Arguments.bytes("id", new byte[2], 2)).doesNotThrowAnyException();
        refused(() -> Arguments.bytes("id", new byte[3], 2), "id has 3 bytes; 1 to 2 are allowed");
        refused(() -> Arguments.bytes("id", new byte[0], 2), "id has 0 bytes");
    }

    private static void refused(ThrowingCallable call, String message) {
        assertThatThrownBy(call)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void null_isRefused_byItsName() {
        byNull(() -> Arguments.notNull("one", null), "one");
        byNull(() -> Arguments.notNull("one", 1, "two", null), "two");
        byNull(() -> Arguments.notNull("one", 1, "two", 2, "three", null), "three");
        byNull(() -> Arguments.text("label", null, 4), "label");
        byNull(() -> Arguments.existing("label", null, 4), "label");
        byNull(() -> Arguments.bytes("id", null, 4), "id");
    }

    private static void byNull(ThrowingCallable call, String name) {
        assertThatThrownBy(call).isInstanceOf(NullPointerException.class).hasMessage(name);
    }
}
