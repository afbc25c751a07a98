package dev.keyhaul.pkcs11.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedIdentifierException;
import dev.keyhaul.core.source.KeySources;
import dev.keyhaul.core.source.NamedKey;
import dev.keyhaul.core.source.TypedSource;
import dev.keyhaul.core.uri.TokenKeyName;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenSourceTest {
    private static final Path FOLDER = Path.of("/srv/keys");

    private final KeySources sources = KeySources.of(List.of(new TokenSource()));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "?module-path=/tmp/evil.so",
                "?module-name=evil",
                "?pin-source=file:pin",
                "?pin-value=1234",
                "?pin_value=1234",
                "?pin=1234",
                ";pin=1234",
                ";1234",
                "?1234",
                "?",
            })
    void moduleAndPin_areNamedByTheOperatorAlone(String rest) throws Exception {
        String uri = "pkcs11:token=t;object=k" + rest;

        for (ThrowingCallable reading :
                List.<ThrowingCallable>of(
                        () -> sources.parse(uri),
                        () -> sources.parse(uri, FOLDER),
                        () -> TokenKeyName.parse(uri))) {
            assertThatThrownBy(reading)
                    .isInstanceOf(KeyTransferException.class)
                    .hasMessageNotContaining("1234")
                    .hasMessageNotContaining("evil");
        }
    }

    @Test
    void typedUri_namesItsModuleAndPinFile() throws Exception {
        NamedKey key =
                sources.parse(
                        TypedSource.of(
                                "pkcs11:token=t;object=k?module-path=/opt/hsm.so&pin-source=file:pin"));

        assertThat(key.secret()).isEqualTo(NamedKey.Secret.PIN);
        assertThat(key.secretFile()).contains(Path.of("pin"));
        assertThat(key.files()).contains(Path.of("/opt/hsm.so"));
        assertThat(key.mayBeSoftware()).isFalse();
        assertThat(key.file()).isEmpty();
    }

    @Test
    void uri_thatIsMalformed_isRefused() {
        assertThatThrownBy(() -> sources.parse("pkcs11:token=t;color=red"))
                .isInstanceOf(MalformedIdentifierException.class)
                .hasMessageContaining("color");
    }
}
