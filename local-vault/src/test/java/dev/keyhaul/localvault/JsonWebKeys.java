package dev.keyhaul.localvault;

import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.key.PublicKeyEncoding;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Private keys as JWK, written without the code under test. */
public final class JsonWebKeys {
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

    /** The numbers of an EC key by their names in RFC 7518. */
    static Map<String, BigInteger> ecNumbers(KeyPair pair) {
        ECPublicKey publicKey = (ECPublicKey) pair.getPublic();
        Map<String, BigInteger> numbers = new LinkedHashMap<>();
        numbers.put("x", publicKey.getW().getAffineX());
        numbers.put("y", publicKey.getW().getAffineY());
        numbers.put("d", ((ECPrivateKey) pair.getPrivate()).getS());
        return numbers;
    }

    static String ecJwk(String crv, Map<String, BigInteger> numbers) {
        JsonObject.Builder key = JsonObject.builder().put("kty", "EC").put("crv", crv);
        numbers.forEach((name, number) -> key.put(name, PublicKeyEncoding.base64Url(number)));
        return key.build().toCompactString();
    }

    public static String privateJwk(KeyPair pair, String... operations) {
        return jwk(numbers(pair), operations);
    }
}
