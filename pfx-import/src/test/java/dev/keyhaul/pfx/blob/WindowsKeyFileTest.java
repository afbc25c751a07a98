package dev.keyhaul.pfx.blob;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.WrongSecretException;
import dev.keyhaul.core.der.WipedRsaNumbers;
import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.core.key.KeyOrigin;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.core.secret.PasswordSource;
import dev.keyhaul.pfx.fixture.Damage;
import dev.keyhaul.pfx.fixture.KeyBlobs;
import java.security.SecureRandom;
import java.security.interfaces.RSAPrivateCrtKey;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every container, read and refused. */
class WindowsKeyFileTest {
    private static final String PASSWORD = "pvk-pässword";
    private static final KeyOrigin ORIGIN = KeyOrigin.software("test");

    private static final PasswordSource NOT_ASKED =
            () -> {
                throw new RefusedException(Reason.SECRET_MISSING, "asked");
            };

    private static PasswordSource password(String text) {
        return () -> Passphrase.copyOf(text.toCharArray());
    }

    private static Map<String, byte[]> containers(RSAPrivateCrtKey key) {
        byte[] blob = KeyBlobs.cryptoApi(key);
        Map<String, byte[]> containers = new LinkedHashMap<>();
        containers.put("KEYX", blob);
        containers.put("SIGN", KeyBlobs.cryptoApi(key, KeyBlobs.CALG_RSA_SIGN));
        containers.put("prefix", KeyBlobs.behindPrefix(blob));
        containers.put("CNG RSA2", KeyBlobs.cngRsa2(key));
        containers.put("CNG RSA3", KeyBlobs.cngRsa3(key));
        containers.put("PVK", KeyBlobs.pvk(blob));
        containers.put("PVK strong", KeyBlobs.pvk(blob, PASSWORD, false));
        containers.put("PVK weak", KeyBlobs.pvk(blob, PASSWORD, true));
        return containers;
    }

    @ParameterizedTest
    @ValueSource(ints = {1024, 2048, 3072})
    void parse_ofEachContainer_givesTheSameKey(int bits) throws Exception {
        RSAPrivateCrtKey key = GeneratedKeys.rsaPrivate(bits);
        int read = 0;
        for (Map.Entry<String, byte[]> container : containers(key).entrySet()) {
            byte[] file = container.getValue();
            assertThat(WindowsKeyFile.isOne(file)).as(container.getKey()).isTrue();
            try (SoftwareKey opened = open(file)) {
                if (container.getKey().equals("CNG RSA2")) {
                    // Its private exponent is computed: another may be as good.
                    assertThat(opened.description().requireRsa().getModulus())
                            .isEqualTo(key.getModulus());
                } else {
                    assertThat(opened.withClearKey(byte[]::clone))
                            .as(container.getKey())
                            .isEqualTo(key.getEncoded());
                }
            }
            read++;
        }
        assertThat(read).isEqualTo(8);
    }

    @Test
    void length_isThatOfTheSpecification() {
        assertThat(KeyBlobs.cryptoApi(GeneratedKeys.rsaPrivate(1024))).hasSize(596);
        assertThat(KeyBlobs.cryptoApi(GeneratedKeys.rsaPrivate(2048))).hasSize(1172);
    }

    @Test
    void parse_ofWhatIsNoRsaPrivateKey_saysWhatItIs() {
        assertRefused(KeyBlobs.publicBlob(GeneratedKeys.rsaPrivate(1024)), "PUBLICKEYBLOB");
        assertRefused(KeyBlobs.cng("RSA1"), "CNG key blob has only the public key");
        assertRefused(KeyBlobs.ofAlgorithm(0x2200, "DSS2"), "a DSA key");
        assertRefused(KeyBlobs.ofAlgorithm(0x2203, "ECS2"), "an EC key");
        assertRefused(KeyBlobs.ofAlgorithm(0x6610, "RSA2"), "algorithm 0x00006610");
        assertRefused(KeyBlobs.ofAlgorithm(0xA400, "XXXX"), "magic");
        for (String magic : List.of("ECK2", "ECS2", "ECS6", "ECKV", "ECDV")) {
            assertRefused(KeyBlobs.cng(magic), "an EC key");
        }
        for (String magic : List.of("DSPV", "DPV2", "DHPV")) {
            assertRefused(KeyBlobs.cng(magic), "a DSA or DH key");
        }
        assertThat(WindowsKeyFile.isOne(GeneratedKeys.rsaPrivate(1024).getEncoded())).isFalse();
        assertThat(WindowsKeyFile.isOne("-----BEGIN PRIVATE KEY-----".getBytes(US_ASCII)))
                .isFalse();
        assertThat(WindowsKeyFile.isOne(new byte[0])).isFalse();
    }

    private static void assertRefused(byte[] file, String message) {
        assertThat(WindowsKeyFile.isOne(file)).isTrue();
        assertThatThrownBy(() -> WindowsKeyFile.parse(file, NOT_ASKED))
                .isInstanceOf(MalformedInputException.class)
                .hasMessageContaining(message);
    }

    /** A length of 4 GB is compared, never allocated. */
    @Test
    void parse_ofLengthsThatLie_isRefused() throws Exception {
        int tried = 0;
        for (Map.Entry<String, byte[]> container :
                containers(GeneratedKeys.rsaPrivate(1024)).entrySet()) {
            for (int at = 8; at < 24; at += 4) {
                for (int value : new int[] {-1, 0, 1, 0x7FFFFFFF, 0x80000000, 16384, 1025}) {
                    byte[] lying = container.getValue().clone();
                    for (int i = 0; i < 4; i++) {
                        lying[at + i] = (byte) (value >> (8 * i));
                    }
                    if (!Arrays.equals(lying, container.getValue())) {
                        assertSameKeyOrRefused(lying);
                        tried++;
                    }
                }
            }
        }
        assertThat(tried).isGreaterThan(200);
    }

    private static void assertSameKeyOrRefused(byte[] file) throws Exception {
        try (SoftwareKey key = open(file)) {
            assertThat(key.description())
                    .isEqualTo(KeyDescription.of(GeneratedKeys.rsaPublic(1024)));
        } catch (KeyTransferException refused) {
            assertThat(refused).hasNoCause();
        }
    }

    @Test
    void container_cutOffAnywhere_isRefused() throws Exception {
        int cut = 0;
        for (Map.Entry<String, byte[]> container :
                containers(GeneratedKeys.rsaPrivate(1024)).entrySet()) {
            assertThat(
                            Damage.acceptedTruncations(
                                    container.getValue(), WindowsKeyFileTest::isRefused))
                    .as(container.getKey())
                    .isEmpty();
            cut += container.getValue().length;
        }
        System.out.printf("blobs: %d truncations refused%n", cut);
    }

    /**
     * What is let pass: the prefix, a PVK file's key type, and its encrypted flag's other values;
     * the key is the same then. In {@code RSA2} a flip can give another pair of factors only by
     * breaking n = p·q.
     */
    @Test
    void container_withAnyByteFlipped_isRefusedOrTheSameKey() throws Exception {
        int flips = 0;
        int accepted = 0;
        for (Map.Entry<String, byte[]> container :
                containers(GeneratedKeys.rsaPrivate(1024)).entrySet()) {
            List<Integer> passed =
                    Damage.acceptedFlips(container.getValue(), 0x10, WindowsKeyFileTest::isRefused);
            assertThat(passed).as(container.getKey()).hasSizeLessThanOrEqualTo(16);
            flips += container.getValue().length;
            accepted += passed.size();
        }
        System.out.printf(
                "blobs: %d of %d flips refused, the rest the same key%n", flips - accepted, flips);
    }

    private static boolean isRefused(byte[] file) throws Exception {
        try (SoftwareKey key = open(file)) {
            assertThat(key.description().requireRsa().getModulus())
                    .isEqualTo(GeneratedKeys.rsaPublic(1024).getModulus());
            return !key.description().equals(KeyDescription.of(GeneratedKeys.rsaPublic(1024)));
        } catch (KeyTransferException e) {
            return true;
        }
    }

    @Test
    void pvk_withAWrongPassword_isRefused() throws Exception {
        byte[] pvk =
                KeyBlobs.pvk(KeyBlobs.cryptoApi(GeneratedKeys.rsaPrivate(1024)), PASSWORD, false);

        assertThatThrownBy(() -> WindowsKeyFile.parse(pvk, password("wrong")))
                .isInstanceOf(WrongSecretException.class)
                .hasMessage("wrong password, or the file is damaged");
    }

    @Test
    void parse_asksForAPassword_onlyWhereOneIsNeeded() throws Exception {
        byte[] blob = KeyBlobs.cryptoApi(GeneratedKeys.rsaPrivate(1024));

        for (byte[] file :
                List.of(
                        blob,
                        KeyBlobs.pvk(blob),
                        KeyBlobs.cngRsa3(GeneratedKeys.rsaPrivate(1024)))) {
            WindowsKeyFile.parse(file, NOT_ASKED).close();
        }
        assertThatThrownBy(
                        () -> WindowsKeyFile.parse(KeyBlobs.pvk(blob, PASSWORD, false), NOT_ASKED))
                .isInstanceOf(RefusedException.class);
    }

    @Test
    void cng_whoseExponentHasNoInverse_isRefused() {
        byte[] blob = KeyBlobs.cngRsa2(GeneratedKeys.rsaPrivate(1024));
        blob[26] = 0; // An even exponent: 65536.

        assertThatThrownBy(() -> WindowsKeyFile.parse(blob, NOT_ASKED))
                .isInstanceOf(MalformedInputException.class)
                .hasMessageContaining("no inverse");
    }

    private static SoftwareKey open(byte[] file) throws KeyTransferException {
        try (WipedRsaNumbers numbers = WindowsKeyFile.parse(file, password(PASSWORD))) {
            return SoftwareKey.fromPkcs8(numbers.toPkcs8(), ORIGIN, new SecureRandom());
        }
    }
}
