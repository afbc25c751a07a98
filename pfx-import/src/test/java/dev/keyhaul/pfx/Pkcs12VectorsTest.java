package dev.keyhaul.pfx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.keyhaul.core.KeyChoiceException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.WrongSecretException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Files of OpenSSL, Windows, macOS and Firefox, as they were collected by others. */
class Pkcs12VectorsTest {
    private static final Path VECTORS =
            Path.of(System.getProperty("keyhaul.root", "..")).resolve("../shared/vectors/pkcs12");
    private static final int FILES = 22;

    /** The files that must not open, and what must be said of them. */
    private static final Map<String, Refusal> REFUSED =
            Map.of(
                    "example5.pfx", new Refusal(RefusedException.class, "the file has no MAC"),
                    "example11.pfx", new Refusal(RefusedException.class, "BLAKE2b-512"),
                    "example15.pfx", new Refusal(KeyChoiceException.class, "no private key"));

    private record Refusal(Class<?> type, String message) {}

    @BeforeAll
    static void requireVectors() {
        assumeTrue(Files.isDirectory(VECTORS), "other programs' files in ../shared/vectors/pkcs12");
    }

    @Test
    void everyFile_opensWithItsPassword_orIsRefusedForItsReason() throws IOException {
        List<String> wrong = new ArrayList<>();
        int opened = 0;
        int refused = 0;
        for (Path file : files()) {
            String name = file.getFileName().toString();
            Refusal expected = REFUSED.get(name);
            try {
                Opened.key(Files.readAllBytes(file), password(name));
                opened++;
                if (expected != null) {
                    wrong.add(name + " opened");
                }
            } catch (KeyTransferException e) {
                refused++;
                if (expected == null
                        || e.getClass() != expected.type
                        || !String.valueOf(e.getMessage()).contains(expected.message)) {
                    wrong.add(name + ": " + e);
                }
            }
        }
        System.out.println("pkcs12 vectors: " + opened + " opened, " + refused + " refused");
        assertThat(wrong).isEmpty();
        assertThat(opened).isEqualTo(FILES - REFUSED.size());
        assertThat(refused).isEqualTo(REFUSED.size());
    }

    @Test
    void everyWrongPassword_isRefused() throws IOException {
        List<String> wrong = new ArrayList<>();
        int refused = 0;
        for (Path file : files()) {
            String name = file.getFileName().toString();
            // A refusal of the file comes before its password is tried.
            if (!name.equals("example5.pfx") && !name.equals("example11.pfx")) {
                refused += refusals(file, wrong);
            }
        }
        System.out.println("pkcs12 vectors: " + refused + " wrong passwords refused");
        assertThat(wrong).isEmpty();
        assertThat(refused).isEqualTo(3 * (FILES - 2));
    }

    private static int refusals(Path file, List<String> wrong) throws IOException {
        String right = password(file.getFileName().toString());
        int refused = 0;
        for (String password : List.of(right + "x", "Password", right.isEmpty() ? " " : "")) {
            try {
                Opened.key(Files.readAllBytes(file), password);
                wrong.add(file + " opened");
            } catch (WrongSecretException e) {
                refused++;
            } catch (KeyTransferException e) {
                wrong.add(file + ": " + e);
            }
        }
        return refused;
    }

    @Test
    void fileWithoutMac_opensWhenThatIsAllowed_butNotWithAWrongPassword() throws Exception {
        byte[] file = Files.readAllBytes(VECTORS.resolve("example5.pfx"));

        assertThat(Opened.key(file, "1234", true, Optional.empty()).getModulus().bitLength())
                .isGreaterThanOrEqualTo(1024);
        org.assertj.core.api.Assertions.assertThatThrownBy(
                        () -> Opened.key(file, "12345", true, Optional.empty()))
                .isInstanceOf(WrongSecretException.class);
    }

    private static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(VECTORS)) {
            return files.sorted().toList();
        }
    }

    private static String password(String name) {
        if (name.startsWith("ValidCertificatePathTest1EE")) {
            return "password";
        }
        return name.equals("example.pfx") ? "" : "1234";
    }
}
