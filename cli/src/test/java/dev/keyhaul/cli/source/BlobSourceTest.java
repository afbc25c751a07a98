package dev.keyhaul.cli.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.ceremony.RecordDraft;
import dev.keyhaul.core.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlobSourceTest {
    @TempDir Path folder;

    /** By chance a ciphertext begins like JSON. */
    @Test
    void ciphertext_alone_isTheFileWhateverItBeginsWith() throws Exception {
        byte[] random = new byte[1480];
        new Random(1).nextBytes(random);
        for (byte first : new byte[] {'{', ' ', '\n', 'x', 0}) {
            random[0] = first;
            random[1] = '{';
            assertThat(BlobSource.ciphertext(source(random), new RecordDraft())).isEqualTo(random);
        }
    }

    @Test
    void ciphertext_ofATransferBlob_isTakenOutOfIt() throws Exception {
        byte[] inside = new byte[256 + 24];
        String blob =
                """
                {"schema_version": "1.0.0", "header": {
                "kid": "https://contoso-kv.vault.azure.net/keys/k/0123456789abcdef0123456789abcdef",
                "alg": "dir", "enc": "CKM_RSA_AES_KEY_WRAP"}, "ciphertext": "%s"}
                """
                        .formatted(Base64.getUrlEncoder().withoutPadding().encodeToString(inside));

        assertThat(BlobSource.ciphertext(source(blob.getBytes(UTF_8)), new RecordDraft()))
                .isEqualTo(inside);
        assertThatThrownBy(
                        () ->
                                BlobSource.ciphertext(
                                        source("{}".getBytes(UTF_8)), new RecordDraft()))
                .isInstanceOf(MalformedInputException.class);
    }

    private String source(byte[] content) throws Exception {
        return "blob:" + Files.write(folder.resolve("blob"), content);
    }
}
