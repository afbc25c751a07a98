package dev.keyhaul.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReportTextTest {
    private static JsonObject key(String label, boolean extractable) {
        return JsonObject.builder().put("label", label).put("extractable", extractable).build();
    }

    @Test
    void of_alignsNamesAndValues() {
        JsonObject report =
                JsonObject.builder()
                        .put("schema_version", "1.0.0")
                        .put("kid", "https://x")
                        .put("ciphertext_bytes", 1480)
                        .put("authenticated", false)
                        .put("notes", List.of())
                        .put("mechanisms", List.of("CKM_RSA_PKCS", "0x12"))
                        .put("origin", JsonObject.builder().put("CKA_SIGN", "true").build())
                        .build();

        assertThat(ReportText.of(report))
                .isEqualTo(
                        """
                        kid               https://x
                        ciphertext bytes  1480
                        authenticated     no
                        notes             -
                        mechanisms        CKM_RSA_PKCS, 0x12
                        origin
                          CKA_SIGN  true""");
    }

    @Test
    void of_printsRowsAsATable() {
        JsonObject report =
                JsonObject.builder()
                        .put("keys", List.of(key("tenant", true), key("ev", false)))
                        .build();

        assertThat(ReportText.of(report))
                .isEqualTo(
                        """
                        keys
                          label   extractable
                          tenant  yes
                          ev      no""");
    }

    @Test
    void of_printsRowsThatAreTooWideAsBlocks() {
        String wide = "w".repeat(200);
        JsonObject report =
                JsonObject.builder()
                        .put("keys", List.of(key(wide, true), key("ev", false)))
                        .build();

        assertThat(ReportText.of(report))
                .isEqualTo(
                        """
                        keys
                          label        %s
                          extractable  yes

                          label        ev
                          extractable  no"""
                                .formatted(wide));
    }

    /** A label is whatever somebody gave it: it cannot make a row of its own. */
    @Test
    void of_keepsEachValueInItsLine() {
        JsonObject report =
                JsonObject.builder()
                        .put("keys", List.of(key("a\nfake  yes\u001b[0m", true), key("b", false)))
                        .build();

        assertThat(ReportText.of(report).lines())
                .hasSize(4)
                .anyMatch(line -> line.contains("a\\nfake  yes\\u001b[0m  yes"));
    }
}
