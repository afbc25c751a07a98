package dev.keyhaul.cli.command;

import dev.keyhaul.core.fixture.OpenSsl;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Opens a blob with OpenSSL's own commands, {@code pkeyutl} and {@code enc}, as anybody could who
 * trusts none of our code.
 */
final class OpenSslUnwrap {
    private static final Pattern CIPHERTEXT =
            Pattern.compile("\"ciphertext\": \"([A-Za-z0-9_-]+)\"");

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
        OpenSsl openssl = new OpenSsl(Files.createTempDirectory(shell.folder, "openssl"));
        byte[] kek = Files.readAllBytes(shell.folder.resolve(kekPrivate));
        byte[] target = openssl.unwrap(kek, kekBits, ciphertext, hash);
        return openssl.convert(target, "pkey -inform DER -pubout -outform DER");
    }

    private static byte[] ciphertext(byte[] file) {
        Matcher blob = CIPHERTEXT.matcher(new String(file, StandardCharsets.ISO_8859_1));
        return blob.find() ? Base64.getUrlDecoder().decode(blob.group(1)) : file;
    }
}
