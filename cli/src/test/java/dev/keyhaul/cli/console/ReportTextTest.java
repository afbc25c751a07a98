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
                        .put("curve", "")
                        .put("ciphertext_bytes", 1480)
                        .put("authenticated", false)
                        .put("notes", List.of())
                        .put("mechanisms", List.of("CKM_RSA_PKCS", "0x12"))
                        .put("origin", JsonObject.builder().put("CKA_SIGN", "true").build())
                        .build();

        assertThat(String.join("\n", ReportText.of(report, 0)))
                .isEqualTo(
                        """
                        kid               https://x
                        curve             -
                        ciphertext bytes  1480
                        authenticated     no
                        notes             -
                        mechanisms        CKM_RSA_PKCS, 0x12
                        origin
                          CKA_SIGN  true\
                        """);
    }

    @Test
    void of_printsRowsAsATable() {
        JsonObject report =
                JsonObject.builder()
                        .put("keys", List.of(key("tenant", true), key("", false)))
                        .build();

        assertThat(String.join("\n", ReportText.of(report, 0)))
                .isEqualTo(
                        """
                        keys
                          label   extractable
                          tenant  yes
                          -       no\
                        """);
    }

    @Test
    void of_keepsATable_andBreaksProseBetweenWords_butNoFingerprint() {
        String wide = "w".repeat(200);
        String prose = "the journal does not say that this copy was ever restored by the key named";
        JsonObject report =
                JsonObject.builder()
                        .put("keys", List.of(key(wide, true), key(prose, false)))
                        .build();

        assertThat(ReportText.of(report, 0))
                .containsExactly(
                        "keys",
                        "  label" + " ".repeat(197) + "extractable",
                        "  " + wide + "  yes",
                        "  the journal does not say that this copy was ever restored by"
                                + " ".repeat(142)
                                + "no",
                        "  the key named");
    }

    @Test
    void of_printsRowsWithPartsAsBlocks() {
        JsonObject row =
                JsonObject.builder()
                        .put("key_url", "https://x")
                        .put("proof", JsonObject.builder().put("passed", true).build())
                        .build();
        JsonObject report = JsonObject.builder().put("imports", List.of(row, row)).build();

        assertThat(String.join("\n", ReportText.of(report, 0)))
                .isEqualTo(
                        """
                        imports
                          key url  https://x
                          proof
                            passed  yes

                          key url  https://x
                          proof
                            passed  yes\
                        """);
    }

    /** A label is whatever somebody gave it: it cannot make a row of its own. */
    @Test
    void of_keepsEachValueInItsLine() {
        JsonObject report =
                JsonObject.builder()
                        .put("keys", List.of(key("a\nfake  yes\u001b[0m", true), key("b", false)))
                        .build();

        assertThat(ReportText.of(report, 0))
                .hasSize(4)
                .anyMatch(line -> line.contains("a\\nfake  yes\\u001b[0m  yes"));
    }

    /** A value may be long: pasted in two lines, the second would be a command of its own. */
    @Test
    void command_isNeverBroken_andNoNameOrValueMakesALine() {
        String command = "az login --tenant '" + "x ".repeat(60) + "; touch y'";
        JsonObject report =
                JsonObject.builder()
                        .put("fixes", List.of(JsonObject.builder().put("command", command).build()))
                        .put("a\nforged", "b\nforged")
                        .build();

        assertThat(ReportText.of(report, 0))
                .containsExactly("fixes", "  command", "  " + command, "a\\nforged  b\\nforged");
    }

    private static final String SHA256 = "0011223344556677".repeat(4);

    @Test
    void fingerprint_isFourRows_besideItsLabelOrBelow() {
        JsonObject report =
                JsonObject.builder()
                        .put("blob", "a.byok")
                        .put("key_fingerprint", SHA256)
                        .put("approvers", List.of(SHA256, SHA256))
                        .build();

        assertThat(String.join("\n", ReportText.of(report, 0)))
                .isEqualTo(
                        """
                        blob             a.byok
                        key fingerprint  1  0011-6 2233-c 4455-1 6677-b
                                         2  0011-a 2233-0 4455-d 6677-7
                                         3  0011-d 2233-7 4455-a 6677-0
                                         4  0011-1 2233-b 4455-6 6677-c
                        approvers        1  0011-6 2233-c 4455-1 6677-b
                                         2  0011-a 2233-0 4455-d 6677-7
                                         3  0011-d 2233-7 4455-a 6677-0
                                         4  0011-1 2233-b 4455-6 6677-c
                                         1  0011-6 2233-c 4455-1 6677-b
                                         2  0011-a 2233-0 4455-d 6677-7
                                         3  0011-d 2233-7 4455-a 6677-0
                                         4  0011-1 2233-b 4455-6 6677-c""");
        assertThat(ReportText.of(report, 38))
                .startsWith(
                        "blob             a.byok",
                        "key fingerprint",
                        "  1  0011-6 2233-c 4455-1 6677-b",
                        "  2  0011-a 2233-0 4455-d 6677-7");
    }

    /** A script gets the digits, and so does a table. */
    @Test
    void fingerprint_isPlain_aloneAndInATable() {
        JsonObject row = JsonObject.builder().put("sha256", SHA256).put("n", 1).build();

        assertThat(ReportText.values(JsonObject.builder().put("sha256", SHA256).build()))
                .containsExactly(SHA256);
        assertThat(ReportText.of(JsonObject.builder().put("keys", List.of(row)).build(), 0))
                .contains("  " + SHA256 + "  1");
    }

    @Test
    void table_isBlocksOnANarrowerTerminal() {
        JsonObject row = JsonObject.builder().put("label", "t").put("fingerprint", SHA256).build();
        JsonObject report = JsonObject.builder().put("keys", List.of(row, row)).build();

        assertThat(String.join("\n", ReportText.of(report, 40)))
                .isEqualTo(
                        """
                        keys
                          label        t
                          fingerprint
                            1  0011-6 2233-c 4455-1 6677-b
                            2  0011-a 2233-0 4455-d 6677-7
                            3  0011-d 2233-7 4455-a 6677-0
                            4  0011-1 2233-b 4455-6 6677-c

                          label        t
                          fingerprint
                            1  0011-6 2233-c 4455-1 6677-b
                            2  0011-a 2233-0 4455-d 6677-7
                            3  0011-d 2233-7 4455-a 6677-0
                            4  0011-1 2233-b 4455-6 6677-c""");
    }
}
