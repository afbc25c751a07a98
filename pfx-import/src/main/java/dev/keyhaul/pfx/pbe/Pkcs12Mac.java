package dev.keyhaul.pfx.pbe;

import dev.keyhaul.core.secret.SecretBytes;
import java.util.List;
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.generators.PKCS12ParametersGenerator;
import org.bouncycastle.crypto.macs.HMac;

/** HMAC under a key that PKCS#12 derives (RFC 7292 §B.4): as long as the hash. */
final class Pkcs12Mac implements MacFunction {
    private final HashAlgorithm hash;
    private final byte[] salt;
    private final int iterations;

    Pkcs12Mac(HashAlgorithm hash, byte[] salt, int iterations) {
        this.hash = hash;
        this.salt = salt;
        this.iterations = iterations;
    }

    @Override
    public byte[] compute(byte[] content, byte[] encodedPassword) {
        Digest digest = hash.digest();
        PKCS12ParametersGenerator generator = new PKCS12ParametersGenerator(digest);
        generator.init(encodedPassword, salt, iterations);
        HMac hmac = new HMac(hash.digest());
        hmac.init(generator.generateDerivedMacParameters(Byte.SIZE * digest.getDigestSize()));
        return Pbmac1.finished(hmac, content);
    }

    @Override
    public List<SecretBytes> encodings(PasswordEncodings password) {
        return password.forPkcs12();
    }

    @Override
    public String description() {
        return "HMAC-" + hash.label() + ", " + iterations + " iterations";
    }
}
