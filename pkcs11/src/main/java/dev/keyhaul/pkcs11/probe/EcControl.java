package dev.keyhaul.pkcs11.probe;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.der.DerSequence;
import dev.keyhaul.core.der.EcPrivateDer;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.core.key.KeyDescription.Curve;
import dev.keyhaul.core.key.KeyOrigin;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.TokenKeyType;
import dev.keyhaul.pkcs11.object.EcNumbers;
import dev.keyhaul.pkcs11.object.EcTemplates;
import dev.keyhaul.pkcs11.object.RsaNumbers;
import dev.keyhaul.pkcs11.object.ThrowAwayPair;
import dev.keyhaul.pkcs11.session.Session;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.OptionalLong;

/** A throw-away EC private key on a target's curve. */
public final class EcControl implements ControlKey {
    private static final KeyOrigin HERE = KeyOrigin.software("a throw-away key");

    private final long handle;
    private final KeyDescription.Ec key;

    private EcControl(long handle, KeyDescription.Ec key) {
        this.handle = handle;
        this.key = key;
    }

    static EcControl in(Session session, int fieldBits)
            throws TokenException, CheckFailedException {
        Curve curve = EcNumbers.curve(fieldBits);
        KeyPair pair = generate(curve);
        byte[] number =
                fixedLength(((ECPrivateKey) pair.getPrivate()).getS(), curve.coordinateBytes());
        OptionalLong created =
                ControlKey.created(session, EcTemplates.throwAwayPrivate(curve, number));
        return created.isPresent()
                ? new EcControl(
                        created.getAsLong(),
                        new KeyDescription.Ec((ECPublicKey) pair.getPublic(), curve))
                : generated(session, curve);
    }

    private static EcControl generated(Session session, Curve curve) throws TokenException {
        ThrowAwayPair pair =
                ThrowAwayPair.generate(session, curve, EcTemplates.throwAwayPrivate(true));
        return new EcControl(
                pair.privateHandle(), new KeyDescription.Ec((ECPublicKey) pair.publicKey(), curve));
    }

    public static KeyPair generate(Curve curve) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(curve.jdkName()), new SecureRandom());
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every JDK has " + curve.jdkName(), e);
        }
    }

    private static byte[] fixedLength(BigInteger number, int length) {
        byte[] shortest = RsaNumbers.unsigned(number);
        byte[] fixed = new byte[length];
        System.arraycopy(shortest, 0, fixed, length - shortest.length, shortest.length);
        return fixed;
    }

    @Override
    public long handle() {
        return handle;
    }

    @Override
    public KeyDescription description() {
        return key;
    }

    @Override
    public KeyProof proof() {
        return new KeyProof.Ec(key);
    }

    /** The public half is computed of the private number: where it is the same, so is that. */
    @Override
    public Encoding requireSame(byte[] opened) throws CheckFailedException {
        byte[] trimmed = DerSequence.withoutPadding(opened);
        try (EcPrivateDer der = EcPrivateDer.ofPkcs8(trimmed);
                SoftwareKey found = SoftwareKey.fromPkcs8(trimmed.clone(), HERE)) {
            if (!found.description().fingerprint().equals(key.fingerprint())) {
                throw ControlKey.anotherKey();
            }
            return new Encoding(
                    TokenKeyType.EC,
                    trimmed.length,
                    trimmed.length < opened.length,
                    der.point().isEmpty());
        } catch (MalformedInputException e) {
            throw ControlKey.ownEncoding("PKCS#8 with RFC 5915 inside (" + e.getMessage() + ")");
        }
    }
}
