package dev.keyhaul.core.byok;

import static dev.keyhaul.core.byok.MadeAttestation.NOW;
import static dev.keyhaul.core.byok.MadeAttestation.pem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.PublicKeyEncoding;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** On attestations that were made here, under a root that was made here. */
class AttestationCheckTest {
    private final MadeAttestation made = new MadeAttestation();

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void bothSignatureForms_verify(boolean digestInfo) throws Exception {
        made.digestInfo = digestInfo;

        AttestationCheck check = made.verify();

        assertThat(check.sentence())
                .isEqualTo(
                        "made in a Marvell partition owned by CN=pool, not extractable; can be used"
                                + " inside by that owner (CKA_DECRYPT = 0)");
        assertThat(check.partition()).contains("PARTN:1");
        assertThat(check.attributes())
                .containsEntry("CKA_LOCAL", true)
                .containsEntry("CKA_EXTRACTABLE", false)
                .containsEntry("CKA_NEVER_EXTRACTABLE", true)
                .containsEntry("CKA_UNWRAP", true);
    }

    @Test
    void whatIsNotProven_dependsOnTheAttestation() throws Exception {
        assertThat(made.verify().notProven())
                .hasSize(4)
                .anyMatch(left -> left.startsWith("whose Managed HSM it is"))
                .anyMatch(left -> left.contains("key_ops"))
                .anyMatch(left -> left.contains("has no time"))
                .anyMatch(left -> left.contains("'for non-FIPS mode'"));
        made.ofPrivate.put(0x105, new byte[] {1});
        made.ofPrivate.put(0x170, new byte[] {1});
        Fingerprint owner = Fingerprint.of(made.owner.getPublic());

        AttestationCheck known = made.verify(made.attestation(), owner, NOW);

        assertThat(known.ownerKey()).isEqualTo(owner);
        assertThat(known.sentence()).endsWith("(CKA_DECRYPT = 1)");
        assertThat(known.notProven())
                .noneMatch(left -> left.startsWith("whose Managed HSM it is"))
                .anyMatch(left -> left.contains("CKA_DECRYPT = 1"))
                .anyMatch(left -> left.contains("CKA_MODIFIABLE = 1"));
    }

    @Test
    void anotherOwnersHsm_isRefused() {
        Fingerprint other = Fingerprint.of(made.adapter.getPublic());

        assertThatThrownBy(() -> made.verify(made.attestation(), other, NOW))
                .isInstanceOf(CheckFailedException.class)
                .hasMessageStartingWith("the owner's key does not match the given fingerprint");
    }

    @ParameterizedTest
    @CsvSource({
        "0x163, 0, CKA_LOCAL = 0",
        "0x162, 1, CKA_EXTRACTABLE = 1",
        "0x164, 0, CKA_NEVER_EXTRACTABLE = 0",
        "0x162, 2, other than true or false",
        "0x000, 2, CKA_CLASS = 3",
        "0x100, 1, CKA_KEY_TYPE = 0",
    })
    void attributesOfThePrivateKey_areRequired(String type, byte value, String message) {
        made.ofPrivate.put(Integer.decode(type), new byte[] {value});
        assertThat(made.failure()).contains(message);
        made.ofPrivate.remove(Integer.decode(type));
        assertThat(made.failure()).contains("lacks the attribute " + shortHex(type));
    }

    private static String shortHex(String type) {
        return "0x" + Integer.toHexString(Integer.decode(type));
    }

    /** The two halves are of one key: by name and by modulus. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void eachStatement_isOfThisKey(boolean ofPrivate) {
        var attributes = ofPrivate ? made.ofPrivate : made.ofPublic;
        byte[] modulus = attributes.get(0x120);
        byte[] id = attributes.get(0x102);

        attributes.put(0x102, MadeAttestation.id("/keys/kek2/" + MadeAttestation.VERSION));
        assertThat(made.failure()).contains("is for /keys/kek2/", "not for /keys/kek/");
        attributes.put(0x102, id);
        attributes.put(0x122, new byte[] {3});
        assertThat(made.failure()).contains("is for a key other than ");
        attributes.put(0x122, new byte[] {1, 0, 1});
        attributes.put(0x120, MadeAttestation.unsigned(GeneratedKeys.rsaPublic(3072).getModulus()));
        assertThat(made.failure()).contains("is for a key other than ");
        attributes.put(0x120, modulus);
        assertThat(made.failure()).startsWith("verified");
    }

    @Test
    void chains_haveExactlyTheirFourCertificates() {
        String adapter = pem("adapter", made.adapter, "root", made.root);
        String partition = pem("PARTN:1", made.partition, "adapter", made.adapter);
        String owner = pem("pool", made.owner, "pool", made.owner);
        String owned = pem("PARTN:1", made.partition, "pool", made.owner);
        String root = pem("root", made.root, "root", made.root);
        KeyPair other = GeneratedKeys.rsa(2048, "other");

        assertThat(failure(owned + owner + partition + adapter)).startsWith("verified");
        assertThat(failure(root + adapter + partition + owner + owned)).startsWith("verified");

        assertThat(failure(partition + owner + owned)).contains("0 certificates for the adapter");
        assertThat(failure(adapter + owner + owned)).contains("certificates for the partition");
        assertThat(failure(adapter + partition + owned)).contains("for the owner's root");
        assertThat(failure(adapter + partition + owner)).contains("for the owner's partition");
        assertThat(failure(adapter + partition + partition + owner + owned))
                .contains("2 certificates for the partition");
        assertThat(failure(root + adapter + partition + owner + owned + root))
                .contains("has 6 certificates");
        assertThat(failure(adapter + partition + owner + owned + pem("x", other, "y", other)))
                .contains("has 5 certificates");
        // Under a root of that name, but another key.
        assertThat(failure(pem("adapter", made.adapter, "root", other) + partition + owner + owned))
                .contains("certificates for the adapter");
        // One more certificate in between.
        String between = pem("PARTN:1", made.partition, "between", other);
        assertThat(
                        failure(
                                adapter
                                        + pem("between", other, "adapter", made.adapter)
                                        + between
                                        + owner
                                        + owned))
                .contains("has 5 certificates");
        assertThat(failure(adapter + pem("P", other, "adapter", made.adapter) + owner + owned))
                .contains("are for different partitions");
        assertThat(failure("")).contains("certificates for the adapter");
        assertThat(failure("-----BEGIN CERTIFICATE-----\n!!\n-----END CERTIFICATE-----\n"))
                .contains("cannot be read");
        assertThat(failure(adapter.replace("CERTIFICATE", "X509") + partition + owner + owned))
                .contains("cannot be read");
    }

    @Test
    void certificates_areOfRsaAndSha2() throws Exception {
        String rest =
                pem("PARTN:1", made.partition, "adapter", made.adapter)
                        + pem("pool", made.owner, "pool", made.owner)
                        + pem("PARTN:1", made.partition, "pool", made.owner);
        assertThat(failure(pem("adapter", made.adapter, "root", made.root, "SHA1withRSA") + rest))
                .contains("does not use RSA with SHA-2");
        assertThat(failure(pem("adapter", GeneratedKeys.rsa(1024), "root", made.root) + rest))
                .contains("does not use RSA with SHA-2");
        assertThat(failure(pem("adapter", GeneratedKeys.ec(), "root", made.root) + rest))
                .contains("does not use RSA with SHA-2");
        RSAPublicKey withExponent3 =
                PublicKeyEncoding.of(
                        ((RSAPublicKey) made.adapter.getPublic()).getModulus(),
                        BigInteger.valueOf(3));
        KeyPair adapter = new KeyPair(withExponent3, made.adapter.getPrivate());
        assertThat(failure(pem("adapter", adapter, "root", made.root) + rest))
                .contains("cannot be read: the RSA key has the public exponent 3");
    }

    private String failure(String certificates) {
        made.certificates = certificates;
        return made.failure();
    }

    @ParameterizedTest
    @ValueSource(longs = {-7200, 7200})
    void certificates_areValidNow(long seconds) {
        assertThatThrownBy(() -> made.verify(made.attestation(), null, NOW.plusSeconds(seconds)))
                .isInstanceOf(CheckFailedException.class)
                .hasMessageContaining("is not valid now");
    }

    @Test
    void everyFlippedByte_andEveryShorterStatement_fails() throws Exception {
        HsmAttestation good = made.attestation();
        byte[] statement = HsmAttestation.decode(good.privateKey());
        for (int i = 0; i < statement.length; i++) {
            byte[] flipped = statement.clone();
            flipped[i] ^= 1;
            assertThat(fails(good, flipped)).as("byte " + i).isTrue();
            assertThat(fails(good, Arrays.copyOf(statement, i))).as("length " + i).isTrue();
        }
    }

    private boolean fails(HsmAttestation good, byte[] ofPrivate) throws Exception {
        HsmAttestation bad =
                new HsmAttestation(
                        good.version(),
                        good.certificates(),
                        good.publicKey(),
                        Base64.getEncoder().encodeToString(ofPrivate));
        try {
            made.verify(bad, null, NOW);
            return false;
        } catch (CheckFailedException e) {
            return true;
        }
    }

    /** The statements change places, one is missing, or one stands for both. */
    @Test
    void eachStatement_standsInItsPlace() throws Exception {
        HsmAttestation good = made.attestation();
        assertFails(good.privateKey(), good.publicKey(), "CKA_CLASS");
        assertFails(good.privateKey(), good.privateKey(), "CKA_CLASS");
        assertFails(good.publicKey(), good.publicKey(), "CKA_CLASS");
        assertFails("", good.privateKey(), "is not signed");
        assertFails(good.publicKey(), "", "is not signed");
    }

    private void assertFails(String ofPublic, String ofPrivate, String message) throws Exception {
        HsmAttestation bad =
                new HsmAttestation(
                        "MRVL-1", made.attestation().certificates(), ofPublic, ofPrivate);
        assertThatThrownBy(() -> made.verify(bad, null, NOW))
                .isInstanceOf(CheckFailedException.class)
                .hasMessageContaining(message);
    }

    @Test
    void keyOfAnotherLength_andAnotherFormat_areRefused() throws Exception {
        HsmAttestation good = made.attestation();
        assertThatThrownBy(() -> made.verify(good, null, NOW, GeneratedKeys.rsaPublic(3072)))
                .hasMessageContaining("is for a key other than");
        HsmAttestation other =
                new HsmAttestation(
                        "MRVL-2", good.certificates(), good.publicKey(), good.privateKey());
        assertThatThrownBy(() -> made.verify(other, null, NOW))
                .isInstanceOf(CheckFailedException.class)
                .hasMessage("the attestation has the format 'MRVL-2'; only MRVL-1 can be verified");
    }
}
