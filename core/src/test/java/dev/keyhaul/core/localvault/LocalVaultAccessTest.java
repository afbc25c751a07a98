package dev.keyhaul.core.localvault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.FileException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.file.OwnerOnly;
import dev.keyhaul.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The file with a local vault's address and token. */
class LocalVaultAccessTest {
    private static final String TOKEN = "abc-DEF_0123456789";
    private static final String FILE =
            """
            {
              "kind": "keyhaul local vault access",
              "version": 1,
              "address": "http://127.0.0.1:40123",
              "token": "abc-DEF_0123456789"
            }
            """;

    @TempDir Path folder;

    private Path file(String content) throws Exception {
        Path file = folder.resolve("vault.access");
        Files.deleteIfExists(file);
        OwnerOnly.writeNewFile(file, content.getBytes(StandardCharsets.UTF_8));
        return file;
    }

    private static String token(LocalVaultAccess access) {
        return access.withRawToken(raw -> new String(raw, StandardCharsets.US_ASCII));
    }

    @Test
    void encoded_isThisJson_andIsReadAgain() throws Exception {
        try (LocalVaultAccess access =
                LocalVaultAccess.of(40123, TOKEN.getBytes(StandardCharsets.US_ASCII))) {
            String encoded;
            try (var content = access.encode()) {
                encoded =
                        content.withRawSecretBytes(raw -> new String(raw, StandardCharsets.UTF_8));
            }
            assertThat(encoded).isEqualTo(FILE);
            assertThat(JsonObject.parse(encoded.getBytes(StandardCharsets.UTF_8)).string("token"))
                    .isEqualTo(TOKEN);
        }
        try (LocalVaultAccess read = LocalVaultAccess.read(file(FILE))) {
            assertThat(read.port()).isEqualTo(40123);
            assertThat(read).hasToString("http://127.0.0.1:40123");
            assertThat(token(read)).isEqualTo(TOKEN);
        }
    }

    @Test
    void whiteSpace_doesNotMatter() throws Exception {
        try (LocalVaultAccess read =
                LocalVaultAccess.read(file(FILE.replaceAll("\\s*\n\\s*", "")))) {
            assertThat(token(read)).isEqualTo(TOKEN);
        }
    }

    @Test
    void closed_givesNoToken() {
        LocalVaultAccess access = LocalVaultAccess.of(1, new byte[] {'t'});
        access.close();

        assertThatThrownBy(() -> token(access)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> LocalVaultAccess.of(0, new byte[] {'t'}))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void eachTruncation_andOtherForms_areRefused_withoutTheToken() throws Exception {
        String whole = FILE.strip();
        for (int length = 0; length < whole.length(); length++) {
            requireMalformed(whole.substring(0, length));
        }
        requireMalformed(TOKEN);
        requireMalformed(FILE + "x");
        requireMalformed(FILE.replace("\"version\": 1", "\"version\": 2"));
        requireMalformed(FILE.replace(TOKEN, ""));
        requireMalformed(FILE.replace(TOKEN, TOKEN + "\\n"));
    }

    private void requireMalformed(String content) throws Exception {
        Path file = file(content);
        assertThatExceptionOfType(MalformedInputException.class)
                .as(content)
                .isThrownBy(() -> LocalVaultAccess.read(file))
                .withMessage(file + " is not the access file of a local vault");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://127.0.0.1:8080",
                "http://localhost:8080",
                "http://10.0.0.1:8080",
                "http://127.0.0.1.evil.example:8080",
                "http://127.0.0.1:8080@evil.example",
                "http://user@127.0.0.1:8080",
                "http://127.0.0.1:8080/path",
                "http://127.0.0.1",
                "http://127.0.0.1:0",
                "http://127.0.0.1:65536",
                "http://127.0.0.1:99999999999"
            })
    void address_otherThanLoopback_isRefused(String address) throws Exception {
        Path file = file(FILE.replace("http://127.0.0.1:40123", address));

        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> LocalVaultAccess.read(file))
                .withMessageContaining("must be http://127.0.0.1:PORT")
                .withMessageContaining(address)
                .withMessageNotContaining(TOKEN);
    }

    @Test
    void fileThatOthersCanRead_isRefused() throws Exception {
        Path file = file(FILE);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));

        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> LocalVaultAccess.read(file))
                .withMessageStartingWith("other users can read or write ")
                .withMessageNotContaining(TOKEN);
    }

    @Test
    void missingFile_saysThatTheVaultIsStopped() {
        assertThatExceptionOfType(FileException.class)
                .isThrownBy(() -> LocalVaultAccess.read(folder.resolve("none")))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.LOCAL_VAULT_DOWN));
    }
}
