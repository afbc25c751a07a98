package dev.keyhaul.pfx.pbe;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.secret.SecretBytes;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.pkcs.PBES2Parameters;
import org.bouncycastle.crypto.BlockCipher;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.engines.DESedeEngine;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;

/** PBES2 (RFC 8018 §6.2): a key derivation function and a block cipher in CBC mode. */
final class Pbes2 extends PasswordCipher {
    /** The ciphers of RFC 8018 §B.2 that are in use. */
    enum Scheme {
        AES_128("AES-128-CBC", "2.16.840.1.101.3.4.1.2", 16),
        AES_192("AES-192-CBC", "2.16.840.1.101.3.4.1.22", 24),
        AES_256("AES-256-CBC", "2.16.840.1.101.3.4.1.42", 32),
        TRIPLE_DES("3DES-CBC", "1.2.840.113549.3.7", 24);

        private final String label;
        private final String oid;
        private final int keyBytes;

        Scheme(String label, String oid, int keyBytes) {
            this.label = label;
            this.oid = oid;
            this.keyBytes = keyBytes;
        }

        ASN1ObjectIdentifier oid() {
            return new ASN1ObjectIdentifier(oid);
        }

        private BlockCipher engine() {
            return this == TRIPLE_DES ? new DESedeEngine() : AESEngine.newInstance();
        }

        int blockBytes() {
            return engine().getBlockSize();
        }

        private static Scheme of(ASN1ObjectIdentifier oid) throws RefusedException {
            return Arrays.stream(values())
                    .filter(scheme -> scheme.oid.equals(oid.getId()))
                    .findFirst()
                    .orElseThrow(
                            () ->
                                    new RefusedException(
                                            Reason.PASSWORD_SCHEME,
                                            "unsupported PBES2 cipher "
                                                    + oid
                                                    + "; AES-CBC is supported",
                                            "export the key again with AES-256-CBC"));
        }
    }

    private final Scheme scheme;
    private final byte[] iv;
    private final KeyDerivation derivation;

    Pbes2(Scheme scheme, byte[] iv, KeyDerivation derivation) {
        this.scheme = scheme;
        this.iv = iv;
        this.derivation = derivation;
    }

    static Pbes2 parse(PBES2Parameters parameters, WorkBudget budget)
            throws KeyTransferException, IOException {
        Scheme scheme = Scheme.of(parameters.getEncryptionScheme().getAlgorithm());
        byte[] iv =
                ASN1OctetString.getInstance(parameters.getEncryptionScheme().getParameters())
                        .getOctets();
        KeyDerivation derivation =
                KeyDerivation.parse(parameters.getKeyDerivationFunc().getEncoded(), budget);
        int declared = derivation.keyLengthBytes();
        if (iv.length != scheme.blockBytes()
                || (declared != KeyDerivation.UNSPECIFIED && declared != scheme.keyBytes)) {
            throw new MalformedInputException(
                    Reason.KEY_FILE_FORM,
                    "PBES2 has %d bytes of IV and a key of %d bytes, which is wrong for %s"
                            .formatted(iv.length, declared, scheme.label));
        }
        return new Pbes2(scheme, iv, derivation);
    }

    @Override
    SecretBytes run(boolean encrypt, byte[] input, byte[] encodedPassword)
            throws InvalidCipherTextException {
        try (SecretBytes key = derivation.derive(encodedPassword, scheme.keyBytes)) {
            return key.withRawSecretBytes(
                    bytes ->
                            CipherRun.cbc(
                                    scheme.engine(),
                                    encrypt,
                                    new ParametersWithIV(new KeyParameter(bytes), iv),
                                    input));
        }
    }

    @Override
    List<SecretBytes> encodings(PasswordEncodings password) {
        return password.forPkcs5();
    }

    @Override
    public boolean isWeak() {
        return derivation.isCheap();
    }

    @Override
    public String description() {
        return "PBES2: " + scheme.label + ", " + derivation.description();
    }
}
