package dev.keyhaul.adrms.tpd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.adrms.fixture.TpdWriter;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.pfx.fixture.Damage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A domain cut off after each byte, and with each byte flipped. */
@Tag("long")
class TpdDamageTest {
    private static final byte[] WHOLE = TpdWriter.of(GeneratedKeys.rsaPrivate(1024)).write();

    @Test
    void domain_cutOffAnywhere_isRefused() throws Exception {
        List<Integer> accepted = Damage.acceptedTruncations(WHOLE, TpdDamageTest::isRefused);

        assertThat(accepted).isEmpty();
        assertThat(WHOLE).hasSizeGreaterThan(4000);
        System.out.printf("truncations refused: %d of %d%n", WHOLE.length, WHOLE.length);
    }

    /**
     * What is left may be white space, a declaration or a name of a namespace: never another key.
     * That the key is the certificate's is checked at every opening.
     */
    @Test
    void domain_withAnyByteFlipped_isRefusedOrStillTheSame() throws Exception {
        for (int mask : new int[] {0x01, 0x80}) {
            List<Integer> accepted = Damage.acceptedFlips(WHOLE, mask, TpdDamageTest::isRefused);

            String text = new String(WHOLE, StandardCharsets.UTF_8);
            int info = text.indexOf("DomainInfo>") + "DomainInfo>".length();
            int infoEnd = text.indexOf("</m_strTrusted");
            int key = text.indexOf("KeyData>") + "KeyData>".length();
            int keyEnd = text.indexOf("</m_strKeyData");
            assertThat(accepted)
                    .as("in ciphertext")
                    .noneMatch(at -> (at >= info && at < infoEnd) || (at >= key && at < keyEnd));
            assertThat(accepted).as("anywhere").hasSizeLessThan(200);
            System.out.printf(
                    "flips of 0x%02x refused: %d of %d, the rest without effect%n",
                    mask, WHOLE.length - accepted.size(), WHOLE.length);
        }
    }

    private static boolean isRefused(byte[] damaged) {
        try (TrustedPublishingDomain domain = Domains.open(damaged)) {
            if (!domain.isKeyed()) {
                return true; // The field's name was hit: a keyless domain shows as such.
            }
            try (SoftwareKey key = domain.openKey()) {
                assertThat(key.description())
                        .isEqualTo(KeyDescription.of(GeneratedKeys.rsaPublic(1024)));
                return false;
            }
        } catch (KeyTransferException e) {
            return true;
        }
    }
}
