package dev.keyhaul.keyvault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.byok.BlobContent;
import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.keyvault.key.VaultKeyKind;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A blob's length says what can be in it. */
class UndeclaredBlobTest {
    private static final VaultHost VAULT = host("north.vault.azure.net");
    private static final VaultHost HSM = host("north.managedhsm.azure.net");

    /** An RSA key of 2048 bits in PKCS#8 has 1217 or 1218 bytes, mostly. */
    private static final int RSA_2048 = 1224 + 8;

    private static VaultHost host(String name) {
        try {
            return VaultHost.parseUrl("https://" + name);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static UndeclaredBlob blob(VaultHost host, int kekBits, int kwpBytes) throws Exception {
        KeyIdentifier kek =
                KeyIdentifier.parseVersioned(
                        "https://" + host.host() + "/keys/kek/0123456789abcdef0123456789abcdef");
        return UndeclaredBlob.parse(
                new BlobContent(kek, new byte[kekBits / 8 + kwpBytes], "").toFile(), host);
    }

    private static void refused(String message, ThrowingCallable declaring) {
        assertThatThrownBy(declaring)
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.BLOB_KIND))
                .hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource({
        "24, AES",
        "32, AES",
        "40, AES",
        "152, EC_P256",
        "200, EC_P384",
        "256, EC_P521",
        "1232, RSA"
    })
    void oneKind_isDeclared_andNoOther(int kwpBytes, VaultKeyKind kind) throws Exception {
        UndeclaredBlob blob = blob(HSM, 4096, kwpBytes).withKekBits(4096);

        assertThat(blob.asTheOnlyKind().kind()).isEqualTo(kind);
        for (VaultKeyKind other : VaultKeyKind.values()) {
            if (other == kind) {
                assertThat(blob.as(other).kind()).isEqualTo(kind);
            } else {
                assertThatThrownBy(() -> blob.as(other))
                        .isInstanceOf(RefusedException.class)
                        .hasMessageEndingWith(", not of " + other.label());
            }
        }
    }

    @Test
    void twoKinds_areNotGuessed() throws Exception {
        // A P-384 key without its public half, or a P-256 key that names its curve twice.
        UndeclaredBlob blob = blob(VAULT, 2048, 88).withKekBits(2048);

        refused("the blob may hold EC P-256 or EC P-384", blob::asTheOnlyKind);
        assertThat(blob.as(VaultKeyKind.EC_P384).kind()).isEqualTo(VaultKeyKind.EC_P384);
        refused(
                "the blob has the length of EC P-256 or EC P-384, not of RSA",
                () -> blob.as(VaultKeyKind.RSA));
    }

    @Test
    void unknownKek_leavesOpenWhatFitsUnderAny() throws Exception {
        // P-256 under a KEK of 2048 bits is as long as AES 128 under one of 3072.
        refused(
                "the blob may hold EC P-256 or AES 128",
                () -> blob(HSM, 2048, 152).asTheOnlyKind());
        // A vault accepts no AES key.
        assertThat(blob(VAULT, 2048, 152).asTheOnlyKind().kind()).isEqualTo(VaultKeyKind.EC_P256);
        assertThat(blob(VAULT, 2048, 40).asTheOnlyKind().kind()).isEqualTo(VaultKeyKind.AES);
    }

    @Test
    void knownKey_mustHaveTheBlobsLength() throws Exception {
        KeyDescription expected = KeyDescription.of(GeneratedKeys.rsaPublic(3072));

        refused(
                "the blob has the length of RSA 2048, not of RSA 3072",
                () -> blob(VAULT, 4096, RSA_2048).as(expected));
    }

    @Test
    void lengthOfNoKnownKey_contradictsNobody_andDeclaresNothing() throws Exception {
        UndeclaredBlob blob = blob(VAULT, 2048, 1400).withKekBits(2048);

        assertThat(blob.as(VaultKeyKind.RSA).kind()).isEqualTo(VaultKeyKind.RSA);
        refused("the blob has the length of no known key", blob::asTheOnlyKind);
    }
}
