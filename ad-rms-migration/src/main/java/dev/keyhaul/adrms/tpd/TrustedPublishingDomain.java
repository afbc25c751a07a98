package dev.keyhaul.adrms.tpd;

import dev.keyhaul.adrms.xml.ElementSpan;
import dev.keyhaul.adrms.xml.NotWellFormedException;
import dev.keyhaul.adrms.xml.XmlElement;
import dev.keyhaul.adrms.xml.XmlReader;
import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.WrongSecretException;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.der.WipedRsaNumbers;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.core.key.KeyOrigin;
import dev.keyhaul.core.key.RsaKeyHealth;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.core.secret.SecretBytes;
import dev.keyhaul.pfx.blob.CryptoApiBlob;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A trusted publishing domain (TPD) that AD RMS exported, decrypted and checked: the certificate of
 * a cluster, its templates and, unless it is keyless, the cluster's private key.
 *
 * <p>The format is observed behaviour of Exchange Server's importer, not a Microsoft specification;
 * no genuine export was available. That the key is that of the certificate makes a wrong assumption
 * show, instead of giving a wrong key; it does not make the file genuine: see {@link
 * ExpectedServer}. The password protects it weakly: no salt, hardly any work, no MAC.
 *
 * <p>Not thread-safe. Holds the file's content key, which is zeroed on close.
 *
 * @since 0.1.0
 */
public final class TrustedPublishingDomain implements AutoCloseable {
    /** The longest file that is read, in bytes: a hundred times an export with fifty templates. */
    public static final int MAX_FILE_BYTES = 16 * 1024 * 1024;

    /** Detail of a key's origin: the server's GUID. */
    public static final String SERVER_ID = "ad_rms_server_id";

    private final EncryptedDomain encrypted;
    private final SecretBytes contentKey;
    private final DomainInfo info;
    private final String location;
    private final SecureRandom random;

    private TrustedPublishingDomain(
            EncryptedDomain encrypted,
            SecretBytes contentKey,
            DomainInfo info,
            String location,
            SecureRandom random) {
        this.encrypted = encrypted;
        this.contentKey = contentKey;
        this.info = info;
        this.location = location;
        this.random = random;
    }

    /**
     * Decrypts and reads a domain; its private key is read and checked by {@link #openKey} alone.
     *
     * @param location where the file is, for people
     * @param random for what its key will be asked to do
     * @throws WrongSecretException when the password is wrong or the file is damaged: nobody can
     *     tell which
     * @throws CheckFailedException when the parts of the domain do not belong together
     * @throws MalformedInputException when it is no such file, or longer than {@link
     *     #MAX_FILE_BYTES}
     */
    public static TrustedPublishingDomain open(
            byte[] file, String location, Passphrase password, SecureRandom random)
            throws KeyTransferException {
        Arguments.notNull("location", location, "password", password, "random", random);
        if (file.length > MAX_FILE_BYTES) {
            throw new MalformedInputException(
                    Reason.FILE_TOO_LONG,
                    "the file is "
                            + file.length
                            + " bytes; at most "
                            + MAX_FILE_BYTES
                            + " are allowed");
        }
        EncryptedDomain encrypted = EncryptedDomain.parse(file);
        for (TpdKeyDerivation derivation : TpdKeyDerivation.values()) {
            SecretBytes key = derivation.derive(password);
            try {
                Optional<XmlElement> clear = decryptedInfo(encrypted, key);
                if (clear.isPresent()) {
                    DomainInfo info = DomainInfo.of(clear.get());
                    return new TrustedPublishingDomain(encrypted, key, info, location, random);
                }
            } catch (KeyTransferException | RuntimeException e) {
                key.close();
                throw e;
            }
            key.close();
        }
        throw wrongPasswordOrDamage();
    }

    /** Returns the domain's contents, without its private key. */
    public DomainInfo info() {
        return info;
    }

    /** Whether the private key is in the file. */
    public boolean isKeyed() {
        return encrypted.keyData().isPresent();
    }

    /**
     * Opens the private key, which the caller closes: the blob has the right form and length, its
     * numbers fit together (RFC 8017 §3.2), its factors are primes, and it is the key of the
     * certificate.
     *
     * @throws RefusedException when the domain is keyless
     * @throws WrongSecretException when the blob or its numbers are damaged
     * @throws CheckFailedException when it is another key than the certificate's
     * @throws MalformedInputException when it is not an RSA private key
     */
    public SoftwareKey openKey() throws KeyTransferException {
        byte[] blob = decryptedKey();
        SoftwareKey key;
        try (WipedRsaNumbers numbers = CryptoApiBlob.parse(blob)) {
            key = softwareKey(numbers);
        } finally {
            Arrays.fill(blob, (byte) 0);
        }
        try {
            requireCertified(key);
            RsaKeyHealth.of(key);
            return key;
        } catch (KeyTransferException | RuntimeException e) {
            key.close();
            throw e;
        }
    }

    /**
     * Returns the file without its private key, for {@code Import-AipServiceTpd -KeyVaultKeyUrl}.
     * Every other byte stays as it is, unless the description holds a private key too: that is
     * blanked, and the description encrypted again under the same key. That Azure takes the result
     * is assumed. A key that is taken out is opened first, as {@link #openKey} does.
     *
     * @throws CheckFailedException when what was made does not read back as the same domain
     */
    public byte[] keylessFile() throws KeyTransferException {
        if (isKeyed()) {
            openKey().close();
        }
        byte[] keyless =
                info.holdsEncryptedPrivateKey()
                        ? encrypted.withoutKeyData(blankedInfo())
                        : encrypted.withoutKeyData();
        EncryptedDomain again = EncryptedDomain.parse(keyless);
        DomainInfo read =
                DomainInfo.of(
                        decryptedInfo(again, contentKey)
                                .orElseThrow(TrustedPublishingDomain::wrongPasswordOrDamage));
        if (again.hasKeyElement() || !read.equals(info.withoutEncryptedPrivateKey())) {
            throw new CheckFailedException(
                    Reason.DOMAIN_INCONSISTENT,
                    "the keyless file, when read back, is a different domain");
        }
        return keyless;
    }

    private byte[] blankedInfo() throws KeyTransferException {
        byte[] clear =
                TpdCipher.decrypt(encrypted.info(), contentKey)
                        .orElseThrow(TrustedPublishingDomain::wrongPasswordOrDamage);
        byte[] blank =
                ElementSpan.find(clear, DomainInfo.ENCRYPTED_PRIVATE_KEY)
                        .replaceContent(clear, new byte[0]);
        Arrays.fill(clear, (byte) 0);
        return TpdCipher.encrypt(blank, contentKey);
    }

    private byte[] decryptedKey() throws KeyTransferException {
        byte[] ciphertext =
                encrypted
                        .keyData()
                        .orElseThrow(
                                () ->
                                        new RefusedException(
                                                Reason.DOMAIN_KEYLESS,
                                                "the domain is keyless: its private key is not in "
                                                        + location,
                                                "its key is in an HSM (pkcs11:…), or in a separate file (pem:FILE)"));
        byte[] blob =
                TpdCipher.decrypt(ciphertext, contentKey)
                        .orElseThrow(TrustedPublishingDomain::wrongPasswordOrDamage);
        if (!CryptoApiBlob.isOne(blob)) {
            Arrays.fill(blob, (byte) 0);
            throw wrongPasswordOrDamage();
        }
        return blob;
    }

    private SoftwareKey softwareKey(WipedRsaNumbers numbers) throws WrongSecretException {
        try {
            return SoftwareKey.fromPkcs8(numbers.toPkcs8(), origin(), random);
        } catch (MalformedInputException e) {
            // Its numbers do not agree, under a header that is right: damage, which a MAC would
            // show.
            throw wrongPasswordOrDamage();
        }
    }

    private KeyOrigin origin() {
        Map<String, String> details = new LinkedHashMap<>();
        details.put(SERVER_ID, info.keyId().toString());
        details.put("ad_rms_mode", String.valueOf(info.certificate().mode().number()));
        details.put("ad_rms_csp", info.cspName());
        return KeyOrigin.software(location, details);
    }

    private void requireCertified(SoftwareKey key) throws CheckFailedException {
        if (!key.description().equals(KeyDescription.of(info.certificate().publicKey()))) {
            throw new CheckFailedException(
                    Reason.DOMAIN_INCONSISTENT,
                    "the private key in the domain does not match its certificate: its fingerprint is "
                            + key.description().fingerprint()
                            + ", the certificate's "
                            + info.certificate().fingerprint(),
                    "export the domain again; do not use this file");
        }
    }

    /** Empty when it is no XML: then the key is wrong, or the file damaged. */
    private static Optional<XmlElement> decryptedInfo(EncryptedDomain encrypted, SecretBytes key)
            throws MalformedInputException {
        Optional<byte[]> clear = TpdCipher.decrypt(encrypted.info(), key);
        if (clear.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    XmlReader.parse(clear.get(), Set.of(DomainInfo.ENCRYPTED_PRIVATE_KEY)));
        } catch (NotWellFormedException e) {
            return Optional.empty();
        } finally {
            Arrays.fill(clear.get(), (byte) 0);
        }
    }

    /** One message for both, however they show. */
    private static WrongSecretException wrongPasswordOrDamage() {
        return new WrongSecretException(
                Reason.PASSWORD_WRONG,
                "wrong password, or the file is damaged",
                "a trusted publishing domain has no checksum: try the password again, then export"
                        + " the domain again");
    }

    @Override
    public void close() {
        contentKey.close();
    }
}
