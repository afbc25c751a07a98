package dev.keyhaul.pfx.pbe;

import dev.keyhaul.core.secret.SecretBytes;
import java.util.List;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.params.KeyParameter;

/** PBMAC1 (RFC 8018 §7.1), as RFC 9579 has it in PKCS#12. */
record Pbmac1(KeyDerivation derivation, HashAlgorithm hash) implements MacFunction {
    @Override
    public byte[] compute(byte[] content, byte[] encodedPassword) {
        HMac hmac = new HMac(hash.digest());
        try (SecretBytes key = derivation.derive(encodedPassword, derivation.keyLengthBytes())) {
            hmac.init(key.<KeyParameter, RuntimeException>withRawSecretBytes(KeyParameter::new));
        }
        return finished(hmac, content);
    }

    static byte[] finished(HMac hmac, byte[] content) {
        hmac.update(content, 0, content.length);
        byte[] mac = new byte[hmac.getMacSize()];
        hmac.doFinal(mac, 0);
        return mac;
    }

    @Override
    public List<SecretBytes> encodings(PasswordEncodings password) {
        return password.forPkcs5();
    }

    @Override
    public String description() {
        return "PBMAC1: HMAC-" + hash.label() + ", " + derivation.description();
    }
}
