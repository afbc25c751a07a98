package dev.keyhaul.pfx;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.KeyOrigin;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.core.secret.SecretBytes;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A private key in a PKCS#12 file, decrypted; zeroed when the file is closed. Not thread-safe: it
 * holds what its file holds, until that is closed.
 *
 * @since 0.1.0
 */
public final class PfxKey {
    private final PfxNames names;
    private final SecretBytes pkcs8;
    private final Protection protection;
    private final List<PfxCertificate> certificates;

    PfxKey(
            PfxNames names,
            SecretBytes pkcs8,
            Protection protection,
            List<PfxCertificate> certificates) {
        this.names = names;
        this.pkcs8 = pkcs8;
        this.protection = protection;
        this.certificates = certificates;
    }

    /** Returns what it is called. */
    public PfxNames names() {
        return names;
    }

    /** Returns how it is encrypted in the file. */
    public String protection() {
        return protection.description();
    }

    /**
     * Whether it is not encrypted, or so that it is cheap to guess: with a key of 40 bits, or fewer
     * than 10,000 iterations.
     */
    public boolean isWeaklyProtected() {
        return protection.isWeak();
    }

    /**
     * Returns the key for every destination; the caller closes it.
     *
     * @param file names the file in the key's origin
     * @throws MalformedInputException when it is not an RSA key with two primes whose parts fit
     * @throws CheckFailedException when the certificate that names it has another public key
     */
    public SoftwareKey toSoftwareKey(String file, SecureRandom random) throws KeyTransferException {
        Arguments.notNull("file", file, "random", random);
        SoftwareKey key = unchecked(file, random);
        try {
            requireOwnCertificate(key.description().fingerprint());
            return key;
        } catch (CheckFailedException e) {
            key.close();
            throw e;
        }
    }

    private SoftwareKey unchecked(String file, SecureRandom random) throws KeyTransferException {
        return SoftwareKey.fromPkcs8(pkcs8.withRawSecretBytes(byte[]::clone), origin(file), random);
    }

    private KeyOrigin origin(String file) {
        Map<String, String> details = new LinkedHashMap<>();
        names.alias().ifPresent(alias -> details.put("alias", alias));
        names.localKeyId().ifPresent(id -> details.put("local_key_id", id));
        details.put("file_protection", protection());
        String location = file + names.alias().map(alias -> "#" + alias).orElse("");
        return KeyOrigin.software(location, details);
    }

    private void requireOwnCertificate(Fingerprint key) throws CheckFailedException {
        boolean has = certificateOf(key).isPresent();
        Optional<PfxCertificate> claims =
                certificates.stream().filter(c -> c.names().sharesKeyIdWith(names)).findFirst();
        if (!has && claims.isPresent()) {
            throw new CheckFailedException(
                    Reason.CERTIFICATE_DIFFERS,
                    "the certificate of the key "
                            + describe()
                            + " ("
                            + claims.get().subject()
                            + ") has a different public key",
                    "export the key and its certificate again");
        }
    }

    /** Returns the certificate in the file that holds the public half of a key. */
    public Optional<PfxCertificate> certificateOf(Fingerprint key) {
        Arguments.notNull("key", key);
        return certificates.stream()
                .filter(certificate -> key.matches(certificate.x509().getPublicKey()))
                .findFirst();
    }

    /** Returns what a user should know of the key's certificate. */
    public List<String> warnings(Fingerprint key, Instant now) {
        Arguments.notNull("key", key, "now", now);
        List<String> warnings = new ArrayList<>();
        Optional<PfxCertificate> own = certificateOf(key);
        own.flatMap(certificate -> certificate.dateWarning(now)).ifPresent(warnings::add);
        if (own.isEmpty() && !certificates.isEmpty()) {
            warnings.add("no certificate in the file is the key's");
        }
        return warnings;
    }

    /** Whether the public half is one; where a key stands twice, its exponents can differ. */
    boolean isSameKeyAs(PfxKey other) {
        return this == other
                || (fingerprint().isPresent() && fingerprint().equals(other.fingerprint()));
    }

    private Optional<Fingerprint> fingerprint() {
        try (SoftwareKey key = unchecked("", new SecureRandom())) {
            return Optional.of(key.description().fingerprint());
        } catch (KeyTransferException e) {
            return Optional.empty();
        }
    }

    boolean isCalled(String name) {
        return names.include(name);
    }

    /** Returns its names, for lists. */
    String describe() {
        return names.describe();
    }

    void close() {
        pkcs8.close();
    }
}
