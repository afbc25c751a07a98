package dev.keyhaul.localvault.crypto;

import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.key.PublicKeyEncoding;
import dev.keyhaul.localvault.http.RefusedRequest;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.KeySpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.util.Optional;
import org.bouncycastle.crypto.params.RSAKeyParameters;
import org.bouncycastle.crypto.params.RSAPrivateCrtKeyParameters;

/**
 * Both halves of an RSA key whose numbers belong together.
 *
 * <p>The JDK's key objects cannot be wiped: only the garbage collector ends them.
 */
public record RsaKeyPair(RSAPublicKey publicKey, RSAPrivateCrtKey privateKey)
        implements KeyMaterial {
    private static final String ALGORITHM = "RSA";

    /** Makes a new key with the exponent 65537. */
    public static RsaKeyPair generate(int modulusBits, SecureRandom random) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(ALGORITHM);
            generator.initialize(
                    new RSAKeyGenParameterSpec(modulusBits, RSAKeyGenParameterSpec.F4), random);
            KeyPair pair = generator.generateKeyPair();
            return new RsaKeyPair(
                    (RSAPublicKey) pair.getPublic(), (RSAPrivateCrtKey) pair.getPrivate());
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every JDK makes RSA keys", e);
        }
    }

    /** Makes both halves of PKCS#8 or of CRT numbers; empty when they are no consistent key. */
    public static Optional<RsaKeyPair> of(KeySpec privateHalf) {
        try {
            KeyFactory rsa = KeyFactory.getInstance(ALGORITHM);
            if (!(rsa.generatePrivate(privateHalf) instanceof RSAPrivateCrtKey key)) {
                return Optional.empty();
            }
            RSAPublicKey half = PublicKeyEncoding.of(key.getModulus(), key.getPublicExponent());
            return isConsistent(key) ? Optional.of(new RsaKeyPair(half, key)) : Optional.empty();
        } catch (GeneralSecurityException | MalformedInputException | RuntimeException e) {
            // The cause is left out: a parser's message may quote what it read.
            return Optional.empty();
        }
    }

    // RFC 8017 §3.2. A signature under inconsistent CRT numbers would give the key away.
    private static boolean isConsistent(RSAPrivateCrtKey key) {
        BigInteger p = key.getPrimeP();
        BigInteger q = key.getPrimeQ();
        BigInteger e = key.getPublicExponent();
        return p.multiply(q).equals(key.getModulus())
                && isInverse(e, key.getPrimeExponentP(), p.subtract(BigInteger.ONE))
                && isInverse(e, key.getPrimeExponentQ(), q.subtract(BigInteger.ONE))
                && isInverse(e, key.getPrivateExponent(), p.subtract(BigInteger.ONE))
                && isInverse(e, key.getPrivateExponent(), q.subtract(BigInteger.ONE))
                && isInverse(q, key.getCrtCoefficient(), p);
    }

    private static boolean isInverse(BigInteger a, BigInteger b, BigInteger modulus) {
        return a.multiply(b).mod(modulus).equals(BigInteger.ONE);
    }

    /** Returns the length of the modulus. */
    public int modulusBits() {
        return publicKey.getModulus().bitLength();
    }

    @Override
    public RsaKeyPair another(SecureRandom random) {
        return generate(modulusBits(), random);
    }

    @Override
    public String kind() {
        return "RSA " + modulusBits();
    }

    @Override
    public byte[] encoded() {
        return privateKey.getEncoded();
    }

    @Override
    public JsonObject.Builder putPublic(JsonObject.Builder jwk) {
        return jwk.put("n", PublicKeyEncoding.base64Url(publicKey.getModulus()))
                .put("e", PublicKeyEncoding.base64Url(publicKey.getPublicExponent()));
    }

    @Override
    public byte[] sign(String alg, byte[] digest, SecureRandom random) throws RefusedRequest {
        return SignatureAlgorithm.named(alg).sign(this, digest, random);
    }

    @Override
    public boolean verify(String alg, byte[] digest, byte[] signature) throws RefusedRequest {
        return SignatureAlgorithm.named(alg).verify(this, digest, signature);
    }

    @Override
    public CipherData encrypt(String alg, CipherData plain, SecureRandom random)
            throws RefusedRequest {
        return CipherData.of(EncryptionAlgorithm.named(alg).encrypt(this, plain.value(), random));
    }

    @Override
    public CipherData decrypt(String alg, CipherData encrypted) throws RefusedRequest {
        return CipherData.of(EncryptionAlgorithm.named(alg).decrypt(this, encrypted.value()));
    }

    @Override
    public CipherData wrap(String alg, CipherData key, SecureRandom random) throws RefusedRequest {
        return encrypt(alg, key, random);
    }

    @Override
    public CipherData unwrap(String alg, CipherData wrapped) throws RefusedRequest {
        return decrypt(alg, wrapped);
    }

    RSAKeyParameters publicParameters() {
        return new RSAKeyParameters(false, publicKey.getModulus(), publicKey.getPublicExponent());
    }

    RSAKeyParameters privateParameters() {
        return new RSAPrivateCrtKeyParameters(
                privateKey.getModulus(),
                privateKey.getPublicExponent(),
                privateKey.getPrivateExponent(),
                privateKey.getPrimeP(),
                privateKey.getPrimeQ(),
                privateKey.getPrimeExponentP(),
                privateKey.getPrimeExponentQ(),
                privateKey.getCrtCoefficient());
    }

    @Override
    public String toString() {
        return "RsaKeyPair[" + modulusBits() + " bits]";
    }
}
