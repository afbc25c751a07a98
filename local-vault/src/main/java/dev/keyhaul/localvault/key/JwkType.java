package dev.keyhaul.localvault.key;

import dev.keyhaul.localvault.crypto.AesKey;
import dev.keyhaul.localvault.crypto.EcKeyPair;
import dev.keyhaul.localvault.crypto.KeyMaterial;
import dev.keyhaul.localvault.crypto.RsaKeyPair;
import dev.keyhaul.localvault.http.RefusedRequest;
import java.util.EnumSet;
import java.util.Set;

/** The key types of the service; each has a second name for keys in an HSM. */
public enum JwkType {
    RSA("RSA"),
    EC("EC"),
    OCT("oct");

    private static final String HSM = "-HSM";

    private final String softwareName;

    JwkType(String softwareName) {
        this.softwareName = softwareName;
    }

    /** Finds a type by either of its names. */
    public static JwkType named(String kty) throws RefusedRequest {
        for (JwkType type : values()) {
            if (kty.equals(type.name(false)) || kty.equals(type.name(true))) {
                return type;
            }
        }
        throw RefusedRequest.badParameter(
                "kty is "
                        + kty
                        + "; this server knows RSA and RSA-HSM, EC and EC-HSM, and in a Managed HSM"
                        + " oct-HSM");
    }

    public static JwkType of(KeyMaterial material) {
        if (material instanceof RsaKeyPair) {
            return RSA;
        }
        if (material instanceof EcKeyPair) {
            return EC;
        }
        if (material instanceof AesKey) {
            return OCT;
        }
        throw new IllegalArgumentException("a key of no type: " + material);
    }

    public static boolean isHsm(String kty) {
        return kty.endsWith(HSM);
    }

    public String name(boolean hsm) {
        return hsm ? softwareName + HSM : softwareName;
    }

    /** What such a key may do; what the service gives a new key when nothing is asked for. */
    public Set<JwkOperation> operations() {
        return switch (this) {
            case RSA -> EnumSet.complementOf(EnumSet.of(JwkOperation.IMPORT));
            case EC -> EnumSet.of(JwkOperation.SIGN, JwkOperation.VERIFY);
            case OCT ->
                    EnumSet.of(
                            JwkOperation.ENCRYPT,
                            JwkOperation.DECRYPT,
                            JwkOperation.WRAP_KEY,
                            JwkOperation.UNWRAP_KEY);
        };
    }

    /** A KEK is an RSA key in an HSM that imports and does nothing else; no other key imports. */
    public void requireCan(Set<JwkOperation> asked, boolean hsm) throws RefusedRequest {
        if (asked.contains(JwkOperation.IMPORT)) {
            if (this != RSA || !hsm || !asked.equals(JwkOperation.KEK)) {
                throw RefusedRequest.badParameter(
                        "key_ops holds import: such a key must be RSA-HSM and permit nothing else");
            }
            return;
        }
        if (!operations().containsAll(asked)) {
            throw RefusedRequest.badParameter(
                    "key_ops is "
                            + JwkOperation.names(asked)
                            + "; a key of kty "
                            + name(hsm)
                            + " can "
                            + JwkOperation.names(operations()));
        }
    }
}
