package dev.keyhaul.pkcs11.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.key.WrappedKey;
import dev.keyhaul.pkcs11.KeyRequest;
import dev.keyhaul.pkcs11.KeySelector;
import dev.keyhaul.pkcs11.StrategyRule;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.fixture.RepeatedKeks;
import dev.keyhaul.pkcs11.fixture.ShimModule;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Modules that lie so that a proof in the token alone passes: they hand out a key whatever they are
 * given to unwrap, or open only their own encoding. The rehearsal and the controls catch each.
 */
@ExtendWith(RepeatedKeks.class)
class ControlsTest {
    private static final String MECHANISM = "MECHANISM";

    /** Lies of the wrap that a lying unwrap would hide. */
    private static final List<String> BAD_BYTES =
            List.of("flip-first", "flip-last", "zeros", "other", "other-resident");

    private static final List<String> HIDING =
            List.of(
                    "unwrap-copy",
                    "unwrap-other",
                    "unwrap-opened-copy",
                    "unwrap-else-copy",
                    "unwrap-else-control");

    private final ShimModule shim = ShimModule.create();
    private Token token;
    private final List<String> missed = new ArrayList<>();

    private enum TwoSteps {
        KWP("0x210b", "map 0x210b 0x210a\nhide 0x210a"),
        PAD("0x210a", "");

        private final String mechanism;
        private final String rule;

        TwoSteps(String mechanism, String rule) {
            this.mechanism = mechanism;
            this.rule = rule;
        }

        List<String> rules(String lies) {
            return Stream.of("private-only -", rule, lies.replace(MECHANISM, mechanism))
                    .flatMap(String::lines)
                    .toList();
        }
    }

    @BeforeEach
    void open() throws Exception {
        shim.hsm()
                .addToken(
                        "HSM",
                        KeyRequest.target("tenant"),
                        KeyRequest.target("other"),
                        KeyRequest.wrapping("wrapping"));
        token = shim.hsm().login("HSM");
    }

    @AfterEach
    void close() {
        token.close();
        shim.close();
    }

    @ParameterizedTest
    @EnumSource(TwoSteps.class)
    void wrapUnderRsa_everyLie_isRefused(TwoSteps steps) throws Exception {
        List<String> lies = new ArrayList<>(lies());
        lies.addAll(List.of("aes16 -", "alternate-aes -", "constant-aes -"));
        for (String lie : lies) {
            attempt(steps, lie, key -> key.wrapUnder(TestKeys.kek()));
            if (!lie.startsWith("unwrap-other")) {
                // No weaker proof for a liar.
                attempt(steps, lie + "\noneshot 0x1054", key -> key.wrapUnder(TestKeys.kek()));
            }
        }
        report(steps + " and an RSA key", lies.size());
    }

    @ParameterizedTest
    @EnumSource(TwoSteps.class)
    void wrapUnderAes_everyLie_isRefused(TwoSteps steps) throws Exception {
        for (String lie : lies()) {
            attempt(
                    steps,
                    lie,
                    key -> key.wrapUnder(token.wrappingKey(KeySelector.label("wrapping"))));
        }
        report(steps + " and an AES key", lies().size());
    }

    @Test
    void wrapInOneCall_everyLieThatItsRehearsalCanShow_isRefused() throws Exception {
        List<String> lies =
                List.of("aes16 -", "alternate-aes -", "pkcs1 0x1054", "scramble 0x1054");
        for (String lie : lies) {
            reopen(Stream.concat(Stream.of("oneshot 0x1054"), lie.lines()).toList());
            token.wrapBy(WrapPolicy.of(StrategyRule.ONE_SHOT));
            attempt(lie, key -> key.wrapUnder(TestKeys.kek()));
        }
        report("one call", lies.size());
    }

    /**
     * One call has no proof of these bytes: two steps, which are preferred, do not meet the lie.
     */
    @Test
    void oneCallThatWrapsAnotherResidentKey_isNotTaken() throws Exception {
        reopen(List.of("oneshot 0x1054", "other-resident 0x1054"));

        WrappedKey wrapped = tenant().wrapUnder(TestKeys.kek());

        assertThat(wrapped.strategy()).startsWith("CKM_AES_KEY_WRAP_PAD (0x210a)");
    }

    /** The honest module, as often as a flipped bit has a place to be. */
    @Test
    void honestModule_passes() throws Exception {
        for (int i = 0; i < 5; i++) {
            reopen(List.of());
            assertThat(tenant().wrapUnder(TestKeys.kek()).ciphertext()).isNotEmpty();
            assertThat(
                            tenant().wrapUnder(token.wrappingKey(KeySelector.label("wrapping")))
                                    .ciphertext())
                    .isNotEmpty();
        }
    }

    /**
     * A device error at a control proves nothing: the wrap fails, and the next has its controls.
     */
    @Test
    void deviceErrorAtTheControls_isToldAndTheyAreDoneAgain() throws Exception {
        for (int call = 2; call <= 5; call++) {
            reopen(List.of("fail C_UnwrapKey 0x30 " + call));
            assertThatThrownBy(() -> tenant().wrapUnder(TestKeys.kek()))
                    .isInstanceOf(TokenException.class)
                    .hasMessageContaining("C_UnwrapKey: CKR_DEVICE_ERROR (0x30)");
            token.close();
            shim.obey("private-only -", "unwrap-else-copy 0x210a", "flip-last 0x210a");
            token = shim.hsm().login("HSM");
            assertThatThrownBy(() -> tenant().wrapUnder(TestKeys.kek()))
                    .isInstanceOf(CheckFailedException.class);
        }
    }

    /** What no proof in the liar's own token can show: docs/THREAT-MODEL.md says so. */
    @Test
    void moduleThatRecognisesItsOwnOutput_isNotCaughtHere() throws Exception {
        reopen(List.of("remember 0x210a 1"));

        assertThat(tenant().wrapUnder(TestKeys.kek()).ciphertext()).isNotEmpty();
    }

    private static List<String> lies() {
        List<String> lies = new ArrayList<>();
        for (String hiding : HIDING) {
            lies.add(hiding + " " + MECHANISM);
            for (String bad : BAD_BYTES) {
                lies.add(hiding + " " + MECHANISM + "\n" + bad + " " + MECHANISM);
            }
            lies.add(hiding + " " + MECHANISM + "\nremember " + MECHANISM);
        }
        lies.add("pkcs1 " + MECHANISM);
        lies.add("scramble " + MECHANISM);
        return lies;
    }

    private interface Wrap {
        WrappedKey of(TokenKey key) throws KeyTransferException;
    }

    private void attempt(TwoSteps steps, String lie, Wrap wrap) throws Exception {
        reopen(steps.rules(lie));
        attempt(steps + ": " + lie, wrap);
    }

    private void attempt(String trial, Wrap wrap) throws Exception {
        int objects = TestKeys.objects(token);
        TokenKey key = tenant();
        try {
            wrap.of(key);
            missed.add(trial.replace('\n', ','));
        } catch (CheckFailedException e) {
            if (e.hint().isEmpty()) {
                missed.add(trial + ": no hint: " + e);
            }
        } catch (KeyTransferException e) {
            // The target itself may leave: that looks like a token that ignores the template.
            if (!trial.contains("unwrap-other")) {
                missed.add(trial.replace('\n', ',') + ": " + e);
            }
        }
        shim.obey();
        assertThat(TestKeys.objects(token)).as(trial).isEqualTo(objects);
    }

    private TokenKey tenant() throws KeyTransferException {
        return token.rsaKey(KeySelector.label("tenant"));
    }

    /** What was seen of a token is kept until it is closed. */
    private void reopen(List<String> rules) throws Exception {
        token.close();
        shim.obey();
        token = shim.hsm().login("HSM");
        shim.obey(rules);
    }

    private void report(String what, int tried) {
        System.out.println(what + ": " + tried + " lies tried, " + missed.size() + " missed");
        assertThat(missed).isEmpty();
        assertThat(tried).isPositive();
    }
}
