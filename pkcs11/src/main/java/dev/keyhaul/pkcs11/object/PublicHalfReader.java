package dev.keyhaul.pkcs11.object;

import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.key.KeyDescription.Curve;
import dev.keyhaul.core.key.PublicKeyEncoding;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.binding.AttributeValues;
import dev.keyhaul.pkcs11.binding.Cka;
import dev.keyhaul.pkcs11.binding.Cko;
import dev.keyhaul.pkcs11.binding.Template;
import dev.keyhaul.pkcs11.session.PresentObject;
import dev.keyhaul.pkcs11.session.Session;
import java.math.BigInteger;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/** Reads the public half of a key as its token tells it. */
record PublicHalfReader(Session session) {
    /** The attributes that are read of the object itself. */
    static final long[] ATTRIBUTES = {
        Cka.MODULUS, Cka.PUBLIC_EXPONENT, Cka.EC_PARAMS, Cka.EC_POINT
    };

    PublicHalf of(AttributeValues values) throws TokenException {
        long type = values.number(Cka.KEY_TYPE).orElse(-1);
        if (type == Cko.RSA) {
            return rsa(values);
        }
        return type == Cko.EC ? ec(values) : PublicHalf.NONE;
    }

    /** Some tokens give a private key no public exponent; then the public object has it. */
    private PublicHalf rsa(AttributeValues values) throws TokenException {
        byte[] modulus = values.bytes(Cka.MODULUS).orElse(null);
        if (modulus == null) {
            return PublicHalf.NONE;
        }
        Optional<byte[]> exponent = values.bytes(Cka.PUBLIC_EXPONENT).filter(e -> e.length > 0);
        if (exponent.isEmpty()) {
            exponent = exponentOfPublicObject(modulus);
        }
        if (exponent.isEmpty()) {
            return PublicHalf.NONE;
        }
        try {
            RSAPublicKey key =
                    PublicKeyEncoding.of(
                            new BigInteger(1, modulus), new BigInteger(1, exponent.get()));
            return PublicHalf.of(key, key.getModulus().bitLength());
        } catch (MalformedInputException e) {
            // A key that Java cannot use, such as one of 512 bits, is listed without public half.
            return PublicHalf.NONE;
        }
    }

    private Optional<byte[]> exponentOfPublicObject(byte[] modulus) throws TokenException {
        Template search =
                Template.empty().with(Cka.CLASS, Cko.PUBLIC_KEY).with(Cka.MODULUS, modulus);
        return session.find(search, Cka.PUBLIC_EXPONENT).stream()
                .findFirst()
                .flatMap(object -> object.values().bytes(Cka.PUBLIC_EXPONENT));
    }

    /** SoftHSM gives a private key no point; then the public object has it. */
    private PublicHalf ec(AttributeValues values) throws TokenException {
        Curve curve;
        try {
            curve = EcNumbers.curve(values.bytes(Cka.EC_PARAMS).orElse(new byte[0]));
        } catch (MalformedInputException e) {
            return PublicHalf.missing(0, String.valueOf(e.getMessage()));
        }
        Optional<byte[]> own = values.bytes(Cka.EC_POINT).filter(point -> point.length > 0);
        if (own.isPresent()) {
            return point(curve, own.get());
        }
        List<PublicHalf> found = ofPublicObjects(values, curve);
        if (found.size() == 1) {
            return found.get(0).toldElsewhere();
        }
        return PublicHalf.missing(
                curve.fieldBits(),
                "the token has "
                        + (found.isEmpty() ? "no public key" : found.size() + " public keys")
                        + " of this id, and the private key does not show its point");
    }

    /** By the id; without one by the label, if the key stays: session objects share theirs. */
    private List<PublicHalf> ofPublicObjects(AttributeValues values, Curve curve)
            throws TokenException {
        byte[] id = values.bytes(Cka.ID).orElse(new byte[0]);
        byte[] label = values.bytes(Cka.LABEL).orElse(new byte[0]);
        if (id.length == 0 && (label.length == 0 || !values.isTrue(Cka.TOKEN))) {
            return List.of();
        }
        Template search =
                Template.empty()
                        .with(Cka.CLASS, Cko.PUBLIC_KEY)
                        .with(Cka.KEY_TYPE, Cko.EC)
                        .with(id.length == 0 ? Cka.LABEL : Cka.ID, id.length == 0 ? label : id);
        List<PublicHalf> found = new ArrayList<>();
        for (PresentObject object : session.find(search, Cka.EC_PARAMS, Cka.EC_POINT)) {
            AttributeValues told = object.values();
            byte[] parameters = told.bytes(Cka.EC_PARAMS).orElse(new byte[0]);
            if (Arrays.equals(parameters, EcNumbers.parameters(curve))) {
                found.add(point(curve, told.bytes(Cka.EC_POINT).orElse(new byte[0])));
            }
        }
        return found;
    }

    private static PublicHalf point(Curve curve, byte[] point) {
        try {
            return PublicHalf.of(EcNumbers.publicKey(curve, point), curve.fieldBits());
        } catch (MalformedInputException e) {
            return PublicHalf.missing(curve.fieldBits(), String.valueOf(e.getMessage()));
        }
    }

    static long[] with(long... others) {
        return LongStream.concat(LongStream.of(others), LongStream.of(ATTRIBUTES)).toArray();
    }
}
