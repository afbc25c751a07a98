package dev.keyhaul.pfx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.fixture.GenuineFiles;
import dev.keyhaul.core.secret.Passphrase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Files that Windows made (.NET's test data); two end in zero bytes after the structure. */
class GenuinePfxTest {
    @BeforeAll
    static void requireFiles() throws Exception {
        GenuineFiles.in("pfx");
    }

    @Test
    void everyFile_opens_andItsOneKeyIsTaken_alsoWhereItStandsTwice() throws IOException {
        List<String> wrong = new ArrayList<>();
        int withZeros = 0;
        List<Path> files = GenuineFiles.in("pfx");
        for (Path file : files) {
            String name = file.getFileName().toString();
            try (Passphrase password = Passphrase.copyOf(password(name).toCharArray());
                    PfxFile pfx = PfxFile.open(Files.readAllBytes(file), password, false)) {
                withZeros += pfx.ignoredZeroBytes() > 0 ? 1 : 0;
                if (!pfx.keys().isEmpty()) {
                    pfx.key(null).toSoftwareKey(name, Opened.RANDOM).close();
                }
            } catch (KeyTransferException e) {
                wrong.add(name + ": " + e);
            }
        }
        System.out.println(
                "PFX files of Windows: " + files.size() + ", with zeros at the end: " + withZeros);
        assertThat(wrong).isEmpty();
        assertThat(files).hasSize(9);
        assertThat(withZeros).isEqualTo(2);
    }

    @Test
    void anyOtherByteAfterTheStructure_isRefused() throws IOException {
        byte[] file =
                Files.readAllBytes(
                        GenuineFiles.in("pfx").stream()
                                .filter(path -> path.toString().endsWith("My.pfx"))
                                .findFirst()
                                .orElseThrow());
        byte[] longer = Arrays.copyOf(file, file.length + 8);
        longer[file.length + 3] = 1;

        try (Passphrase password = Passphrase.copyOf(password("My.pfx").toCharArray())) {
            assertThatThrownBy(() -> PfxFile.open(longer, password, false))
                    .isInstanceOf(MalformedInputException.class);
        }
    }

    private static String password(String name) {
        if (name.contains("-TDC-")) {
            return "PLACEHOLDER";
        } else if (name.contains("My.pfx")) {
            return "12345";
        } else if (name.contains("DummyTcpServer")) {
            return "";
        }
        return name.contains("-test.") ? "test" : "testcertificate";
    }
}
