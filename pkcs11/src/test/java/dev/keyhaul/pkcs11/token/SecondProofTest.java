package dev.keyhaul.pkcs11.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.key.WrappedKey;
import dev.keyhaul.pkcs11.KeyRequest;
import dev.keyhaul.pkcs11.KeySelector;
import dev.keyhaul.pkcs11.StrategyRule;
import dev.keyhaul.pkcs11.fixture.RepeatedKeks;
import dev.keyhaul.pkcs11.fixture.ShimModule;
import dev.keyhaul.pkcs11.fixture.SoftHsm;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.interfaces.RSAPrivateKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The proof in another maker's token, which catches what no proof in the liar's own can. */
@ExtendWith(RepeatedKeks.class)
class SecondProofTest {
    private static final String MAKER = "maker Another-maker";

    @TempDir Path directory;
    private final ShimModule shim = ShimModule.create();
    private final SoftHsm other = SoftHsm.create();
    private Token token;
    private Token second;
    private TokenKey target;
    private SecondProof proof;

    @BeforeEach
    void open() throws Exception {
        shim.obey(MAKER);
        shim.hsm().addToken("HSM", KeyRequest.target("tenant"));
        token = shim.hsm().login("HSM");
        target = token.rsaKey(KeySelector.label("tenant"));
        other.addToken("second", KeyRequest.recovery("recovery"));
        second = other.login("second");
        proof =
                new SecondProof(
                        second.onlyRecoveryKey(), target.description().fingerprint()::equals);
    }

    @AfterEach
    void close() {
        second.close();
        token.close();
        other.close();
        shim.close();
    }

    @Test
    void wrapUnder_honestToken_isProvenThereAndLeavesNothing() throws Exception {
        token.wrapBy(WrapPolicy.DEFAULT.provenBy(proof));
        int objects = TestKeys.objects(second);
        KeyPair kek = TestKeys.rsa(2048);

        for (int i = 0; i < 2; i++) {
            WrappedKey wrapped = target.wrapUnder(TestKeys.kek(kek));

            assertThat(wrapped.notes()).anyMatch(note -> note.contains("token 'second'"));
            assertThat(wrapped.strategyReason())
                    .isEqualTo("a second token proves exactly these bytes; controls: each blob");
            assertThat(
                            OpenedByOpenSsl.of(
                                            directory,
                                            (RSAPrivateKey) kek.getPrivate(),
                                            wrapped.ciphertext(),
                                            "sha1")
                                    .key()
                                    .getModulus())
                    .isEqualTo(target.description().requireRsa().getModulus());
        }
        assertThat(TestKeys.objects(second)).isEqualTo(objects);
    }

    /** The lie that {@link ControlsTest} shows as out of reach of the token's own proof. */
    @Test
    void wrapUnder_tokenThatRecognisesItsOwnOutput_isCaught() throws Exception {
        shim.obey(MAKER, "remember 0x210a 1");
        assertThat(target.wrapUnder(TestKeys.kek()).ciphertext()).isNotEmpty();
        token.wrapBy(WrapPolicy.DEFAULT.provenBy(proof));

        assertThatThrownBy(() -> target.wrapUnder(TestKeys.kek()))
                .isInstanceOf(CheckFailedException.class)
                .hasMessageStartingWith("the blob's bytes cannot be unwrapped in token 'second'");
    }

    @Test
    void wrapBy_tokenOfTheSameModuleOrMaker_isRefused() throws Exception {
        RecoveryKey own = token.recoveryKey(token.generate(KeyRequest.recovery("recovery")));
        assertThatThrownBy(
                        () ->
                                token.wrapBy(
                                        WrapPolicy.DEFAULT.provenBy(
                                                new SecondProof(own, key -> true))))
                .isInstanceOf(RefusedException.class)
                .hasMessage("the token of the second proof is in the key's own PKCS#11 module");
        token.close();
        shim.obey();
        token = shim.hsm().login("HSM");
        assertThatThrownBy(() -> token.wrapBy(WrapPolicy.DEFAULT.provenBy(proof)))
                .isInstanceOf(RefusedException.class)
                .hasMessage(
                        "the token of the second proof is from the same vendor, 'SoftHSM project'");
    }

    @Test
    void wrapBy_pairThatIsNoRecoveryPair_isRefused() throws Exception {
        RecoveryKey signs = second.recoveryKey(second.generate(KeyRequest.target("signs")));

        assertThatThrownBy(
                        () ->
                                token.wrapBy(
                                        WrapPolicy.DEFAULT.provenBy(
                                                new SecondProof(signs, key -> true))))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("cannot be a recipient of master copies");
    }

    @Test
    void wrapUnder_pairWithoutACopyOfTheKey_isRefusedBeforeItIsWrapped() throws Exception {
        token.wrapBy(WrapPolicy.DEFAULT.provenBy(new SecondProof(proof.pair(), key -> false)));
        shim.obey(MAKER, "log -");

        assertThatThrownBy(() -> target.wrapUnder(TestKeys.kek()))
                .isInstanceOf(RefusedException.class)
                .hasMessageEndingWith("has no master copy of it");
    }

    @Test
    void wrapUnder_oneShotOrResidentAes_isRefused() throws Exception {
        token.wrapBy(WrapPolicy.of(StrategyRule.ONE_SHOT).provenBy(proof));
        assertThatThrownBy(() -> target.wrapUnder(TestKeys.kek()))
                .isInstanceOf(RefusedException.class);
        token.wrapBy(WrapPolicy.DEFAULT.provenBy(proof));
        TokenAesWrappingKey aes = token.wrappingKey(token.generate(KeyRequest.wrapping("aes")));
        assertThatThrownBy(() -> target.wrapUnder(aes)).isInstanceOf(RefusedException.class);
    }
}
