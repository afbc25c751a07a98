package dev.keyhaul.localvault;

import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.key.KeyProfile;
import dev.keyhaul.localvault.crypto.RsaKeyPair;
import dev.keyhaul.localvault.http.RefusedRequest;
import java.security.SecureRandom;
import java.security.spec.RSAKeyGenParameterSpec;
import java.util.Set;

/** A request to generate a key. */
record KeyCreation(int modulusBits, boolean hsm, Set<KeyOperation> operations) {
    private static final int DEFAULT_BITS = 2048;

    static KeyCreation read(JsonObject body, TierRules rules) throws RefusedRequest {
        try {
            boolean hsm = rules.isHsm(body.string("kty"));
            rules.requireTakes(hsm);
            checkPublicExponent(numberOr(body, "public_exponent", 0));
            Set<KeyOperation> operations = KeyOperation.read(body).orElse(KeyOperation.RSA);
            KeyOperation.requireKekOrRsa(operations, hsm);
            return new KeyCreation(
                    modulusBits(numberOr(body, "key_size", DEFAULT_BITS)), hsm, operations);
        } catch (MalformedInputException e) {
            throw RefusedRequest.badParameter("body", e);
        }
    }

    private static long numberOr(JsonObject body, String name, long absent)
            throws MalformedInputException {
        return body.has(name) ? body.number(name) : absent;
    }

    private static int modulusBits(long asked) throws RefusedRequest {
        if (asked != (int) asked || !KeyProfile.KEY_VAULT.allows((int) asked)) {
            throw RefusedRequest.badParameter(
                    "key_size is " + asked + "; allowed are 2048, 3072 and 4096");
        }
        return (int) asked;
    }

    // Azure's SDK sends 0 when its user asks for no exponent.
    private static void checkPublicExponent(long asked) throws RefusedRequest {
        if (asked != 0 && asked != RSAKeyGenParameterSpec.F4.longValueExact()) {
            throw RefusedRequest.badParameter(
                    "public_exponent is " + asked + "; this server makes 65537 alone");
        }
    }

    NewKey generate(SecureRandom random) {
        return new NewKey(RsaKeyPair.generate(modulusBits, random), hsm, operations);
    }
}
