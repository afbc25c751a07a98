package dev.keyhaul.cli.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.FileException;
import dev.keyhaul.core.secret.Passphrase;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretSourceTest {
    @TempDir Path folder;

    private Path pinFile(String text) throws Exception {
        Path file = folder.resolve("pin");
        Files.createFile(
                file,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(file, text);
    }

    private static SecretSource pin() {
        return SecretSource.of("PIN", "--pin-file");
    }

    @Test
    void read_ofAFile_dropsOneNewline() throws Exception {
        SecretSource source = pin().fromFile(pinFile("12 34\n\n"));

        assertThat(source.isNamed()).isTrue();
        try (Passphrase secret = source.read("PIN")) {
            assertThat(secret.<String, RuntimeException>withRawSecretChars(String::valueOf))
                    .isEqualTo("12 34\n");
        }
    }

    @Test
    void read_ofTheEnvironment_takesTheValueAsItIs() throws Exception {
        try (Passphrase secret = pin().fromEnvironment("PATH").read("PIN")) {
            assertThat(secret.<String, RuntimeException>withRawSecretChars(String::valueOf))
                    .isEqualTo(System.getenv("PATH"));
        }
    }

    @Test
    void read_ofAVariableThatIsNotSet_namesIt() {
        assertThatThrownBy(() -> pin().fromEnvironment("KEYHAUL_TEST_NO").read("PIN"))
                .isInstanceOf(FileException.class)
                .hasMessage("the environment variable is not set: KEYHAUL_TEST_NO");
        for (String typed : new String[] {"$PIN", "hunter2"}) {
            assertThatThrownBy(() -> pin().fromEnvironment(typed).read("PIN"))
                    .hasMessageNotContaining(typed);
        }
    }

    @Test
    void nothingNamed_isNotNamed() {
        assertThat(pin().fromFile(null).fromEnvironment(null).fromDescriptor(null).isNamed())
                .isFalse();
    }

    @Test
    void read_again_ofAFile_readsItAgain() throws Exception {
        Path file = pinFile("1234");
        SecretSource source = pin().fromFile(file);
        source.read("PIN").close();
        Files.writeString(file, "5678");

        try (Passphrase secret = source.read("PIN")) {
            assertThat(secret.<String, RuntimeException>withRawSecretChars(String::valueOf))
                    .isEqualTo("5678");
        }
    }

    /** What was in a pipe is gone; a file behind the descriptor is not looked at again either. */
    @Test
    void read_again_ofADescriptor_saysThatItCannot() throws Exception {
        try (RandomAccessFile open = new RandomAccessFile(pinFile("1234").toFile(), "r")) {
            SecretSource source = pin().fromDescriptor(descriptorOf(open));
            try (Passphrase secret = source.read("PIN")) {
                assertThat(secret.isEmpty()).isFalse();
            }

            assertThatThrownBy(() -> source.read("PIN"))
                    .isInstanceOf(FileException.class)
                    .hasMessageContaining("the PIN is needed again, but file descriptor")
                    .hasMessageContaining("cannot be read twice")
                    .satisfies(
                            e ->
                                    assertThat(((FileException) e).hint().orElseThrow())
                                            .contains("--pin-file"));
        }
    }

    /** The JDK does not tell the number: so it is the one whose link leads to the file. */
    private int descriptorOf(RandomAccessFile open) throws Exception {
        assertThat(open.getFD().valid()).isTrue();
        Path file = folder.resolve("pin").toRealPath();
        try (Stream<Path> links = Files.list(Path.of("/dev/fd/"))) {
            return links.filter(link -> leadsTo(link, file))
                    .map(link -> Integer.parseInt(String.valueOf(link.getFileName())))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static boolean leadsTo(Path link, Path file) {
        try {
            return link.toRealPath().equals(file);
        } catch (IOException e) {
            return false;
        }
    }
}
