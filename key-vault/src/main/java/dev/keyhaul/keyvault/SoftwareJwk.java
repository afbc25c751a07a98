package dev.keyhaul.keyvault;

import com.azure.security.keyvault.keys.models.JsonWebKey;
import com.azure.security.keyvault.keys.models.KeyOperation;
import com.azure.security.keyvault.keys.models.KeyType;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * A private key as a JWK (RFC 7518 §6.3.2), whose arrays are zeroed on close.
 *
 * <p>What cannot be wiped: the JDK's BigIntegers, and the JSON text that the SDK makes of this.
 */
final class SoftwareJwk implements AutoCloseable {
    private final JsonWebKey jwk = new JsonWebKey();

    SoftwareJwk(byte[] pkcs8, Protection protection, List<KeyOperation> operations) {
        RSAPrivateCrtKey key = parse(pkcs8);
        jwk.setKeyType(KeyType.fromString(protection.keyType())).setKeyOps(operations);
        set(jwk::setN, key.getModulus());
        set(jwk::setE, key.getPublicExponent());
        set(jwk::setD, key.getPrivateExponent());
        set(jwk::setP, key.getPrimeP());
        set(jwk::setQ, key.getPrimeQ());
        set(jwk::setDp, key.getPrimeExponentP());
        set(jwk::setDq, key.getPrimeExponentQ());
        set(jwk::setQi, key.getCrtCoefficient());
    }

    private static RSAPrivateCrtKey parse(byte[] pkcs8) {
        try {
            return (RSAPrivateCrtKey)
                    KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        } catch (GeneralSecurityException e) {
            // No cause: a parser's message may quote what it read.
            throw new IllegalStateException("a key that was read before cannot be read again");
        }
    }

    /** The SDK's setters copy, so what is handed to them is zeroed at once. */
    private static void set(Consumer<byte[]> setter, BigInteger number) {
        byte[] signed = number.toByteArray();
        byte[] unsigned = Arrays.copyOfRange(signed, signed[0] == 0 ? 1 : 0, signed.length);
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
