package dev.keyhaul.keyvault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.fixture.OpenSsl;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates made by OpenSSL, under names that are Azure's and that are not. */
final class ServerChainTest {
    @TempDir Path folder;

    @Test
    void chainOfAzure_isTold_andNoWarning() throws Exception {
        ServerChain chain =
                ServerChain.of(
                        List.of(certificate("/C=US/O=DigiCert Inc/CN=DigiCert Global Root G2")));

        assertThat(chain.issuers())
                .containsExactly("CN=DigiCert Global Root G2,O=DigiCert Inc,C=US");
        assertThat(chain.warnings(Map.of("HOME", "/root", "HTTPS_PROXY", ""))).isEmpty();
    }

    @Test
    void chainOfAnother_isWarnedOf_alsoWhenItSoundsLikeAzure() throws Exception {
        for (String name :
                List.of(
                        "/O=Contoso/CN=Inspection",
                        "/O=x/CN=y,O=DigiCert Inc",
                        "/O=DigiCert Inc.")) {
            assertThat(ServerChain.of(List.of(certificate(name))).warnings(Map.of()))
                    .as(name)
                    .singleElement()
                    .asString()
                    .contains("no root that Azure is known to use")
                    .contains("could swap the KEK");
        }
    }

    @Test
    void proxy_isWarnedOf_inEitherCase() throws Exception {
        ServerChain chain =
                ServerChain.of(List.of(certificate("/O=Microsoft Corporation/CN=Root")));

        assertThat(chain.warnings(Map.of("https_proxy", "http://p:1", "ALL_PROXY", "socks://p")))
                .hasSize(2)
                .allMatch(warning -> warning.contains("names a proxy"));
    }

    @Test
    void rehearsal_hasNoChain_andNothingToSay() throws Exception {
        assertThat(ServerChain.of(List.of()).warnings(Map.of("HTTPS_PROXY", "http://p:1")))
                .isEmpty();
    }

    @Test
    void noCertificate_isMalformed() {
        assertThatThrownBy(() -> ServerChain.of(List.of("AAAA")))
                .isInstanceOf(MalformedInputException.class);
    }

    private String certificate(String name) throws Exception {
        byte[] certificate =
                new OpenSsl(folder)
                        .make(
                                "req -x509 -newkey rsa:2048 -nodes -keyout /dev/null -outform DER",
                                "-subj",
                                name);
        return Base64.getEncoder().encodeToString(certificate);
    }
}
