package dev.keyhaul.pfx;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.der.CertificateDer;
import dev.keyhaul.core.secret.SecretBytes;
import dev.keyhaul.pfx.pbe.Asn1Boundary;
import dev.keyhaul.pfx.pbe.PasswordCipher;
import dev.keyhaul.pfx.pbe.PasswordEncodings;
import dev.keyhaul.pfx.pbe.WorkBudget;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.pkcs.CertBag;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.SafeBag;
import org.jspecify.annotations.Nullable;

/** Reads SafeBags (RFC 7292 §4.2) and collects keys and certificates. */
final class BagReader {
    private static final int MAX_BAGS = 4096;

    /** Each key is examined, its factors' primality too, which takes seconds for a long one. */
    private static final int MAX_KEYS = 64;

    private final PasswordEncodings password;
    private final WorkBudget budget;
    private final List<Key> keys = new ArrayList<>();
    private final List<PfxCertificate> certificates = new ArrayList<>();
    private int count;

    private record Key(PfxNames names, SecretBytes pkcs8, Protection protection) {}

    BagReader(PasswordEncodings password, WorkBudget budget) {
        this.password = password;
        this.budget = budget;
    }

    PfxFile toFile(@Nullable String mac, int ignoredZeroBytes) {
        List<PfxCertificate> all = List.copyOf(certificates);
        return new PfxFile(
                keys.stream().map(k -> new PfxKey(k.names, k.pkcs8, k.protection, all)).toList(),
                all,
                mac,
                ignoredZeroBytes);
    }

    /**
     * Reads SafeContents.
     *
     * @param protection how the whole of it was encrypted
     * @return how many bags it has
     */
    int readAll(byte[] safeContents, Protection protection) throws KeyTransferException {
        return Asn1Boundary.read(
                "the contents of a PKCS#12 file",
                safeContents,
                bytes -> readAll(ASN1Sequence.getInstance(bytes), protection));
    }

    private int readAll(ASN1Sequence bags, Protection protection)
            throws KeyTransferException, IOException {
        for (ASN1Encodable element : bags) {
            if (++count > MAX_BAGS) {
                throw new RefusedException(
                        Reason.TOO_MANY,
                        "the file has more than " + MAX_BAGS + " keys and certificates",
                        "put the one that you need in a separate file");
            }
            read(SafeBag.getInstance(element), protection);
        }
        return bags.size();
    }

    private void read(SafeBag bag, Protection protection) throws KeyTransferException, IOException {
        PfxNames names = PfxNames.of(bag.getBagAttributes());
        ASN1Encodable value = bag.getBagValue();
        if (bag.getBagId().equals(PKCSObjectIdentifiers.pkcs8ShroudedKeyBag)) {
            addShrouded(names, EncryptedPrivateKeyInfo.getInstance(value));
        } else if (bag.getBagId().equals(PKCSObjectIdentifiers.keyBag)) {
            add(new Key(names, der(PrivateKeyInfo.getInstance(value)), protection));
        } else if (bag.getBagId().equals(PKCSObjectIdentifiers.certBag)) {
            addCertificate(names, CertBag.getInstance(value), protection);
        } else if (bag.getBagId().equals(PKCSObjectIdentifiers.safeContentsBag)) {
            // As deep as the encoding nests, which is bounded.
            readAll(ASN1Sequence.getInstance(value), protection);
        }
        // Revocation lists and secrets are nobody's key.
    }

    private void addShrouded(PfxNames names, EncryptedPrivateKeyInfo info)
            throws KeyTransferException, IOException {
        PasswordCipher cipher =
                PasswordCipher.parse(info.getEncryptionAlgorithm().getEncoded(), budget);
        SecretBytes pkcs8 =
                cipher.decrypt(
                        info.getEncryptedData(),
                        password,
                        clear ->
                                Asn1Boundary.read(
                                        "a private key",
                                        clear,
                                        bytes -> der(PrivateKeyInfo.getInstance(bytes))));
        add(new Key(names, pkcs8, Protection.of(cipher)));
    }

    private void add(Key key) throws RefusedException {
        keys.add(key);
        if (keys.size() > MAX_KEYS) {
            throw new RefusedException(
                    Reason.TOO_MANY,
                    "the file has more than " + MAX_KEYS + " keys",
                    "put the one that you need in a separate file");
        }
    }

    private static SecretBytes der(PrivateKeyInfo info) throws IOException {
        return SecretBytes.moveFrom(info.getEncoded(ASN1Encoding.DER));
    }

    private void addCertificate(PfxNames names, CertBag bag, Protection protection)
            throws MalformedInputException {
        if (!bag.getCertId().equals(PKCSObjectIdentifiers.x509Certificate)) {
            return;
        }
        byte[] der = ASN1OctetString.getInstance(bag.getCertValue()).getOctets();
        try {
            X509Certificate x509 = CertificateDer.parse(der);
            certificates.add(new PfxCertificate(names, x509, protection.description()));
        } catch (MalformedInputException e) {
            throw new MalformedInputException(
                    Reason.KEY_FILE_FORM,
                    "a certificate in the PKCS#12 file cannot be read: " + e.getMessage(),
                    "export it again, or without its certificates");
        }
    }

    /** Zeroes the keys that were read, when the file turned out to be no good. */
    void close() {
        keys.forEach(key -> key.pkcs8.close());
    }
}
