package dev.keyhaul.core.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.WrongSecretException;
import dev.keyhaul.core.fixture.GeneratedKeys;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileKindTest {
    @TempDir private Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "BLOB | {\"schema_version\":\"1.0.0\",\"header\":{\"kid\":\"\"},\"ciphertext\":\"AA\"}",
                "BLOB | {\"schema_version\":\"1.0.0\",\"header\":{},\"ciphertext\":\"AA\",}",
                "KEK_RECORD | {\"schema_version\":\"1.0.0\",\"kind\":\"keyhaul kek record\",\"kty\":\"RSA\"}",
                "VAULT_KEY | {\"attributes\":{\"enabled\":true},\"key\":{\"kty\":\"RSA-HSM\",\"d\":null}}",
                "ATTESTATION | {\"key\":{\"kty\":\"RSA-HSM\"},\"attributes\":{\"attestation\":{}}} ",
                "PRIVATE_JWK | {\"kty\":\"RSA\",\"n\":\"AQAB\",\"e\":\"AQAB\",\"d\":\"AQAB\"}",
                "AWS_PARAMETERS | {\"KeyId\":\"arn:aws:kms\",\"ImportToken\":\"AA\",\"PublicKey\":\"\"}",
                "GCP_JOB | {\"importMethod\":\"RSA_OAEP_4096_SHA256_AES_256\",\"name\":\"x\"}",
                "APPROVAL_REQUEST | {\"schema_version\":\"1.0.0\",\"kind\":\"keyhaul approval request\"}",
                "CEREMONY_RECORD | {\"schema_version\":\"1.0.0\",\"kind\":\"keyhaul ceremony record\"}",
                "REPORT | {\"schema_version\":\"1.0.0\",\"kind\":\"keyhaul token probe\"}",
                "LOCAL_VAULT_ACCESS | {\"kind\":\"keyhaul local vault access\",\"version\":1}",
                "COPY_MANIFEST | {\"schema_version\":\"1.0.0\",\"survival\":\"x\",\"recipients\":[]}",
                "STORE_MARKER | {\"schema_version\":\"1.0.0\",\"type\":\"keyhaul master-copy store\"}",
                "STORE_JOURNAL | {\"number\":1,\"event\":\"writing\",\"details\":{},\"by\":\"x\"}`",
                "BATCH_MANIFEST | source,output,kek",
                "BATCH_MANIFEST | {\"source\":\"pem:key.pem\",\"output\":\"key.byok\"}",
                "BATCH_JOURNAL | {\"journal\":\"00\",\"manifest_sha256\":\"00\",\"shard\":\"0/1\"}",
                "TPD | <ArrayOfAnyType xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">",
                "XRML | <?xml version=\"1.0\"?><XrML version=\"1.2\">",
                "PAGE | <!doctype html><html>",
                "PUBLIC_KEY | -----BEGIN PUBLIC KEY-----",
                "CERTIFICATE | text before -----BEGIN CERTIFICATE-----",
                "CERTIFICATE_REQUEST | -----BEGIN CERTIFICATE REQUEST-----",
                "PRIVATE_KEY | -----BEGIN RSA PRIVATE KEY-----",
                "ENCRYPTED_PRIVATE_KEY | -----BEGIN ENCRYPTED PRIVATE KEY-----",
                "OPENSSH_KEY | -----BEGIN OPENSSH PRIVATE KEY-----",
                "OPENSSH_PUBLIC_KEY | ssh-rsa AAAAB3NzaC1yc2E= x",
                "OPENSSH_PUBLIC_KEY | ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTY= x",
                "BASE64 | MIIKAIBAzCCCXoGCSqGSIb3DQEHAaCCCWsEgglnMIIJYzCCA9cGCSqGSIb3DQEHBqCCA8gwggPEAgEAMIIDvQYJKoZIhvcNAQcBMBwGCiqGSIb3DQEMAQMwDgQIAAAAAAAAAAAAA",
                "CMS | -----BEGIN CMS-----",
            })
    void text_isTold(FileKind kind, String text) {
        String file = text.replace("`", "") + "\n";
        assertThat(FileKind.of(file.getBytes(UTF_8))).containsExactly(kind);
        assertThat(FileKind.of(("\ufeff" + file).getBytes(UTF_8))).containsExactly(kind);
    }

    @ParameterizedTest
    @CsvSource({
        "PRIVATE_KEY, 3007020100300004 00",
        "PRIVATE_KEY, 30060201010401 00",
        "PRIVATE_KEY, 300c020100020101020101020101",
        "ENCRYPTED_PRIVATE_KEY, 300430000400",
        "PUBLIC_KEY, 300430000300",
        "PUBLIC_KEY, 3006020101020101",
        "CERTIFICATE, 30083002a00030000300",
        "CERTIFICATE_REQUEST, 300f3009020100 3000 3000 a000 3000 0300",
        "PFX, 300702010330003000",
        "PFX, 300702010330003000 0000000000000000",
        "PFX, 3080020103308000000000",
        "CMS, 3005060100a000",
        "CMS, 3080060100a080",
        "SHARE, 4b4853484152453100",
        "PASSPHRASE_SHARE, 4b485345414c503100",
        "WINDOWS_KEY, 1ef1b5b000000000",
        "JAVA_KEYSTORE, feedfeed00000002",
        "JAVA_KEYSTORE, cececece00000002",
        "BOUNCY_CASTLE_KEYSTORE, 0000000200000014 00000000000000000000000000000000000000000000",
        "WINDOWS_KEY, 0702000000a40000525341320008",
        "WINDOWS_KEY, 525341330008",
    })
    void bytes_areTold(FileKind kind, String hex) {
        assertThat(FileKind.of(HexFormat.of().parseHex(hex.replace(" ", ""))))
                .containsExactly(kind);
    }

    @Test
    void keysOfTheJdk_areTold() throws Exception {
        assertThat(FileKind.of(GeneratedKeys.rsa(2048).getPublic().getEncoded()))
                .containsExactly(FileKind.PUBLIC_KEY);
        assertThat(FileKind.of(GeneratedKeys.rsa(2048).getPrivate().getEncoded()))
                .containsExactly(FileKind.PRIVATE_KEY);
    }

    @Test
    void severalBlocks_areSeveralKinds_andEitherWillDo() throws Exception {
        byte[] pem =
                "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n-----BEGIN PRIVATE KEY-----"
                        .getBytes(UTF_8);

        assertThat(FileKind.of(pem))
                .containsExactlyInAnyOrder(FileKind.CERTIFICATE, FileKind.PRIVATE_KEY);
        FileKind.require(folder, pem, FileKind.PRIVATE_KEY, FileKind.PFX);
        assertThatThrownBy(() -> FileKind.require(Path.of("x"), pem, FileKind.BLOB))
                .hasMessage("x is a certificate and a private key, not a transfer blob");
    }

    /** Random bytes, such as ciphertext, are taken for nothing; neither is what is cut off. */
    @Test
    void anythingElse_isNothing() {
        Random random = new Random(1);
        byte[] der = GeneratedKeys.rsaPublic(2048).getEncoded();
        for (int i = 0; i < 2000; i++) {
            byte[] bytes = new byte[random.nextInt(400)];
            random.nextBytes(bytes);
            if (bytes.length > 1 && i % 2 == 0) {
                bytes[0] = (byte) (i % 4 == 0 ? 0x30 : '{');
            }
            assertThat(FileKind.of(bytes)).isEmpty();
        }
        for (int length = 0; length < der.length; length++) {
            assertThat(FileKind.of(Arrays.copyOf(der, length))).isEmpty();
        }
        for (String text : List.of("", " ", "hello", "{}", "{\"a\":1}", "<html>", "a,source,b")) {
            assertThat(FileKind.of(text.getBytes(UTF_8))).isEmpty();
        }
    }

    @Test
    void parsingOfAnotherKind_saysWhatTheFileIs_andKeepsOtherErrors() throws Exception {
        Path file = folder.resolve("kek.byok");
        Files.writeString(file, "-----BEGIN PUBLIC KEY-----\n");
        InputFile.Parsing<String> failing =
                content -> {
                    throw new MalformedInputException(Reason.JSON_MEMBER, "member kty is missing");
                };

        assertThatThrownBy(() -> InputFile.parse(file, 99, failing, FileKind.BLOB, FileKind.PFX))
                .isInstanceOfSatisfying(
                        WrongKindException.class,
                        wrong -> {
                            assertThat(wrong.found()).isEqualTo(Set.of(FileKind.PUBLIC_KEY));
                            assertThat(wrong.needed()).contains(FileKind.BLOB);
                        })
                .hasMessage(file + " is a public key, not a transfer blob or a PFX (PKCS#12) file");
        assertThatThrownBy(() -> InputFile.parse(file, 99, failing, FileKind.PUBLIC_KEY))
                .hasMessage(file + ": member kty is missing");
        assertThatThrownBy(
                        () ->
                                InputFile.parse(
                                        file,
                                        99,
                                        content -> {
                                            throw new WrongSecretException(
                                                    Reason.PASSWORD_WRONG, "wrong");
                                        },
                                        FileKind.BLOB))
                .hasMessage(file + ": wrong");
        String read = InputFile.parse(file, 99, content -> "read", FileKind.BLOB);
        assertThat(read).isEqualTo("read");
    }

    @Test
    void noKind_isWithoutArticle() {
        for (FileKind kind : FileKind.values()) {
            assertThat(kind.label()).matches("(an? |the |AWS's |Google's |raw |JSON ).*");
        }
    }
}
