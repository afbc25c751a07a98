package dev.keyhaul.localvault.vault;

import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.localvault.crypto.AesKey;
import dev.keyhaul.localvault.crypto.EcKeyPair;
import dev.keyhaul.localvault.crypto.JwkCurve;
import dev.keyhaul.localvault.crypto.KeyMaterial;
import dev.keyhaul.localvault.crypto.RsaKeyPair;
import dev.keyhaul.localvault.http.Base64Url;
import dev.keyhaul.localvault.http.RefusedRequest;
import dev.keyhaul.localvault.key.JwkType;
import java.math.BigInteger;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.util.Arrays;
import java.util.List;

/**
 * Reads the clear key of a JWK (RFC 7518 §6), with all CRT members of RSA and both halves of EC.
 */
final class JwkReader {
    private static final List<String> NUMBERS =
            List.of("n", "e", "d", "p", "q", "dp", "dq", "qi", "x", "y", "k");

    private JwkReader() {}

    static KeyMaterial read(JwkType type, JsonObject jwk)
            throws MalformedInputException, RefusedRequest {
        return switch (type) {
            case RSA -> rsa(jwk);
            case EC -> ec(jwk);
            case OCT -> aes(jwk);
        };
    }

    private static RsaKeyPair rsa(JsonObject jwk) throws MalformedInputException, RefusedRequest {
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
                                        "the JWK's numbers do not form a consistent RSA key"));
    }

    private static EcKeyPair ec(JsonObject jwk) throws MalformedInputException, RefusedRequest {
        JwkCurve curve = JwkCurve.named(jwk.string("crv"));
        return EcKeyPair.of(curve, number(jwk, "d"), number(jwk, "x"), number(jwk, "y"))
                .orElseThrow(
                        () ->
                                RefusedRequest.badParameter(
                                        "the JWK's numbers do not form a consistent EC key of curve "
                                                + curve.jwkName()));
    }

    private static AesKey aes(JsonObject jwk) throws MalformedInputException, RefusedRequest {
        byte[] raw = Base64Url.decode("key.k", jwk.string("k"));
        try {
            return AesKey.of(raw)
                    .orElseThrow(
                            () ->
                                    RefusedRequest.badParameter(
                                            "key.k is "
                                                    + raw.length
                                                    + " bytes; an AES key has 16, 24 or 32"));
        } finally {
            Arrays.fill(raw, (byte) 0);
        }
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
