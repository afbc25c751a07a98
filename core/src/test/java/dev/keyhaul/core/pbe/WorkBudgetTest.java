package dev.keyhaul.core.pbe;

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
