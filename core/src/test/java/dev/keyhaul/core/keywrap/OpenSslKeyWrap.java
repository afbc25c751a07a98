package dev.keyhaul.core.keywrap;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.core.GeneratedKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** RSA-AES key wrap with SHA-1 by the OpenSSL command line, under a generated KEK. */
final class OpenSslKeyWrap {
    private static final List<String> OAEP_SHA1 =
            List.of(
                    "-keyform", "DER",
                    "-pkeyopt", "rsa_padding_mode:oaep",
                    "-pkeyopt", "rsa_oaep_md:sha1",
                    "-pkeyopt", "rsa_mgf1_md:sha1");

    private final Path folder;
    private final int kekBits;

    OpenSslKeyWrap(Path folder, int kekBits) {
        this.folder = folder;
        this.kekBits = kekBits;
    }

    byte[] wrap(byte[] target) throws IOException, InterruptedException {
        byte[] aesKey = new byte[32];
        GeneratedKeys.RANDOM.nextBytes(aesKey);
        byte[] kek = GeneratedKeys.rsaPublic(kekBits).getEncoded();
        byte[] oaepPart = run(aesKey, pkeyutl("-encrypt", kek, "-pubin"));
        byte[] kwpPart = run(target, kwp("-e", aesKey));
        byte[] ciphertext = Arrays.copyOf(oaepPart, oaepPart.length + kwpPart.length);
        System.arraycopy(kwpPart, 0, ciphertext, oaepPart.length, kwpPart.length);
        return ciphertext;
    }

    byte[] unwrap(byte[] ciphertext) throws IOException, InterruptedException {
        byte[] kek = GeneratedKeys.rsaPrivate(kekBits).getEncoded();
        byte[] aesKey = run(Arrays.copyOf(ciphertext, kekBits / 8), pkeyutl("-decrypt", kek));
        return run(
                Arrays.copyOfRange(ciphertext, kekBits / 8, ciphertext.length), kwp("-d", aesKey));
    }

    private List<String> pkeyutl(String direction, byte[] kekDer, String... more)
            throws IOException {
        Path kek = Files.write(folder.resolve("kek.der"), kekDer);
        List<String> arguments = new ArrayList<>(List.of("pkeyutl", direction));
        arguments.addAll(List.of("-inkey", kek.toString()));
        arguments.addAll(List.of(more));
        arguments.addAll(OAEP_SHA1);
        return arguments;
    }

    /** The IV is RFC 5649's; on a command line a key may stand in a test only. */
    private static List<String> kwp(String direction, byte[] aesKey) {
        return List.of(
                "enc",
                direction,
                "-id-aes256-wrap-pad",
                "-K",
                HexFormat.of().formatHex(aesKey),
                "-iv",
                "A65959A6");
    }

    private byte[] run(byte[] input, List<String> arguments)
            throws IOException, InterruptedException {
        Path in = Files.write(folder.resolve("in"), input);
        Path out = folder.resolve("out");
        Path errors = folder.resolve("errors");
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(arguments);
        command.addAll(List.of("-in", in.toString(), "-out", out.toString()));
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(errors.toFile())
                        .start();
        assertThat(process.waitFor()).as(Files.readString(errors, UTF_8)).isZero();
        return Files.readAllBytes(out);
    }
}
