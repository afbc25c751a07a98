package dev.keyhaul.cli.command;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Opens a blob with OpenSSL's own commands, {@code pkeyutl} and {@code enc}, as anybody could who
 * trusts none of our code.
 */
final class OpenSslUnwrap {
    private static final Pattern CIPHERTEXT =
            Pattern.compile("\"ciphertext\": \"([A-Za-z0-9_-]+)\"");

    /** RFC 5649's alternative initial value. */
    private static final String AIV = "A65959A6";

    private final RealCommand shell;

    OpenSslUnwrap(RealCommand shell) {
        this.shell = shell;
    }

    /** Returns the public half, in DER, of the private key in a blob, or in a ciphertext alone. */
    byte[] publicKeyIn(Path blob, Path kekPrivate, int kekBits) throws Exception {
        return publicKeyIn(blob, kekPrivate, kekBits, "sha1");
    }

    /** The same for an OAEP hash, which is MGF1's too. */
    byte[] publicKeyIn(Path blob, Path kekPrivate, int kekBits, String hash) throws Exception {
        byte[] file = Files.readAllBytes(blob);
        byte[] ciphertext = ciphertext(file);
        int split = kekBits / 8;
        Path folder = Files.createTempDirectory(shell.folder, "openssl");
        Files.write(folder.resolve("oaep"), java.util.Arrays.copyOf(ciphertext, split));
        Files.write(
                folder.resolve("kwp"),
                java.util.Arrays.copyOfRange(ciphertext, split, ciphertext.length));
        String in = folder.toString();
        run(
                ("pkeyutl -decrypt -pkeyopt rsa_padding_mode:oaep -pkeyopt rsa_oaep_md:" + hash)
                        + (" -pkeyopt rsa_mgf1_md:" + hash + " -inkey " + kekPrivate)
                        + (" -in " + in + "/oaep -out " + in + "/aes"));
        String aes = HexFormat.of().formatHex(Files.readAllBytes(folder.resolve("aes")));
        run(
                "enc -d -id-aes256-wrap-pad -K "
                        + aes
                        + " -iv "
                        + AIV
                        + (" -in " + in + "/kwp -out " + in + "/target"));
        run("pkey -inform DER -in " + in + "/target -pubout -outform DER -out " + in + "/public");
        return Files.readAllBytes(folder.resolve("public"));
    }

    private static byte[] ciphertext(byte[] file) {
        Matcher blob = CIPHERTEXT.matcher(new String(file, StandardCharsets.ISO_8859_1));
        return blob.find() ? Base64.getUrlDecoder().decode(blob.group(1)) : file;
    }

    private void run(String arguments) throws Exception {
        List<String> command = new java.util.ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments.split(" ")));
        shell.runProgram(command).requireDone();
    }
}
