package dev.keyhaul.backup;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.backup.manifest.Recipient;
import dev.keyhaul.backup.shares.KeySplitter;
import dev.keyhaul.backup.shares.Share;
import dev.keyhaul.core.OaepHash;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.WrongSecretException;
import dev.keyhaul.core.file.InputFile;
import dev.keyhaul.core.file.OwnerOnly;
import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.fixture.HeapResidue;
import dev.keyhaul.core.key.KeyOrigin;
import dev.keyhaul.core.key.PublicKeyEncoding;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.core.keywrap.RsaAesKeyWrap;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.core.secret.SecretBytes;
import dev.keyhaul.pfx.PrivateKeyFile;
import dev.keyhaul.pfx.pbe.EncryptedPrivateKey;
import dev.keyhaul.pfx.pbe.PasswordProtection;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the code itself copies of a secret is zeroed when the work is done: nothing of it is in the
 * heap, in no garbage either. Each secret is watched in a form that libraries make no copy of.
 */
class WipedMemoryTest {
    private static final int MOST_TRIES = 5;
    private static final Path OPEN_FILES = Path.of("/proc/self/fd");
    private static final SecureRandom RANDOM = GeneratedKeys.RANDOM;

    /** PKCS#8 of keys that nothing else has, with every bit flipped. */
    private final Deque<byte[]> flippedKeys = new ArrayDeque<>();

    private HeapResidue residue = HeapResidue.afterCollection();

    @TempDir Path folder;

    @BeforeEach
    void makeKeys() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(1024);
        for (int i = 0; i < 10; i++) {
            flippedKeys.add(
                    HeapResidue.flipped(generator.generateKeyPair().getPrivate().getEncoded()));
        }
    }

    @Test
    void afterEachWork_nothingOfItsSecretIsInTheHeap() throws Exception {
        for (int i = 1; i <= MOST_TRIES; i++) {
            residue = HeapResidue.afterCollection();
            readKeyFiles();
            refusePrivateKeys();
            wrapAndUnwrap();
            encryptAndDecrypt();
            readSecretFile();
            splitAndCombine();
            byte[] control = key("control");
            if (residue.isSpoiled()) {
                continue;
            }
            assertThat(residue.found(folder)).containsExactly("control");
            assertThat(control).isNotEmpty();
            return;
        }
        throw new AssertionError("the collector ran each time: give the tests a larger heap");
    }

    private byte[] unwatchedKey() {
        byte[] next = flippedKeys.removeFirst();
        flippedKeys.addLast(next);
        return HeapResidue.flipped(next);
    }

    /** Returns PKCS#8, watched by the end of its first prime and the head of its second. */
    private byte[] key(String name) {
        byte[] pkcs8 = unwatchedKey();
        int secondPrime = indexOfSecondPrime(pkcs8);
        residue.watch(name, Arrays.copyOfRange(pkcs8, secondPrime - 12, secondPrime + 16));
        return pkcs8;
    }

    /** Primes of 512 bits: INTEGER, 65 bytes, the first of them zero. */
    private static int indexOfSecondPrime(byte[] pkcs8) {
        int found = 0;
        for (int i = 0; i + 2 < pkcs8.length; i++) {
            if (pkcs8[i] == 2 && pkcs8[i + 1] == 65 && pkcs8[i + 2] == 0 && ++found == 2) {
                return i;
            }
        }
        throw new AssertionError("no second prime");
    }

    private byte[] pem(String name, String label, byte[] der) {
        byte[] base64 = Base64.getEncoder().encode(der);
        residue.watch(name + ", base64", Arrays.copyOfRange(base64, 200, 232));
        ByteArrayOutputStream pem = new ByteArrayOutputStream(2048);
        pem.writeBytes(("-----BEGIN " + label + "-----\n").getBytes(US_ASCII));
        pem.writeBytes(base64);
        pem.writeBytes(("\n-----END " + label + "-----\n").getBytes(US_ASCII));
        Arrays.fill(base64, (byte) 0);
        Arrays.fill(der, (byte) 0);
        byte[] text = pem.toByteArray();
        pem.reset();
        pem.writeBytes(new byte[text.length]);
        return text;
    }

    private void readKeyFiles() throws Exception {
        byte[] pem = pem("PEM", "PRIVATE KEY", key("PEM"));
        try (SecretBytes file = SecretBytes.moveFrom(pem)) {
            PrivateKeyFile.parse(file, WipedMemoryTest::noPassword).close();
        }

        byte[] pkcs8 = key("PKCS#1");
        byte[] pkcs1 = Arrays.copyOfRange(pkcs8, 26, pkcs8.length);
        Arrays.fill(pkcs8, (byte) 0);
        try (SecretBytes file = SecretBytes.moveFrom(pkcs1)) {
            PrivateKeyFile.parse(file, WipedMemoryTest::noPassword).close();
        }

        KeyOrigin origin = KeyOrigin.software("file");
        SoftwareKey.fromPkcs8(key("PKCS#8"), origin, RANDOM).close();

        byte[] start = key("file");
        // So long that the buffer grows.
        byte[] content = Arrays.copyOf(start, 100_000);
        Path file = Files.write(folder.resolve("key"), content);
        Arrays.fill(start, (byte) 0);
        Arrays.fill(content, (byte) 0);
        Arrays.fill(InputFile.read(file, content.length), (byte) 0);
    }

    private static Passphrase noPassword() {
        return Passphrase.copyOf(new char[0]);
    }

    private void refusePrivateKeys() {
        for (String label : List.of("PRIVATE KEY", "X")) {
            String name = "refused " + label;
            byte[] pem = pem(name, label, key(name));
            assertThatThrownBy(() -> PublicKeyEncoding.parse(pem))
                    .isInstanceOf(RefusedException.class);
        }
        byte[] der = key("refused DER");
        assertThatThrownBy(() -> PublicKeyEncoding.parse(der)).isInstanceOf(RefusedException.class);
    }

    private void wrapAndUnwrap() throws Exception {
        AesKeys aesKeys = new AesKeys();
        byte[] ciphertext;
        try (SecretBytes target = SecretBytes.moveFrom(key("target"))) {
            ciphertext =
                    RsaAesKeyWrap.wrap(
                            target, GeneratedKeys.rsaPublic(2048), OaepHash.SHA1, aesKeys);
        }
        RsaAesKeyWrap.unwrap(ciphertext, GeneratedKeys.rsaPrivate(2048), OaepHash.SHA1, RANDOM)
                .close();
        assertThat(aesKeys.count).isEqualTo(2);
    }

    /** Watches each AES key that is drawn: 32 bytes of 40, the rest is compared with the next. */
    private final class AesKeys extends SecureRandom {
        private static final long serialVersionUID = 1L;
        private int count;

        @Override
        public void nextBytes(byte[] bytes) {
            super.nextBytes(bytes);
            if (bytes.length == 40) {
                residue.watch("AES key " + ++count, Arrays.copyOf(bytes, 32));
            }
        }
    }

    /** What is no key, so that Bouncy Castle does not read it and keep a copy. */
    private void encryptAndDecrypt() throws Exception {
        byte[] clear = random(100);
        residue.watch("decrypted", Arrays.copyOfRange(clear, 20, 52));
        try (SecretBytes secret = SecretBytes.moveFrom(clear);
                Passphrase password = Passphrase.moveFrom(word("password"))) {
            byte[] encrypted =
                    EncryptedPrivateKey.encrypt(
                            secret, password, PasswordProtection.PBKDF2, RANDOM);
            assertThatThrownBy(() -> EncryptedPrivateKey.decrypt(encrypted, password))
                    .isInstanceOf(WrongSecretException.class);
        }
    }

    private static byte[] random(int lengthBytes) {
        byte[] bytes = new byte[lengthBytes];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    private void readSecretFile() throws Exception {
        char[] word = word("secret file");
        byte[] content = new byte[word.length];
        for (int i = 0; i < word.length; i++) {
            content[i] = (byte) word[i];
        }
        residue.watch("secret file, bytes", content.clone());
        Path file = folder.resolve("secret");
        Files.deleteIfExists(file);
        OwnerOnly.writeNewFile(file, content);
        Arrays.fill(content, (byte) 0);
        Arrays.fill(word, '\0');
        try (Passphrase secret = Passphrase.read(file)) {
            secret.utf8().close();
        }
        if (Files.isDirectory(OPEN_FILES)) {
            try (InputStream open = Files.newInputStream(file)) {
                assertThat(open).isNotNull();
                Passphrase.readDescriptor(descriptorOf(file)).close();
            }
        }
    }

    private static int descriptorOf(Path file) throws IOException {
        Path real = file.toRealPath();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(OPEN_FILES)) {
            for (Path descriptor : all) {
                if (Files.isSymbolicLink(descriptor)
                        && Files.readSymbolicLink(descriptor).equals(real)) {
                    return Integer.parseInt(descriptor.getFileName().toString());
                }
            }
        }
        throw new AssertionError("the file is not open");
    }

    /** Returns random letters, watched as characters. */
    private char[] word(String name) {
        char[] word = new char[24];
        byte[] utf16 = new byte[2 * word.length];
        for (int i = 0; i < word.length; i++) {
            word[i] = (char) ('a' + RANDOM.nextInt(26));
            utf16[2 * i + 1] = (byte) word[i];
        }
        residue.watch(name + ", characters", utf16);
        return word;
    }

    /** A share is watched by the end of its commitment and the head of its value. */
    private void splitAndCombine() throws Exception {
        try (SecretBytes key = SecretBytes.moveFrom(random(32))) {
            List<Share> shares = KeySplitter.split(key, 2, 3, RANDOM);
            for (Share share : shares) {
                try (SecretBytes file = share.encode()) {
                    residue.watch(
                            "share " + share.index(),
                            file.withRawSecretBytes(bytes -> Arrays.copyOfRange(bytes, 51, 75)));
                }
            }
            Recipient.Shares set =
                    new Recipient.Shares(
                            shares.get(0).set(),
                            2,
                            shares.get(0).commitmentHex(),
                            List.of("a", "b", "c"),
                            shares.stream().map(Share::sha256).toList(),
                            Recipient.Shares.Sealing.CERTIFICATE);
            KeySplitter.combine(shares.subList(0, 2), set).close();
            shares.forEach(Share::close);
        }
    }
}
