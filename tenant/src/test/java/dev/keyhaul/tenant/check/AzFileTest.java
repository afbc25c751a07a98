package dev.keyhaul.tenant.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.MalformedInputException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What az printed, in each encoding that a shell of Windows writes. */
class AzFileTest {
    @TempDir Path folder;

    private Path file(String mark, String charset, String text) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(HexFormat.of().parseHex(mark));
        bytes.write(text.getBytes(charset));
        return Files.write(folder.resolve("az.json"), bytes.toByteArray());
    }

    /** With CRLF, as PowerShell puts lines together. */
    @ParameterizedTest
    @CsvSource({
        "'', UTF-8",
        "EFBBBF, UTF-8",
        "FFFE, UTF-16LE",
        "FEFF, UTF-16BE",
        "'', UTF-16LE",
        "'', UTF-16BE"
    })
    void everyEncoding_isRead(String mark, String charset) throws Exception {
        String json = AzOutput.ofVault().text("account").replace("Contoso", "Contös€");
        SubscriptionFacts expected = SubscriptionFacts.parse(json.getBytes(StandardCharsets.UTF_8));

        Path file = file(mark, charset, json.replace("\n", "\r\n"));

        assertThat(AzFile.read(file, "az account show", SubscriptionFacts::parse))
                .contains(expected);
    }

    @Test
    void textThatIsCutInACharacter_isMalformed_andNamesTheFile() throws Exception {
        Path file = file("FFFE7B", "UTF-8", "");

        assertThatThrownBy(() -> AzFile.read(file, "az account show", SubscriptionFacts::parse))
                .isInstanceOf(MalformedInputException.class)
                .hasMessage(file + ": it is not valid UTF-16LE");
    }

    @ParameterizedTest
    @CsvSource({"''", "FF", "FE", "00", "EFBB", "FFFE", "FEFF", "EFBBBF", "0000", "FFFE00D8"})
    void anyBytes_areMalformed(String bytes) throws Exception {
        Path file = file(bytes, "UTF-8", "");

        assertThatThrownBy(() -> AzFile.read(file, "az account show", SubscriptionFacts::parse))
                .isInstanceOf(MalformedInputException.class);
    }
}
