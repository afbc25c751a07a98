package dev.keyhaul.localvault.crypto;

import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.localvault.http.Base64Url;
import dev.keyhaul.localvault.http.RefusedRequest;
import java.io.IOException;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Object;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.crypto.generators.ECKeyPairGenerator;
import org.bouncycastle.crypto.params.ECKeyGenerationParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.ParametersWithRandom;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.util.PrivateKeyInfoFactory;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import org.bouncycastle.util.BigIntegers;

/**
 * Both halves of an EC key; the public one is always computed here.
 *
 * <p>Bouncy Castle's numbers cannot be wiped: only the garbage collector ends them.
 */
public final class EcKeyPair implements KeyMaterial {
    private final JwkCurve curve;
    private final ECPrivateKeyParameters privateKey;
    private final ECPublicKeyParameters publicKey;

    private EcKeyPair(JwkCurve curve, ECPrivateKeyParameters privateKey) {
        this.curve = curve;
        this.privateKey = privateKey;
        this.publicKey =
                new ECPublicKeyParameters(
                        new FixedPointCombMultiplier()
                                .multiply(privateKey.getParameters().getG(), privateKey.getD()),
                        privateKey.getParameters());
    }

    /** Makes a new key. */
    public static EcKeyPair generate(JwkCurve curve, SecureRandom random) {
        ECKeyPairGenerator generator = new ECKeyPairGenerator();
        generator.init(new ECKeyGenerationParameters(curve.domain(), random));
        return new EcKeyPair(
                curve, (ECPrivateKeyParameters) generator.generateKeyPair().getPrivate());
    }

    /** Makes both halves of the numbers of a JWK; empty when they do not belong together. */
    public static Optional<EcKeyPair> of(JwkCurve curve, BigInteger d, BigInteger x, BigInteger y) {
        try {
            EcKeyPair pair = new EcKeyPair(curve, new ECPrivateKeyParameters(d, curve.domain()));
            return pair.x().equals(x) && pair.y().equals(y) ? Optional.of(pair) : Optional.empty();
        } catch (IllegalArgumentException e) {
            // The private number is out of range; the message may quote it.
            return Optional.empty();
        }
    }

    /**
     * Makes both halves of PKCS#8 with RFC 5915 inside, of a named curve; empty when it is anything
     * else, or names another public half.
     */
    public static Optional<EcKeyPair> ofPkcs8(byte[] pkcs8) {
        try {
            PrivateKeyInfo info = PrivateKeyInfo.getInstance(pkcs8);
            if (!info.getPrivateKeyAlgorithm()
                            .getAlgorithm()
                            .equals(X9ObjectIdentifiers.id_ecPublicKey)
                    || !(info.getPrivateKeyAlgorithm().getParameters()
                            instanceof ASN1ObjectIdentifier id)) {
                return Optional.empty();
            }
            ECPrivateKey inner = ECPrivateKey.getInstance(info.parsePrivateKey());
            return JwkCurve.of(id)
                    .map(
                            curve ->
                                    new EcKeyPair(
                                            curve,
                                            new ECPrivateKeyParameters(
                                                    inner.getKey(), curve.domain())))
                    .filter(pair -> pair.isPublicHalf(inner) && isCurve(id, inner));
        } catch (IOException | RuntimeException e) {
            // The cause is left out: a parser's message may quote what it read.
            return Optional.empty();
        }
    }

    private static boolean isCurve(ASN1ObjectIdentifier id, ECPrivateKey inner) {
        ASN1Object named = inner.getParametersObject();
        return named == null || named.equals(id);
    }

    private boolean isPublicHalf(ECPrivateKey inner) {
        return inner.getPublicKey() == null
                || Arrays.equals(
                        inner.getPublicKey().getOctets(), publicKey.getQ().getEncoded(false));
    }

    /** Returns its curve. */
    public JwkCurve curve() {
        return curve;
    }

    private ECPoint point() {
        return publicKey.getQ();
    }

    private BigInteger x() {
        return point().getAffineXCoord().toBigInteger();
    }

    private BigInteger y() {
        return point().getAffineYCoord().toBigInteger();
    }

    @Override
    public EcKeyPair another(SecureRandom random) {
        return generate(curve, random);
    }

    @Override
    public String kind() {
        return "EC " + curve.jwkName();
    }

    @Override
    public byte[] encoded() {
        try {
            return PrivateKeyInfoFactory.createPrivateKeyInfo(privateKey).getEncoded();
        } catch (IOException e) {
            throw new IllegalStateException("a checked key has no encoding", e);
        }
    }

    @Override
    public JsonObject.Builder putPublic(JsonObject.Builder jwk) {
        return jwk.put("crv", curve.jwkName()).put("x", text(x())).put("y", text(y()));
    }

    private String text(BigInteger number) {
        return Base64Url.encode(fixed(number));
    }

    private byte[] fixed(BigInteger number) {
        return BigIntegers.asUnsignedByteArray(curve.coordinateBytes(), number);
    }

    /** Signs in the form of RFC 7518 §3.4: r and s, each of the curve's length. */
    @Override
    public byte[] sign(String alg, byte[] digest, SecureRandom random) throws RefusedRequest {
        requireFits(alg, digest);
        ECDSASigner signer = new ECDSASigner();
        signer.init(true, new ParametersWithRandom(privateKey, random));
        BigInteger[] signature = signer.generateSignature(digest);
        byte[] encoded = Arrays.copyOf(fixed(signature[0]), 2 * curve.coordinateBytes());
        System.arraycopy(
                fixed(signature[1]), 0, encoded, curve.coordinateBytes(), curve.coordinateBytes());
        return encoded;
    }

    @Override
    public boolean verify(String alg, byte[] digest, byte[] signature) throws RefusedRequest {
        requireFits(alg, digest);
        int half = curve.coordinateBytes();
        if (signature.length != 2 * half) {
            return false;
        }
        ECDSASigner verifier = new ECDSASigner();
        verifier.init(false, publicKey);
        return verifier.verifySignature(
                digest,
                new BigInteger(1, signature, 0, half),
                new BigInteger(1, signature, half, half));
    }

    private void requireFits(String alg, byte[] digest) throws RefusedRequest {
        if (!alg.equals(curve.algorithm())) {
            throw RefusedRequest.badParameter(
                    "alg is " + alg + "; a key " + kind() + " takes " + curve.algorithm());
        }
        if (digest.length != curve.digestBytes()) {
            throw RefusedRequest.badParameter(
                    "digest is "
                            + digest.length
                            + " bytes; "
                            + alg
                            + " takes "
                            + curve.digestBytes());
        }
    }

    @Override
    public String toString() {
        return "EcKeyPair[" + curve.jwkName() + "]";
    }
}
