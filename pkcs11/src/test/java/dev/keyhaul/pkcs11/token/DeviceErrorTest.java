package dev.keyhaul.pkcs11.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.key.RsaAesWrappingKey;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.pkcs11.KeyRequest;
import dev.keyhaul.pkcs11.KeySelector;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.TokenSelector;
import dev.keyhaul.pkcs11.fixture.ForeignModule;
import dev.keyhaul.pkcs11.fixture.RepeatedKeks;
import dev.keyhaul.pkcs11.fixture.ShimLibrary;
import dev.keyhaul.pkcs11.fixture.ShimModule;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * A token may refuse a changed copy with CKR_DEVICE_ERROR, as kryoptic does. It is one refusal more
 * where two copies end so and what was wrapped opens after them; it is a failure elsewhere. What is
 * wrapped and what is changed are unwrapped in random order: each case is tried often.
 */
@ExtendWith(RepeatedKeks.class)
class DeviceErrorTest {
    private static final String TENANT = "tenant";
    private static final int TRIES = 8;
    private static final String NOT_SHOWN =
            "whether the token refuses a changed copy was not shown";

    private final RsaAesWrappingKey kek = TestKeys.kek();

    @TempDir Path folder;

    private interface Attack {
        void on(TokenKey key, Rules rules) throws Exception;
    }

    /** Gives rules to the shim before a token; none: the token as it is. */
    private interface Rules {
        void obey(String... rules);
    }

    @Test
    void softHsm_deviceErrorAtTheGenuineUnwrap_isAFailure() throws Exception {
        softHsm((key, rules) -> requireFailure(key, rules, "opening 0x210a 0x30 1"));
    }

    @Test
    void softHsm_deviceErrorAtOneChangedCopy_isAFailure() throws Exception {
        softHsm((key, rules) -> requireFailure(key, rules, "refusal 0x210a 0x30 1"));
    }

    @Test
    void softHsm_deviceErrorAtBothChangedCopies_isARefusal() throws Exception {
        softHsm((key, rules) -> requireWrapped(key, rules, "refusal 0x210a 0x30 0"));
    }

    @Test
    void softHsm_deviceErrorAtBothChangedCopies_andAfterThem_isAFailure() throws Exception {
        softHsm(
                (key, rules) ->
                        requireFailure(
                                key, rules, "refusal 0x210a 0x30 0", "opening 0x210a 0x30 2"));
    }

    @Test
    void softHsm_templateRefusedAtAChangedCopy_isNotShown() throws Exception {
        softHsm((key, rules) -> requireNotShown(key, rules, "refusal 0x210a 0xd1 0"));
    }

    @Test
    void softHsm_otherCodeAtAChangedCopy_isARefusal() throws Exception {
        softHsm((key, rules) -> requireWrapped(key, rules, "refusal 0x210a 0x5 0"));
    }

    @Test
    void softHsm_liarWithOneDeviceError_neverPasses() throws Exception {
        softHsm(
                (key, rules) ->
                        requireNoBlob(
                                key, rules, "fail C_UnwrapKey 0x30 1", "unwrap-copy 0x210a 0"));
    }

    @Test
    void kryoptic_deviceErrorAtTheGenuineUnwrap_isAFailure() throws Exception {
        kryoptic((key, rules) -> requireFailure(key, rules, "opening 0x210b 0x30 1"));
    }

    @Test
    void kryoptic_deviceErrorAtOneChangedCopy_isAFailure() throws Exception {
        kryoptic((key, rules) -> requireFailure(key, rules, "refusal 0x210b 0x40 2"));
    }

    @Test
    void kryoptic_asItIs_refuses() throws Exception {
        kryoptic((key, rules) -> requireWrapped(key, rules));
    }

    @Test
    void kryoptic_templateRefusedAtAChangedCopy_isNotShown() throws Exception {
        kryoptic((key, rules) -> requireNotShown(key, rules, "refusal 0x210b 0x12 0"));
    }

    @Test
    void kryoptic_deviceErrorAfterBothChangedCopies_isAFailure() throws Exception {
        kryoptic((key, rules) -> requireFailure(key, rules, "opening 0x210b 0x30 2"));
    }

    @Test
    void kryoptic_liarWithOneDeviceError_neverPasses() throws Exception {
        kryoptic(
                (key, rules) ->
                        requireNoBlob(
                                key, rules, "fail C_UnwrapKey 0x30 1", "unwrap-copy 0x210b 0"));
    }

    private void softHsm(Attack attack) throws Exception {
        try (ShimModule shim = ShimModule.create()) {
            shim.hsm().addToken("HSM", KeyRequest.target(TENANT));
            try (Token token = shim.hsm().login("HSM")) {
                attack.on(token.key(KeySelector.label(TENANT)), shim::obey);
            }
        }
    }

    private void kryoptic(Attack attack) throws Exception {
        ForeignModule module = ForeignModule.in(folder, "kryoptic");
        ShimLibrary shim = module.behindShim();
        try (Pkcs11Module loaded = module.load(shim.file());
                Passphrase pin = module.passphrase();
                Token token = loaded.login(loaded.find(TokenSelector.label("HSM")), pin)) {
            token.generate(KeyRequest.target(TENANT));
            attack.on(token.key(KeySelector.label(TENANT)), rules -> shim.obey(List.of(rules)));
        }
    }

    /** The first blob has more unwraps, of a throw-away key: what counts them begins after it. */
    private List<String> outcomes(TokenKey key, Rules rules, String... given) throws Exception {
        rules.obey();
        key.wrapUnder(kek);
        List<String> outcomes = new ArrayList<>();
        for (int i = 0; i < TRIES; i++) {
            rules.obey(given);
            outcomes.add(outcome(key));
            rules.obey();
        }
        return outcomes;
    }

    private String outcome(TokenKey key) {
        try {
            return key.wrapUnder(kek).notes().stream()
                    .filter(note -> note.startsWith(NOT_SHOWN))
                    .findFirst()
                    .orElse("wrapped");
        } catch (TokenException e) {
            return e.kind() + ", " + e.getMessage();
        } catch (KeyTransferException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private void requireFailure(TokenKey key, Rules rules, String... given) throws Exception {
        assertThat(outcomes(key, rules, given))
                .containsOnly("DEVICE, C_UnwrapKey: CKR_DEVICE_ERROR (0x30)");
    }

    private void requireWrapped(TokenKey key, Rules rules, String... given) throws Exception {
        assertThat(outcomes(key, rules, given)).containsOnly("wrapped");
    }

    private void requireNotShown(TokenKey key, Rules rules, String... given) throws Exception {
        assertThat(outcomes(key, rules, given))
                .containsOnly(NOT_SHOWN + ": it refused the copy's template, not its bytes");
    }

    private void requireNoBlob(TokenKey key, Rules rules, String... given) throws Exception {
        assertThat(outcomes(key, rules, given)).doesNotContain("wrapped");
        assertThatThrownBy(
                        () -> {
                            rules.obey(given);
                            key.wrapUnder(kek);
                        })
                .isInstanceOf(KeyTransferException.class);
        rules.obey();
    }
}
