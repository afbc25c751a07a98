package dev.keyhaul.pkcs11.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.OaepHash;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.key.RsaAesWrappingKey;
import dev.keyhaul.core.key.WrapMethod;
import dev.keyhaul.core.key.WrapProof;
import dev.keyhaul.core.key.WrappedKey;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.core.secret.SecretBytes;
import dev.keyhaul.pkcs11.KeyRequest;
import dev.keyhaul.pkcs11.KeySelector;
import dev.keyhaul.pkcs11.StrategyRule;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.TokenSelector;
import dev.keyhaul.pkcs11.binding.Cka;
import dev.keyhaul.pkcs11.binding.Ckf;
import dev.keyhaul.pkcs11.binding.Cko;
import dev.keyhaul.pkcs11.binding.Cryptoki;
import dev.keyhaul.pkcs11.binding.Template;
import dev.keyhaul.pkcs11.fixture.RepeatedKeks;
import dev.keyhaul.pkcs11.fixture.ShimModule;
import dev.keyhaul.pkcs11.fixture.SoftHsm;
import dev.keyhaul.pkcs11.object.Templates;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Strategy 1, CKM_RSA_AES_KEY_WRAP, on a module that has it. */
@ExtendWith(RepeatedKeks.class)
class OneShotWrapTest {
    private static final String ONE_SHOT = "oneshot 0x1054";
    private static final String SHOWN =
            "with a pair of its own, the token wrapped this key by the same call, unwrapped it, and used it: with the KEK, nothing shows that";
    private static final String NOT_SHOWN =
            "the token could not show with a pair of its own that this call wraps this key: ";

    @TempDir Path directory;
    private final ShimModule shim = ShimModule.create();
    private Token token;

    @BeforeEach
    void open() throws Exception {
        shim.obey(ONE_SHOT);
        shim.hsm().addToken("HSM", KeyRequest.target("tenant"));
        token = shim.hsm().login("HSM");
        token.wrapBy(WrapPolicy.of(StrategyRule.ONE_SHOT));
    }

    @AfterEach
    void close() {
        token.close();
        shim.close();
    }

    @ParameterizedTest
    @CsvSource({"1024, 2048", "2048, 2048", "3072, 2048", "2048, 3072", "4096, 4096"})
    void wrapUnder_oneCall_opensslAloneOpensIt(int targetBits, int kekBits) throws Exception {
        TokenKey key =
                token.rsaKey(
                        token.generate(KeyRequest.target("target").withLengthBits(targetBits)));
        KeyPair kek = TestKeys.rsa(kekBits);

        WrappedKey wrapped = key.wrapUnder(TestKeys.kek(kek));

        OpenedByOpenSsl opened =
                OpenedByOpenSsl.of(
                        directory, (RSAPrivateKey) kek.getPrivate(), wrapped.ciphertext(), "sha1");
        assertThat(opened.key().getModulus())
                .isEqualTo(key.description().requireRsa().getModulus());
        assertThat(wrapped.method()).isEqualTo(WrapMethod.RSA_AES_SHA1);
        assertThat(wrapped.proof()).isEqualTo(WrapProof.STAND_IN);
        assertThat(wrapped.strategy()).isEqualTo("CKM_RSA_AES_KEY_WRAP (0x1054) in one call");
        assertThat(wrapped.strategyReason()).isEqualTo("asked for");
    }

    @Test
    void wrapUnder_again_triesTheStandInOnce() throws Exception {
        TokenKey key = token.rsaKey(KeySelector.label("tenant"));
        RsaAesWrappingKey kek = TestKeys.kek();
        key.wrapUnder(kek);
        shim.obey(ONE_SHOT, "log -");

        key.wrapUnder(kek);

        assertThat(shim.takeLog()).doesNotContain("C_GenerateKeyPair").contains("C_WrapKey");
    }

    /** Under a pair of the token, which opens it there: once in an open token. */
    @Test
    void wrapUnder_firstKeyThatStays_isOpenedInTheTokenOnce() throws Exception {
        TokenKey key = token.rsaKey(KeySelector.label("tenant"));

        assertThat(key.wrapUnder(TestKeys.kek()).notes()).contains(SHOWN);
        assertThat(key.wrapUnder(TestKeys.kek()).notes()).noneMatch(OneShotWrapTest::isOfOwnPair);
    }

    /** An honest token loses nothing, and openCryptoki 3.27 never unwraps the target. */
    @ParameterizedTest
    @CsvSource({
        "no-unwrap 0x1054 0x70 0, 1, CKR_MECHANISM_INVALID",
        "unwrap-loose 0x1054, 1, CKA_EXTRACTABLE true where false",
        "flag 0x162 1, 0, CKA_EXTRACTABLE true where false",
        "fail C_GenerateKeyPair 0xd0 0, 0, CKR_TEMPLATE_INCOMPLETE",
        "fail C_GenerateKeyPair 0x5 0, 0, CKR_GENERAL_ERROR"
    })
    void wrapUnder_tokenCannotShowIt_wrapsAndSaysSo(String rule, int unwraps, String why)
            throws Exception {
        shim.obey(ONE_SHOT, rule, "log -");

        WrappedKey wrapped = token.rsaKey(KeySelector.label("tenant")).wrapUnder(TestKeys.kek());

        assertThat(wrapped.notes())
                .filteredOn(OneShotWrapTest::isOfOwnPair)
                .singleElement()
                .asString()
                .startsWith(NOT_SHOWN)
                .contains(why);
        assertThat(shim.takeLog()).filteredOn("C_UnwrapKey"::equals).hasSize(unwraps);
    }

    /** The throw-away key came back, so that the token can. */
    @Test
    void wrapUnder_targetAloneDoesNotComeBack_isRefused() throws Exception {
        shim.obey(ONE_SHOT, "opening 0x1054 0x68 2");

        assertThatThrownBy(
                        () -> token.rsaKey(KeySelector.label("tenant")).wrapUnder(TestKeys.kek()))
                .isInstanceOf(CheckFailedException.class)
                .hasMessageContaining(
                        "but not this key: C_UnwrapKey: CKR_KEY_FUNCTION_NOT_PERMITTED");
    }

    @Test
    void wrapUnder_tokenFailsWhereItShows_failsAndShowsItNextTime() throws Exception {
        TokenKey key = token.rsaKey(KeySelector.label("tenant"));
        shim.obey(ONE_SHOT, "fail C_UnwrapKey 0x30 1");

        assertThatThrownBy(() -> key.wrapUnder(TestKeys.kek()))
                .isInstanceOf(TokenException.class)
                .hasMessageContaining("C_UnwrapKey: CKR_DEVICE_ERROR");
        assertThat(key.wrapUnder(TestKeys.kek()).notes()).contains(SHOWN);
    }

    /** A module that may make no keys of known value makes its throw-away key once a session. */
    @Test
    void wrapUnder_noKeysOfKnownValue_makesNoPairForEachBlob() throws Exception {
        String refuses = "no-object C_CreateObject 0x13 3";
        shim.obey(ONE_SHOT, refuses);
        TokenKey key = token.rsaKey(KeySelector.label("tenant"));
        RsaAesWrappingKey kek = TestKeys.kek();
        for (int blob = 0; blob < 2; blob++) {
            key.wrapUnder(kek);
        }
        shim.obey(ONE_SHOT, refuses, "log -");

        key.wrapUnder(kek);

        assertThat(shim.takeLog()).contains("C_WrapKey").doesNotContain("C_GenerateKeyPair");
    }

    @Test
    void wrapUnder_oneCallAndTwoSteps_takesTwoSteps() throws Exception {
        token.wrapBy(WrapPolicy.DEFAULT);

        WrappedKey wrapped = token.rsaKey(KeySelector.label("tenant")).wrapUnder(TestKeys.kek());

        assertThat(wrapped.strategy()).startsWith("CKM_AES_KEY_WRAP_PAD (0x210a)");
        assertThat(wrapped.proof()).isEqualTo(WrapProof.THESE_BYTES_IN_TOKEN);
        assertThat(wrapped.strategyReason())
                .isEqualTo("preferred: it proves exactly these bytes; controls: each blob");
    }

    @Test
    void wrapUnder_noTwoSteps_goesInOneCallAndSaysWhy() throws Exception {
        shim.obey(ONE_SHOT, "hide 0x210a");
        token.wrapBy(WrapPolicy.DEFAULT);

        WrappedKey wrapped = token.rsaKey(KeySelector.label("tenant")).wrapUnder(TestKeys.kek());

        assertThat(wrapped.proof()).isEqualTo(WrapProof.STAND_IN);
        assertThat(wrapped.strategyReason())
                .isEqualTo(
                        "the token does not wrap in two steps: the token does not wrap as RFC 5649 requires: 0x210b is absent, 0x210a is absent");
    }

    /** A partition whose policy forbids AES keys that can be wrapped. */
    @Test
    void wrapUnder_extractableAesKeysForbidden_goesInOneCallAndSaysWhy() throws Exception {
        shim.obey(ONE_SHOT, "fail C_GenerateKey 0xd1 0");
        token.wrapBy(WrapPolicy.DEFAULT);

        WrappedKey wrapped = token.rsaKey(KeySelector.label("tenant")).wrapUnder(TestKeys.kek());

        assertThat(wrapped.proof()).isEqualTo(WrapProof.STAND_IN);
        assertThat(wrapped.strategyReason())
                .isEqualTo(
                        "the token does not wrap in two steps: C_GenerateKey:"
                                + " CKR_TEMPLATE_INCONSISTENT (0xD1)");
        token.wrapBy(WrapPolicy.of(StrategyRule.TWO_STEP));
        assertThatThrownBy(
                        () -> token.rsaKey(KeySelector.label("tenant")).wrapUnder(TestKeys.kek()))
                .isInstanceOf(TokenException.class)
                .hasMessageContaining("C_GenerateKey: CKR_TEMPLATE_INCONSISTENT (0xD1)");
    }

    /** openCryptoki 3.27: a key that it unwraps is extractable whatever the template says. */
    @Test
    void wrapUnder_unwrapIgnoresAttributes_neverUnwrapsTheTarget() throws Exception {
        shim.obey(ONE_SHOT, "unwrap-loose 0x210a");
        token.wrapBy(WrapPolicy.DEFAULT);

        WrappedKey wrapped = token.rsaKey(KeySelector.label("tenant")).wrapUnder(TestKeys.kek());

        assertThat(wrapped.proof()).isEqualTo(WrapProof.STAND_IN);
        assertThat(wrapped.strategyReason()).contains("CKA_EXTRACTABLE true where false");
    }

    /** A token that fails is not one that refuses: the weaker proof is not for it. */
    @Test
    void wrapUnder_twoStepsFail_isAnErrorThatSaysSo() throws Exception {
        token.wrapBy(WrapPolicy.DEFAULT);
        for (String code : List.of("0x5", "0x6", "0x30")) {
            shim.obey(ONE_SHOT, "fail C_GenerateKey " + code + " 0");
            assertThatThrownBy(
                            () ->
                                    token.rsaKey(KeySelector.label("tenant"))
                                            .wrapUnder(TestKeys.kek()))
                    .isInstanceOf(TokenException.class)
                    .hasMessageContaining("C_GenerateKey");
            token.close();
            token = shim.hsm().login("HSM");
        }
    }

    @Test
    void wrapUnder_listedButNotDone_isRefused() throws Exception {
        shim.obey("add 0x1054");
        TokenKey key = token.rsaKey(KeySelector.label("tenant"));

        assertThatThrownBy(() -> key.wrapUnder(TestKeys.kek()))
                .isInstanceOf(TokenException.class)
                .hasMessageContaining("0x1054) refuses the call: C_WrapKey:");
    }

    @Test
    void wrapUnder_notListed_isRefused() throws Exception {
        shim.obey();
        TokenKey key = token.rsaKey(KeySelector.label("tenant"));

        assertThatThrownBy(() -> key.wrapUnder(TestKeys.kek()))
                .isInstanceOf(TokenException.class)
                .hasMessage("the token's CKM_RSA_AES_KEY_WRAP (0x1054) is not listed");
    }

    /** SoftHSM 2.7.0 was seen to do this. */
    @Test
    void wrapUnder_sha1WhereSha256WasAskedFor_isCaught() throws Exception {
        shim.obey(ONE_SHOT, "sha1 0x1054", "sha1 0x9");
        TokenKey key = token.rsaKey(KeySelector.label("tenant"));
        RSAPublicKey kek = TestKeys.kek().publicKey();

        assertThatThrownBy(() -> key.wrapUnder(RsaAesWrappingKey.unsafeOf(kek, OaepHash.SHA256)))
                .isInstanceOf(CheckFailedException.class)
                .hasMessageEndingWith(
                        "the token's RSA-OAEP with SHA256 does not work as specified");
    }

    @Test
    void wrapUnder_wrapWithTrusted_needsAKekOfTheSecurityOfficer() throws Exception {
        shim.obey(ONE_SHOT, "flag 0x210 1");
        TokenKey key = token.rsaKey(KeySelector.label("tenant"));

        assertThatThrownBy(() -> key.wrapUnder(TestKeys.kek()))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("has no trusted KEK");
    }

    @Test
    void wrapUnder_wrapWithTrustedAndTrustedKek_goesInOneCall() throws Exception {
        KeyPair kek = TestKeys.rsa(2048);
        token.close();
        makeTrusted((RSAPublicKey) kek.getPublic());
        token = shim.hsm().login("HSM");
        shim.obey(ONE_SHOT, "flag 0x210 1");
        TokenKey key = token.rsaKey(KeySelector.label("tenant"));

        WrappedKey wrapped = key.wrapUnder(TestKeys.kek(kek));

        assertThat(wrapped.strategy()).endsWith("in one call under a trusted KEK");
        assertThat(
                        OpenedByOpenSsl.of(
                                        directory,
                                        (RSAPrivateKey) kek.getPrivate(),
                                        wrapped.ciphertext(),
                                        "sha1")
                                .key()
                                .getModulus())
                .isEqualTo(key.description().requireRsa().getModulus());
    }

    @Test
    void wrapUnder_wrapWithTrustedWithoutOneCall_isRefused() throws Exception {
        shim.obey("flag 0x210 1");
        TokenKey key = token.rsaKey(KeySelector.label("tenant"));

        assertThatThrownBy(() -> key.wrapUnder(TestKeys.kek()))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("CKA_WRAP_WITH_TRUSTED")
                .hasMessageContaining("is not listed");
    }

    private static boolean isOfOwnPair(String note) {
        return note.contains("with a pair of its own");
    }

    private void makeTrusted(RSAPublicKey kek) throws Exception {
        Cryptoki cryptoki = shim.hsm().module().cryptoki();
        long slot = shim.hsm().module().find(TokenSelector.label("HSM")).slotId();
        long session = cryptoki.openSession(slot, Ckf.RW_SESSION);
        try (Passphrase pin = SoftHsm.soPin();
                SecretBytes utf8 = pin.utf8()) {
            cryptoki.login(session, Cko.SECURITY_OFFICER, utf8);
            Template template = TestKeys.with(Templates.kek(kek), Cka.TOKEN, true).yes(Cka.TRUSTED);
            cryptoki.createObject(session, template);
            cryptoki.logout(session);
        }
        cryptoki.closeSession(session);
    }
}
