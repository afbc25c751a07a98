package dev.keyhaul.pfx.pbe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.WrongSecretException;
import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.fixture.OpenSsl;
import dev.keyhaul.core.key.KeyOrigin;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.core.secret.SecretBytes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.KeyDerivationFunc;
import org.bouncycastle.asn1.pkcs.PBES2Parameters;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("long")
class EncryptedPrivateKeyTest {
    private static final byte[] KEY = GeneratedKeys.rsaPrivate(1024).getEncoded();
    private static final String TO_DER = "pkcs8 -topk8 -inform DER -outform DER -iter 2048 ";

    @TempDir Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-v2 aes-128-cbc",
                "-v2 aes-192-cbc",
                "-v2 aes-256-cbc",
                "-v2 des3",
                "-v2 aes-256-cbc -v2prf hmacWithSHA1",
                "-v2 aes-256-cbc -v2prf hmacWithSHA224",
                "-v2 aes-256-cbc -v2prf hmacWithSHA384",
                "-v2 aes-256-cbc -v2prf hmacWithSHA512",
                "-v2 aes-256-cbc -v2prf hmacWithSHA512-224",
                "-v2 aes-256-cbc -v2prf hmacWithSHA512-256",
                "-scrypt",
                "-scrypt -scrypt_N 1024 -scrypt_r 8 -scrypt_p 4",
                "-v1 PBE-SHA1-3DES",
                "-v1 PBE-SHA1-2DES",
                "-v1 PBE-SHA1-RC2-128 -provider legacy -provider default",
                "-v1 PBE-SHA1-RC2-40 -provider legacy -provider default",
                "-v1 PBE-SHA1-RC4-128 -provider legacy -provider default",
                "-v1 PBE-SHA1-RC4-40 -provider legacy -provider default",
            })
    void keyThatOpenSslEncrypted_opens_andAWrongPasswordDoesNot(String scheme) throws Exception {
        byte[] encrypted = new OpenSsl(folder).convert(KEY, TO_DER + scheme + " -passout pass:ab");

        assertThat(opened(encrypted, "ab")).isEqualTo(KEY);
        assertThatThrownBy(() -> opened(encrypted, "aB"))
                .isInstanceOf(WrongSecretException.class)
                .hasMessage("the password is wrong, or the file is damaged")
                .hasNoCause();
    }

    /** OpenSSL's commands take scrypt of at most 32 MiB, so only its function is compared. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SCRYPT")
    void keyThatWeEncrypted_opensInOpenSsl_andHere(PasswordProtection protection) throws Exception {
        byte[] encrypted;
        try (Passphrase password = Passphrase.moveFrom("pässword".toCharArray())) {
            encrypted =
                    EncryptedPrivateKey.encrypt(KEY, password, protection, GeneratedKeys.RANDOM);
        }

        assertThat(opened(encrypted, "pässword")).isEqualTo(KEY);
        assertThat(
                        new OpenSsl(folder)
                                .convert(
                                        EncryptedPrivateKey.pem(encrypted),
                                        "pkcs8 -topk8 -nocrypt -outform DER -passin pass:pässword"))
                .isEqualTo(KEY);
    }

    @Test
    void scrypt_isThatOfOpenSsl() throws Exception {
        Scrypt scrypt = Scrypt.fresh(1 << 17, GeneratedKeys.RANDOM);
        byte[] salt =
                ASN1OctetString.getInstance(
                                ASN1Sequence.getInstance(
                                                scrypt.toAlgorithmIdentifier().getParameters())
                                        .getObjectAt(0))
                        .getOctets();
        byte[] expected =
                new OpenSsl(folder)
                        .make(
                                "kdf -keylen 32 -binary -kdfopt pass:ab -kdfopt hexsalt:"
                                        + HexFormat.of().formatHex(salt)
                                        + " -kdfopt n:131072 -kdfopt r:8 -kdfopt p:1"
                                        + " -kdfopt maxmem_bytes:200000000 SCRYPT");

        try (SecretBytes key = scrypt.derive(new byte[] {'a', 'b'}, 32)) {
            assertThat(key).isEqualTo(SecretBytes.copyOf(expected));
        }
    }

    @Test
    void aesKey_isInAFormOfItsOwn_andStaysOpen() throws Exception {
        byte[] raw = new byte[32];
        GeneratedKeys.RANDOM.nextBytes(raw);
        try (SoftwareKey key =
                        SoftwareKey.fromAes(
                                raw.clone(), KeyOrigin.software("test"), GeneratedKeys.RANDOM);
                Passphrase password = Passphrase.copyOf(new char[] {'a', 'b'})) {
            byte[] encrypted = EncryptedPrivateKey.encrypt(key, password, GeneratedKeys.RANDOM);

            assertThat(opened(encrypted, "ab")).isEqualTo(AesPrivateKeyInfo.of(raw));
            assertThat(key.<byte[], RuntimeException>withClearKey(byte[]::clone)).isEqualTo(raw);
        }
    }

    @Test
    void keyUnderScrypt_opensHere() throws Exception {
        try (Passphrase password = Passphrase.copyOf(new char[] {'a', 'b'})) {
            byte[] encrypted =
                    EncryptedPrivateKey.encrypt(
                            KEY, password, PasswordProtection.SCRYPT, GeneratedKeys.RANDOM);
            assertThat(opened(encrypted, "ab")).isEqualTo(KEY);
        }
    }

    @ParameterizedTest
    @CsvSource({"524288, 8, 1", "2, 8, 2000", "131072, 8, 100", "131072, 1048576, 1"})
    void scryptThatAsksForTooMuch_isRefusedBeforeItIsDone(int cost, int blockSize, int parallel) {
        ASN1EncodableVector parameters = new ASN1EncodableVector();
        parameters.add(new DEROctetString(new byte[8]));
        for (int number : new int[] {cost, blockSize, parallel}) {
            parameters.add(new ASN1Integer(number));
        }
        assertThatThrownBy(() -> Scrypt.parse(new DERSequence(parameters), WorkBudget.ofOneFile()))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("the file asks for");
    }

    @Test
    void keyThatAsksForTooManyIterations_isRefusedBeforeTheyAreDone() throws Exception {
        byte[] encrypted =
                new OpenSsl(folder)
                        .convert(
                                KEY,
                                "pkcs8 -topk8 -inform DER -outform DER -passout pass:ab"
                                        + " -v2 aes-256-cbc");

        assertThatThrownBy(() -> opened(asking(10_000_001, encrypted), "ab"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("the file asks for");
    }

    /** Returns a file that asks for so many iterations: OpenSSL would do them. */
    private static byte[] asking(int iterations, byte[] encrypted) throws IOException {
        EncryptedPrivateKeyInfo info = EncryptedPrivateKeyInfo.getInstance(encrypted);
        PBES2Parameters scheme =
                PBES2Parameters.getInstance(info.getEncryptionAlgorithm().getParameters());
        PBKDF2Params made = PBKDF2Params.getInstance(scheme.getKeyDerivationFunc().getParameters());
        KeyDerivationFunc asked =
                new KeyDerivationFunc(
                        PKCSObjectIdentifiers.id_PBKDF2,
                        new PBKDF2Params(made.getSalt(), iterations, made.getPrf()));
        return new EncryptedPrivateKeyInfo(
                        new AlgorithmIdentifier(
                                PKCSObjectIdentifiers.id_PBES2,
                                new PBES2Parameters(asked, scheme.getEncryptionScheme())),
                        info.getEncryptedData())
                .getEncoded();
    }

    @Test
    void pbes1_isRefusedWithTheNextStep() throws Exception {
        byte[] encrypted =
                new OpenSsl(folder)
                        .convert(
                                KEY,
                                TO_DER
                                        + "-v1 PBE-MD5-DES -provider legacy -provider default"
                                        + " -passout pass:ab");

        assertThatThrownBy(() -> opened(encrypted, "ab"))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        e -> assertThat(e.hint().orElseThrow()).contains("-v2 aes-256-cbc"));
    }

    @Test
    void truncatedAtEachByte_andEachByteFlipped_isACheckedError() throws Exception {
        byte[] encrypted =
                new OpenSsl(folder)
                        .convert(
                                KEY,
                                "pkcs8 -topk8 -inform DER -outform DER -v2 aes-256-cbc -iter 1"
                                        + " -passout pass:ab");
        int refused = 0;
        for (int i = 0; i < encrypted.length; i++) {
            byte[] flipped = encrypted.clone();
            flipped[i] ^= 0x55;
            refused += isRefused(Arrays.copyOf(encrypted, i)) ? 1 : 0;
            refused += isRefused(flipped) ? 1 : 0;
        }
        // A flipped byte in the middle of the ciphertext garbles a block of the key, and no more:
        // PKCS#8 has no MAC. What a key is worth is judged after this.
        assertThat(refused).isGreaterThan(encrypted.length);
    }

    private static boolean isRefused(byte[] encrypted) {
        try {
            return opened(encrypted, "ab").length == 0;
        } catch (MalformedInputException | RefusedException | WrongSecretException e) {
            return true;
        } catch (KeyTransferException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] opened(byte[] encrypted, String password) throws KeyTransferException {
        try (Passphrase passphrase = Passphrase.copyOf(password.toCharArray());
                SecretBytes pkcs8 = EncryptedPrivateKey.decrypt(encrypted, passphrase)) {
            return pkcs8.withRawSecretBytes(byte[]::clone);
        }
    }
}
