package dev.keyhaul.pfx.pbe;

import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.core.secret.SecretBytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.EncryptionScheme;
import org.bouncycastle.asn1.pkcs.KeyDerivationFunc;
import org.bouncycastle.asn1.pkcs.PBES2Parameters;
import org.bouncycastle.asn1.pkcs.PKCS12PBEParams;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;

/**
 * How new files are encrypted under a password.
 *
 * @since 0.1.0
 */
public enum PasswordProtection {
    /** PBES2 with AES-256-CBC and PBKDF2 with HMAC-SHA-256, 600,000 iterations. */
    PBKDF2,
    /**
     * PBES2 with AES-256-CBC and scrypt with N = 2^17, r = 8, p = 1: 128 MiB of memory. OpenSSL's
     * commands refuse such a file, since they give scrypt 32 MiB at most.
     */
    SCRYPT,
    /** PBE-SHA1-3DES of PKCS#12 with as many iterations, for programs that know nothing newer. */
    LEGACY_3DES;

    /** What OWASP's password storage recommendations of 2023 ask of PBKDF2 with HMAC-SHA-256. */
    public static final int ITERATIONS = 600_000;

    private static final int SCRYPT_COST = 1 << 17;
    private static final int LEGACY_SALT_BYTES = 20;

    /**
     * Encrypts; the caller closes {@code clear} and {@code password}.
     *
     * @return DER of a SEQUENCE of the AlgorithmIdentifier and an OCTET STRING of the ciphertext:
     *     the form of {@code EncryptedPrivateKeyInfo} (RFC 5958 §3)
     */
    public byte[] encrypt(SecretBytes clear, Passphrase password, SecureRandom random) {
        Arguments.notNull("clear", clear, "password", password, "random", random);
        return clear.withRawSecretBytes(bytes -> encrypt(bytes, password, random));
    }

    /** Encrypts what stays the caller's to wipe. */
    byte[] encrypt(byte[] clear, Passphrase password, SecureRandom random) {
        try (PasswordEncodings encodings = PasswordEncodings.of(password)) {
            return switch (this) {
                case PBKDF2 -> {
                    Pbkdf2 kdf = Pbkdf2.fresh(ITERATIONS, random);
                    yield pbes2(clear, encodings, kdf, kdf.toAlgorithmIdentifier(), random);
                }
                case SCRYPT -> {
                    Scrypt kdf = Scrypt.fresh(SCRYPT_COST, random);
                    yield pbes2(clear, encodings, kdf, kdf.toAlgorithmIdentifier(), random);
                }
                case LEGACY_3DES -> legacy(clear, encodings, random);
            };
        }
    }

    private static byte[] pbes2(
            byte[] clear,
            PasswordEncodings password,
            KeyDerivation derivation,
            AlgorithmIdentifier derivationAlgorithm,
            SecureRandom random) {
        Pbes2.Scheme scheme = Pbes2.Scheme.AES_256;
        byte[] iv = new byte[scheme.blockBytes()];
        random.nextBytes(iv);
        PBES2Parameters parameters =
                new PBES2Parameters(
                        KeyDerivationFunc.getInstance(derivationAlgorithm),
                        new EncryptionScheme(scheme.oid(), new DEROctetString(iv)));
        return encrypted(
                new AlgorithmIdentifier(PKCSObjectIdentifiers.id_PBES2, parameters),
                new Pbes2(scheme, iv, derivation).encrypt(clear, password));
    }

    private static byte[] legacy(byte[] clear, PasswordEncodings password, SecureRandom random) {
        Pkcs12Pbe.Scheme scheme = Pkcs12Pbe.Scheme.TRIPLE_DES;
        byte[] salt = new byte[LEGACY_SALT_BYTES];
        random.nextBytes(salt);
        return encrypted(
                new AlgorithmIdentifier(scheme.oid(), new PKCS12PBEParams(salt, ITERATIONS)),
                new Pkcs12Pbe(scheme, salt, ITERATIONS).encrypt(clear, password));
    }

    private static byte[] encrypted(AlgorithmIdentifier algorithm, SecretBytes ciphertext) {
        try (ciphertext) {
            return new EncryptedPrivateKeyInfo(
                            algorithm, ciphertext.withRawSecretBytes(byte[]::clone))
                    .getEncoded();
        } catch (IOException e) {
            throw new UncheckedIOException("a structure of ours encodes", e);
        }
    }
}
