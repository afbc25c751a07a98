package dev.keyhaul.pfx.pbe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.WrongSecretException;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.core.secret.SecretBytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.pkcs.EncryptionScheme;
import org.bouncycastle.asn1.pkcs.KeyDerivationFunc;
import org.bouncycastle.asn1.pkcs.PBES2Parameters;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.bouncycastle.asn1.pkcs.PKCS12PBEParams;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How ciphers are read, and how a password is tried. */
class PasswordCipherTest {
    private static final byte[] SALT = new byte[8];
    private static final byte[] CLEAR = "clear".getBytes(StandardCharsets.UTF_8);
    private static final String AES_256 = "2.16.840.1.101.3.4.1.42";

    private static PasswordCipher parse(AlgorithmIdentifier algorithm)
            throws KeyTransferException, IOException {
        return PasswordCipher.parse(algorithm.getEncoded(), WorkBudget.ofOneFile());
    }

    private static AlgorithmIdentifier pbes2(String cipher, int ivBytes, int keyBytes) {
        AlgorithmIdentifier prf =
                new AlgorithmIdentifier(PKCSObjectIdentifiers.id_hmacWithSHA256, DERNull.INSTANCE);
        PBKDF2Params kdf =
                keyBytes == 0
                        ? new PBKDF2Params(SALT, 1, prf)
                        : new PBKDF2Params(SALT, 1, keyBytes, prf);
        return new AlgorithmIdentifier(
                PKCSObjectIdentifiers.id_PBES2,
                new PBES2Parameters(
                        new KeyDerivationFunc(PKCSObjectIdentifiers.id_PBKDF2, kdf),
                        new EncryptionScheme(
                                new ASN1ObjectIdentifier(cipher),
                                new DEROctetString(new byte[ivBytes]))));
    }

    @ParameterizedTest
    @CsvSource({
        "2.16.840.1.101.3.4.1.2, AES-128-CBC, 16, 16",
        "2.16.840.1.101.3.4.1.22, AES-192-CBC, 16, 24",
        "2.16.840.1.101.3.4.1.42, AES-256-CBC, 16, 32",
        "1.2.840.113549.3.7, 3DES-CBC, 8, 24"
    })
    void pbes2_saysWhatItIs_andItsLengthsMustFit(String oid, String label, int iv, int key)
            throws Exception {
        String says = "PBES2: " + label + ", PBKDF2 with HMAC-SHA-256, 1 iterations";
        assertThat(parse(pbes2(oid, iv, key)).description()).isEqualTo(says);
        assertThat(parse(pbes2(oid, iv, 0)).description()).isEqualTo(says);
        for (AlgorithmIdentifier wrong :
                List.of(pbes2(oid, iv - 1, key), pbes2(oid, iv + 1, 0), pbes2(oid, iv, key + 1))) {
            assertThatThrownBy(() -> parse(wrong))
                    .isInstanceOf(MalformedInputException.class)
                    .hasMessageContaining("for " + label);
        }
    }

    @Test
    void pbes2OfAnotherCipher_isRefused() {
        assertThatThrownBy(() -> parse(pbes2("1.2.3", 16, 32)))
                .isInstanceOf(RefusedException.class)
                .hasMessage("unsupported PBES2 cipher 1.2.3; AES-CBC is supported");
    }

    @ParameterizedTest
    @CsvSource({
        "1, RC4-128",
        "2, RC4-40",
        "3, 3DES-CBC",
        "4, 2-key 3DES-CBC",
        "5, RC2-128-CBC",
        "6, RC2-40-CBC"
    })
    void pkcs12Scheme_saysWhatItIs(int number, String label) throws Exception {
        AlgorithmIdentifier algorithm =
                new AlgorithmIdentifier(
                        new ASN1ObjectIdentifier("1.2.840.113549.1.12.1." + number),
                        new PKCS12PBEParams(SALT, 7));
        assertThat(parse(algorithm).description())
                .isEqualTo("PKCS#12 with SHA-1: " + label + ", 7 iterations");
    }

    /** Each encoding is tried until one can be read; what was read wrongly is wiped. */
    @Test
    void encodings_areTriedInTurn_andTheReaderDecides() throws Exception {
        Pkcs12Pbe cipher = new Pkcs12Pbe(Pkcs12Pbe.Scheme.TRIPLE_DES, SALT, 1);
        byte[] widened = "\u00c3\u00a9\0".getBytes(StandardCharsets.UTF_16BE);
        byte[] ciphertext;
        try (SecretBytes made = cipher.run(true, CLEAR, widened)) {
            ciphertext = made.withRawSecretBytes(byte[]::clone);
        }
        assertThat(decrypted(cipher, ciphertext, "é")).isEqualTo(CLEAR);
        assertThatThrownBy(() -> decrypted(cipher, ciphertext, "e"))
                .isInstanceOf(WrongSecretException.class);
        assertThatThrownBy(() -> decrypted(cipher, new byte[7], "é"))
                .as("no whole number of blocks")
                .isInstanceOf(WrongSecretException.class);
    }

    private static byte[] decrypted(PasswordCipher cipher, byte[] ciphertext, String text)
            throws KeyTransferException {
        List<byte[]> seen = new ArrayList<>();
        try (Passphrase password = Passphrase.copyOf(text.toCharArray());
                PasswordEncodings encodings = PasswordEncodings.of(password)) {
            return cipher.decrypt(
                    ciphertext,
                    encodings,
                    clear -> {
                        seen.add(clear);
                        return requireClear(clear);
                    });
        } finally {
            assertThat(seen).allSatisfy(clear -> assertThat(clear).containsOnly(0));
        }
    }

    private static byte[] requireClear(byte[] clear) throws MalformedInputException {
        if (!new String(clear, StandardCharsets.UTF_8).equals("clear")) {
            throw new MalformedInputException(Reason.KEY_FILE_FORM, "not clear");
        }
        return clear.clone();
    }

    @Test
    void readersOtherErrors_areToldAsTheyAre() throws Exception {
        Pbes2 cipher = new Pbes2(Pbes2.Scheme.AES_256, new byte[16], Pbkdf2.of(1, SALT));
        byte[] password = "a".getBytes(StandardCharsets.UTF_8);
        try (SecretBytes ciphertext = cipher.run(true, CLEAR, password);
                Passphrase passphrase = Passphrase.copyOf(new char[] {'a'});
                PasswordEncodings encodings = PasswordEncodings.of(passphrase)) {
            byte[] bytes = ciphertext.withRawSecretBytes(byte[]::clone);
            assertThatThrownBy(
                            () ->
                                    cipher.decrypt(
                                            bytes,
                                            encodings,
                                            clear -> {
                                                throw new RefusedException(
                                                        Reason.PASSWORD_SCHEME, "no", "none");
                                            }))
                    .isInstanceOf(RefusedException.class)
                    .hasMessage("no");
        }
        assertThat(Pbes2.Scheme.AES_256.oid().getId()).isEqualTo(AES_256);
    }
}
