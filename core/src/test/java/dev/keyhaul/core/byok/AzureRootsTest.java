package dev.keyhaul.core.byok;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.core.key.Fingerprint;
import java.io.File;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The pins against the certificates that the JDK brings. */
class AzureRootsTest {
    private static final Pattern COMMON_NAME = Pattern.compile("CN=([^,]+)");

    /** Returns the JDK's roots that have a pinned name, with their keys' fingerprints. */
    private static Map<String, String> ofTheJdk() throws Exception {
        KeyStore trusted =
                KeyStore.getInstance(
                        new File(System.getProperty("java.home"), "lib/security/cacerts"),
                        "changeit".toCharArray());
        Map<String, String> found = new TreeMap<>();
        for (String alias : Collections.list(trusted.aliases())) {
            X509Certificate root = (X509Certificate) trusted.getCertificate(alias);
            Matcher name = COMMON_NAME.matcher(root.getSubjectX500Principal().getName());
            if (name.find() && AzureRoots.PINS.containsKey(name.group(1))) {
                assertThat(KekRecord.TlsRoot.of(root).isAzures()).as(name.group(1)).isTrue();
                found.put(name.group(1), Fingerprint.of(root.getPublicKey()).hex());
            }
        }
        return found;
    }

    @Test
    void eachPinThatTheJdkKnows_isTheKeyOfTheCertificateOfThatName() throws Exception {
        Map<String, String> found = ofTheJdk();

        assertThat(found).hasSizeGreaterThanOrEqualTo(5);
        assertThat(AzureRoots.PINS).containsAllEntriesOf(found);
    }

    @Test
    void anotherKeyUnderThatName_isNotAzures() {
        assertThat(
                        new KekRecord.TlsRoot(
                                        "CN=DigiCert Global Root G2,O=DigiCert Inc,C=US",
                                        Fingerprint.of(KekFiles.KEY))
                                .isAzures())
                .isFalse();
    }
}
