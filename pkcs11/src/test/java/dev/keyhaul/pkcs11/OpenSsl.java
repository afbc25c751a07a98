package dev.keyhaul.pkcs11;

import dev.keyhaul.core.key.DerLength;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** Opens RSA-AES ciphertexts with the openssl command alone. */
final class OpenSsl {
    private final Path directory;

    OpenSsl(Path directory) {
        this.directory = directory;
    }

    /** What came out: the plaintext's length, and the key in it. */
    record Opened(int lengthBytes, RSAPrivateCrtKey key) {}

    /** Opens with {@code pkeyutl} and {@code enc}; {@code md} is {@code sha1} or {@code sha256}. */
    Opened open(RSAPrivateKey kek, byte[] ciphertext, String md) throws IOException {
        int split = (kek.getModulus().bitLength() + 7) / 8;
        byte[] aes =
                run(
                        Arrays.copyOf(ciphertext, split),
                        "pkeyutl",
                        "-decrypt",
                        "-inkey",
                        write("kek.der", kek.getEncoded()),
                        "-pkeyopt",
                        "rsa_padding_mode:oaep",
                        "-pkeyopt",
                        "rsa_oaep_md:" + md,
                        "-pkeyopt",
                        "rsa_mgf1_md:" + md);
        byte[] pkcs8 =
                run(
                        Arrays.copyOfRange(ciphertext, split, ciphertext.length),
                        "enc",
                        "-d",
                        "-id-aes256-wrap-pad",
                        "-K",
                        HexFormat.of().formatHex(aes),
                        "-iv",
                        "A65959A6");
        return new Opened(pkcs8.length, parse(DerLength.trimmed(pkcs8)));
    }

    private static RSAPrivateCrtKey parse(byte[] pkcs8) {
        try {
            return (RSAPrivateCrtKey)
                    KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private byte[] run(byte[] input, String... arguments) throws IOException {
        Path out = directory.resolve("out.bin");
        Path errors = directory.resolve("errors.txt");
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-in", write("in.bin", input), "-out", out.toString()));
        Process process =
                new ProcessBuilder(command)
                        .redirectOutput(errors.toFile())
                        .redirectErrorStream(true)
                        .start();
        try {
            if (process.waitFor() != 0) {
                throw new AssertionError(Files.readString(errors, StandardCharsets.UTF_8));
            }
            return Files.readAllBytes(out);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private String write(String name, byte[] bytes) {
        try {
            return Files.write(directory.resolve(name), bytes).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
