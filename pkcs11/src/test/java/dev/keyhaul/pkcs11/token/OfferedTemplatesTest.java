package dev.keyhaul.pkcs11.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.pkcs11.KeyAttribute;
import dev.keyhaul.pkcs11.KeyObjectKind;
import dev.keyhaul.pkcs11.KeyRequest;
import dev.keyhaul.pkcs11.KeySelector;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.TokenKeyType;
import dev.keyhaul.pkcs11.fixture.ShimModule;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Templates as a token takes them: whole, or without what is customary, and never without what a
 * key needs.
 */
class OfferedTemplatesTest {
    private static final String SIGN_RECOVER = "0x109";
    private static final String VERIFY_RECOVER = "0x10b";
    private static final String EXTRACTABLE = "0x162";

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

    /** Two attributes that many tokens do not have, in both halves. */
    @ParameterizedTest
    @EnumSource(TokenKeyType.class)
    void attributeThatIsCustomary_isLeftOut_andNoOther(TokenKeyType type) throws Exception {
        shim.obey(
                "no-attribute " + VERIFY_RECOVER + " 0x12",
                "no-attribute " + SIGN_RECOVER + " 0x12",
                "no-false 0x2 0x13 2",
                "log -");
        token.generate(KeyRequest.target("first").ofType(type).notExtractable());
        int calls = generations();
        TokenKey key = token.key(KeySelector.label("first"));
        assertThat(key.info().attributes())
                .containsEntry(KeyAttribute.SENSITIVE, true)
                .containsEntry(KeyAttribute.EXTRACTABLE, false)
                .containsEntry(KeyAttribute.UNWRAP, false)
                .containsEntry(KeyAttribute.TOKEN, true);
        token.generate(KeyRequest.target("second").ofType(type).notExtractable());
        assertThat(generations())
                .as("what was refused once is not offered again")
                .isEqualTo(type == TokenKeyType.AES ? calls : calls - 1);
    }

    private int generations() {
        List<String> log = shim.takeLog();
        return Collections.frequency(log, "C_GenerateKeyPair")
                + Collections.frequency(log, "C_GenerateKey");
    }

    /** One that says so for another reason: a policy, a label that is taken. */
    @ParameterizedTest
    @ValueSource(strings = {"0x10", "0x12", "0x13", "0xd0", "0xd1"})
    void refusalThatStays_isToldAsItWasFirst_andLeavesNothing(String code) throws Exception {
        shim.obey("fail C_GenerateKeyPair " + code + " 0", "log -");
        requireRefused("(0x" + code.substring(2).toUpperCase(java.util.Locale.ROOT) + ")");
        assertThat(Collections.frequency(shim.takeLog(), "C_GenerateKeyPair")).isEqualTo(2);

        shim.obey("fail C_GenerateKeyPair " + code + " 1", "fail C_GenerateKeyPair 0xd1 2");
        requireRefused("(0x" + code.substring(2).toUpperCase(java.util.Locale.ROOT) + ")");
    }

    @Test
    void refusalOfAnotherCode_isAskedOnce() throws Exception {
        shim.obey("fail C_GenerateKeyPair 0x70 0", "log -");
        requireRefused("(0x70)");
        assertThat(Collections.frequency(shim.takeLog(), "C_GenerateKeyPair")).isEqualTo(1);
    }

    /** The second answer counts where it is of something else. */
    @Test
    void secondRefusalOfAnotherCode_isTold() throws Exception {
        shim.obey("fail C_GenerateKeyPair 0x13 1", "fail C_GenerateKeyPair 0x70 2");
        requireRefused("(0x70)");
    }

    @Test
    void attributeThatIsNeeded_isNeverLeftOut() throws Exception {
        shim.obey("no-false " + EXTRACTABLE + " 0x13 3");
        requireRefused("(0x13)");
    }

    @Test
    void halfAPair_isNoReasonToMakeAnother() throws Exception {
        shim.obey("half-pair - 0x13", "log -");
        requireRefused("(0x13)");
        assertThat(Collections.frequency(shim.takeLog(), "C_GenerateKeyPair")).isEqualTo(1);
    }

    private void requireRefused(String code) throws KeyTransferException {
        assertThatThrownBy(() -> token.generate(KeyRequest.target("new").notExtractable()))
                .isInstanceOf(TokenException.class)
                .hasMessageContaining(code);
        assertThat(token.keys()).isEmpty();
    }

    /** Where a token changes no id, both halves of a key keep the one of their birth. */
    @Test
    void idThatCannotBeSet_isTheOneOfBirth_inBothHalves() throws Exception {
        shim.obey("no-set 0x102 0x10");
        token.generate(KeyRequest.target("tenant"));
        shim.obey();

        byte[] id = token.key(KeySelector.label("tenant")).info().id();
        assertThat(id).hasSize(20);
        assertThat(token.find(KeySelector.id(id).withKind(KeyObjectKind.PUBLIC)).label())
                .isEqualTo("tenant");
    }

    /** An AES key that can be changed might have been, between its making and the wrap. */
    @Test
    void aesKeyThatIsNotFixed_isReadAgainBeforeItWrapsTheTarget() throws Exception {
        token.generate(KeyRequest.target("tenant"));
        shim.obey("log -");
        int whole = readsOfAThirdBlob();
        token.close();
        shim.obey("no-false 0x170 0x13 4", "log -");
        token = shim.hsm().login("HSM");

        assertThat(readsOfAThirdBlob()).isEqualTo(whole + 1);
    }

    private int readsOfAThirdBlob() throws Exception {
        TokenKey tenant = token.key(KeySelector.label("tenant"));
        tenant.wrapUnder(TestKeys.kek());
        tenant.wrapUnder(TestKeys.kek());
        shim.takeLog();
        tenant.wrapUnder(TestKeys.kek());
        return Collections.frequency(shim.takeLog(), "C_GetAttributeValue");
    }
}
