package dev.keyhaul.pfx.pbe;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.secret.SecretBytes;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.Arrays;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.crypto.generators.PKCS5S2ParametersGenerator;
import org.bouncycastle.crypto.params.KeyParameter;
import org.jspecify.annotations.Nullable;

/** PBKDF2 (RFC 8018 §5.2). */
final class Pbkdf2 implements KeyDerivation {
    private static final int SALT_BYTES = 16;

    private final HashAlgorithm hash;
    private final byte[] salt;
    private final int iterations;
    private final int keyLengthBytes;

    private Pbkdf2(HashAlgorithm hash, byte[] salt, int iterations, int keyLengthBytes) {
        this.hash = hash;
        this.salt = salt;
        this.iterations = iterations;
        this.keyLengthBytes = keyLengthBytes;
    }

    static Pbkdf2 fresh(int iterations, SecureRandom random) {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        return of(iterations, salt);
    }

    static Pbkdf2 of(int iterations, byte[] salt) {
        return new Pbkdf2(HashAlgorithm.SHA_256, salt, iterations, UNSPECIFIED);
    }

    static Pbkdf2 parse(ASN1Encodable parameters, WorkBudget budget) throws KeyTransferException {
        PBKDF2Params params = PBKDF2Params.getInstance(parameters);
        String prf = params.getPrf().getAlgorithm().getId();
        HashAlgorithm hash =
                HashAlgorithm.ofHmac(prf)
                        .orElseThrow(
                                () ->
                                        new RefusedException(
                                                Reason.PASSWORD_SCHEME,
                                                "unsupported PBKDF2 function " + prf,
                                                "export the key again with HMAC-SHA-256"));
        return new Pbkdf2(
                hash,
                params.getSalt(),
                budget.charge(params.getIterationCount()),
                keyLength(params.getKeyLength()));
    }

    /** No cipher or MAC has a key of more than 64 bytes: a longer one is work for nothing. */
    static int keyLength(@Nullable BigInteger declared) throws MalformedInputException {
        if (declared == null) {
            return UNSPECIFIED;
        }
        if (declared.signum() <= 0 || declared.compareTo(BigInteger.valueOf(64)) > 0) {
            throw new MalformedInputException(
                    Reason.KEY_FILE_FORM,
                    "the derived key has " + declared + " bytes; 1 to 64 are allowed");
        }
        return declared.intValueExact();
    }

    AlgorithmIdentifier toAlgorithmIdentifier() {
        AlgorithmIdentifier prf =
                new AlgorithmIdentifier(new ASN1ObjectIdentifier(hash.hmacOid()), DERNull.INSTANCE);
        return new AlgorithmIdentifier(
                PKCSObjectIdentifiers.id_PBKDF2, new PBKDF2Params(salt, iterations, prf));
    }

    @Override
    public boolean isCheap() {
        return iterations < PasswordCipher.LEAST_ITERATIONS;
    }

    @Override
    public int keyLengthBytes() {
        return keyLengthBytes;
    }

    @Override
    public SecretBytes derive(byte[] encodedPassword, int lengthBytes) {
        PKCS5S2ParametersGenerator generator = new PKCS5S2ParametersGenerator(hash.digest());
        generator.init(encodedPassword, salt, iterations);
        KeyParameter key =
                (KeyParameter) generator.generateDerivedMacParameters(Byte.SIZE * lengthBytes);
        byte[] bytes = key.getKey();
        try {
            return SecretBytes.copyOf(bytes);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    @Override
    public String description() {
        return "PBKDF2 with HMAC-" + hash.label() + ", " + iterations + " iterations";
    }
}
