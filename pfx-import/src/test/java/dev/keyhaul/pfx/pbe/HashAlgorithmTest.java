package dev.keyhaul.pfx.pbe;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.ExtendedDigest;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.params.KeyParameter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each hash is the JDK's of the same name, and the JDK's of the same identifiers. */
class HashAlgorithmTest {
    private static final byte[] DATA = "data".getBytes(UTF_8);

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

    /** A digest that is finished starts over, as Bouncy Castle's functions expect. */
    @ParameterizedTest
    @EnumSource
    void hash_isTheSame_howeverItIsFed(HashAlgorithm hash) throws Exception {
        ExtendedDigest digest = hash.digest();
        int bytes = digest.getDigestSize();
        byte[] expected = MessageDigest.getInstance(hash.label()).digest(DATA);
        byte[] out = new byte[bytes + 5];

        digest.update((byte) 'x');
        digest.reset();
        for (byte each : DATA) {
            digest.update(each);
        }
        assertThat(digest.doFinal(out, 3)).isEqualTo(bytes);
        assertThat(Arrays.copyOfRange(out, 3, 3 + bytes)).isEqualTo(expected);
        assertThat(new byte[] {out[0], out[1], out[2], out[3 + bytes], out[4 + bytes]})
                .containsOnly(0);

        digest.update(DATA, 1, DATA.length - 1);
        digest.doFinal(out, 0);
        assertThat(Arrays.copyOf(out, bytes))
                .isEqualTo(MessageDigest.getInstance(hash.label()).digest("ata".getBytes(UTF_8)));
        assertThat(digest.getAlgorithmName()).isEqualTo(hash.label());
        assertThatThrownBy(() -> digest.doFinal(new byte[bytes - 1], 0))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
