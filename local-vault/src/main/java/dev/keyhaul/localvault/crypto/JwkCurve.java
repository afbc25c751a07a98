package dev.keyhaul.localvault.crypto;

import dev.keyhaul.localvault.http.RefusedRequest;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECNamedDomainParameters;

/** The curves that this server knows, with the one signature algorithm of each (RFC 7518 §3.4). */
public enum JwkCurve {
    P256("P-256", "1.2.840.10045.3.1.7", 32, "ES256", 32),
    P384("P-384", "1.3.132.0.34", 48, "ES384", 48),
    P521("P-521", "1.3.132.0.35", 66, "ES512", 64);

    private final String jwkName;
    private final String id;
    private final int coordinateBytes;
    private final String algorithm;
    private final int digestBytes;

    JwkCurve(String jwkName, String id, int coordinateBytes, String algorithm, int digestBytes) {
        this.jwkName = jwkName;
        this.id = id;
        this.coordinateBytes = coordinateBytes;
        this.algorithm = algorithm;
        this.digestBytes = digestBytes;
    }

    /** Finds a curve by its name in a JWK. */
    public static JwkCurve named(String crv) throws RefusedRequest {
        for (JwkCurve curve : values()) {
            if (curve.jwkName.equals(crv)) {
                return curve;
            }
        }
        throw RefusedRequest.badParameter(
                "crv is "
                        + crv
                        + "; this server knows P-256, P-384 and P-521"
                        + (crv.equals("P-256K") ? ", and the service P-256K too" : ""));
    }

    static Optional<JwkCurve> of(ASN1ObjectIdentifier id) {
        return Arrays.stream(values()).filter(curve -> curve.id.equals(id.getId())).findFirst();
    }

    /** Returns its name in a JWK. */
    public String jwkName() {
        return jwkName;
    }

    int coordinateBytes() {
        return coordinateBytes;
    }

    String algorithm() {
        return algorithm;
    }

    int digestBytes() {
        return digestBytes;
    }

    ECNamedDomainParameters domain() {
        ASN1ObjectIdentifier named = new ASN1ObjectIdentifier(id);
        return new ECNamedDomainParameters(named, CustomNamedCurves.getByOID(named));
    }
}
