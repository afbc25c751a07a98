package dev.keyhaul.pfx;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.WrongSecretException;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.der.DerSequence;
import dev.keyhaul.core.der.EcPrivateDer;
import dev.keyhaul.core.der.PemBlock;
import dev.keyhaul.core.der.Pkcs1Der;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.core.secret.PasswordSource;
import dev.keyhaul.core.secret.SecretBytes;
import dev.keyhaul.pfx.pbe.EncryptedPrivateKey;
import java.util.List;
import java.util.Set;

/**
 * A private key in a file of its own: PKCS#8 (RFC 5958), PKCS#8 under a password, PKCS#1 (RFC 8017
 * §A.1.2) or an EC key alone (RFC 5915), each in PEM (RFC 7468) or DER.
 *
 * <p>Decoded without a String of the key. The label of a PEM file is not relied on: the form is
 * recognised by its structure, as in DER. Bouncy Castle is loaded for encrypted files alone.
 *
 * <p>Stateless: any thread may use it.
 *
 * @since 0.1.0
 */
public final class PrivateKeyFile {
    private static final int INTEGER = 0x02;
    private static final int BIT_STRING = 0x03;
    private static final int OCTET_STRING = 0x04;
    private static final int SEQUENCE = 0x30;
    private static final byte DER = SEQUENCE;
    private static final String TO_PKCS8 = "convert it with 'openssl pkcs8 -topk8'";

    private static final Set<String> IS_PUBLIC =
            Set.of("PUBLIC KEY", "RSA PUBLIC KEY", "CERTIFICATE");

    private PrivateKeyFile() {}

    /** Whether a file is PEM or DER at all; if not, other readers may know it. */
    static boolean isPemOrDer(byte[] file) {
        return (file.length > 0 && file[0] == DER) || PemBlock.isPem(file);
    }

    /**
     * Decodes to PKCS#8 DER, which the caller closes, as {@code file}.
     *
     * @param password is asked only when the file is encrypted
     * @throws MalformedInputException when there is no such key in the file, or more than one
     * @throws RefusedException when it is encrypted in a way that is not supported
     * @throws WrongSecretException when the password is wrong
     */
    public static SecretBytes parse(SecretBytes file, PasswordSource password)
            throws KeyTransferException {
        Arguments.notNull("file", file, "password", password);
        return file.withRawSecretBytes(bytes -> parse(bytes, password));
    }

    /** Decodes what stays the caller's to wipe. */
    static SecretBytes parse(byte[] file, PasswordSource password) throws KeyTransferException {
        if (file.length > 0 && file[0] == DER) {
            return toPkcs8(file, password);
        }
        PemBlock block = onlyPrivateKey(PemBlock.all(file));
        requireKnownLabel(block.label());
        try (SecretBytes der = block.decode(file)) {
            return der.withRawSecretBytes(bytes -> toPkcs8(bytes, password));
        }
    }

    private static PemBlock onlyPrivateKey(List<PemBlock> blocks) throws MalformedInputException {
        List<PemBlock> keys = blocks.stream().filter(PemBlock::isPrivateKey).toList();
        if (keys.isEmpty()
                && blocks.stream().anyMatch(block -> IS_PUBLIC.contains(block.label()))) {
            throw new MalformedInputException(
                    Reason.PRIVATE_KEY_MISSING,
                    "the file has only the public half, but the private key is required",
                    "give the file or the token that has the private key");
        }
        if (keys.size() != 1) {
            throw new MalformedInputException(
                    Reason.KEY_FILE_FORM,
                    keys.isEmpty()
                            ? "not a private key in PEM or DER form"
                            : "the PEM file has "
                                    + keys.size()
                                    + " private keys, but must have one",
                    keys.isEmpty() ? TO_PKCS8 : "put the one that you mean in a separate file");
        }
        return keys.get(0);
    }

    private static void requireKnownLabel(String label) throws MalformedInputException {
        switch (label) {
            case "PRIVATE KEY", "ENCRYPTED PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY" -> {}
            case "OPENSSH PRIVATE KEY" ->
                    throw new MalformedInputException(
                            Reason.KEY_FILE_FORM,
                            "the key is in OpenSSH's own format",
                            "convert a copy of it: ssh-keygen -p -m PKCS8 -f COPY");
            default ->
                    throw new MalformedInputException(
                            Reason.KEY_FILE_FORM,
                            "the PEM file has the label '"
                                    + label
                                    + "', which is not an RSA or EC key",
                            TO_PKCS8);
        }
    }

    private static SecretBytes toPkcs8(byte[] der, PasswordSource password)
            throws KeyTransferException {
        DerSequence parts = DerSequence.of(der).orElseThrow(() -> notDer(der));
        if (parts.beginsWith(INTEGER, SEQUENCE, OCTET_STRING)) {
            return SecretBytes.copyOf(der);
        } else if (parts.beginsWith(SEQUENCE, OCTET_STRING) && parts.size() == 2) {
            try (Passphrase secret = password.read()) {
                return EncryptedPrivateKey.decrypt(der, secret);
            }
        } else if (parts.beginsWith(INTEGER, OCTET_STRING)) {
            return SecretBytes.moveFrom(EcPrivateDer.sec1ToPkcs8(der));
        } else if (isDsa(parts)) {
            throw new MalformedInputException(
                    Reason.KEY_KIND, "the key is a DSA key, but must be an RSA or EC key");
        } else if (parts.beginsWith(INTEGER, INTEGER, INTEGER, INTEGER)) {
            Pkcs1Der.requireBounded(der);
            return SecretBytes.moveFrom(Pkcs1Der.toPkcs8(der));
        }
        throw new MalformedInputException(
                Reason.KEY_FILE_FORM,
                "not an RSA or EC private key: " + otherKind(parts),
                TO_PKCS8);
    }

    private static MalformedInputException notDer(byte[] der) {
        int after = DerSequence.bytesAfter(der);
        return after > 0
                ? new MalformedInputException(
                        Reason.KEY_FILE_FORM,
                        "not a private key: it has extra bytes ("
                                + after
                                + ") after its DER encoding",
                        "remove the bytes after the key, or write the file again")
                : new MalformedInputException(
                        Reason.KEY_FILE_FORM,
                        "not a private key: it is not DER, or is incomplete",
                        TO_PKCS8);
    }

    /** OpenSSL's own form: version, p, q, g, y, x; PKCS#1 has nine numbers or more. */
    private static boolean isDsa(DerSequence parts) {
        return parts.size() == 6
                && parts.beginsWith(INTEGER, INTEGER, INTEGER, INTEGER, INTEGER, INTEGER);
    }

    private static String otherKind(DerSequence parts) {
        if (parts.beginsWith(SEQUENCE, BIT_STRING)) {
            return "it is a public key";
        } else if (parts.beginsWith(SEQUENCE, SEQUENCE, BIT_STRING)) {
            return "it is a certificate";
        } else if (parts.beginsWith(INTEGER, SEQUENCE)) {
            return "it may be a PKCS#12 file, which is named pfx:FILE";
        }
        return "its DER has another structure";
    }
}
