package dev.keyhaul.pkcs11.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.WrongSecretException;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.core.source.SourceSecrets;
import dev.keyhaul.core.source.TypedSource;
import dev.keyhaul.pkcs11.fixture.SoftHsm;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tokens of many keys, which are named by URIs. */
class SharedTokensTest {
    private static final String OTHER_MODULE = "pkcs11:token=hsm?module-path=/opt/other.so";

    private final SoftHsm hsm = SoftHsm.create();
    private final List<String> asked = new ArrayList<>();

    /** An application that has the PIN in a file, or the like. */
    private record Given(String pin) implements SourceSecrets {
        @Override
        public Passphrase password(String of) {
            throw new AssertionError("no password is needed");
        }

        @Override
        public Passphrase pin(String tokenLabel) {
            return pin.isEmpty() ? SoftHsm.pin() : Passphrase.copyOf(pin.toCharArray());
        }

        @Override
        public boolean isPinGiven() {
            return true;
        }

        @Override
        public boolean isPinReadable() {
            return true;
        }
    }

    private TokenLease open(List<TokenLease> others, TokenUri uri, SourceSecrets secrets)
            throws KeyTransferException {
        asked.add(uri.modulePath().map(Object::toString).orElse("none"));
        if (asked.get(asked.size() - 1).endsWith("other.so")) {
            throw new WrongSecretException(
                    Reason.PIN_WRONG, "the other module refuses the PIN", null);
        }
        return TokenLease.open(others, path -> hsm.module(), uri, secrets);
    }

    @AfterEach
    void close() {
        hsm.close();
    }

    @Test
    void urisOfTwoModules_neverShareAToken_whateverItsName() throws Exception {
        hsm.addToken("hsm");
        try (SharedTokens tokens = new SharedTokens(this::open)) {
            String here = "pkcs11:token=hsm?module-path=" + hsm.modulePath();
            tokens.open(TokenUri.parse(TypedSource.of(here)), new Given(""));
            tokens.open(TokenUri.parse(TypedSource.of(here)), new Given(""));
            assertThat(asked).hasSize(1);
            assertThatThrownBy(
                            () ->
                                    tokens.open(
                                            TokenUri.parse(TypedSource.of(OTHER_MODULE)),
                                            new Given("")))
                    .hasMessage("the other module refuses the PIN");
            assertThat(asked).hasSize(2);
        }
    }

    @Test
    void pinThatWasRefused_isNotSentAgain_throughAUriThatMayNameTheSameToken() throws Exception {
        hsm.addToken("hsm");
        try (SharedTokens tokens = new SharedTokens(this::open)) {
            for (String uri : List.of(OTHER_MODULE, OTHER_MODULE, "pkcs11:token=hsm")) {
                assertThatThrownBy(
                                () ->
                                        tokens.open(
                                                TokenUri.parse(TypedSource.of(uri)), new Given("")))
                        .hasMessage("the other module refuses the PIN");
            }
            assertThat(asked).hasSize(1);
            tokens.open(
                    TokenUri.parse(
                            TypedSource.of("pkcs11:token=hsm?module-path=" + hsm.modulePath())),
                    new Given(""));
            assertThat(asked).hasSize(2);
        }
    }

    @Test
    void tokenThatIsOpen_refusesAnotherPin_andStaysOpen() throws Exception {
        hsm.addToken("hsm");
        try (SharedTokens tokens = new SharedTokens(this::open)) {
            TokenUri uri = TokenUri.parse(TypedSource.of("pkcs11:token=hsm"));
            tokens.open(uri, new Given(""));
            assertThatThrownBy(() -> tokens.open(uri, new Given("00000000")))
                    .isInstanceOf(WrongSecretException.class)
                    .hasMessage("two different PINs are given for token 'hsm'");
            assertThat(tokens.open(uri, new Given("")).token().keys()).isEmpty();
            assertThat(asked).hasSize(1);
        }
    }
}
