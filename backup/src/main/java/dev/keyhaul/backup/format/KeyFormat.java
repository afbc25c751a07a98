package dev.keyhaul.backup.format;

import dev.keyhaul.backup.journal.Damage;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.der.RsaBounds;
import dev.keyhaul.core.json.JsonForm;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.json.JsonValue;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.core.key.KeyOrigin;
import dev.keyhaul.core.key.KeyOrigin.Protection;
import dev.keyhaul.core.key.PublicKeyEncoding;
import java.lang.invoke.MethodHandles;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;

/** The members {@code key} and {@code origin}. */
final class KeyFormat {
    private static final EnumWords<Protection> PROTECTIONS =
            EnumWords.of(
                    Protection.class,
                    Map.of(
                            Protection.HARDWARE_TOKEN, "hardware-token",
                            Protection.KEY_SERVICE, "key-service",
                            Protection.SOFTWARE_TOKEN, "software-token",
                            Protection.SOFTWARE, "software",
                            Protection.UNKNOWN, "unknown"));

    /** Where a key was. */
    static final JsonValue<KeyOrigin> ORIGIN =
            JsonValue.record(
                    KeyOrigin.class,
                    JsonForm.of(
                            MethodHandles.lookup(),
                            Origin.class,
                            JsonValue.words(Protection.class, PROTECTIONS::write)),
                    Origin::of,
                    Origin::origin);

    private record Origin(
            Protection protection, String location, String maker, Map<String, String> details) {
        static Origin of(KeyOrigin key) {
            return new Origin(key.protection(), key.location(), key.maker(), key.details());
        }

        KeyOrigin origin() {
            return new KeyOrigin(protection, location, maker, details);
        }
    }

    private static final String FINGERPRINT = "fingerprint";
    private static final String MODULUS_BITS = "modulus_bits";
    private static final String CURVE = "curve";
    private static final String AES_BITS = "aes_bits";
    private static final String PUBLIC_KEY = "public_key";

    private KeyFormat() {}

    /** Every kind has the fingerprint first; what follows says which kind it is. */
    static JsonObject write(KeyDescription description) {
        JsonObject.Builder json =
                JsonObject.builder().put(FINGERPRINT, description.fingerprint().toString());
        if (description instanceof KeyDescription.Ec ec) {
            json.put(CURVE, ec.curve().jwkName());
        } else {
            json.put(
                    description instanceof KeyDescription.Aes ? AES_BITS : MODULUS_BITS,
                    description.lengthBits());
        }
        description
                .publicKey()
                .ifPresent(key -> json.put(PUBLIC_KEY, PublicKeyEncoding.base64(key)));
        return json.build();
    }

    static KeyDescription read(JsonObject json) throws KeyTransferException {
        Fingerprint fingerprint = Fingerprint.parse(json.string(FINGERPRINT));
        if (json.has(AES_BITS)) {
            json.requireOnly(FINGERPRINT, AES_BITS);
            return aes(json.number(AES_BITS), fingerprint);
        }
        json.requireOnly(FINGERPRINT, json.has(CURVE) ? CURVE : MODULUS_BITS, PUBLIC_KEY);
        KeyDescription key = publicKey(json.string(PUBLIC_KEY));
        if (!fingerprint.equals(key.fingerprint())) {
            throw Damage.because("the public key does not match the recorded fingerprint");
        }
        requireAsRecorded(json, key);
        return key;
    }

    private static KeyDescription aes(long bits, Fingerprint fingerprint)
            throws MalformedInputException {
        if (KeyDescription.Aes.LENGTHS_BITS.stream().noneMatch(known -> known == bits)) {
            throw new MalformedInputException(
                    Reason.JSON_MEMBER,
                    "member key.aes_bits is " + bits + "; it must be 128, 192 or 256");
        }
        return new KeyDescription.Aes((int) bits, fingerprint);
    }

    private static void requireAsRecorded(JsonObject json, KeyDescription key)
            throws KeyTransferException {
        if (json.has(CURVE)) {
            String recorded = json.string(CURVE);
            if (!(key instanceof KeyDescription.Ec ec) || !ec.curve().jwkName().equals(recorded)) {
                throw Damage.because(
                        "the public key is " + key.name() + "; recorded is the curve " + recorded);
            }
        } else if (!(key instanceof KeyDescription.Rsa)) {
            throw Damage.because("the public key is " + key.name() + "; recorded is an RSA key");
        } else if (json.number(MODULUS_BITS) != key.lengthBits()) {
            throw Damage.because(
                    "the public key's length is not the recorded one: "
                            + key.lengthBits()
                            + " bits");
        }
    }

    /** An evidence key signs by RSA. */
    static void requireSigner(KeyDescription key) throws KeyTransferException {
        if (!(key instanceof KeyDescription.Rsa signer)) {
            throw new MalformedInputException(
                    Reason.JSON_MEMBER, "member signed_by is " + key.name() + ", not an RSA key");
        }
        RsaBounds.requireF4(signer.rsa());
    }

    /** DER only, and only in its one canonical form: PEM or trailing bytes would read as well. */
    private static KeyDescription publicKey(String base64) throws KeyTransferException {
        byte[] der;
        try {
            der = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new MalformedInputException(
                    Reason.JSON_MEMBER, "member key.public_key is not base64", null, e);
        }
        KeyDescription key = canonical(PublicKeyEncoding.parseKey(der));
        if (!key.publicKey()
                .map(PublicKeyEncoding::der)
                .filter(d -> Arrays.equals(d, der))
                .isPresent()) {
            throw new MalformedInputException(
                    Reason.JSON_MEMBER, "member key.public_key is not SubjectPublicKeyInfo in DER");
        }
        return key;
    }

    /** An EC key is made of its point when it is read; an RSA key keeps the encoding it came in. */
    private static KeyDescription canonical(KeyDescription key) throws MalformedInputException {
        return key instanceof KeyDescription.Rsa rsa
                ? KeyDescription.of(
                        PublicKeyEncoding.of(rsa.rsa().getModulus(), rsa.rsa().getPublicExponent()))
                : key;
    }
}
