package dev.keyhaul.pfx.pbe;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.params.KeyParameter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each hash is the JDK's of the same name, and the JDK's of the same identifiers. */
class HashAlgorithmTest {
    private static final byte[] DATA = "data".getBytes(StandardCharsets.UTF_8);

    @ParameterizedTest
    @EnumSource
    void hash_isTheJdks(HashAlgorithm hash) throws Exception {
        Digest digest = hash.digest();
        byte[] result = new byte[digest.getDigestSize()];
        digest.update(DATA, 0, DATA.length);
        digest.doFinal(result, 0);

        assertThat(result)
                .isEqualTo(MessageDigest.getInstance(hash.label()).digest(DATA))
                .isEqualTo(MessageDigest.getInstance(hash.oid()).digest(DATA));
        assertThat(HashAlgorithm.of(hash.oid())).contains(hash);
        assertThat(HashAlgorithm.of(hash.hmacOid())).isNotEqualTo(HashAlgorithm.of(hash.oid()));
    }

    @ParameterizedTest
    @EnumSource
    void hmac_isTheJdks(HashAlgorithm hash) throws Exception {
        HMac hmac = new HMac(hash.digest());
        hmac.init(new KeyParameter(DATA));
        Mac jdk = Mac.getInstance(hash.hmacOid());
        jdk.init(new SecretKeySpec(DATA, "raw"));

        assertThat(Pbmac1.finished(hmac, DATA)).isEqualTo(jdk.doFinal(DATA));
        assertThat(HashAlgorithm.ofHmac(hash.hmacOid())).contains(hash);
    }
}
