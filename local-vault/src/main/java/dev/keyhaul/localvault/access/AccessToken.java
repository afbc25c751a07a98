package dev.keyhaul.localvault.access;

import dev.keyhaul.core.FileException;
import dev.keyhaul.core.secret.SecretBytes;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;

/** The bearer token that this server takes, and the file that hands it to its user. */
final class AccessToken implements AutoCloseable {
    private static final int LENGTH_BYTES = 32;
    private static final String SCHEME = "Bearer ";

    private final Path file;
    private final SecretBytes token;

    private AccessToken(Path file, SecretBytes token) {
        this.file = file;
        this.token = token;
    }

    /** Makes a token and writes it to a new file that its owner alone can read. */
    static AccessToken create(Path file, SecureRandom random) throws FileException {
        byte[] raw = new byte[LENGTH_BYTES];
        random.nextBytes(raw);
        SecretBytes token =
                SecretBytes.moveFrom(Base64.getUrlEncoder().withoutPadding().encode(raw));
        try {
            token.withRawSecretBytes(
                    bytes -> {
                        ServerFile.write(file, bytes);
                        return file;
                    });
            return new AccessToken(file, token);
        } catch (FileException e) {
            token.close();
            throw e;
        }
    }

    Path file() {
        return file;
    }

    /** Tells in constant time whether an Authorization header presents the token. */
    boolean isPresentedBy(String authorization) {
        if (!authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return false;
        }
        byte[] presented =
                authorization.substring(SCHEME.length()).getBytes(StandardCharsets.UTF_8);
        return token.withRawSecretBytes(bytes -> MessageDigest.isEqual(bytes, presented));
    }

    /** Wipes the token and deletes its file, which is worth nothing now. */
    @Override
    public void close() {
        token.close();
        ServerFile.delete(file);
    }
}
