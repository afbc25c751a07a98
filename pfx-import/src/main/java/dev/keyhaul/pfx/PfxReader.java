package dev.keyhaul.pfx;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.WrongSecretException;
import dev.keyhaul.core.der.PemBlock;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.pfx.pbe.Asn1Boundary;
import dev.keyhaul.pfx.pbe.PasswordCipher;
import dev.keyhaul.pfx.pbe.PasswordEncodings;
import dev.keyhaul.pfx.pbe.PasswordMac;
import dev.keyhaul.pfx.pbe.WorkBudget;
import java.io.IOException;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.pkcs.AuthenticatedSafe;
import org.bouncycastle.asn1.pkcs.ContentInfo;
import org.bouncycastle.asn1.pkcs.EncryptedData;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.Pfx;

/** Reads one file: the MAC first, then what it covers (RFC 7292 §4). */
final class PfxReader {
    private static final String FILE = "a PKCS#12 file";

    private final PasswordEncodings password;
    private final WorkBudget budget = WorkBudget.ofOneFile();
    private final BagReader bags;

    private PfxReader(PasswordEncodings password) {
        this.password = password;
        this.bags = new BagReader(password, budget);
    }

    static PfxFile read(
            byte[] content, Passphrase password, boolean allowNoMac, int ignoredZeroBytes)
            throws KeyTransferException {
        if (PemBlock.isPem(content)) {
            throw new MalformedInputException(
                    Reason.PEM_INSTEAD_OF_PFX, "the file is PEM text instead of a PKCS#12 file");
        }
        try (PasswordEncodings encodings = PasswordEncodings.of(password)) {
            PfxReader reading = new PfxReader(encodings);
            try {
                return Asn1Boundary.read(
                        FILE,
                        content,
                        bytes ->
                                reading.file(Pfx.getInstance(bytes), allowNoMac, ignoredZeroBytes));
            } catch (KeyTransferException e) {
                reading.bags.close();
                throw e;
            }
        }
    }

    private PfxFile file(Pfx pfx, boolean allowNoMac, int ignoredZeroBytes)
            throws KeyTransferException, IOException {
        ContentInfo safe = pfx.getAuthSafe();
        if (safe.getContentType().equals(PKCSObjectIdentifiers.signedData)) {
            throw unsupported("signed, not protected by a password");
        }
        byte[] content = data(safe);
        if (pfx.getMacData() == null && !allowNoMac) {
            throw new RefusedException(
                    Reason.MAC_MISSING,
                    "the file has no MAC: nothing shows whether it was changed",
                    "export it again with a MAC");
        }
        String mac =
                pfx.getMacData() == null
                        ? null
                        : verifiedMac(pfx.getMacData().getEncoded(), content);
        try {
            Asn1Boundary.read(FILE, content, this::safe);
        } catch (WrongSecretException e) {
            throw mac == null ? e : otherPassword(e);
        }
        return bags.toFile(mac, ignoredZeroBytes);
    }

    /**
     * OpenSSL writes such a file with -twopass; the JDK's key stores take a password for each key.
     */
    private static WrongSecretException otherPassword(WrongSecretException cause) {
        return new WrongSecretException(
                Reason.PFX_TWO_PASSWORDS,
                "the password is correct for the file's MAC, but a part of the file is encrypted with another password",
                "export the key again with one password for the whole file",
                cause);
    }

    private String verifiedMac(byte[] macData, byte[] content) throws KeyTransferException {
        PasswordMac mac = PasswordMac.parse(macData, budget);
        if (!mac.verifies(content, password)) {
            throw PasswordCipher.wrong();
        }
        return mac.description();
    }

    private int safe(byte[] authenticatedSafe) throws KeyTransferException, IOException {
        int count = 0;
        for (ContentInfo info : AuthenticatedSafe.getInstance(authenticatedSafe).getContentInfo()) {
            if (info.getContentType().equals(PKCSObjectIdentifiers.data)) {
                count += bags.readAll(data(info), Protection.NONE);
            } else if (info.getContentType().equals(PKCSObjectIdentifiers.encryptedData)) {
                count += encrypted(EncryptedData.getInstance(info.getContent()));
            } else {
                throw unsupported("encrypted for a certificate's key, not under a password");
            }
        }
        return count;
    }

    private int encrypted(EncryptedData data) throws KeyTransferException, IOException {
        PasswordCipher cipher =
                PasswordCipher.parse(data.getEncryptionAlgorithm().getEncoded(), budget);
        ASN1OctetString content = data.getContent();
        if (content == null) {
            throw new MalformedInputException(
                    Reason.KEY_FILE_FORM, "not " + FILE + ": an encrypted part is empty");
        }
        return cipher.decrypt(
                content.getOctets(), password, clear -> bags.readAll(clear, Protection.of(cipher)));
    }

    private static byte[] data(ContentInfo info) throws MalformedInputException {
        ASN1Encodable content = info.getContent();
        if (!info.getContentType().equals(PKCSObjectIdentifiers.data) || content == null) {
            throw new MalformedInputException(
                    Reason.KEY_FILE_FORM, "not " + FILE + ": its content type is not supported");
        }
        return ASN1OctetString.getInstance(content).getOctets();
    }

    private static RefusedException unsupported(String how) {
        return new RefusedException(
                Reason.PASSWORD_SCHEME,
                "the PKCS#12 file is " + how,
                "export the key again under a password");
    }
}
