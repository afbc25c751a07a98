package dev.keyhaul.backup.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.backup.manifest.Manifest;
import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.fixture.JsonMutants;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ManifestFormatTest {

    @Test
    void eachMemberWrongInTurn_isReadOrACheckedError() throws Exception {
        byte[] file = golden();
        assertThat(JsonMutants.of(file)).hasSizeGreaterThan(200);
        assertThat(JsonMutants.accepted(file, ManifestFormat::read))
                .allSatisfy((what, how) -> assertThat(how).isEqualTo("accepted"));
    }

    @Test
    void manifest_hasTheMembersThatWereSigned() throws Exception {
        try (InputStream list = getClass().getResourceAsStream("manifest-members.txt")) {
            assertThat(ManifestFormat.FORM.members())
                    .containsExactlyElementsOf(
                            new String(list.readAllBytes(), UTF_8).lines().toList());
        }
    }

    @Test
    void goldenFile_isWhatIsWritten() throws Exception {
        assertThat(new String(ManifestFormat.write(ManifestFixture.manifest()), UTF_8))
                .isEqualTo(new String(golden(), UTF_8));
    }

    @Test
    void goldenFile_isReadAndWrittenUnchanged() throws Exception {
        Manifest read = ManifestFormat.read(golden());
        assertThat(read).isEqualTo(ManifestFixture.manifest());
        assertThat(ManifestFormat.write(read)).isEqualTo(golden());
    }

    @Test
    void goldenFile_withOtherWhiteSpaceAndOrder_readsTheSame() throws Exception {
        String compact = new String(golden(), UTF_8).replaceAll("\n *", "");
        String reordered =
                compact.replace("\"schema_version\": \"1.0.0\",", "")
                        .replaceAll("}$", ",\"schema_version\":\"1.0.0\"}");
        assertThat(ManifestFormat.read(reordered.getBytes(UTF_8)))
                .isEqualTo(ManifestFixture.manifest());
    }

    @Test
    void contradictions_areCheckFailures() throws Exception {
        String[][] changes = {
            {"\"modulus_bits\": 2048", "\"modulus_bits\": 4096"},
            {"\"fingerprint\": \"", "\"fingerprint\": \"0000"},
            {"\"one_recipient_lost\": true", "\"one_recipient_lost\": 1"}
        };
        assertThatThrownBy(() -> read(changes[0])).isInstanceOf(CheckFailedException.class);
        assertThatThrownBy(() -> read(changes[1])).isInstanceOf(MalformedInputException.class);
        assertThatThrownBy(() -> read(changes[2])).isInstanceOf(MalformedInputException.class);
        assertThatThrownBy(() -> ManifestFormat.read(withOtherFingerprint()))
                .isInstanceOf(CheckFailedException.class)
                .hasMessage("the public key does not match the recorded fingerprint");
    }

    @Test
    void wrongValues_areMalformed() {
        String[][] changes = {
            {"\"kind\": \"token-rsa\"", "\"kind\": \"token-dsa\""},
            {"\"kind\": \"token-rsa\"", "\"kind\": \"token-aes\""},
            {"\"protection\": \"hardware-token\"", "\"protection\": \"HARDWARE_TOKEN\""},
            {"\"proof\": \"stand-in\"", "\"proof\": null"},
            {"\"created\": \"2026", "\"created\": \"2025"},
            {"\"created\": \"2026", "\"created\": \"x"},
            {"\"id\": \"2026", "\"id\": \"2025"},
            {"\"public_key\": \"MIIB", "\"public_key\": \"MIIC"},
            {"\"public_key\": \"MIIB", "\"public_key\": \"!"},
            {"\"public_key\": \"MIIB", "\"public_key\": \"LS0tLS1CRUdJTiBQVUJMSUMgS0VZLS0tLS0K"},
            {"\"length_bytes\": 1232", "\"length_bytes\": 0"},
            {"\"length_bytes\": 1232", "\"length_bytes\": 65537"},
            {"\"length_bytes\": 1232", "\"length_bytes\": 12.5"},
            {"\"name\": \"recipient-2.bin\"", "\"name\": \"recipient-1.bin\""},
            {"\"name\": \"recipient-2.bin\"", "\"name\": \"recipient-3.bin\""},
            {"\"sha256\": \"", "\"sha256\": \"AA"},
            {"\"label\": \"Recovery HSM\",", ""},
            {"\"recipients\": [", "\"recipients\": [ null,"},
            {"\"files\": [\n        \"recipient-2.bin\"\n      ]", "\"files\": []"},
            {"\"store\": \"00", "\"store\": \"0"},
            {"\"store\": \"00", "\"store\": \"../"},
            {"\"entries\": 7", "\"entries\": -1"},
            {"\"head\": \"c4", "\"head\": \"C4"},
            {"\"key_id\": \"01\"", "\"key_id\": \"0\""},
            {"\"key_id\": \"01\"", "\"key_id\": \"0A\""},
            {"\"key_id\": \"01\"", "\"key_id\": \"" + "01".repeat(65) + "\""},
            {"\"identity\": \"0101", "\"identity\": \""},
            {"\"identity\": \"0101", "\"identity\": \"kcv:0101"},
            {"\"firmware\": \"7.8\"", "\"firmware\": 7.8"}
        };
        for (String[] change : changes) {
            assertThatThrownBy(() -> read(change))
                    .as("%s to %s", change[0], change[1])
                    .isInstanceOf(MalformedInputException.class);
        }
    }

    private static Manifest read(String[] change) throws KeyTransferException, IOException {
        String file = new String(golden(), UTF_8);
        assertThat(file).contains(change[0]);
        return ManifestFormat.read(file.replace(change[0], change[1]).getBytes(UTF_8));
    }

    private static byte[] withOtherFingerprint() throws IOException {
        String file = new String(golden(), UTF_8);
        return file.replaceAll("(\"fingerprint\": \")....", "$10000").getBytes(UTF_8);
    }

    private static byte[] golden() throws IOException {
        try (InputStream file = ManifestFormatTest.class.getResourceAsStream("manifest.json")) {
            return Objects.requireNonNull(file, "golden file").readAllBytes();
        }
    }
}
