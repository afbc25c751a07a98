package dev.keyhaul.pkcs11.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.OaepHash;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.key.WrappedKey;
import dev.keyhaul.core.key.WrappingKey;
import dev.keyhaul.pkcs11.KeyRequest;
import dev.keyhaul.pkcs11.KeySelector;
import dev.keyhaul.pkcs11.StrategyRule;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.TokenInfo;
import dev.keyhaul.pkcs11.TokenKeyType;
import dev.keyhaul.pkcs11.UnprovenKeys;
import dev.keyhaul.pkcs11.fixture.RepeatedKeks;
import dev.keyhaul.pkcs11.fixture.ShimModule;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The throw-away key that stays in the token for one wrap, before the first blob of a kind. */
@ExtendWith(RepeatedKeks.class)
class StayingControlTest {
    private static final String NOT_TESTED = "the token keeps no copy of a throw-away key";

    private final ShimModule shim = ShimModule.create();
    private final Notes notes = new Notes();
    private Token token;

    private static final class Notes implements UnprovenKeys {
        private final List<String> open = new ArrayList<>();
        private final List<String> ever = new ArrayList<>();
        private boolean full;

        @Override
        public void note(TokenInfo info, String label) throws KeyTransferException {
            if (full) {
                throw new RefusedException(Reason.VALUE_FORM, "no space for a note", "make space");
            }
            open.add(label);
            ever.add(label);
        }

        @Override
        public void drop(TokenInfo info, String label) {
            open.remove(label);
        }
    }

    @BeforeEach
    void open() throws Exception {
        List<KeyRequest> keys = new ArrayList<>();
        for (TokenKeyType type : TokenKeyType.values()) {
            keys.add(KeyRequest.target(type.name()).ofType(type));
        }
        keys.add(KeyRequest.target("other-aes").ofType(TokenKeyType.AES));
        keys.add(KeyRequest.wrapping("wrapping"));
        shim.hsm().addToken("HSM", keys.toArray(KeyRequest[]::new));
        shim.hsm().module().noteIn(notes);
        token = shim.hsm().login("HSM");
    }

    @AfterEach
    void close() {
        shim.obey();
        token.close();
        shim.close();
    }

    @ParameterizedTest
    @EnumSource(TokenKeyType.class)
    void everyWayToWrap_hasOneThatIsNotedAndGoes(TokenKeyType type) throws Exception {
        int before = stays();
        shim.obey("oneshot 0x1054", "log -");
        token.wrapBy(WrapPolicy.of(StrategyRule.TWO_STEP));
        wrapTwice(type, TestKeys.kek(), 1);
        token.wrapBy(WrapPolicy.of(StrategyRule.ONE_SHOT));
        wrapTwice(type, TestKeys.kek(), 2);
        wrapTwice(type, token.wrappingKey(KeySelector.label("wrapping")), 4);

        assertThat(notes.open).isEmpty();
        assertThat(shim.takeLog()).filteredOn("C_CopyObject"::equals).hasSize(3);
        assertThat(stays()).isEqualTo(before);
    }

    private void wrapTwice(TokenKeyType type, WrappingKey under, int noted) throws Exception {
        for (int blob = 0; blob < 2; blob++) {
            assertThat(wrapped(type, under).notes()).noneMatch(n -> n.startsWith(NOT_TESTED));
            assertThat(notes.ever).hasSize(noted).allMatch(l -> l.startsWith("keyhaul control "));
        }
    }

    /** OAEP of the key itself. */
    @Test
    void directWrap_ofAnotherKeyIfItStays_isRefused() throws Exception {
        WrappingKey kek =
                WrappingKey.RsaOaep.unsafeOf(
                        (RSAPublicKey) TestKeys.rsa(2048).getPublic(), OaepHash.SHA1);
        assertThat(wrapped(TokenKeyType.AES, kek).notes()).isEmpty();

        shim.obey("other-resident 0x9");
        assertThatThrownBy(() -> wrapped(TokenKeyType.AES, kek))
                .isInstanceOf(CheckFailedException.class)
                .hasMessageContaining("a key other than");
        assertThat(notes.open).isEmpty();
    }

    /** No C_CopyObject; refused; the token is full, or read-only; made as a session object. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "fail C_CopyObject 0x54 0",
                "fail C_CopyObject 0x13 0",
                "fail C_CopyObject 0x31 0",
                "fail C_CopyObject 0xe2 0",
                "flag 0x1 0"
            })
    void tokenThatKeepsNone_isToldInTheReport(String rule) throws Exception {
        shim.obey(rule);
        for (TokenKeyType type : TokenKeyType.values()) {
            assertThat(wrapped(type, TestKeys.kek()).notes())
                    .anyMatch(n -> n.startsWith(NOT_TESTED));
        }
        assertThat(notes.open).isEmpty();
        assertThat(notes.ever).hasSize(3);
    }

    @Test
    void withoutANote_noneIsMade() throws Exception {
        notes.full = true;
        shim.obey("log -");
        assertThat(wrapped(TokenKeyType.RSA, TestKeys.kek()).notes())
                .anyMatch(n -> n.startsWith(NOT_TESTED));
        assertThat(shim.takeLog()).doesNotContain("C_CopyObject");
    }

    @Test
    void lie_isRefusedAndNothingStays() throws Exception {
        int before = stays();
        for (TokenKeyType type : TokenKeyType.values()) {
            shim.obey("remember 0x210a");
            assertThatThrownBy(() -> wrapped(type, TestKeys.kek()))
                    .isInstanceOf(CheckFailedException.class);
            shim.obey();
        }
        assertThat(notes.ever).hasSize(3);
        assertThat(notes.open).isEmpty();
        assertThat(stays()).isEqualTo(before);
    }

    /** The third wrap of two steps is that of the copy: one tells what 0x210a is. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "fail C_WrapKey 0x30 3",
                "fail C_CopyObject 0x30 1",
                "fail C_DestroyObject 0x30 2"
            })
    void fault_leavesNothing(String rule) throws Exception {
        int before = stays();
        shim.obey(rule);
        assertThatThrownBy(() -> wrapped(TokenKeyType.RSA, TestKeys.kek()))
                .isInstanceOf(TokenException.class);
        shim.obey();

        assertThat(notes.ever).hasSize(1);
        assertThat(notes.open).isEmpty();
        assertThat(stays()).isEqualTo(before);
    }

    /** Who looks for what stays finds it by the message, and by the note. */
    @Test
    void oneThatCannotBeDestroyed_isNamed() throws Exception {
        token.capabilities();
        shim.obey("fail C_DestroyObject 0x5 0");

        TokenException failed =
                catchThrowableOfType(
                        TokenException.class, () -> wrapped(TokenKeyType.AES, TestKeys.kek()));

        assertThat(failed).hasMessageContaining("'" + notes.ever.get(0) + "' was not destroyed");
        assertThat(notes.open).isEqualTo(notes.ever);
        requireToldAtTheEnd();
    }

    @ParameterizedTest
    @EnumSource(
            value = TokenKeyType.class,
            names = {"RSA", "EC"})
    void oneThatTheTokenRenames_isAnErrorAtTheEnd(TokenKeyType type) throws Exception {
        shim.obey("rename-destroyed -");
        wrapped(type, TestKeys.kek());

        requireToldAtTheEnd("'gone'");
    }

    /** A wrap for a target that stays, under a wrapping key that stays. */
    @ParameterizedTest
    @EnumSource(TokenKeyType.class)
    void wrappingKeyThatStays_isRehearsedByOneThatStays(TokenKeyType type) throws Exception {
        int before = stays();
        WrappingKey wrapping = token.wrappingKey(KeySelector.label("wrapping"));
        shim.obey("remember 0x210a 2");
        assertThatThrownBy(() -> wrapped(type, wrapping)).isInstanceOf(CheckFailedException.class);

        assertThat(notes.ever).hasSize(2);
        assertThat(notes.open).isEmpty();
        assertThat(stays()).isEqualTo(before);
    }

    @Test
    void tokenThatKeepsNoWrappingKeyOfKnownValue_isToldInTheReport() throws Exception {
        WrappingKey wrapping = token.wrappingKey(KeySelector.label("wrapping"));
        shim.obey("full - 31 8");
        assertThat(wrapped(TokenKeyType.EC, wrapping).notes())
                .anyMatch(n -> n.startsWith(NOT_TESTED));
        shim.obey();
        assertThat(wrapped(TokenKeyType.RSA, wrapping).notes())
                .noneMatch(n -> n.startsWith(NOT_TESTED));
    }

    @Test
    void oneThatTheTokenDoesNotDestroy_isAnErrorAtTheEnd() throws Exception {
        shim.obey("noop C_DestroyObject");
        wrapped(TokenKeyType.RSA, TestKeys.kek());

        requireToldAtTheEnd();
    }

    private void requireToldAtTheEnd() throws Exception {
        requireToldAtTheEnd("'keyhaul control ");
    }

    private void requireToldAtTheEnd(String name) throws Exception {
        shim.obey();
        assertThatThrownBy(token::close)
                .isInstanceOf(KeyTransferException.Unchecked.class)
                .cause()
                .isInstanceOf(CheckFailedException.class)
                .hasMessageContaining(name);
        token = shim.hsm().login("HSM");
    }

    private WrappedKey wrapped(TokenKeyType type, WrappingKey under) throws KeyTransferException {
        return token.key(KeySelector.label(type.name())).wrapUnder(under);
    }

    private int stays() throws Exception {
        return token.keys().size();
    }
}
