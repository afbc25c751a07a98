package dev.keyhaul.adrms.slc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.fixture.GenuineFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Licences and certificates of AD RMS and Azure RMS, and one whole chain to Microsoft's root. */
class GenuineLicencesTest {
    private static final String CHAIN = "adrms-mode1-chain-rmsSharingAdminTest.";

    private static final TreeMap<String, String> DOCUMENTS = new TreeMap<>();

    @BeforeAll
    static void read() throws Exception {
        for (Path path : GenuineFiles.in("xrml")) {
            DOCUMENTS.put(path.getFileName().toString(), Files.readString(path, UTF_8));
        }
    }

    private String document(String name) {
        return DOCUMENTS.getOrDefault(name, "");
    }

    @Test
    void everySignature_holds() throws Exception {
        int sha1 = 0;
        int sha256 = 0;
        for (var document : DOCUMENTS.entrySet()) {
            SignedBody signed = SignedBody.parse(document.getValue());
            assertThat(signed.verify()).as(document.getKey()).isEqualTo(CertificateSignature.HOLDS);
            if (document.getKey().startsWith(CHAIN)) {
                sha1++;
            } else {
                assertThat(signed.issuerKey().orElseThrow().getModulus().bitLength())
                        .isEqualTo(2048);
                sha256++;
            }
        }
        assertThat(sha1).isEqualTo(8);
        assertThat(sha256).isEqualTo(6);
    }

    /** The server's and the enrollment service's: all others are licences or other certificates. */
    @Test
    void twoOfFourteen_areServerLicensorCertificates() {
        List<String> accepted = new ArrayList<>();
        for (var document : DOCUMENTS.entrySet()) {
            try {
                ServerLicensorCertificate.parse(document.getValue());
                accepted.add(document.getKey());
            } catch (MalformedInputException | CheckFailedException e) {
                assertThat(e).hasMessageStartingWith("not a server licensor certificate: ");
            } catch (KeyTransferException e) {
                throw new AssertionError(document.getKey(), e);
            }
        }
        assertThat(DOCUMENTS).hasSize(14);
        assertThat(accepted).containsExactly(CHAIN + "4.xml", CHAIN + "5.xml");
    }

    @Test
    void publishingLicence_isNoServerLicensorCertificate() {
        assertThatThrownBy(
                        () ->
                                ServerLicensorCertificate.parse(
                                        document("azure-rms-mode2-pl-template.0.xml")))
                .isInstanceOf(MalformedInputException.class)
                .hasMessage("not a server licensor certificate: its descriptor has no type");
    }

    @Test
    void serverLicensorCertificate_hasItsValidity() throws Exception {
        ServerLicensorCertificate slc = ServerLicensorCertificate.parse(document(CHAIN + "4.xml"));

        assertThat(slc.name()).isEqualTo("CorpRights");
        assertThat(slc.mode()).isEqualTo(CryptographicMode.MODE_1);
        assertThat(slc.validFrom()).contains("2002-12-05T01:07");
        assertThat(slc.validUntil()).contains("2255-04-18T16:50");
        assertThat(slc.licensingUrls()).containsExactly("https://corprights.microsoft.com/_wmcs");
    }

    @Test
    void chain_endsAtMicrosoftsRoot_andShorterOnesBeforeIt() {
        List<String> chain = DOCUMENTS.tailMap(CHAIN + "4").values().stream().limit(4).toList();

        assertThat(CertificateChain.of(chain))
                .isEqualTo(new CertificateChain(4, "Microsoft DRM Production Root", true));
        assertThat(CertificateChain.of(chain.subList(0, 3)))
                .isEqualTo(new CertificateChain(3, "Microsoft DRM Production CA", false));
        assertThat(CertificateChain.of(chain.subList(0, 1)))
                .isEqualTo(
                        new CertificateChain(
                                1, "Microsoft DRM Server Self Enrollment Service", false));
    }

    @Test
    void brokenChain_endsWhereItBreaks() {
        List<String> chain = DOCUMENTS.tailMap(CHAIN + "4").values().stream().limit(4).toList();
        String service = "Microsoft DRM Server Self Enrollment Service";
        List<String> gap = List.of(chain.get(0), chain.get(2), chain.get(3));
        List<String> bad = new ArrayList<>(chain);
        bad.set(1, chain.get(1).replace("2005-06-17T16:50", "2005-06-17T16:51"));
        List<String> unreadable = List.of(chain.get(0), "no certificate");

        assertThat(CertificateChain.of(gap)).isEqualTo(new CertificateChain(3, service, false));
        assertThat(CertificateChain.of(bad)).isEqualTo(new CertificateChain(4, service, false));
        assertThat(CertificateChain.of(unreadable))
                .isEqualTo(new CertificateChain(2, service, false));
    }
}
