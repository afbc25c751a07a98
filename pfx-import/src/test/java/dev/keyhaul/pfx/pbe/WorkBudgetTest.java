package dev.keyhaul.pfx.pbe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.RefusedException;
import java.io.IOException;
import java.math.BigInteger;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.MacData;
import org.bouncycastle.asn1.pkcs.PKCS12PBEParams;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.DigestInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the parts of one file declare adds up before any of it is done. */
final class WorkBudgetTest {
    private static final byte[] SALT = new byte[8];
    private static final ASN1ObjectIdentifier SHA256 =
            new ASN1ObjectIdentifier("2.16.840.1.101.3.4.2.1");

    @Test
    void macAndBags_addUp() throws Exception {
        WorkBudget budget = WorkBudget.ofOneFile();
        PasswordMac.parse(mac(4_000_000), budget);
        PasswordCipher.parse(bag(4_000_000), budget);

        assertThatThrownBy(() -> PasswordCipher.parse(bag(4_000_000), budget))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("4000000 iterations");
    }

    @Test
    void macAlone_isBounded() {
        assertThatThrownBy(() -> PasswordMac.parse(mac(1_000_000_000), WorkBudget.ofOneFile()))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("1000000000 iterations");
    }

    @Test
    void allThatIsAllowed_isAllowed_andNotOneMore() throws Exception {
        WorkBudget budget = WorkBudget.ofOneFile();
        BigInteger all = BigInteger.valueOf(WorkBudget.MAX_ITERATIONS);

        assertThat(budget.charge(all)).isEqualTo(WorkBudget.MAX_ITERATIONS);
        assertThatThrownBy(() -> budget.charge(BigInteger.ONE))
                .isInstanceOf(RefusedException.class);
    }

    /** 256 MiB of table, 1 MiB of lanes, and N r p counted as iterations. */
    @ParameterizedTest
    @CsvSource({
        "262144, 8, 1, 524288, 8, 1, bytes of memory",
        "2, 8, 1024, 2, 8, 1025, bytes of memory",
        "65536, 8, 19, 65536, 8, 20, iterations of key derivation"
    })
    void scrypt_asMuchAsIsAllowed_andNotMore(
            long cost,
            long size,
            long parallel,
            long moreCost,
            long moreSize,
            long more,
            String why)
            throws Exception {
        charge(cost, size, parallel);
        assertThatThrownBy(() -> charge(moreCost, moreSize, more))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining(why);
    }

    private static void charge(long cost, long blockSize, long parallel) throws Exception {
        WorkBudget.ofOneFile()
                .chargeScrypt(
                        BigInteger.valueOf(cost),
                        BigInteger.valueOf(blockSize),
                        BigInteger.valueOf(parallel));
    }

    @Test
    void noIteration_isMalformed() {
        assertThatThrownBy(() -> WorkBudget.ofOneFile().charge(BigInteger.ZERO))
                .isInstanceOf(MalformedInputException.class);
    }

    private static byte[] mac(int iterations) throws IOException {
        AlgorithmIdentifier hash = new AlgorithmIdentifier(SHA256, DERNull.INSTANCE);
        return new MacData(new DigestInfo(hash, new byte[32]), SALT, iterations).getEncoded();
    }

    private static byte[] bag(int iterations) throws IOException {
        return new AlgorithmIdentifier(
                        PKCSObjectIdentifiers.pbeWithSHAAnd3_KeyTripleDES_CBC,
                        new PKCS12PBEParams(SALT, iterations))
                .getEncoded();
    }
}
