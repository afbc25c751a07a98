package dev.keyhaul.localvault.vault;

import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.key.KeyProfile;
import dev.keyhaul.localvault.crypto.AesKey;
import dev.keyhaul.localvault.crypto.EcKeyPair;
import dev.keyhaul.localvault.crypto.JwkCurve;
import dev.keyhaul.localvault.crypto.KeyMaterial;
import dev.keyhaul.localvault.crypto.RsaKeyPair;
import dev.keyhaul.localvault.http.RefusedRequest;
import dev.keyhaul.localvault.key.JwkOperation;
import dev.keyhaul.localvault.key.JwkType;
import dev.keyhaul.localvault.key.UnnamedKey;
import java.security.SecureRandom;
import java.security.spec.RSAKeyGenParameterSpec;
import java.util.Set;
import java.util.function.Function;

/** A request to generate a key. */
record KeyCreation(
        Function<SecureRandom, KeyMaterial> maker, boolean hsm, Set<JwkOperation> operations) {
    private static final int DEFAULT_MODULUS_BITS = 2048;
    private static final int DEFAULT_AES_BITS = 256;

    static KeyCreation read(JsonObject body, TierRules rules) throws RefusedRequest {
        try {
            JwkType type = JwkType.named(body.string("kty"));
            boolean hsm = rules.isHsm(body.string("kty"));
            rules.requireTakes(type, hsm);
            Set<JwkOperation> operations = JwkOperation.read(body).orElse(type.operations());
            type.requireCan(operations, hsm);
            return new KeyCreation(maker(type, body), hsm, operations);
        } catch (MalformedInputException e) {
            throw RefusedRequest.badParameter("body", e);
        }
    }

    private static Function<SecureRandom, KeyMaterial> maker(JwkType type, JsonObject body)
            throws MalformedInputException, RefusedRequest {
        return switch (type) {
            case RSA -> {
                checkPublicExponent(numberOr(body, "public_exponent", 0));
                int bits = modulusBits(numberOr(body, "key_size", DEFAULT_MODULUS_BITS));
                yield random -> RsaKeyPair.generate(bits, random);
            }
            case EC -> {
                JwkCurve curve =
                        body.has("crv") ? JwkCurve.named(body.string("crv")) : JwkCurve.P256;
                yield random -> EcKeyPair.generate(curve, random);
            }
            case OCT -> {
                int bits = aesBits(numberOr(body, "key_size", DEFAULT_AES_BITS));
                yield random -> AesKey.generate(bits, random);
            }
        };
    }

    private static long numberOr(JsonObject body, String name, long absent)
            throws MalformedInputException {
        return body.has(name) ? body.number(name) : absent;
    }

    private static int modulusBits(long asked) throws RefusedRequest {
        if (asked != (int) asked || !KeyProfile.KEY_VAULT.allows((int) asked)) {
            throw RefusedRequest.badParameter(
                    "key_size is " + asked + "; 2048, 3072 and 4096 are allowed");
        }
        return (int) asked;
    }

    private static int aesBits(long asked) throws RefusedRequest {
        if (!AesKey.allows(asked)) {
            throw RefusedRequest.badParameter(
                    "key_size is " + asked + "; allowed for oct-HSM are 128, 192 and 256");
        }
        return (int) asked;
    }

    // Azure's SDK sends 0 when its user asks for no exponent.
    private static void checkPublicExponent(long asked) throws RefusedRequest {
        if (asked != 0 && asked != RSAKeyGenParameterSpec.F4.longValueExact()) {
            throw RefusedRequest.badParameter(
                    "public_exponent is " + asked + "; this server makes only 65537");
        }
    }

    UnnamedKey generate(SecureRandom random) {
        return new UnnamedKey(maker.apply(random), hsm, operations);
    }
}
