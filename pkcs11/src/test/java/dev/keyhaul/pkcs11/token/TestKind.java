package dev.keyhaul.pkcs11.token;

import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.core.key.KeyDescription.Curve;
import dev.keyhaul.core.key.KeyOrigin;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.pkcs11.KeyRequest;
import dev.keyhaul.pkcs11.TokenKeyType;
import dev.keyhaul.pkcs11.object.EcNumbers;
import dev.keyhaul.pkcs11.probe.ControlKey;
import dev.keyhaul.pkcs11.probe.EcControl;
import java.security.SecureRandom;

/** The kinds of keys beside RSA, each with what makes one. */
enum TestKind {
    P256(TokenKeyType.EC, 256),
    P384(TokenKeyType.EC, 384),
    P521(TokenKeyType.EC, 521),
    AES128(TokenKeyType.AES, 128),
    AES192(TokenKeyType.AES, 192),
    AES256(TokenKeyType.AES, 256);

    static final KeyOrigin A_TEST = KeyOrigin.software("a test");

    final TokenKeyType type;
    final int bits;

    TestKind(TokenKeyType type, int bits) {
        this.type = type;
        this.bits = bits;
    }

    boolean isEc() {
        return type == TokenKeyType.EC;
    }

    Curve curve() {
        return EcNumbers.curve(bits);
    }

    /** What a description says, such as {@code EC P-256}. */
    String description() {
        return isEc() ? "EC " + curve().jwkName() : "AES " + bits;
    }

    KeyRequest request(String label) {
        KeyRequest target = KeyRequest.target(label);
        return isEc() ? target.onCurve(curve()) : target.ofType(type).withLengthBits(bits);
    }

    ControlKey.Kind controlKind() {
        return new ControlKey.Kind(type, bits);
    }

    /** Returns a new key's clear form: PKCS#8 of the JDK's, or an AES key's own bytes. */
    byte[] clear() {
        if (isEc()) {
            return EcControl.generate(curve()).getPrivate().getEncoded();
        }
        byte[] value = new byte[bits / Byte.SIZE];
        new SecureRandom().nextBytes(value);
        return value;
    }

    /** Reads a clear form, as an unwrap gave it. */
    static SoftwareKey software(byte[] clear) throws Exception {
        return SoftwareKey.fromUnwrapped(clear.clone(), A_TEST, new SecureRandom());
    }

    static KeyDescription describe(byte[] clear) throws Exception {
        try (SoftwareKey key = software(clear)) {
            return key.description();
        }
    }
}
