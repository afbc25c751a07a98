package dev.keyhaul.pfx.pbe;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.secret.SecretBytes;
import java.math.BigInteger;
import java.security.SecureRandom;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.crypto.generators.SCrypt;

/** scrypt (RFC 7914). */
final class Scrypt implements KeyDerivation {
    /** RFC 7914 §7: id-scrypt. */
    static final String OID = "1.3.6.1.4.1.11591.4.11";

    private static final int SALT_BYTES = 16;
    private static final int BLOCK_SIZE = 8;

    private final byte[] salt;
    private final int cost;
    private final int blockSize;
    private final int parallel;
    private final int keyLengthBytes;

    private Scrypt(byte[] salt, int cost, int blockSize, int parallel, int keyLengthBytes) {
        this.salt = salt;
        this.cost = cost;
        this.blockSize = blockSize;
        this.parallel = parallel;
        this.keyLengthBytes = keyLengthBytes;
    }

    static Scrypt fresh(int cost, SecureRandom random) {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        return new Scrypt(salt, cost, BLOCK_SIZE, 1, UNSPECIFIED);
    }

    static Scrypt parse(ASN1Sequence parameters, WorkBudget budget) throws KeyTransferException {
        BigInteger cost = integer(parameters, 1);
        BigInteger blockSize = integer(parameters, 2);
        BigInteger parallel = integer(parameters, 3);
        if (cost.compareTo(BigInteger.ONE) <= 0
                || cost.bitCount() != 1
                || blockSize.signum() <= 0
                || parallel.signum() <= 0
                || cost.bitLength() > 16L * blockSize.min(BigInteger.TEN).intValue()) {
            throw new MalformedInputException(
                    Reason.KEY_FILE_FORM,
                    "scrypt has N = %s, r = %s, p = %s; N must be a power of 2 below 2^(16 r)"
                            .formatted(cost, blockSize, parallel));
        }
        budget.chargeScrypt(cost, blockSize, parallel);
        return new Scrypt(
                ASN1OctetString.getInstance(parameters.getObjectAt(0)).getOctets(),
                cost.intValueExact(),
                blockSize.intValueExact(),
                parallel.intValueExact(),
                Pbkdf2.keyLength(parameters.size() > 4 ? integer(parameters, 4) : null));
    }

    private static BigInteger integer(ASN1Sequence parameters, int index) {
        return ASN1Integer.getInstance(parameters.getObjectAt(index)).getValue();
    }

    AlgorithmIdentifier toAlgorithmIdentifier() {
        ASN1EncodableVector parameters = new ASN1EncodableVector();
        parameters.add(new DEROctetString(salt));
        parameters.add(new ASN1Integer(cost));
        parameters.add(new ASN1Integer(blockSize));
        parameters.add(new ASN1Integer(parallel));
        return new AlgorithmIdentifier(new ASN1ObjectIdentifier(OID), new DERSequence(parameters));
    }

    @Override
    public int keyLengthBytes() {
        return keyLengthBytes;
    }

    @Override
    public SecretBytes derive(byte[] encodedPassword, int lengthBytes) {
        return SecretBytes.moveFrom(
                SCrypt.generate(encodedPassword, salt, cost, blockSize, parallel, lengthBytes));
    }

    /** Those who chose scrypt want each trial to cost something. */
    @Override
    public boolean isCheap() {
        return false;
    }

    @Override
    public String description() {
        return "scrypt with N = " + cost + ", r = " + blockSize + ", p = " + parallel;
    }
}
