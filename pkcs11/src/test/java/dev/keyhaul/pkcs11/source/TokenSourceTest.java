package dev.keyhaul.pkcs11.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.MalformedIdentifierException;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.source.KeySources;
import dev.keyhaul.core.source.NamedKey;
import dev.keyhaul.core.source.SourceTrust;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenSourceTest {
    private static final Path FOLDER = Path.of("/srv/keys");

    private final KeySources sources = KeySources.of(List.of(new TokenSource()));

    @ParameterizedTest
    @ValueSource(strings = {"module-path=/tmp/evil.so", "module-name=evil"})
    void module_isNamedByTheOperatorAlone(String query) throws Exception {
        String uri = "pkcs11:token=t;object=k?" + query;

        assertThat(sources.parse(uri)).isInstanceOf(NamedTokenKey.class);
        assertThatThrownBy(() -> sources.parse(uri, FOLDER, SourceTrust.MANIFEST))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("cannot name a PKCS#11 module");
    }

    @Test
    void tokenKey_namesItsPinFile_besideTheManifest() throws Exception {
        NamedKey key =
                sources.parse(
                        "pkcs11:token=t;object=k?pin-source=file:pin",
                        FOLDER,
                        SourceTrust.MANIFEST);

        assertThat(key.secret()).isEqualTo(NamedKey.Secret.PIN);
        assertThat(key.secretFile()).contains(FOLDER.resolve("pin"));
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
