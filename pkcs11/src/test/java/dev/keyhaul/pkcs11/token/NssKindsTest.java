package dev.keyhaul.pkcs11.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.fixture.OpenSsl;
import dev.keyhaul.core.key.WrapProof;
import dev.keyhaul.core.key.WrappedKey;
import dev.keyhaul.pkcs11.KeyObjectKind;
import dev.keyhaul.pkcs11.binding.Ckm;
import dev.keyhaul.pkcs11.binding.Cryptoki.KeyPairHandles;
import dev.keyhaul.pkcs11.binding.Mechanism;
import dev.keyhaul.pkcs11.fixture.NssSoftokn;
import dev.keyhaul.pkcs11.fixture.RepeatedKeks;
import dev.keyhaul.pkcs11.object.AesTemplates;
import dev.keyhaul.pkcs11.object.EcTemplates;
import dev.keyhaul.pkcs11.object.KeyObjects;
import dev.keyhaul.pkcs11.probe.ControlKey;
import dev.keyhaul.pkcs11.session.Session;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PublicKey;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** EC and AES keys in NSS softokn, as session objects. */
@Tag("system")
@ExtendWith(RepeatedKeks.class)
class NssKindsTest {
    @TempDir Path directory;

    @ParameterizedTest
    @EnumSource(names = "AES.*", mode = EnumSource.Mode.MATCH_ALL)
    void wrapUnder_aesSessionKey_opensslAloneOpensIt(TestKind kind) throws Exception {
        KeyPair kek = TestKeys.rsa(3072);
        try (NssSoftokn nss = NssSoftokn.open();
                Session session = nss.token().borrow()) {
            TokenKey key = nss.token().key(made(session, kind));

            WrappedKey wrapped = key.wrapUnder(TestKeys.kek(kek));

            assertThat(wrapped.proof()).isEqualTo(WrapProof.THESE_BYTES_IN_TOKEN);
            byte[] opened =
                    new OpenSsl(directory)
                            .unwrap(
                                    kek.getPrivate().getEncoded(),
                                    3072,
                                    wrapped.ciphertext(),
                                    "sha1");
            assertThat(TestKind.describe(opened)).isEqualTo(key.description());
            assertThat(wrapped.notes()).containsExactly(ControlKey.Encoding.ONLY_OF_SESSION);
        }
    }

    /**
     * NSS unwraps no EC key without its own attribute CKA_NSS_DB, which no other token knows: so
     * the bytes cannot be proven, and none leave.
     */
    @ParameterizedTest
    @EnumSource(names = "P.*", mode = EnumSource.Mode.MATCH_ALL)
    void wrapUnder_ecSessionKey_isRefused_sinceItCannotBeProven(TestKind kind) throws Exception {
        try (NssSoftokn nss = NssSoftokn.open();
                Session session = nss.token().borrow()) {
            TokenKey key = nss.token().key(made(session, kind));

            assertThatThrownBy(() -> key.wrapUnder(TestKeys.kek(TestKeys.rsa(3072))))
                    .isInstanceOf(KeyTransferException.class)
                    .hasMessageContaining("CKR_TEMPLATE_INCOMPLETE");
        }
    }

    private static KeyInfo made(Session session, TestKind kind) throws Exception {
        KeyObjects objects = new KeyObjects(session);
        if (!kind.isEc()) {
            long handle =
                    session.generateKey(
                            Mechanism.of(Ckm.AES_KEY_GEN),
                            TestKeys.onlyInSession(AesTemplates.target(kind.bits, true)));
            return new KeyInfo(objects.read(KeyObjectKind.SECRET, handle));
        }
        KeyPairHandles pair =
                session.generateKeyPair(
                        Mechanism.of(Ckm.ECDSA_KEY_PAIR_GEN),
                        TestKeys.onlyInSession(EcTemplates.targetPublic(kind.curve())),
                        TestKeys.onlyInSession(EcTemplates.targetPrivate(true)));
        PublicKey half =
                objects.read(KeyObjectKind.PUBLIC, pair.publicKey()).publicKey().orElseThrow();
        return new KeyInfo(
                objects.read(KeyObjectKind.PRIVATE, pair.privateKey())
                        .withPublicHalf(half, kind.bits));
    }
}
