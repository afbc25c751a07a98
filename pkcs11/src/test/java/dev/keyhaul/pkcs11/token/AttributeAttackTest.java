package dev.keyhaul.pkcs11.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.OaepHash;
import dev.keyhaul.core.key.RsaAesWrappingKey;
import dev.keyhaul.core.keywrap.AesKwp;
import dev.keyhaul.pkcs11.KeyRequest;
import dev.keyhaul.pkcs11.KeySelector;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.binding.Cka;
import dev.keyhaul.pkcs11.binding.Ckm;
import dev.keyhaul.pkcs11.binding.Cko;
import dev.keyhaul.pkcs11.binding.CkrException;
import dev.keyhaul.pkcs11.binding.Cryptoki;
import dev.keyhaul.pkcs11.binding.Mechanism;
import dev.keyhaul.pkcs11.binding.Template;
import dev.keyhaul.pkcs11.fixture.RepeatedKeks;
import dev.keyhaul.pkcs11.fixture.SoftHsm;
import dev.keyhaul.pkcs11.object.Templates;
import dev.keyhaul.pkcs11.probe.KeyWrap;
import dev.keyhaul.pkcs11.session.Session;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import javax.crypto.spec.SecretKeySpec;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What somebody with the PIN tries on the objects that this library makes. */
@ExtendWith(RepeatedKeks.class)
class AttributeAttackTest {
    private static final Mechanism ECB = Mechanism.of(Ckm.AES_ECB);
    private static final Mechanism OAEP = Mechanism.rsaOaep(Mechanism.Oaep.SHA1);

    private final SoftHsm hsm = SoftHsm.create();
    private Token token;
    private Cryptoki cryptoki;
    private Session session;

    @BeforeEach
    void open() throws Exception {
        hsm.addToken(
                "HSM",
                KeyRequest.target("tenant"),
                KeyRequest.recovery("recovery"),
                KeyRequest.wrapping("wrapping"));
        token = hsm.login("HSM");
        cryptoki = token.module().cryptoki();
        session = token.borrow();
    }

    @AfterEach
    void close() {
        session.close();
        token.close();
        hsm.close();
    }

    private long ephemeralAes() throws TokenException {
        return session.generateKey(Mechanism.of(Ckm.AES_KEY_GEN), Templates.ephemeralAes());
    }

    private static void assertRefused(ThrowingCallable attack, String ckr) {
        assertThatThrownBy(attack).isInstanceOf(CkrException.class).hasMessageContaining(ckr);
    }

    /** Why a template says everything: with what it leaves out, SoftHSM hands the key over. */
    @Test
    void decrypt_withPlainTemplate_wouldWork() throws Exception {
        Template plain =
                Template.empty()
                        .with(Cka.VALUE_LEN, 32)
                        .yes(Cka.SENSITIVE, Cka.EXTRACTABLE, Cka.WRAP)
                        .no(Cka.TOKEN);
        long aes = session.generateKey(Mechanism.of(Ckm.AES_KEY_GEN), plain);

        assertThat(cryptoki.decrypt(session.handle(), ECB, aes, new byte[16])).hasSize(16);
    }

    @Test
    void decrypt_wrappedTargetWithEphemeralAesKey_fails() throws Exception {
        KeyInfo target = token.find(KeySelector.label("tenant"));
        long aes = ephemeralAes();
        byte[] wrapped =
                session.wrap(
                        KeyWrap.of(token.capabilities()).mechanism(), aes, target.found().handle());

        assertRefused(
                () -> cryptoki.decrypt(session.handle(), ECB, aes, Arrays.copyOf(wrapped, 1216)),
                "CKR_KEY_FUNCTION_NOT_PERMITTED (0x68)");
        assertRefused(
                () -> cryptoki.encrypt(session.handle(), ECB, aes, new byte[16]),
                "CKR_KEY_FUNCTION_NOT_PERMITTED (0x68)");
    }

    @Test
    void setAttribute_decryptOnEphemeralAesKey_fails() throws Exception {
        long aes = ephemeralAes();

        assertRefused(
                () ->
                        cryptoki.setAttributeValue(
                                session.handle(), aes, Template.empty().yes(Cka.DECRYPT)),
                "CKR_A");
        assertThat(session.read(aes, Cka.DECRYPT).isFalse(Cka.DECRYPT)).isTrue();
    }

    @Test
    void copy_ephemeralAesKeyWithDecrypt_fails() throws Exception {
        long aes = ephemeralAes();

        assertRefused(
                () -> cryptoki.copyObject(session.handle(), aes, Template.empty().yes(Cka.DECRYPT)),
                "CKR_");
    }

    @Test
    void read_valueOfEphemeralAesKey_givesNothing() throws Exception {
        assertThat(session.read(ephemeralAes(), Cka.VALUE).bytes(Cka.VALUE)).isEmpty();
    }

    @Test
    void decrypt_oaepPartWithRecoveryKey_fails() throws Exception {
        KeyInfo recovery = token.find(KeySelector.label("recovery"));
        byte[] oaepPart = oaepPart(recovery);

        assertRefused(
                () -> cryptoki.decrypt(session.handle(), OAEP, recovery.found().handle(), oaepPart),
                "CKR_KEY_FUNCTION_NOT_PERMITTED (0x68)");
    }

    @Test
    void setAttribute_decryptOnRecoveryKey_fails() throws Exception {
        KeyInfo recovery = token.find(KeySelector.label("recovery"));

        assertRefused(
                () ->
                        cryptoki.setAttributeValue(
                                session.handle(),
                                recovery.found().handle(),
                                Template.empty().yes(Cka.DECRYPT)),
                "CKR_A");
    }

    @Test
    void copy_recoveryKeyWithDecrypt_fails() throws Exception {
        KeyInfo recovery = token.find(KeySelector.label("recovery"));

        assertRefused(
                () ->
                        cryptoki.copyObject(
                                session.handle(),
                                recovery.found().handle(),
                                Template.empty().yes(Cka.DECRYPT)),
                "CKR_");
    }

    /** CKA_UNWRAP_TEMPLATE: what the recovery key opens can neither be read nor decrypt. */
    @Test
    void unwrap_oaepPartWithLooserAttributes_fails() throws Exception {
        KeyInfo recovery = token.find(KeySelector.label("recovery"));
        byte[] oaepPart = oaepPart(recovery);
        Template aes =
                Template.empty()
                        .with(Cka.CLASS, Cko.SECRET_KEY)
                        .with(Cka.KEY_TYPE, Cko.AES)
                        .no(Cka.TOKEN);

        for (Template looser :
                new Template[] {
                    aes.no(Cka.SENSITIVE), aes.yes(Cka.EXTRACTABLE), aes.yes(Cka.DECRYPT)
                }) {
            assertRefused(
                    () ->
                            cryptoki.unwrapKey(
                                    session.handle(),
                                    OAEP,
                                    recovery.found().handle(),
                                    oaepPart,
                                    looser),
                    "CKR_TEMPLATE_INCONSISTENT (0xD1)");
        }
    }

    @Test
    void decrypt_residentWrappingKey_fails() throws Exception {
        KeyInfo wrapping = token.find(KeySelector.label("wrapping"));

        assertRefused(
                () ->
                        cryptoki.decrypt(
                                session.handle(), ECB, wrapping.found().handle(), new byte[16]),
                "CKR_KEY_FUNCTION_NOT_PERMITTED (0x68)");
        assertRefused(
                () ->
                        cryptoki.setAttributeValue(
                                session.handle(),
                                wrapping.found().handle(),
                                Template.empty().yes(Cka.DECRYPT)),
                "CKR_A");
    }

    /**
     * What is not protected against: whoever holds the PIN wraps an extractable key under an AES
     * key that he knows. A key that has its copies is to be made not extractable.
     */
    @Test
    void wrap_extractableKeyUnderKnownAesKey_worksForWhoeverHoldsThePin() throws Exception {
        KeyInfo target = token.find(KeySelector.label("tenant"));
        byte[] known = new byte[32];
        long aes = session.create(Templates.knownAes(known));

        byte[] wrapped =
                session.wrap(
                        KeyWrap.of(token.capabilities()).mechanism(), aes, target.found().handle());

        int derSequence = 0x30;
        int first =
                AesKwp.unwrap(wrapped, new SecretKeySpec(known, "AES"))
                        .<Integer, RuntimeException>withRawSecretBytes(pkcs8 -> (int) pkcs8[0]);
        assertThat(first).isEqualTo(derSequence);
    }

    private byte[] oaepPart(KeyInfo recovery) throws Exception {
        RSAPublicKey publicKey = recovery.rsaPublicKey().orElseThrow();
        TokenKey target = token.rsaKey(KeySelector.label("tenant"));
        byte[] wrapped =
                target.wrapUnder(RsaAesWrappingKey.unsafeOf(publicKey, OaepHash.SHA1)).ciphertext();
        return Arrays.copyOf(wrapped, 3072 / 8);
    }
}
