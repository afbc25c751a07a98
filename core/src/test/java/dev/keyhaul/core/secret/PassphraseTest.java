package dev.keyhaul.core.secret;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.WrongSecretException;
import java.io.Serializable;
import java.util.Map;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class PassphraseTest {
    @Example
    void close_zeroesTheArray_butNotACopy() {
        Passphrase passphrase = Passphrase.copyOf("1234".toCharArray());
        Passphrase copy = passphrase.copy();
        char[] raw = leak(passphrase);
        passphrase.close();
        passphrase.close();
        assertThat(raw).containsOnly('\0');
        assertThat(leak(copy)).isEqualTo("1234".toCharArray());
    }

    @Example
    void use_afterClose_isRefused() {
        Passphrase passphrase = Passphrase.copyOf("1234".toCharArray());
        passphrase.close();
        assertThatThrownBy(() -> leak(passphrase)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(passphrase::copy).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(passphrase::isEmpty).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(passphrase::utf8).isInstanceOf(IllegalStateException.class);
        assertThat(passphrase).hasToString("<redacted>").isNotInstanceOf(Serializable.class);
    }

    @Example
    void copyOf_leavesTheSource_moveFrom_zeroesIt() {
        char[] copied = "1234".toCharArray();
        char[] moved = "1234".toCharArray();
        assertThat(leak(Passphrase.copyOf(copied))).isEqualTo("1234".toCharArray());
        assertThat(leak(Passphrase.moveFrom(moved))).isEqualTo("1234".toCharArray());
        assertThat(copied).isEqualTo("1234".toCharArray());
        assertThat(moved).containsOnly('\0');
    }

    @Example
    void empty_isLegal() {
        Passphrase empty = Passphrase.copyOf(new char[0]);
        assertThat(empty.isEmpty()).isTrue();
        assertThat(empty.utf8().lengthBytes()).isZero();
    }

    @Example
    void oddity_isWhatNobodyTypesOnPurpose() throws Exception {
        Map<String, String> odd =
                Map.of(
                        "a\nb", "more than one line",
                        "a\u2028b", "more than one line",
                        "a\r", "a carriage return",
                        "\uFEFFa", "a byte order mark",
                        "a\tb", "a control character",
                        "a\0\n\0", "a NUL character, as UTF-16 text has when it is read as UTF-8");
        for (Map.Entry<String, String> each : odd.entrySet()) {
            try (Passphrase passphrase = Passphrase.copyOf(each.getKey().toCharArray())) {
                assertThat(passphrase.oddity()).contains(each.getValue());
                assertThatThrownBy(() -> passphrase.requireFitForNew("the PIN"))
                        .isInstanceOf(RefusedException.class)
                        .hasMessage("the PIN has " + each.getValue());
                assertThat(
                                passphrase.explain(
                                        new WrongSecretException(Reason.PASSWORD_WRONG, "wrong")))
                        .hasMessage("wrong; what was given has " + each.getValue());
            }
        }
        for (String usual : new String[] {"", " ", "p\u00e4ss word", "\uD83D\uDD11"}) {
            try (Passphrase passphrase = Passphrase.copyOf(usual.toCharArray())) {
                passphrase.requireFitForNew("the PIN");
                assertThat(
                                passphrase.explain(
                                        new WrongSecretException(Reason.PASSWORD_WRONG, "wrong")))
                        .hasMessage("wrong");
            }
        }
    }

    @Property(tries = 500)
    void utf8_ofAnyText_isWhatStringMakes(@ForAll String text) {
        assertThat(utf8(text)).isEqualTo(text.getBytes(UTF_8));
    }

    @Example
    void utf8_ofSurrogates_pairsAreOneCharacter_loneOnesAQuestionMark() {
        for (String text :
                new String[] {"a😀b", "😀", "\uD83D", "a\uD83Db", "\uDE00", "\uDE00\uD83D"}) {
            assertThat(utf8(text)).as(text).isEqualTo(text.getBytes(UTF_8));
        }
        assertThat(utf8("a\uD83D")).isEqualTo("a?".getBytes(UTF_8));
    }

    private static byte[] utf8(String text) {
        try (Passphrase passphrase = Passphrase.copyOf(text.toCharArray());
                SecretBytes utf8 = passphrase.utf8()) {
            return utf8.withRawSecretBytes(byte[]::clone);
        }
    }

    /** What no other code may do: keeps the array. */
    private static char[] leak(Passphrase passphrase) {
        return passphrase.withRawSecretChars(chars -> chars);
    }
}
