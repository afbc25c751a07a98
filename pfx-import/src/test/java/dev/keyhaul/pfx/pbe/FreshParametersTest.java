package dev.keyhaul.pfx.pbe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.secret.Passphrase;
import java.util.Arrays;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.MacData;
import org.bouncycastle.asn1.pkcs.PBES2Parameters;
import org.bouncycastle.asn1.pkcs.PKCS12PBEParams;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.junit.jupiter.api.Test;

/** The same key under the same password twice: each salt and each IV is new. */
class FreshParametersTest {
    private static final byte[] CLEAR = new byte[64];

    @Test
    void pbkdf2_hasANewSaltEachTime() {
        assertDiffer(
                salt(Pbkdf2.fresh(1, GeneratedKeys.RANDOM).toAlgorithmIdentifier()),
                salt(Pbkdf2.fresh(1, GeneratedKeys.RANDOM).toAlgorithmIdentifier()),
                16);
    }

    @Test
    void scrypt_hasANewSaltEachTime() {
        assertDiffer(
                salt(Scrypt.fresh(2, GeneratedKeys.RANDOM).toAlgorithmIdentifier()),
                salt(Scrypt.fresh(2, GeneratedKeys.RANDOM).toAlgorithmIdentifier()),
                16);
    }

    @Test
    void pbes2_hasANewSaltAndIvEachTime() {
        EncryptedPrivateKeyInfo one = encrypted(PasswordProtection.PBKDF2);
        EncryptedPrivateKeyInfo two = encrypted(PasswordProtection.PBKDF2);
        PBES2Parameters first = parameters(one);
        PBES2Parameters second = parameters(two);

        assertDiffer(
                salt(first.getKeyDerivationFunc().getParameters()),
                salt(second.getKeyDerivationFunc().getParameters()),
                16);
        assertDiffer(iv(first), iv(second), 16);
        assertThat(one.getEncryptedData()).isNotEqualTo(two.getEncryptedData());
    }

    @Test
    void legacy_hasANewSaltEachTime() {
        assertDiffer(
                legacySalt(encrypted(PasswordProtection.LEGACY_3DES)),
                legacySalt(encrypted(PasswordProtection.LEGACY_3DES)),
                20);
    }

    @Test
    void mac_hasANewSaltEachTime() {
        assertDiffer(macSalt(), macSalt(), 20);
    }

    private static void assertDiffer(byte[] one, byte[] two, int lengthBytes) {
        assertThat(one).hasSize(lengthBytes).isNotEqualTo(two);
        // The first half and the second: neither is left as it was.
        assertThat(Arrays.copyOf(one, 8)).isNotEqualTo(Arrays.copyOf(two, 8));
        assertThat(Arrays.copyOfRange(one, 8, lengthBytes))
                .isNotEqualTo(Arrays.copyOfRange(two, 8, lengthBytes));
    }

    private static EncryptedPrivateKeyInfo encrypted(PasswordProtection protection) {
        try (Passphrase password = password()) {
            return EncryptedPrivateKeyInfo.getInstance(
                    EncryptedPrivateKey.encrypt(CLEAR, password, protection, GeneratedKeys.RANDOM));
        }
    }

    private static Passphrase password() {
        return Passphrase.copyOf(new char[] {'a', 'b'});
    }

    private static PBES2Parameters parameters(EncryptedPrivateKeyInfo info) {
        return PBES2Parameters.getInstance(info.getEncryptionAlgorithm().getParameters());
    }

    private static byte[] iv(PBES2Parameters parameters) {
        return ASN1OctetString.getInstance(parameters.getEncryptionScheme().getParameters())
                .getOctets();
    }

    private static byte[] salt(AlgorithmIdentifier derivation) {
        return salt(derivation.getParameters());
    }

    /** The first element of both functions' parameters. */
    private static byte[] salt(ASN1Encodable parameters) {
        return ASN1OctetString.getInstance(
                        ASN1Sequence.getInstance(parameters.toASN1Primitive()).getObjectAt(0))
                .getOctets();
    }

    private static byte[] legacySalt(EncryptedPrivateKeyInfo info) {
        return PKCS12PBEParams.getInstance(info.getEncryptionAlgorithm().getParameters()).getIV();
    }

    private static byte[] macSalt() {
        try (Passphrase password = password()) {
            return MacData.getInstance(
                            PasswordMac.create(
                                    CLEAR,
                                    password,
                                    PasswordProtection.PBKDF2,
                                    GeneratedKeys.RANDOM))
                    .getSalt();
        }
    }
}
