package dev.keyhaul.keyvault;

import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.fixture.OpenSslRsa;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.core.key.KeyOrigin;
import dev.keyhaul.core.key.PublicKeyEncoding;
import dev.keyhaul.core.key.SoftwareKey;
import java.security.SecureRandom;
import java.security.interfaces.RSAPrivateCrtKey;

/** Fresh keys for tests. */
final class TestKeys {
    private TestKeys() {}

    static RSAPrivateCrtKey rsa2048() {
        return (RSAPrivateCrtKey) OpenSslRsa.pair(2048).getPrivate();
    }

    static KeyDescription description(RSAPrivateCrtKey secret) throws MalformedInputException {
        return KeyDescription.of(
                PublicKeyEncoding.of(secret.getModulus(), secret.getPublicExponent()));
    }

    static SoftwareKey softwareKey(RSAPrivateCrtKey secret) throws MalformedInputException {
        return SoftwareKey.fromPkcs8(
                secret.getEncoded(), KeyOrigin.software("test"), new SecureRandom());
    }
}
