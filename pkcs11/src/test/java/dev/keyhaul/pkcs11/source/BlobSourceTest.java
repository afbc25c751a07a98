package dev.keyhaul.pkcs11.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.core.source.SourceContext;
import dev.keyhaul.core.source.SourceSecrets;
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
            assertThat(ciphertext(random)).isEqualTo(random);
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

        assertThat(ciphertext(blob.getBytes(UTF_8))).isEqualTo(inside);
        assertThatThrownBy(() -> ciphertext("{}".getBytes(UTF_8)))
                .isInstanceOf(MalformedInputException.class);
    }

    @Test
    void blob_opensInNoOtherPlaceThanItsToken() throws Exception {
        NamedBlob blob = new BlobSource().parse("b", folder);

        assertThat(blob.file()).contains(folder.resolve("b"));
        assertThatThrownBy(() -> blob.open(SourceContext.of(new NoSecrets())))
                .isInstanceOf(RefusedException.class);
    }

    private static final class NoSecrets implements SourceSecrets {
        @Override
        public Passphrase password(String of) {
            throw new AssertionError("no password is needed");
        }

        @Override
        public Passphrase pin(String tokenLabel) {
            throw new AssertionError("no PIN is needed");
        }
    }

    private byte[] ciphertext(byte[] content) throws Exception {
        Files.write(folder.resolve("blob"), content);
        return ofFile(new BlobSource().parse("blob", folder));
    }

    private static byte[] ofFile(NamedBlob blob) throws KeyTransferException {
        return NamedBlob.ciphertext(blob.read());
    }
}
