package dev.keyhaul.pfx.pbe;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.secret.SecretBytes;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.pkcs.PKCS12PBEParams;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.crypto.CipherParameters;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.engines.DESedeEngine;
import org.bouncycastle.crypto.engines.RC2Engine;
import org.bouncycastle.crypto.engines.RC4Engine;
import org.bouncycastle.crypto.generators.PKCS12ParametersGenerator;

/**
 * The encryption schemes of PKCS#12 (RFC 7292 §C): SHA-1 with ciphers of the nineties. They are
 * read, because old exporters write nothing else; {@code --legacy} alone writes one.
 */
final class Pkcs12Pbe extends PasswordCipher {
    private static final int BLOCK_BYTES = 8;

    /** RFC 7292 §C. */
    enum Scheme {
        RC4_128("RC4-128", "1.2.840.113549.1.12.1.1", 16),
        RC4_40("RC4-40", "1.2.840.113549.1.12.1.2", 5),
        TRIPLE_DES("3DES-CBC", "1.2.840.113549.1.12.1.3", 24),
        TWO_KEY_3DES("2-key 3DES-CBC", "1.2.840.113549.1.12.1.4", 16),
        RC2_128("RC2-128-CBC", "1.2.840.113549.1.12.1.5", 16),
        RC2_40("RC2-40-CBC", "1.2.840.113549.1.12.1.6", 5);

        private final String label;
        private final String oid;
        private final int keyBytes;

        Scheme(String label, String oid, int keyBytes) {
            this.label = label;
            this.oid = oid;
            this.keyBytes = keyBytes;
        }

        ASN1ObjectIdentifier oid() {
            return new ASN1ObjectIdentifier(oid);
        }

        private static Scheme of(ASN1ObjectIdentifier oid) throws RefusedException {
            return Arrays.stream(values())
                    .filter(scheme -> scheme.oid.equals(oid.getId()))
                    .findFirst()
                    .orElseThrow(
                            () ->
                                    new RefusedException(
                                            Reason.PASSWORD_SCHEME,
                                            "the content is encrypted with "
                                                    + oid
                                                    + ", which is not supported",
                                            "export it again with PBES2, or convert a key file:"
                                                    + " openssl pkcs8 -topk8 -v2 aes-256-cbc"));
        }

        private boolean isStream() {
            return this == RC4_128 || this == RC4_40;
        }
    }

    private final Scheme scheme;
    private final byte[] salt;
    private final int iterations;

    Pkcs12Pbe(Scheme scheme, byte[] salt, int iterations) {
        this.scheme = scheme;
        this.salt = salt;
        this.iterations = iterations;
    }

    static Pkcs12Pbe parse(AlgorithmIdentifier algorithm, WorkBudget budget)
            throws KeyTransferException {
        Scheme scheme = Scheme.of(algorithm.getAlgorithm());
        PKCS12PBEParams parameters = PKCS12PBEParams.getInstance(algorithm.getParameters());
        return new Pkcs12Pbe(scheme, parameters.getIV(), budget.charge(parameters.getIterations()));
    }

    @Override
    SecretBytes run(boolean encrypt, byte[] input, byte[] encodedPassword)
            throws InvalidCipherTextException {
        PKCS12ParametersGenerator generator = generator(encodedPassword);
        int keyBits = Byte.SIZE * scheme.keyBytes;
        if (scheme.isStream()) {
            CipherParameters key = generator.generateDerivedParameters(keyBits);
            return CipherRun.stream(new RC4Engine(), key, input);
        }
        CipherParameters keyAndIv =
                generator.generateDerivedParameters(keyBits, Byte.SIZE * BLOCK_BYTES);
        return switch (scheme) {
            case RC2_128, RC2_40 -> CipherRun.cbc(new RC2Engine(), encrypt, keyAndIv, input);
            default -> CipherRun.cbc(new DESedeEngine(), encrypt, keyAndIv, input);
        };
    }

    private PKCS12ParametersGenerator generator(byte[] encodedPassword) {
        PKCS12ParametersGenerator generator =
                new PKCS12ParametersGenerator(HashAlgorithm.SHA_1.digest());
        generator.init(encodedPassword, salt, iterations);
        return generator;
    }

    @Override
    List<SecretBytes> encodings(PasswordEncodings password) {
        return password.forPkcs12();
    }

    @Override
    public boolean isWeak() {
        return scheme.keyBytes < 16 || iterations < LEAST_ITERATIONS;
    }

    @Override
    public String description() {
        return "PKCS#12 with SHA-1: " + scheme.label + ", " + iterations + " iterations";
    }
}
