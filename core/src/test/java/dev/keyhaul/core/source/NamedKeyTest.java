package dev.keyhaul.core.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.core.secret.Passphrase;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whoever opens a key of whatever source, the health of a software key is checked. */
class NamedKeyTest {
    private record Named(SoftwareKey key) implements NamedKey {
        @Override
        public Secret secret() {
            return Secret.NONE;
        }

        @Override
        public boolean mayBeSoftware() {
            return true;
        }

        @Override
        public OpenedKey openUnchecked(SourceContext context) {
            return OpenedKey.of(key);
        }
    }

    @Test
    void open_keyWithACompositeFactor_isRefusedAndClosed_unlessPrimalityIsLeftToAnother()
            throws Exception {
        Named named = new Named(GeneratedKeys.withCompositeFactor());
        named.open(context().testingPrimality(false));

        assertThatThrownBy(() -> named.open(context()))
                .isInstanceOf(MalformedInputException.class)
                .hasMessageContaining("not a prime");
        assertThatThrownBy(() -> named.key().withClearKey(bytes -> bytes.length))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void open_keyWithAWeakness_isRefused_orWarnedOfWhereWeakKeysAreAllowed() throws Exception {
        assertThatThrownBy(() -> new Named(GeneratedKeys.withClosePrimes()).open(context()))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("close");

        SourceContext allowing = context().allowingWeakKeys(true);
        try (OpenedKey opened = new Named(GeneratedKeys.withClosePrimes()).open(allowing)) {
            assertThat(opened.key().description().lengthBits()).isEqualTo(2048);
            assertThat(allowing.warnings()).singleElement().asString().contains("close");
        }
    }

    private static SourceContext context() {
        return SourceContext.of(
                new SourceSecrets() {
                    @Override
                    public Passphrase password(String what) throws KeyTransferException {
                        throw new AssertionError(List.of(what));
                    }

                    @Override
                    public Passphrase pin(String what) throws KeyTransferException {
                        throw new AssertionError(List.of(what));
                    }
                });
    }
}
