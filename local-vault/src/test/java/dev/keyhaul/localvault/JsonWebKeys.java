package dev.keyhaul.localvault;

import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.key.PublicKeyEncoding;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.interfaces.RSAPrivateCrtKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Private keys as JWK, written without the code under test. */
final class JsonWebKeys {
    private JsonWebKeys() {}

    /** The numbers of an RSA key by their names in RFC 7518. */
    static Map<String, BigInteger> numbers(KeyPair pair) {
        RSAPrivateCrtKey key = (RSAPrivateCrtKey) pair.getPrivate();
        Map<String, BigInteger> numbers = new LinkedHashMap<>();
        numbers.put("n", key.getModulus());
        numbers.put("e", key.getPublicExponent());
        numbers.put("d", key.getPrivateExponent());
        numbers.put("p", key.getPrimeP());
        numbers.put("q", key.getPrimeQ());
        numbers.put("dp", key.getPrimeExponentP());
        numbers.put("dq", key.getPrimeExponentQ());
        numbers.put("qi", key.getCrtCoefficient());
        return numbers;
    }

    static String jwk(Map<String, BigInteger> numbers, String... operations) {
        JsonObject.Builder key =
                JsonObject.builder().put("kty", "RSA").put("key_ops", List.of(operations));
        numbers.forEach((name, number) -> key.put(name, PublicKeyEncoding.base64Url(number)));
        return key.build().toCompactString();
    }

    static String privateJwk(KeyPair pair, String... operations) {
        return jwk(numbers(pair), operations);
    }
}
