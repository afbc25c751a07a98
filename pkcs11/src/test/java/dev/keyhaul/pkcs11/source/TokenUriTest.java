package dev.keyhaul.pkcs11.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.MalformedIdentifierException;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.core.source.TypedSource;
import dev.keyhaul.pkcs11.KeyObjectKind;
import dev.keyhaul.pkcs11.KeySelector;
import dev.keyhaul.pkcs11.TokenSelector;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenUriTest {
    @Test
    void parse_allAttributes_areThere() throws Exception {
        TokenUri uri =
                TokenUri.parse(
                        TypedSource.of(
                                "pkcs11:token=My%20HSM;serial=DEAD%2Fbeef;manufacturer=Snake%20Oil,%20Inc.;"
                                        + "model=T%c3%bcr;slot-id=18446744073709551615;object=tenant;"
                                        + "id=%00%01%fF;type=private"
                                        + "?module-path=/usr/lib/hsm.so&pin-source=file:/etc/pin"));

        assertThat(uri.token())
                .isEqualTo(
                        TokenSelector.label("My HSM")
                                .withSerial("DEAD/beef")
                                .withManufacturer("Snake Oil, Inc.")
                                .withModel("T\u00fcr")
                                .withSlot(-1));
        assertThat(uri.key())
                .isEqualTo(
                        KeySelector.label("tenant")
                                .withId(new byte[] {0, 1, (byte) 0xff})
                                .withKind(KeyObjectKind.PRIVATE));
        assertThat(uri.modulePath()).contains(Path.of("/usr/lib/hsm.so"));
        assertThat(uri.moduleName()).isEmpty();
        assertThat(uri.pinFile()).contains(Path.of("/etc/pin"));
    }

    @Test
    void parse_schemeAlone_namesAnyTokenAndNoKey() throws Exception {
        TokenUri uri = TokenUri.parse(TypedSource.of("PKCS11:"));

        assertThat(uri.token()).isEqualTo(TokenSelector.any());
        assertThat(uri.key()).isEqualTo(KeySelector.any());
    }

    @ParameterizedTest
    @CsvSource({
        "file:/a/b, /a/b",
        "file:///a/b, /a/b",
        "file:a, a",
        "file:/with%20space, /with space"
    })
    void parse_pinSource_isALocalFile(String source, String path) throws Exception {
        assertThat(TokenUri.parse(TypedSource.of("pkcs11:token=a?pin-source=" + source)).pinFile())
                .contains(Path.of(path));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pkcs11:token=a?pin-source=|cat%20/etc/pin",
                "pkcs11:token=a?pin-source=%7Ccat",
                "pkcs11:token=a?pin-source=/etc/pin",
                "pkcs11:token=a?pin-source=file:",
                "pkcs11:token=a?pin-source=file://host/etc/pin",
                "pkcs11:token=a?pin-source=https://host/pin",
                "pkcs11:token=a?pin-value=1234",
                "pkcs11:token=a;pin-value=1234",
                "pkcs11:token=a;token=b",
                "pkcs11:token",
                "pkcs11:token=",
                "pkcs11:token=a;",
                "pkcs11:token=a;;object=b",
                "pkcs11:Token=a",
                "pkcs11:library-version=3",
                "pkcs11:x-vendor=3",
                "pkcs11:token=a b",
                "pkcs11:token=a/b",
                "pkcs11:token=%",
                "pkcs11:token=%4",
                "pkcs11:token=%zz",
                "pkcs11:token=%ff",
                "pkcs11:token=%00",
                "pkcs11:token=\u00e4",
                "pkcs11:slot-id=x",
                "pkcs11:slot-id=-1",
                "pkcs11:type=cert",
                "pkcs11:token=a?module-path=%00",
                "pkcs11:token=a?x=1",
                "pkcs:token=a",
                "token=a",
                ""
            })
    void parse_anythingElse_isRefused(String text) {
        assertThatThrownBy(() -> TokenUri.parse(TypedSource.of(text)))
                .isInstanceOf(MalformedIdentifierException.class);
    }

    @Test
    void parse_pinValue_neverRepeatsThePin() {
        assertThatThrownBy(() -> TokenUri.parse(TypedSource.of("pkcs11:token=a?pin-value=2580")))
                .hasMessageContaining("pin-value is refused")
                .hasMessageNotContaining("2580");
    }

    /** For an application that says so; the command line never does. */
    @Test
    void parseWithPinValue_givesThePinOnce_andWipesItOnClose() throws Exception {
        TokenUriWithPin parsed =
                TokenUri.parseWithPinValue(
                        "pkcs11:token=a;object=b?module-path=/m.so&pin-value=p%C3%AFn%20%26%201");
        Passphrase pin = parsed.pin().orElseThrow();

        try (Passphrase expected = Passphrase.copyOf("p\u00efn & 1".toCharArray())) {
            assertThat(pin.sameAs(expected)).isTrue();
        }
        assertThat(parsed.uri())
                .isEqualTo(
                        TokenUri.parse(
                                TypedSource.of("pkcs11:token=a;object=b?module-path=/m.so")));
        assertThat(parsed.toString()).doesNotContain("pin");
        char[] inside = pin.<char[], RuntimeException>withRawSecretChars(chars -> chars);
        parsed.close();
        assertThat(inside).containsOnly('\0');
        assertThatThrownBy(pin::isEmpty).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void parseWithPinValue_withoutOne_hasNoPin() throws Exception {
        try (TokenUriWithPin parsed =
                TokenUri.parseWithPinValue("pkcs11:token=a?pin-source=file:/p")) {
            assertThat(parsed.pin()).isEmpty();
            assertThat(parsed.uri().pinFile()).contains(Path.of("/p"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pkcs11:token=a?pin-value=2580&pin-source=file:/p",
                "pkcs11:token=a?pin-value=2580&pin-value=2580",
                "pkcs11:token=a;pin-value=2580",
                "pkcs11:token=a?pin-value=2580%FF",
                "pkcs11:token=a?pin-value=2580%",
                "pkcs11:token=a?pin-value=2580#"
            })
    void parseWithPinValue_anythingElse_isRefusedWithoutRepeatingThePin(String text) {
        assertThatThrownBy(() -> TokenUri.parseWithPinValue(text))
                .isInstanceOf(MalformedIdentifierException.class)
                .hasMessageNotContaining("2580");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pkcs11:token=My%20HSM;object=ten%3Bant",
                "pkcs11:serial=1;id=%00%FF;type=secret-key",
                "pkcs11:token=T%C3%BCr;slot-id=3"
            })
    void toString_readsBackAsTheSame(String text) throws Exception {
        TokenUri uri = TokenUri.parse(TypedSource.of(text));

        assertThat(uri.toString()).isEqualTo(text);
        assertThat(TokenUri.parse(TypedSource.of(uri.toString()))).isEqualTo(uri);
    }
}
