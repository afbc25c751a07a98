package dev.keyhaul.cli.option;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.core.key.Fingerprint;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TypedFingerprintTest {
    private static final String HEX = "a1b2c3d4e5f60718".repeat(4);

    private final List<String> asked = new ArrayList<>();

    /** A person who types these lines. */
    private Optional<String> answer(List<String> lines) {
        Iterator<String> typed = lines.iterator();
        return TypedFingerprint.ask(
                (format, arguments) -> {
                    asked.add(String.format(format, arguments));
                    return typed.hasNext() ? Optional.of(typed.next()) : Optional.empty();
                },
                "Fingerprint of %s: ",
                "the key");
    }

    @Test
    void rows_arePastedOrTyped_withOrWithoutNumbers() throws Exception {
        List<String> rows = Fingerprint.parse(HEX).rows();
        for (List<String> lines :
                List.of(rows, rows.stream().map(row -> row.substring(3)).toList())) {
            asked.clear();
            assertThat(TypedFingerprint.parse(answer(lines).orElseThrow()).hex()).isEqualTo(HEX);
            assertThat(asked)
                    .containsExactly(
                            "Fingerprint of the key: ",
                            "row 2 of 4: ",
                            "row 3 of 4: ",
                            "row 4 of 4: ");
        }
    }

    @Test
    void oneLine_isAskedForOnce() {
        for (String line : List.of(HEX, "sha256:" + HEX, HEX + "  kek.der", "no")) {
            asked.clear();
            assertThat(answer(List.of(line))).hasValue(line);
            assertThat(asked).hasSize(1);
        }
        assertThat(answer(List.of())).isEmpty();
    }

    @Test
    void digest_ofAFile_isReadAsAFingerprintIs() throws Exception {
        assertThat(TypedFingerprint.digest(String.join("\n", Fingerprint.parse(HEX).rows())))
                .hasValue(HEX);
        assertThat(TypedFingerprint.digest(HEX.substring(1))).isEmpty();
    }
}
