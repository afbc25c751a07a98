package dev.keyhaul.core.key;

import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.argument.Arguments;
import java.math.BigInteger;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECParameterSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What a key is, without its secret: kind, length, strength and fingerprint. Immutable.
 *
 * <pre>{@code
 * KeyDescription description = PublicKeyEncoding.read(publicKeyFile);
 * show(description.name(), description.fingerprint());
 * if (description instanceof KeyDescription.Rsa rsa) {
 *     show(rsa.rsa().getModulus());
 * }
 * }</pre>
 *
 * <p>A minor version can add a case: give a {@code switch} a {@code default} that refuses.
 *
 * @since 0.1.0
 */
public sealed interface KeyDescription {
    /**
     * Describes an RSA key by its public half.
     *
     * @param key the public half
     * @return the description
     */
    static KeyDescription of(RSAPublicKey key) {
        return new Rsa(key);
    }

    /**
     * Describes an RSA or EC key by its public half.
     *
     * @param key the public half
     * @return the description
     * @throws MalformedInputException if it is of another kind, on another curve than P-256, P-384
     *     and P-521, or a point that is not on its curve
     */
    static KeyDescription of(PublicKey key) throws MalformedInputException {
        if (key instanceof RSAPublicKey rsa) {
            return new Rsa(rsa);
        } else if (key instanceof ECPublicKey ec) {
            return new Ec(EcPoint.requireOnCurve(ec), Curve.of(ec.getParams()));
        }
        throw new MalformedInputException(
                Reason.KEY_KIND,
                "the key is " + key.getAlgorithm() + "; RSA and EC keys are accepted");
    }

    /** {@return kind and length for people, such as {@code RSA 2048}, {@code EC P-256}} */
    String name();

    /**
     * {@return the length in bits: of an RSA key its modulus's, of an EC key its field's, of an AES
     * key its own}
     */
    int lengthBits();

    /** {@return the security strength in bits, as NIST SP 800-57 part 1 §5.6.1 compares keys} */
    int strengthBits();

    /** {@return the one fingerprint of the key} */
    Fingerprint fingerprint();

    /** {@return the public half; an AES key has none} */
    Optional<PublicKey> publicKey();

    /**
     * {@return the public half of an RSA key, for what only RSA can do}
     *
     * @throws RefusedException if it is a key of another kind
     */
    default RSAPublicKey requireRsa() throws RefusedException {
        throw new RefusedException(
                Reason.KEY_KIND, "the key is " + name() + ", but must be an RSA key");
    }

    /**
     * An RSA key.
     *
     * @param rsa its public half
     */
    record Rsa(RSAPublicKey rsa) implements KeyDescription {
        /**
         * Refuses null.
         *
         * @param rsa its public half
         */
        public Rsa {
            Arguments.notNull("rsa", rsa);
        }

        @Override
        public String name() {
            return "RSA " + lengthBits();
        }

        @Override
        public int lengthBits() {
            return rsa.getModulus().bitLength();
        }

        /** The estimates of NIST SP 800-56B rev. 2, appendix D; 80 below 2048 bits (SP 800-57). */
        @Override
        public int strengthBits() {
            int bits = lengthBits();
            if (bits < 2048) {
                return 80;
            } else if (bits < 3072) {
                return 112;
            } else if (bits < 4096) {
                return 128;
            }
            return bits < 6144 ? 152 : 176;
        }

        @Override
        public Fingerprint fingerprint() {
            return Fingerprint.of(rsa);
        }

        @Override
        public Optional<PublicKey> publicKey() {
            return Optional.of(rsa);
        }

        @Override
        public RSAPublicKey requireRsa() {
            return rsa;
        }
    }

    /**
     * An EC key.
     *
     * @param ec its public half, a point on its curve
     * @param curve the curve
     */
    record Ec(ECPublicKey ec, Curve curve) implements KeyDescription {
        /**
         * Refuses null.
         *
         * @param ec its public half, a point on its curve
         * @param curve the curve
         */
        public Ec {
            Arguments.notNull("ec", ec, "curve", curve);
        }

        @Override
        public String name() {
            return "EC " + curve.jwkName();
        }

        @Override
        public int lengthBits() {
            return curve.fieldBits();
        }

        /** Half the length of the order (NIST SP 800-57 part 1 §5.6.1, table 2). */
        @Override
        public int strengthBits() {
            return Math.min(256, curve.fieldBits() / 2);
        }

        /** {@return the uncompressed point (SEC 1 §2.3.3): 04, x, y} */
        public byte[] pointOctets() {
            return EcPoint.octets(this);
        }

        @Override
        public Fingerprint fingerprint() {
            return Fingerprint.of(ec);
        }

        @Override
        public Optional<PublicKey> publicKey() {
            return Optional.of(ec);
        }
    }

    /**
     * An AES key.
     *
     * @param lengthBits 128, 192 or 256
     * @param fingerprint made by the key ({@link Fingerprint#ofAesText})
     */
    record Aes(int lengthBits, Fingerprint fingerprint) implements KeyDescription {
        /** The lengths of FIPS 197, in bits. */
        public static final List<Integer> LENGTHS_BITS = List.of(128, 192, 256);

        /**
         * Refuses other lengths.
         *
         * @param lengthBits 128, 192 or 256
         * @param fingerprint made by the key ({@link Fingerprint#ofAesText})
         */
        public Aes {
            Arguments.notNull("fingerprint", fingerprint);
            if (!LENGTHS_BITS.contains(lengthBits)) {
                throw new IllegalArgumentException("no AES key has " + lengthBits + " bits");
            }
        }

        @Override
        public String name() {
            return "AES " + lengthBits;
        }

        @Override
        public int strengthBits() {
            return lengthBits;
        }

        @Override
        public Optional<PublicKey> publicKey() {
            return Optional.empty();
        }
    }

    /** The curves that Key Vault, AWS and Google take from outside (FIPS 186-5, SP 800-186). */
    enum Curve {
        /** secp256r1. */
        P256("P-256", "secp256r1", "2a8648ce3d030107", 256),
        /** secp384r1. */
        P384("P-384", "secp384r1", "2b81040022", 384),
        /** secp521r1. */
        P521("P-521", "secp521r1", "2b81040023", 521);

        private final String jwkName;
        private final String jdkName;
        private final String oidHex;
        private final int fieldBits;

        Curve(String jwkName, String jdkName, String oidHex, int fieldBits) {
            this.jwkName = jwkName;
            this.jdkName = jdkName;
            this.oidHex = oidHex;
            this.fieldBits = fieldBits;
        }

        /** {@return the name of RFC 7518 §6.2.1.1, such as {@code P-256}} */
        public String jwkName() {
            return jwkName;
        }

        /** {@return the name of SEC 2, which the JDK and OpenSSL use, such as {@code secp256r1}} */
        public String jdkName() {
            return jdkName;
        }

        /**
         * {@return the content octets of the curve's object identifier (RFC 5480 §2.1.1.1), hex}
         */
        public String oidHex() {
            return oidHex;
        }

        /** {@return the length of a coordinate in bits} */
        public int fieldBits() {
            return fieldBits;
        }

        /** {@return the length of a coordinate and of the private number in bytes: 32, 48 or 66} */
        public int coordinateBytes() {
            return (fieldBits + 7) / 8;
        }

        /**
         * {@return the length of the hash that RFC 7518 §3.4 pairs with the curve: 256, 384, 512}
         */
        public int hashBits() {
            return Math.min(512, fieldBits);
        }

        /**
         * Reads an uncompressed point (SEC 1 §2.3.4): 04, x, y.
         *
         * @param octets the encoded point
         * @return the public key
         * @throws MalformedInputException if it is compressed, of another length, or not on the
         *     curve
         */
        public ECPublicKey point(byte[] octets) throws MalformedInputException {
            return EcPoint.ofOctets(this, octets);
        }

        /**
         * Makes a public key of its coordinates.
         *
         * @param x the affine x-coordinate
         * @param y the affine y-coordinate
         * @return the public key
         * @throws MalformedInputException if the point is not on the curve
         */
        public ECPublicKey point(BigInteger x, BigInteger y) throws MalformedInputException {
            return EcPoint.of(this, x, y);
        }

        /** {@return the curve's numbers} */
        public ECParameterSpec parameters() {
            return EcPoint.parameters(this);
        }

        /**
         * Finds a curve by its JWK name.
         *
         * @param name such as {@code P-256}
         * @return the curve; empty for any other name
         * @throws MalformedInputException if it is none of these, naming it
         */
        public static Curve ofJwkName(String name) throws MalformedInputException {
            Arguments.notNull("name", name);
            return Arrays.stream(values())
                    .filter(curve -> curve.jwkName.equals(name))
                    .findFirst()
                    .orElseThrow(() -> EcPoint.otherCurve(name));
        }

        /**
         * Finds a curve by the content octets of its object identifier, in hex.
         *
         * @param oid without tag and length
         * @return the curve
         * @throws MalformedInputException if it is none of these, naming it
         */
        public static Curve ofOidHex(String oid) throws MalformedInputException {
            Arguments.notNull("oid", oid);
            return Arrays.stream(values())
                    .filter(curve -> curve.oidHex.equals(oid))
                    .findFirst()
                    .orElseThrow(() -> EcPoint.otherCurve(EcPoint.curveName(oid)));
        }

        /**
         * Finds a curve by its numbers.
         *
         * @param numbers the parameters of a key
         * @return the curve; empty for any other
         * @throws MalformedInputException if it is none of these
         */
        public static Curve of(ECParameterSpec numbers) throws MalformedInputException {
            for (Curve curve : values()) {
                ECParameterSpec known = curve.parameters();
                if (known.getCurve().equals(numbers.getCurve())
                        && known.getGenerator().equals(numbers.getGenerator())
                        && known.getOrder().equals(numbers.getOrder())
                        && known.getCofactor() == numbers.getCofactor()) {
                    return curve;
                }
            }
            throw EcPoint.otherCurve("another curve");
        }
    }
}
