package dev.keyhaul.pkcs11.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.pkcs11.KeyAttribute;
import dev.keyhaul.pkcs11.KeyRequest;
import dev.keyhaul.pkcs11.KeySelector;
import dev.keyhaul.pkcs11.fixture.ShimModule;
import java.util.Collections;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Keys that open others, in tokens that do not have what guards them: each guard that can be had is
 * kept, and one that is open is refused by its name, or allowed and told.
 */
class OpenGuardsTest {
    private static final String NO_UNWRAP_TEMPLATE = "no-attribute 0x40000212 0x12 3";
    private static final String ONLY_MODIFIABLE = "no-false 0x170 0x13 0";
    private static final String NO_COPYABLE = "no-attribute 0x171 0x12 0";
    private static final String NO_SIGN_RECOVER = "no-attribute 0x109 0x12 3";
    private static final String NOTHING_SET = "fail C_SetAttributeValue 0x10 0";
    private static final KeyRequest PAIR = KeyRequest.recovery("recovery");
    private static final KeyRequest WRAPPING = KeyRequest.wrapping("wrapping");

    private final ShimModule shim = ShimModule.create();
    private Token token;

    @BeforeEach
    void open() throws Exception {
        token = shim.hsm().newToken("HSM");
    }

    @AfterEach
    void close() {
        shim.obey();
        token.close();
        shim.close();
    }

    /** As kryoptic, and every token before PKCS#11 2.40. */
    @Test
    void tokenWithoutUnwrapTemplate_keepsTheOtherGuards_ifThatIsAllowed() throws Exception {
        shim.obey(NO_UNWRAP_TEMPLATE);
        requireRefused(PAIR, "does not enforce CKA_UNWRAP_TEMPLATE");

        token.allowOpenGuards();
        KeyInfo made = token.generate(PAIR);

        assertThat(made.openGuards()).containsExactly("CKA_UNWRAP_TEMPLATE");
        assertThat(made.templateWithout()).contains("CKA_UNWRAP_TEMPLATE unknown");
        assertThat(made.attributes())
                .containsEntry(KeyAttribute.MODIFIABLE, false)
                .containsEntry(KeyAttribute.SIGN_RECOVER, false);
        assertThat(token.keys()).hasSize(1);
    }

    /** A key that can be changed is one that decrypts tomorrow. */
    @Test
    void keyThatCanBeChanged_isRefused_alsoAsARecipient() throws Exception {
        shim.obey(ONLY_MODIFIABLE);
        requireRefused(PAIR, "does not enforce CKA_MODIFIABLE");
        requireRefused(WRAPPING, "does not enforce CKA_MODIFIABLE");
        token.allowOpenGuards();
        assertThat(token.generate(PAIR).openGuards()).containsExactly("CKA_MODIFIABLE");
        assertThat(token.generate(WRAPPING).openGuards()).containsExactly("CKA_MODIFIABLE");
        assertThat(recovery().wrappingKey()).isNotNull();
        wrapping().requireFit(token);

        token.close();
        token = shim.hsm().login("HSM");
        requireOpen(() -> recovery().wrappingKey());
        requireOpen(() -> wrapping().requireFit(token));
        assertThat(token.keys()).as("no throw-away key is left").hasSize(2);
    }

    /**
     * pkcs11rs and AWS CloudHSM report such keys as modifiable, and change none: the trial decides.
     */
    @Test
    void tokenThatLetsNothingBeChanged_isClosed() throws Exception {
        shim.obey(ONLY_MODIFIABLE, NOTHING_SET);
        assertThat(token.generate(PAIR).openGuards()).isEmpty();
        assertThat(token.generate(WRAPPING).openGuards()).isEmpty();
        assertThat(recovery().info().is(KeyAttribute.MODIFIABLE)).isTrue();
        assertThat(recovery().wrappingKey()).isNotNull();
        wrapping().requireFit(token);
    }

    @Test
    void keyThatCanBeCopied_isRefused() throws Exception {
        shim.obey(ONLY_MODIFIABLE, NOTHING_SET, NO_COPYABLE);
        requireRefused(PAIR, "does not enforce CKA_COPYABLE");

        shim.obey(ONLY_MODIFIABLE, NOTHING_SET, NO_COPYABLE, "fail C_CopyObject 0x54 0");
        token.close();
        token = shim.hsm().login("HSM");
        assertThat(token.generate(PAIR).openGuards()).isEmpty();
    }

    /** No mechanism of SoftHSM signs with recovery, whatever the key says. */
    @Test
    void signRecoverThatNoMechanismDoes_isClosed() throws Exception {
        shim.obey(NO_SIGN_RECOVER);
        assertThat(token.generate(PAIR).openGuards()).isEmpty();
    }

    /** One throw-away pair without guards, and one for each guard. */
    @Test
    void guards_areFoundInFiveCalls_andRemembered() throws Exception {
        token.allowOpenGuards();
        shim.obey(NO_UNWRAP_TEMPLATE, "log -");
        token.generate(PAIR);
        assertThat(generations()).as("whole, without custom, five, the key").isEqualTo(2 + 5 + 1);
        token.generate(KeyRequest.recovery("second"));
        assertThat(generations()).isEqualTo(1);
    }

    /** Another process allowed it, or its token had no such attribute: the key itself tells. */
    @Test
    void pairOfAnEarlierOpening_isAskedForItsUnwrapTemplate_asARecipient() throws Exception {
        token.allowOpenGuards();
        shim.obey(NO_UNWRAP_TEMPLATE);
        token.generate(PAIR);
        for (String[] rules : new String[][] {{NO_UNWRAP_TEMPLATE}, {}}) {
            token.close();
            shim.obey(rules);
            token = shim.hsm().login("HSM");
            assertThatThrownBy(() -> recovery().wrappingKey())
                    .hasMessageContaining("does not enforce CKA_UNWRAP_TEMPLATE");
        }

        token.generate(KeyRequest.recovery("whole"));
        assertThat(token.recoveryKey(KeySelector.label("whole")).wrappingKey()).isNotNull();
        token.allowOpenGuards();
        assertThat(recovery().wrappingKey()).isNotNull();
        assertThat(recovery().openGuards()).containsExactly("CKA_UNWRAP_TEMPLATE");
        assertThat(token.keys()).as("no throw-away key is left").hasSize(2);
    }

    private int generations() {
        return Collections.frequency(shim.takeLog(), "C_GenerateKeyPair");
    }

    private RecoveryKey recovery() throws KeyTransferException {
        return token.recoveryKey(KeySelector.label("recovery"));
    }

    private TokenAesWrappingKey wrapping() throws KeyTransferException {
        return token.wrappingKey(KeySelector.label("wrapping"));
    }

    private void requireRefused(KeyRequest request, String what) throws KeyTransferException {
        assertThatThrownBy(() -> token.generate(request))
                .hasMessageContaining(what)
                .satisfies(
                        e ->
                                assertThat(((KeyTransferException) e).reason())
                                        .isEqualTo(Reason.GUARD_OPEN));
        assertThat(token.keys()).isEmpty();
    }

    private static void requireOpen(ThrowingCallable recipient) {
        assertThatThrownBy(recipient).hasMessageContaining("does not enforce CKA_MODIFIABLE");
    }
}
