package dev.keyhaul.localvault;

import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.localvault.crypto.RsaKeyPair;
import dev.keyhaul.localvault.http.Base64Url;
import dev.keyhaul.localvault.http.RefusedRequest;
import java.math.BigInteger;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.util.Arrays;
import java.util.List;

/** Reads an RSA private key of a JWK (RFC 7518 §6.3.2), with all its CRT members. */
final class JwkReading {
    private static final List<String> NUMBERS = List.of("n", "e", "d", "p", "q", "dp", "dq", "qi");

    private JwkReading() {}

    static RsaKeyPair read(JsonObject jwk) throws MalformedInputException, RefusedRequest {
        RSAPrivateCrtKeySpec numbers =
                new RSAPrivateCrtKeySpec(
                        number(jwk, "n"),
                        number(jwk, "e"),
                        number(jwk, "d"),
                        number(jwk, "p"),
                        number(jwk, "q"),
                        number(jwk, "dp"),
                        number(jwk, "dq"),
                        number(jwk, "qi"));
        return RsaKeyPair.of(numbers)
                .orElseThrow(
                        () ->
                                RefusedRequest.badParameter(
                                        "the JWK's numbers are no consistent RSA key"));
    }

    static void requireNoNumbers(JsonObject jwk) throws RefusedRequest {
        for (String name : NUMBERS) {
            if (jwk.has(name)) {
                throw RefusedRequest.badParameter("key holds both key_hsm and " + name);
            }
        }
    }

    private static BigInteger number(JsonObject jwk, String name)
            throws MalformedInputException, RefusedRequest {
        byte[] bytes = Base64Url.decode("key." + name, jwk.string(name));
        try {
            return new BigInteger(1, bytes);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }
}
