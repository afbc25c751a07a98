package dev.keyhaul.ceremony;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.evidence.SoftwareEvidenceKey;
import dev.keyhaul.core.evidence.TrustedSigner;
import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.SoftwareKey;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignedReportTest {
    private static final String KIND = "a test's report";
    private static final JsonObject CONTENT = JsonObject.builder().put("found", "all").build();

    @TempDir Path folder;
    private SoftwareKey key;
    private SignedReport made;
    private Path file;

    @BeforeEach
    void sign() throws Exception {
        key = GeneratedKeys.software(2048, "evidence");
        made = SignedReport.of(KIND, CONTENT.toUtf8(), SoftwareEvidenceKey.of(key));
        file = Files.write(folder.resolve("report.json"), made.file());
        Files.write(SignedReport.signatureOf(file), made.signature().orElseThrow());
    }

    @AfterEach
    void close() {
        key.close();
    }

    @Test
    void signedReport_isReadAgain_andItsSignatureHolds() throws Exception {
        SignedReport read = SignedReport.read(file, KIND);

        read.requireSigned(List.of());
        read.requireSigned(List.of(new TrustedSigner(fingerprint("evidence"))));
        assertThat(JsonObject.parse(read.file()).string("found")).isEqualTo("all");
        assertThat(read.sha256()).isEqualTo(made.sha256());
        assertThatThrownBy(
                        () ->
                                read.requireSigned(
                                        List.of(new TrustedSigner(fingerprint("another")))))
                .isInstanceOf(CheckFailedException.class)
                .hasMessageContaining("is signed by");
    }

    @Test
    void unsignedReport_passesOnlyWhereNoSignerIsNamed() throws Exception {
        Files.write(file, SignedReport.of(KIND, CONTENT.toUtf8(), null).file());
        Files.delete(SignedReport.signatureOf(file));
        SignedReport read = SignedReport.read(file, KIND);

        read.requireSigned(List.of());
        assertThat(read.signer()).isEmpty();
        assertThatThrownBy(
                        () ->
                                read.requireSigned(
                                        List.of(new TrustedSigner(fingerprint("evidence")))))
                .isInstanceOf(CheckFailedException.class)
                .hasMessageContaining("is not signed");
    }

    @Test
    void eachChangedByte_andEachTruncation_isFound() throws Exception {
        byte[] good = made.file();
        for (int i = 0; i < good.length; i++) {
            byte[] changed = good.clone();
            changed[i] ^= 1;
            assertNotAccepted(changed);
            assertNotAccepted(Arrays.copyOf(good, i));
        }
    }

    private void assertNotAccepted(byte[] content) throws Exception {
        Files.write(file, content);
        assertThatThrownBy(
                        () ->
                                SignedReport.read(file, KIND)
                                        .requireSigned(
                                                List.of(
                                                        new TrustedSigner(
                                                                fingerprint("evidence")))))
                .isInstanceOf(KeyTransferException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.0.0", KIND, "signed_by\": \""})
    void whatIsNoSuchReport_isRefused(String part) throws Exception {
        String text = new String(made.file(), StandardCharsets.UTF_8);
        Files.writeString(file, text.replace(part, part + "*"));

        assertThatThrownBy(() -> SignedReport.read(file, KIND))
                .isInstanceOf(MalformedInputException.class);
    }

    private static Fingerprint fingerprint(String use) {
        return Fingerprint.of(GeneratedKeys.rsa(2048, use).getPublic());
    }
}
