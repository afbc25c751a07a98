package dev.keyhaul.pkcs11.token;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.OaepHash;
import dev.keyhaul.core.key.RsaAesWrappingKey;
import dev.keyhaul.core.keywrap.AesKwp;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.core.secret.SecretBytes;
import dev.keyhaul.pkcs11.KeyRequest;
import dev.keyhaul.pkcs11.KeySelector;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.TokenSelector;
import dev.keyhaul.pkcs11.binding.Cka;
import dev.keyhaul.pkcs11.binding.Ckf;
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
import java.math.BigInteger;
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

    /** Of the recovery pair's modulus. */
    private static final int OAEP_BYTES = 3072 / 8;

    private static final long PRIVATE_EXPONENT = 0x123;

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

    /**
     * What is not protected against: CKA_UNWRAP_TEMPLATE binds the AES key alone. It is unwrapped
     * as the template says, and then it unwraps the target as somebody who can read it.
     */
    @Test
    void read_keyOfAMasterCopy_worksForWhoeverHoldsTheRecoveryPin() throws Exception {
        KeyInfo recovery = token.find(KeySelector.label("recovery"));
        byte[] copy = masterCopy(recovery);
        long aes =
                cryptoki.unwrapKey(
                        session.handle(),
                        OAEP,
                        recovery.found().handle(),
                        Arrays.copyOf(copy, OAEP_BYTES),
                        Templates.unwrappedAes());

        assertReads(aes, Arrays.copyOfRange(copy, OAEP_BYTES, copy.length));
    }

    @Test
    void read_keyUnderAWrappingKey_worksForWhoeverHoldsItsPin() throws Exception {
        long wrapping = token.find(KeySelector.label("wrapping")).found().handle();
        long target = token.find(KeySelector.label("tenant")).found().handle();

        assertReads(
                wrapping,
                session.wrap(KeyWrap.of(token.capabilities()).mechanism(), wrapping, target));
    }

    private void assertReads(long aes, byte[] wrapped) throws Exception {
        Template readable =
                Template.empty()
                        .with(Cka.CLASS, Cko.PRIVATE_KEY)
                        .with(Cka.KEY_TYPE, Cko.RSA)
                        .yes(Cka.EXTRACTABLE)
                        .no(Cka.TOKEN, Cka.SENSITIVE);
        long key =
                cryptoki.unwrapKey(
                        session.handle(),
                        KeyWrap.of(token.capabilities()).mechanism(),
                        aes,
                        wrapped,
                        readable);
        BigInteger exponent =
                new BigInteger(
                        1,
                        session.read(key, PRIVATE_EXPONENT).bytes(PRIVATE_EXPONENT).orElseThrow());

        RSAPublicKey tenant = token.rsaKey(KeySelector.label("tenant")).description().requireRsa();
        assertThat(
                        BigInteger.TWO
                                .modPow(exponent, tenant.getModulus())
                                .modPow(tenant.getPublicExponent(), tenant.getModulus()))
                .isEqualTo(BigInteger.TWO);
    }

    /** On SoftHSM, the security officer's PIN is as good: it sets another one for the user. */
    @Test
    void securityOfficer_setsAnotherPin_thoughOneIsSet() throws Exception {
        long slot = token.info().slotId();
        session.close();
        token.close();
        long officers = cryptoki.openSession(slot, Ckf.RW_SESSION);
        byte[] other = "another PIN".getBytes(UTF_8);
        try (Passphrase soPin = SoftHsm.soPin();
                SecretBytes officer = soPin.utf8();
                SecretBytes pin = SecretBytes.copyOf(other)) {
            cryptoki.login(officers, Cko.SECURITY_OFFICER, officer);
            cryptoki.initPin(officers, pin);
            cryptoki.logout(officers);
        }
        cryptoki.closeSession(officers);

        try (Passphrase pin = Passphrase.copyOf("another PIN".toCharArray())) {
            token = hsm.module().login(hsm.module().find(TokenSelector.label("HSM")), pin);
        }
        session = token.borrow();
        read_keyOfAMasterCopy_worksForWhoeverHoldsTheRecoveryPin();
    }

    private byte[] oaepPart(KeyInfo recovery) throws Exception {
        return Arrays.copyOf(masterCopy(recovery), OAEP_BYTES);
    }

    private byte[] masterCopy(KeyInfo recovery) throws Exception {
        RSAPublicKey publicKey = recovery.rsaPublicKey().orElseThrow();
        return token.rsaKey(KeySelector.label("tenant"))
                .wrapUnder(RsaAesWrappingKey.unsafeOf(publicKey, OaepHash.SHA1))
                .ciphertext();
    }
}
