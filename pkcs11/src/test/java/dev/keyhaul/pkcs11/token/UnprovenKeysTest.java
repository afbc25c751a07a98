package dev.keyhaul.pkcs11.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.pkcs11.KeyRequest;
import dev.keyhaul.pkcs11.RestoreAs;
import dev.keyhaul.pkcs11.TokenInfo;
import dev.keyhaul.pkcs11.UnprovenKeys;
import dev.keyhaul.pkcs11.fixture.RepeatedKeks;
import dev.keyhaul.pkcs11.fixture.ShimModule;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Each key that is to stay is noted before it is made, until it has proven itself or is gone. */
@ExtendWith(RepeatedKeks.class)
class UnprovenKeysTest {
    private final ShimModule shim = ShimModule.create();
    private final Notes notes = new Notes();
    private Token token;

    /** Notes in memory, which tell what the token did meanwhile. */
    private final class Notes implements UnprovenKeys {
        private final Set<String> open = new TreeSet<>();
        private final List<String> calls = new ArrayList<>();
        private boolean full;

        @Override
        public void note(TokenInfo info, String label) throws KeyTransferException {
            if (full) {
                throw new RefusedException(Reason.VALUE_FORM, "no space for a note", "make space");
            }
            open.add(info.serial() + ":" + label);
            shim.takeLog();
        }

        @Override
        public void drop(TokenInfo info, String label) {
            if (open.remove(info.serial() + ":" + label)) {
                calls.addAll(shim.takeLog());
            }
        }
    }

    @BeforeEach
    void open() throws Exception {
        shim.hsm().addToken("HSM", KeyRequest.target("another"));
        shim.hsm().module().noteIn(notes);
        token = shim.hsm().login("HSM");
    }

    @AfterEach
    void close() {
        token.close();
        shim.close();
    }

    @Test
    void generatedKey_isNotedFromItsMakingUntilItsTrials() throws Exception {
        for (KeyRequest request : StayingKeyTest.requests()) {
            shim.obey("log -");
            notes.calls.clear();
            KeyInfo made = token.generate(request);

            assertThat(notes.open).isEmpty();
            assertThat(notes.calls)
                    .as(request.toString())
                    .containsAnyOf("C_GenerateKey", "C_GenerateKeyPair")
                    .contains("C_CopyObject");
            token.delete(made);
        }
    }

    /** The recovery pair's last trial opens a throw-away key. */
    @Test
    void recoveryPair_isNotedUntilItHasOpenedAKey() throws Exception {
        shim.obey("log -");
        token.generate(KeyRequest.recovery("new"));

        assertThat(notes.calls).contains("C_UnwrapKey");
    }

    @Test
    void importedKey_isNotedFromItsUnwrapUntilItsTrials() throws Exception {
        shim.obey("log -");
        try (SoftwareKey key = TestKeys.software(TestKeys.rsa(2048).getPrivate());
                TokenKey made = token.importKey(key, RestoreAs.tokenKey("new"))) {
            assertThat(made.info().label()).isEqualTo("new");
        }
        assertThat(notes.open).isEmpty();
        assertThat(notes.calls).contains("C_UnwrapKey", "C_CreateObject", "C_CopyObject");
    }

    @Test
    void keyThatCannotBeNoted_isNotMade() throws Exception {
        notes.full = true;
        for (KeyRequest request : StayingKeyTest.requests()) {
            assertThatThrownBy(() -> token.generate(request)).hasMessage("no space for a note");
        }
        try (SoftwareKey key = TestKeys.software(TestKeys.rsa(2048).getPrivate())) {
            assertThatThrownBy(() -> token.importKey(key, RestoreAs.tokenKey("new")))
                    .hasMessage("no space for a note");
        }
        assertThat(token.keys()).extracting(KeyInfo::label).containsExactly("another");
    }

    @Test
    void refusedKeyThatCannotBeDestroyed_isNamed() throws Exception {
        shim.obey("flag 0x163 0", "fail C_DestroyObject 0x5 0");

        assertThatThrownBy(() -> token.generate(KeyRequest.target("new")))
                .satisfies(
                        e ->
                                assertThat(e.getSuppressed())
                                        .extracting(Throwable::getMessage)
                                        .anyMatch(
                                                m ->
                                                        m.matches(
                                                                "private key 'new' \\(handle \\d+\\) was not destroyed: C_DestroyObject: .*"))
                                        .anyMatch(
                                                m ->
                                                        m.startsWith(
                                                                "key 'new' may still be in token 'HSM'")));
        assertThat(notes.open).hasSize(1);
    }

    @Test
    void refusedKey_isNotedForAsLongAsItIsThere() throws Exception {
        shim.obey("flag 0x163 0");
        assertThatThrownBy(() -> token.generate(KeyRequest.target("new")))
                .hasMessageContaining("CKA_LOCAL false");
        assertThat(notes.open).isEmpty();

        shim.obey("flag 0x163 0", "fail C_DestroyObject 0x5 0");
        assertThatThrownBy(() -> token.generate(KeyRequest.target("new")))
                .hasMessageContaining("CKA_LOCAL false");
        assertThat(notes.open).containsExactly(token.info().serial() + ":new");

        shim.obey();
        for (KeyInfo key : token.keys()) {
            if (key.label().equals("new")) {
                token.delete(key);
            }
        }
        assertThat(notes.open).isEmpty();
    }
}
