package dev.keyhaul.pfx;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.FileException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.WrongSecretException;
import dev.keyhaul.core.file.OwnerOnly;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.core.source.KeySources;
import dev.keyhaul.core.source.NamedKey;
import dev.keyhaul.pfx.pbe.EncryptedPrivateKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.Key;
import java.security.KeyStore;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Raw AES keys in files, and the same under a password. */
class AesSourceTest {
    @TempDir Path folder;

    private Path file(byte[] content) throws Exception {
        Path file = folder.resolve("aes.key");
        Files.deleteIfExists(file);
        OwnerOnly.writeNewFile(file, content);
        return file;
    }

    private static byte[] random(int bytes) {
        byte[] random = new byte[bytes];
        Opened.RANDOM.nextBytes(random);
        return random;
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 24, 32})
    void rawKey_isRead(int bytes) throws Exception {
        byte[] raw = random(bytes);
        NamedKey named =
                KeySources.of(List.of(new AesSource()))
                        .parse("aes:" + file(raw).getFileName(), folder);

        assertThat(named.file()).contains(folder.resolve("aes.key"));
        assertThat(named.secret()).isEqualTo(NamedKey.Secret.NONE);
        assertThat(named.mayBeSoftware()).isTrue();
        try (SoftwareKey key = AesSource.open(folder.resolve("aes.key"), Opened.RANDOM)) {
            assertThat(key.description().name()).isEqualTo("AES " + 8 * bytes);
            assertThat(key.<byte[], RuntimeException>withClearKey(byte[]::clone)).isEqualTo(raw);
            assertThat(key.description()).isInstanceOf(KeyDescription.Aes.class);
        }
    }

    @Test
    void everyOtherLength_isRefused_someByName() throws Exception {
        int refused = 0;
        for (int bytes = 0; bytes <= 80; bytes++) {
            if (bytes == 16 || bytes == 24 || bytes == 32) {
                continue;
            }
            Path file = file(random(bytes));
            String length = " has " + bytes + " bytes";
            assertThatThrownBy(() -> AesSource.open(file, Opened.RANDOM))
                    .isInstanceOf(MalformedInputException.class)
                    .hasMessageContaining(length)
                    .hasMessageEndingWith("an AES key has 16, 24 or 32");
            refused++;
        }
        assertThat(refused).isEqualTo(78);
        Path des = file(random(8));
        assertThatThrownBy(() -> AesSource.open(des, Opened.RANDOM))
                .hasMessageContaining("a DES key");
        Path hmac = file(random(64));
        assertThatThrownBy(() -> AesSource.open(hmac, Opened.RANDOM))
                .hasMessageContaining("an HMAC key or an AES-XTS pair");
    }

    /** 32 hex digits are a key of 128 bits, and would pass as one of 256. */
    @ParameterizedTest
    @CsvSource({"16, ''", "24, ''", "32, ''", "16, '\n'", "24, '\r\n'", "32, '\n'"})
    void keyAsText_isRefused(int bytes, String end) throws Exception {
        String hex = HexFormat.of().formatHex(random(bytes));
        for (String text : List.of(hex, hex.toUpperCase(Locale.ROOT))) {
            Path file = file((text + end).getBytes(US_ASCII));
            assertThatThrownBy(() -> AesSource.open(file, Opened.RANDOM))
                    .isInstanceOf(MalformedInputException.class)
                    .hasMessageContaining("holds hex digits");
        }
        String base64 = Base64.getEncoder().encodeToString(random(bytes));
        Path file = file((base64 + end).getBytes(US_ASCII));
        assertThatThrownBy(() -> AesSource.open(file, Opened.RANDOM))
                .isInstanceOf(MalformedInputException.class)
                .hasMessageContaining("holds base64 text");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rw-rw-rw-"})
    void fileThatOthersReach_isRefused(String mode) throws Exception {
        Path file = file(random(32));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));

        assertThatThrownBy(() -> AesSource.open(file, Opened.RANDOM))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("other users can read or write");
    }

    @Test
    void missingFile_andFolder_areFileErrors() {
        assertThatThrownBy(() -> AesSource.open(folder.resolve("none"), Opened.RANDOM))
                .isInstanceOf(FileException.class);
        assertThatThrownBy(() -> AesSource.open(folder, Opened.RANDOM))
                .isInstanceOf(FileException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 24, 32})
    void underAPassword_itIsReadBack_andAWrongOneIsAWrongPassword(int bytes) throws Exception {
        byte[] raw = random(bytes);
        Path encrypted = folder.resolve("aes.pem");
        try (SoftwareKey key = AesSource.open(file(raw), Opened.RANDOM);
                Passphrase password = Passphrase.copyOf("correct horse".toCharArray())) {
            Files.write(encrypted, EncryptedPrivateKey.file(key, password));
        }
        try (SoftwareKey key =
                PemSource.open(encrypted, () -> Passphrase.copyOf("correct horse".toCharArray()))) {
            assertThat(key.<byte[], RuntimeException>withClearKey(byte[]::clone)).isEqualTo(raw);
        }
        for (int i = 0; i < 3; i++) {
            String wrong = "wrong " + i;
            assertThatThrownBy(
                            () ->
                                    PemSource.open(
                                            encrypted,
                                            () -> Passphrase.copyOf(wrong.toCharArray())))
                    .isInstanceOf(WrongSecretException.class);
        }
    }

    /**
     * The fingerprint encrypts a fixed text that is in the documentation: OpenSSL gives the same.
     */
    @Test
    void keytoolsAesKey_hasTheFingerprintThatItsOwnCipherGives() throws Exception {
        new Program(folder)
                .run(
                        "keytool -genseckey -keyalg AES -keysize 256 -storetype PKCS12 -keystore"
                                + " s.p12 -storepass abcdef -alias k");
        KeyStore store =
                KeyStore.getInstance(folder.resolve("s.p12").toFile(), "abcdef".toCharArray());
        Key jdk = store.getKey("k", "abcdef".toCharArray());
        Cipher cbc = Cipher.getInstance("AES/CBC/NoPadding");
        cbc.init(Cipher.ENCRYPT_MODE, jdk, new IvParameterSpec(new byte[16]));
        byte[] ciphertext = cbc.doFinal(Fingerprint.aesText());

        try (SoftwareKey key = AesSource.open(file(jdk.getEncoded()), Opened.RANDOM)) {
            assertThat(key.description().fingerprint())
                    .isEqualTo(Fingerprint.ofAesText(ciphertext));
        }
    }

    @Test
    void pfx_takesNoAesKey() throws Exception {
        try (SoftwareKey key = AesSource.open(file(random(32)), Opened.RANDOM)) {
            assertThatThrownBy(() -> NewPfx.requirePair(key.description()))
                    .isInstanceOf(RefusedException.class)
                    .hasMessage("the key is AES 256; a PKCS#12 file can have RSA and EC keys");
            assertThatThrownBy(
                            () ->
                                    SelfSignedCertificate.of(
                                            key, "CN=x", Instant.now(), Opened.RANDOM))
                    .isInstanceOf(RefusedException.class);
        }
    }
}
