package dev.keyhaul.localvault.access;

import dev.keyhaul.core.FileException;
import dev.keyhaul.core.localvault.LocalVaultAccess;
import dev.keyhaul.core.secret.SecretBytes;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;

/** The bearer token that this server takes, and the access file that hands it to its user. */
final class AccessToken implements AutoCloseable {
    private static final int LENGTH_BYTES = 32;
    private static final String SCHEME = "Bearer ";

    private final Path file;
    private final SecretBytes token;
    private Optional<ServerFile> written = Optional.empty();

    private AccessToken(Path file, SecretBytes token) {
        this.file = file;
        this.token = token;
    }

    /**
     * Makes a token for an access file, and removes the one that a killed server left.
     *
     * @throws FileException when the file is any other, or its server still runs
     */
    static AccessToken create(Path file, SecureRandom random) throws FileException {
        removeLeft(file);
        byte[] raw = new byte[LENGTH_BYTES];
        random.nextBytes(raw);
        return new AccessToken(
                file, SecretBytes.moveFrom(Base64.getUrlEncoder().withoutPadding().encode(raw)));
    }

    private static void removeLeft(Path file) throws FileException {
        ServerFile.removeLeft(
                file,
                it -> {
                    try (LocalVaultAccess left = LocalVaultAccess.read(it)) {
                        return LeftServer.listens(left)
                                ? Optional.of(left.address())
                                : Optional.empty();
                    }
                });
    }

    /**
     * Writes the access file, which its owner alone can read.
     *
     * @throws FileException when it exists, or cannot be written
     */
    void write(int port) throws FileException {
        try (LocalVaultAccess access =
                        token.withRawSecretBytes(raw -> LocalVaultAccess.of(port, raw));
                SecretBytes content = access.encode()) {
            written =
                    Optional.of(content.withRawSecretBytes(bytes -> ServerFile.write(file, bytes)));
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
        written.ifPresent(ServerFile::delete);
    }
}
