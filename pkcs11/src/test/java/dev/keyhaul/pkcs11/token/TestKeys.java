package dev.keyhaul.pkcs11.token;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.OaepHash;
import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.key.KeyOrigin;
import dev.keyhaul.core.key.RsaAesWrappingKey;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.pkcs11.KeyObjectKind;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.binding.Attribute;
import dev.keyhaul.pkcs11.binding.Cka;
import dev.keyhaul.pkcs11.binding.Cko;
import dev.keyhaul.pkcs11.binding.Template;
import dev.keyhaul.pkcs11.object.KeyObjects;
import dev.keyhaul.pkcs11.object.RsaNumbers;
import dev.keyhaul.pkcs11.object.Templates;
import dev.keyhaul.pkcs11.session.Session;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** RSA keys for tests: some of known value, put into the token in the clear. */
final class TestKeys {
    /** The private parts, for which the library itself has no constants. */
    private static final long PRIVATE_EXPONENT = 0x123;

    private static final long PRIME_1 = 0x124;
    private static final long PRIME_2 = 0x125;
    private static final long EXPONENT_1 = 0x126;
    private static final long EXPONENT_2 = 0x127;
    private static final long COEFFICIENT = 0x128;

    private TestKeys() {}

    /** Returns the pair of that length that all tests share. */
    static KeyPair rsa(int bits) {
        return GeneratedKeys.rsa(bits);
    }

    /** Returns a pair of that length that is not the shared one. */
    static KeyPair anotherRsa(int bits) {
        return GeneratedKeys.rsa(bits, "another");
    }

    /** Returns a KEK of 2048 bits, the public half of the shared pair. */
    static RsaAesWrappingKey kek() {
        return kek(rsa(2048));
    }

    static RsaAesWrappingKey kek(KeyPair pair) {
        return RsaAesWrappingKey.unsafeOf((RSAPublicKey) pair.getPublic(), OaepHash.SHA1)
                .forStrongerKeys();
    }

    /** The same key as one that is imported; the caller closes it. */
    static SoftwareKey software(PrivateKey key) throws MalformedInputException {
        return software(key, KeyOrigin.software("a test"));
    }

    static SoftwareKey software(PrivateKey key, KeyOrigin origin) throws MalformedInputException {
        return SoftwareKey.fromPkcs8(key.getEncoded(), origin, new SecureRandom());
    }

    /**
     * Returns RSA-2048 keys whose PKCS#8 has each length from 1214 to 1219 bytes: pairs of a few
     * primes under many public exponents give private parts of all lengths.
     */
    static List<RSAPrivateCrtKey> ofEachLength(Random random) throws GeneralSecurityException {
        List<BigInteger> primes = new ArrayList<>();
        while (primes.size() < 8) {
            BigInteger prime = BigInteger.probablePrime(1024, random);
            // Two of these make a modulus of exactly 2048 bits.
            if (prime.testBit(1022)) {
                primes.add(prime);
            }
        }
        Map<Integer, RSAPrivateCrtKey> found = new TreeMap<>();
        while (found.size() < 6) {
            Collections.shuffle(primes, random);
            BigInteger e = BigInteger.valueOf(65537 + 2L * random.nextInt(4_000_000));
            RSAPrivateCrtKey key = key(primes.get(0), primes.get(1), e);
            if (key != null && key.getEncoded().length <= 1219) {
                found.putIfAbsent(key.getEncoded().length, key);
                found.keySet().removeIf(length -> length < 1214);
            }
        }
        return List.copyOf(found.values());
    }

    private static @Nullable RSAPrivateCrtKey key(BigInteger p, BigInteger q, BigInteger e)
            throws GeneralSecurityException {
        BigInteger p1 = p.subtract(BigInteger.ONE);
        BigInteger q1 = q.subtract(BigInteger.ONE);
        BigInteger lambda = p1.multiply(q1).divide(p1.gcd(q1));
        if (!e.gcd(lambda).equals(BigInteger.ONE)) {
            return null;
        }
        BigInteger d = e.modInverse(lambda);
        return (RSAPrivateCrtKey)
                KeyFactory.getInstance("RSA")
                        .generatePrivate(
                                new RSAPrivateCrtKeySpec(
                                        p.multiply(q),
                                        e,
                                        d,
                                        p,
                                        q,
                                        d.mod(p1),
                                        d.mod(q1),
                                        q.modInverse(p)));
    }

    /** Puts a key into the token as an extractable session object of the session. */
    static TokenKey imported(Token token, Session session, RSAPrivateCrtKey key)
            throws TokenException {
        Template template =
                onlyInSession(Templates.targetPrivate(true))
                        .with(Cka.LABEL, "imported")
                        .with(Cka.MODULUS, RsaNumbers.unsigned(key.getModulus()))
                        .with(Cka.PUBLIC_EXPONENT, RsaNumbers.unsigned(key.getPublicExponent()))
                        .with(PRIVATE_EXPONENT, RsaNumbers.unsigned(key.getPrivateExponent()))
                        .with(PRIME_1, RsaNumbers.unsigned(key.getPrimeP()))
                        .with(PRIME_2, RsaNumbers.unsigned(key.getPrimeQ()))
                        .with(EXPONENT_1, RsaNumbers.unsigned(key.getPrimeExponentP()))
                        .with(EXPONENT_2, RsaNumbers.unsigned(key.getPrimeExponentQ()))
                        .with(COEFFICIENT, RsaNumbers.unsigned(key.getCrtCoefficient()));
        long handle = session.create(template);
        return token.rsaKey(
                new KeyInfo(new KeyObjects(session).read(KeyObjectKind.PRIVATE, handle)));
    }

    /** How many objects there are, less those that sessions keep for the next wrap. */
    static int objects(Token token) throws KeyTransferException {
        try (Session session = token.borrow()) {
            return session.find(Template.empty()).size() - kept(session);
        }
    }

    /**
     * The KEKs and the throw-away key of each session, and the secret that tells AES keys again.
     */
    static int kept(Session session) throws KeyTransferException {
        Template kek = Templates.ephemeral().with(Cka.CLASS, Cko.PUBLIC_KEY).yes(Cka.WRAP);
        Template decoy =
                Templates.ephemeral().with(Cka.CLASS, Cko.PRIVATE_KEY).yes(Cka.EXTRACTABLE);
        Template secret = Templates.ephemeral().with(Cka.KEY_TYPE, Cko.GENERIC_SECRET);
        return session.find(kek).size() + session.find(decoy).size() + session.find(secret).size();
    }

    /** The same template for a session object: NSS's generic slot keeps no others. */
    static Template onlyInSession(Template template) {
        return with(template, Cka.TOKEN, false);
    }

    /** The same template with another value of a flag that it has. */
    static Template with(Template template, long flag, boolean value) {
        List<Attribute> attributes =
                template.attributes().stream()
                        .map(
                                attribute ->
                                        attribute.type() == flag
                                                ? new Attribute.Flag(flag, value)
                                                : attribute)
                        .toList();
        return new Template(attributes);
    }
}
