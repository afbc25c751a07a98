package dev.keyhaul.ceremony;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CeremonyRecordTest {
    private static final CeremonyRecord RECORD =
            new CeremonyRecord(
                    Records.deed(0, "byok create"),
                    Records.setting(),
                    Records.facts(approvals()),
                    List.of(Records.HASH),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());

    private static List<ApprovalFact> approvals() {
        try {
            return CeremonyRecord.parse(golden()).facts().approvals();
        } catch (IOException | KeyTransferException e) {
            throw new AssertionError(e);
        }
    }

    static byte[] golden() throws IOException {
        try (var golden = CeremonyRecordTest.class.getResourceAsStream("golden.record.json")) {
            return golden.readAllBytes();
        }
    }

    @Test
    void file_isReadBackAsItWas() throws Exception {
        assertThat(CeremonyRecord.parse(RECORD.toFile())).isEqualTo(RECORD);
    }

    @Test
    void fileWithSettings_isReadBackAsItWas() throws Exception {
        SettingsFact settings = new SettingsFact("/s", Records.HASH, List.of("--vault=https://v"));
        Deed typed = Records.deed(0, "byok create");
        CeremonyRecord record =
                new CeremonyRecord(
                        new Deed(
                                typed.command(),
                                typed.options(),
                                Optional.of(settings),
                                typed.started(),
                                typed.ended(),
                                0,
                                Optional.empty(),
                                Optional.empty()),
                        Records.setting(),
                        Records.facts(),
                        List.of(Records.HASH),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty());

        CeremonyRecord read = CeremonyRecord.parse(record.toFile());
        assertThat(read).isEqualTo(record);
        assertThat(read.deed().settings()).contains(settings);
        assertThatThrownBy(() -> new SettingsFact("/s", Records.HASH, List.of()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new SettingsFact("/s", "abc", List.of("--a=b")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** A format is a promise: today's signatures are over these bytes. */
    @Test
    void file_isTheGoldenOne() throws Exception {
        assertThat(RECORD.toFile())
                .asString(StandardCharsets.UTF_8)
                .isEqualTo(new String(golden(), StandardCharsets.UTF_8));
    }

    @Test
    void truncatedFile_isRefusedAtEachByte() {
        byte[] file = RECORD.toFile();
        for (int length = 0; length < file.length; length++) {
            byte[] part = Arrays.copyOf(file, length);
            assertThatThrownBy(() -> CeremonyRecord.parse(part))
                    .isInstanceOf(MalformedInputException.class);
        }
    }

    /** If it still parses after a flip, it is a different record with a different hash. */
    @Test
    void flippedByte_isRefused_orIsAnotherRecord() {
        byte[] file = RECORD.toFile();
        int refused = 0;
        for (int at = 0; at < file.length; at++) {
            byte[] flipped = file.clone();
            flipped[at] ^= 0x01;
            try {
                assertThat(CeremonyRecord.parse(flipped)).isNotEqualTo(RECORD);
            } catch (MalformedInputException | CheckFailedException e) {
                refused++;
            } catch (KeyTransferException e) {
                throw new AssertionError("another error at byte " + at, e);
            }
        }
        assertThat(refused).isGreaterThan(file.length / 3);
    }

    @Test
    void whiteSpaceThatTheToolDoesNotWrite_isRefused() {
        byte[] loose =
                new String(RECORD.toFile(), StandardCharsets.UTF_8)
                        .replaceFirst(": ", ":  ")
                        .getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> CeremonyRecord.parse(loose)).hasMessageContaining("canonical");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "operator", "=Ada", "operator=", "a=b\nc", "\u001b[1m=x"})
    void person_withoutRoleOrName_isRefused(String text) {
        assertThatThrownBy(() -> Person.parse(text)).hasMessage("'" + text + "' is not ROLE=NAME");
    }

    @Test
    void person_nameMayHaveWhatNamesHave() throws Exception {
        assertThat(Person.parse(" key custodian = O'Neil=Ruiz "))
                .isEqualTo(new Person("key custodian", "O'Neil=Ruiz"));
    }
}
