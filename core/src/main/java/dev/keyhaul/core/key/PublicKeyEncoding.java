package dev.keyhaul.core.key;

import static dev.keyhaul.core.file.ByteSearch.indexOf;

import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.der.DerSequence;
import dev.keyhaul.core.der.KeyAlgorithm;
import dev.keyhaul.core.der.RsaBounds;
import dev.keyhaul.core.file.FileKind;
import dev.keyhaul.core.file.InputFile;
import dev.keyhaul.core.json.JsonObject;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * Public keys as files: SubjectPublicKeyInfo (RFC 5280 §4.1) in DER or PEM (RFC 7468), and JWK (RFC
 * 7517). Stateless: any thread may use it.
 *
 * <pre>{@code
 * KeyDescription expected = PublicKeyEncoding.read(publicKeyFile); // PEM or DER, RSA or EC
 * Files.write(file, PublicKeyEncoding.pem(publicKey));
 * }</pre>
 *
 * @since 0.1.0
 */
public final class PublicKeyEncoding {
    private static final int MAX_FILE_BYTES = 64 * 1024;
    private static final String BEGIN = "-----BEGIN ";
    private static final byte DER_SEQUENCE = 0x30;
    private static final String DASHES = "-----";

    private PublicKeyEncoding() {}

    /**
     * Reads SubjectPublicKeyInfo in PEM or DER of an RSA key that something is verified with or
     * encrypted for. {@link #parseKey} reads the key that is moved.
     *
     * @param pemOrDer the content of a file
     * @return the public key
     * @throws RefusedException when the file holds a private key; {@code pemOrDer} is zeroed then
     * @throws MalformedInputException when it is anything else, when the exponent is not 65537, or
     *     when the modulus has more than 16,384 bits
     */
    public static RSAPublicKey parse(byte[] pemOrDer) throws KeyTransferException {
        return RsaBounds.requireF4(parseRsaDer(publicDer(pemOrDer), "an RSA key is required"));
    }

    /**
     * Reads a file with the SubjectPublicKeyInfo of an RSA or EC key in PEM or DER, as {@link
     * #parseKey} does.
     *
     * @param file the file
     * @return the key
     * @throws FileException if it is missing, not readable or longer than 64 KiB
     * @throws RefusedException if it holds a private key
     * @throws MalformedInputException if it is anything else
     */
    public static KeyDescription read(Path file) throws KeyTransferException {
        return InputFile.parse(
                file, MAX_FILE_BYTES, PublicKeyEncoding::parseKey, FileKind.PUBLIC_KEY);
    }

    /**
     * Reads SubjectPublicKeyInfo of an RSA or EC key in PEM or DER.
     *
     * @param pemOrDer the content of a file
     * @return the key
     * @throws RefusedException when the file holds a private key; {@code pemOrDer} is zeroed then
     * @throws MalformedInputException when it is anything else, on another curve than P-256, P-384
     *     or P-521, with explicit parameters, or a point that is compressed or not on its curve; or
     *     as {@link #of} does
     */
    public static KeyDescription parseKey(byte[] pemOrDer) throws KeyTransferException {
        byte[] der = publicDer(pemOrDer);
        Optional<KeyDescription> ec = EcPoint.ofSubjectPublicKeyInfo(der);
        return ec.isPresent()
                ? ec.get()
                : KeyDescription.of(parseRsaDer(der, "RSA and EC keys are accepted"));
    }

    private static byte[] publicDer(byte[] pemOrDer) throws KeyTransferException {
        int begin = indexOf(pemOrDer, BEGIN, 0);
        boolean pem = begin == 0 || (begin > 0 && pemOrDer[0] != DER_SEQUENCE);
        if (pem && indexOf(pemOrDer, "PRIVATE KEY-----", 0) >= 0) {
            throw holdsPrivateKey(pemOrDer);
        }
        byte[] der = pem ? pemBody(pemOrDer, begin + BEGIN.length()) : pemOrDer;
        if (isPrivateDer(der)) {
            Arrays.fill(der, (byte) 0);
            throw holdsPrivateKey(pemOrDer);
        }
        return der;
    }

    /**
     * Makes a public key of its two numbers.
     *
     * @param modulus the modulus, n
     * @param publicExponent the public exponent, e
     * @return the public key
     * @throws MalformedInputException if they make no RSA key, the modulus has more than 16,384
     *     bits, or the exponent has more than 64, is even or less than 3
     */
    public static RSAPublicKey of(BigInteger modulus, BigInteger publicExponent)
            throws MalformedInputException {
        RsaBounds.require(modulus, publicExponent);
        try {
            return (RSAPublicKey)
                    KeyFactory.getInstance("RSA")
                            .generatePublic(new RSAPublicKeySpec(modulus, publicExponent));
        } catch (GeneralSecurityException e) {
            throw new MalformedInputException(
                    Reason.PUBLIC_KEY_FORM, "not an RSA public key: " + e.getMessage(), null, e);
        }
    }

    /**
     * {@return the DER form}
     *
     * @param key the public key
     */
    public static byte[] der(PublicKey key) {
        return key.getEncoded();
    }

    /**
     * {@return the DER form in base64}
     *
     * @param key the public key
     */
    public static String base64(PublicKey key) {
        return Base64.getEncoder().encodeToString(der(key));
    }

    /**
     * {@return the PEM form with 64 characters a line}
     *
     * @param key the public key
     */
    public static byte[] pem(PublicKey key) {
        Base64.Encoder lines = Base64.getMimeEncoder(64, new byte[] {'\n'});
        return ("-----BEGIN PUBLIC KEY-----\n"
                        + lines.encodeToString(key.getEncoded())
                        + "\n-----END PUBLIC KEY-----\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Reads the JWK members {@code n} and {@code e}, in either base64 alphabet: az prints the
     * standard one in some versions.
     *
     * @param n the modulus in base64url
     * @param e the public exponent in base64url
     * @return the public key
     * @throws MalformedInputException if they are not base64, or as {@link #of} does
     */
    public static RSAPublicKey ofJwk(String n, String e) throws MalformedInputException {
        Arguments.notNull("e", e);
        return of(number("n", n), number("e", e));
    }

    private static BigInteger number(String name, String text) throws MalformedInputException {
        try {
            return new BigInteger(
                    1, Base64.getUrlDecoder().decode(text.replace('+', '-').replace('/', '_')));
        } catch (IllegalArgumentException e) {
            throw new MalformedInputException(
                    Reason.PUBLIC_KEY_FORM, "member " + name + " is not base64", null, e);
        }
    }

    /**
     * Reads the JWK members {@code crv}, {@code x} and {@code y} (RFC 7518 §6.2.1), in either
     * base64 alphabet.
     *
     * @param crv the curve's name, such as {@code P-256}
     * @param x the x-coordinate in base64url
     * @param y the y-coordinate in base64url
     * @return the public key
     * @throws MalformedInputException if the curve is not taken or the point is not on it
     */
    public static ECPublicKey ofEcJwk(String crv, String x, String y)
            throws MalformedInputException {
        Arguments.notNull("crv", crv, "x", x, "y", y);
        return KeyDescription.Curve.ofJwkName(crv).point(number("x", x), number("y", y));
    }

    /**
     * {@return a JWK with the members {@code kty}, {@code crv}, {@code x} and {@code y}: JSON in
     * UTF-8}
     *
     * @param key the public key
     */
    public static byte[] jwk(KeyDescription.Ec key) {
        byte[] point = key.pointOctets();
        int middle = 1 + key.curve().coordinateBytes();
        return JsonObject.builder()
                .put("kty", "EC")
                .put("crv", key.curve().jwkName())
                .put("x", base64Url(Arrays.copyOfRange(point, 1, middle)))
                .put("y", base64Url(Arrays.copyOfRange(point, middle, point.length)))
                .build()
                .toUtf8();
    }

    private static String base64Url(byte[] octets) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(octets);
    }

    /**
     * {@return a JWK with the members {@code kty}, {@code n} and {@code e}: JSON in UTF-8}
     *
     * @param key the public key
     */
    public static byte[] jwk(RSAPublicKey key) {
        return JsonObject.builder()
                .put("kty", "RSA")
                .put("n", base64Url(key.getModulus()))
                .put("e", base64Url(key.getPublicExponent()))
                .build()
                .toUtf8();
    }

    /**
     * {@return a positive number's shortest big-endian bytes in base64url (RFC 7518 §6.3)}
     *
     * @param number a positive number
     */
    public static String base64Url(BigInteger number) {
        byte[] signed = number.toByteArray();
        int from = signed.length > 1 && signed[0] == 0 ? 1 : 0;
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(Arrays.copyOfRange(signed, from, signed.length));
    }

    private static RSAPublicKey parseRsaDer(byte[] der, String accepted)
            throws MalformedInputException {
        RSAPublicKey key = decoded(der).orElseThrow(() -> notTaken(der, accepted));
        RsaBounds.require(key.getModulus(), key.getPublicExponent());
        return key;
    }

    private static Optional<RSAPublicKey> decoded(byte[] der) {
        try {
            if (DerSequence.isWhole(der)) {
                return Optional.of(
                        (RSAPublicKey)
                                KeyFactory.getInstance("RSA")
                                        .generatePublic(new X509EncodedKeySpec(der)));
            }
        } catch (GeneralSecurityException | RuntimeException e) {
            // Falls through to the one message.
        }
        return Optional.empty();
    }

    private static MalformedInputException notTaken(byte[] der, String accepted) {
        String other =
                KeyAlgorithm.ofSubjectPublicKeyInfo(der)
                        .filter(name -> !name.equals(KeyAlgorithm.RSA))
                        .map(name -> "the public key is " + name + "; " + accepted)
                        .orElse("not a public key (SubjectPublicKeyInfo, PEM or DER)");
        int after = DerSequence.bytesAfter(der);
        if (after > 0) {
            return new MalformedInputException(
                    Reason.PUBLIC_KEY_FORM,
                    "not a public key: it has extra bytes (" + after + ") after its DER encoding",
                    "remove the bytes after the key, or write the file again");
        }
        return new MalformedInputException(
                Reason.PUBLIC_KEY_FORM,
                other,
                "'az keyvault key download' writes one; for a certificate, use 'openssl x509 -pubkey -noout'");
    }

    /** Works on bytes: if the file holds a private key after all, no String of it is made. */
    private static byte[] pemBody(byte[] pem, int labelStart) throws KeyTransferException {
        int labelEnd = indexOf(pem, DASHES, labelStart);
        int end = indexOf(pem, "-----END ", labelStart);
        if (labelEnd < 0 || end < labelEnd + DASHES.length()) {
            throw new MalformedInputException(
                    Reason.PUBLIC_KEY_FORM, "the PEM text has no end line");
        }
        byte[] base64 = Arrays.copyOfRange(pem, labelEnd + DASHES.length(), end);
        try {
            return Base64.getMimeDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new MalformedInputException(
                    Reason.PUBLIC_KEY_FORM, "the PEM text is not base64", null, e);
        } finally {
            Arrays.fill(base64, (byte) 0);
        }
    }

    /**
     * PKCS#8 and PKCS#1 private keys begin with a version; SubjectPublicKeyInfo with a SEQUENCE.
     */
    private static boolean isPrivateDer(byte[] der) {
        if (der.length < 6 || der[0] != DER_SEQUENCE) {
            return false;
        }
        int header = der[1] >= 0 ? 2 : 2 + (der[1] & 0x7F);
        return header + 2 < der.length
                && der[header] == 0x02
                && der[header + 1] == 0x01
                && der[header + 2] <= 0x01;
    }

    private static RefusedException holdsPrivateKey(byte[] file) {
        Arrays.fill(file, (byte) 0);
        return new RefusedException(
                Reason.PRIVATE_KEY_EXPOSED,
                "the file has a private key, but only the public half may be given here",
                "the private key should never leave its vault: find out why it is in a file before you continue");
    }
}
