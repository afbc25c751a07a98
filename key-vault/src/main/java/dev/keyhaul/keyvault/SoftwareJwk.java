package dev.keyhaul.keyvault;

import com.azure.security.keyvault.keys.models.JsonWebKey;
import com.azure.security.keyvault.keys.models.KeyCurveName;
import com.azure.security.keyvault.keys.models.KeyOperation;
import com.azure.security.keyvault.keys.models.KeyType;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.keyvault.key.VaultKeyKind;
import dev.keyhaul.keyvault.key.VaultProtection;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * A clear key as a JWK (RFC 7518 §6), whose arrays are zeroed on close.
 *
 * <p>What cannot be wiped: the JDK's BigIntegers, and the JSON text that the SDK makes of this.
 */
final class SoftwareJwk implements AutoCloseable {
    private final JsonWebKey jwk = new JsonWebKey();

    /**
     * Makes one of a key's clear form.
     *
     * @param clear PKCS#8 of an RSA or EC key, an AES key's own bytes
     */
    SoftwareJwk(
            byte[] clear,
            KeyDescription description,
            VaultProtection protection,
            List<KeyOperation> operations) {
        String keyType = VaultKeyKind.of(description).keyType(protection);
        jwk.setKeyType(KeyType.fromString(keyType)).setKeyOps(operations);
        if (description instanceof KeyDescription.Ec ec) {
            setNumbers(ec, parse(clear, "EC", ECPrivateKey.class));
        } else if (description instanceof KeyDescription.Aes) {
            jwk.setK(clear);
        } else {
            setNumbers(parse(clear, "RSA", RSAPrivateCrtKey.class));
        }
    }

    private void setNumbers(KeyDescription.Ec publicHalf, ECPrivateKey key) {
        int lengthBytes = publicHalf.curve().coordinateBytes();
        jwk.setCurveName(KeyCurveName.fromString(publicHalf.curve().jwkName()));
        set(jwk::setX, publicHalf.ec().getW().getAffineX(), lengthBytes);
        set(jwk::setY, publicHalf.ec().getW().getAffineY(), lengthBytes);
        set(jwk::setD, key.getS(), lengthBytes);
    }

    private void setNumbers(RSAPrivateCrtKey key) {
        set(jwk::setN, key.getModulus());
        set(jwk::setE, key.getPublicExponent());
        set(jwk::setD, key.getPrivateExponent());
        set(jwk::setP, key.getPrimeP());
        set(jwk::setQ, key.getPrimeQ());
        set(jwk::setDp, key.getPrimeExponentP());
        set(jwk::setDq, key.getPrimeExponentQ());
        set(jwk::setQi, key.getCrtCoefficient());
    }

    private static <K> K parse(byte[] pkcs8, String algorithm, Class<K> type) {
        try {
            return type.cast(
                    KeyFactory.getInstance(algorithm)
                            .generatePrivate(new PKCS8EncodedKeySpec(pkcs8)));
        } catch (GeneralSecurityException e) {
            // No cause: a parser's message may quote what it read.
            throw new IllegalStateException("a key that was read before cannot be read again");
        }
    }

    private static void set(Consumer<byte[]> setter, BigInteger number) {
        set(setter, number, (number.bitLength() + Byte.SIZE - 1) / Byte.SIZE);
    }

    /** The SDK's setters copy, so what is handed to them is zeroed at once. */
    private static void set(Consumer<byte[]> setter, BigInteger number, int lengthBytes) {
        byte[] signed = number.toByteArray();
        byte[] unsigned = new byte[lengthBytes];
        int length = Math.min(signed.length, lengthBytes);
        System.arraycopy(signed, signed.length - length, unsigned, lengthBytes - length, length);
        setter.accept(unsigned);
        Arrays.fill(signed, (byte) 0);
        Arrays.fill(unsigned, (byte) 0);
    }

    JsonWebKey jwk() {
        return jwk;
    }

    @Override
    public void close() {
        jwk.clearMemory();
    }
}
