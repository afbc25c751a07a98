package dev.keyhaul.core.localvault;

import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.core.secret.SecretBytes;
import java.net.URI;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a client needs to reach a local vault: the port on 127.0.0.1 and the bearer token, as the
 * vault writes them to its access file.
 *
 * <p>The file is JSON with the members {@code kind}, {@code version}, {@code address} and {@code
 * token}, in this order, so that any client can read it. No String is made of the token.
 *
 * <p>Not thread-safe: one owner uses and closes it.
 */
public final class LocalVaultAccess implements AutoCloseable {
    /** What the file says it is. */
    public static final String KIND = "keyhaul local vault access";

    private static final String HEAD =
            "{\n  \"kind\": \"" + KIND + "\",\n  \"version\": 1,\n  \"address\": \"";
    private static final String BETWEEN = "\",\n  \"token\": \"";
    private static final String TAIL = "\"\n}\n";

    /** A bearer token has these characters (RFC 6750 §2.1). White space does not matter. */
    private static final Pattern FORM =
            Pattern.compile(
                    "\\s*\\{\\s*\"kind\"\\s*:\\s*\""
                            + KIND
                            + "\"\\s*,\\s*\"version\"\\s*:\\s*1\\s*,"
                            + "\\s*\"address\"\\s*:\\s*\"([^\"\\\\\\p{Cntrl}]{1,200})\"\\s*,"
                            + "\\s*\"token\"\\s*:\\s*\"([0-9A-Za-z._~+/=-]{1,200})\"\\s*}\\s*");

    // No names: "localhost" is whatever the resolver says.
    private static final Pattern LOOPBACK = Pattern.compile("http://127\\.0\\.0\\.1:(\\d{1,5})/?");
    private static final int MAX_PORT = 65535;

    private final int port;
    private final SecretBytes token;

    private LocalVaultAccess(int port, SecretBytes token) {
        this.port = port;
        this.token = token;
    }

    /**
     * Takes a copy of the token, which stays the caller's to wipe.
     *
     * @param token in ASCII
     * @throws IllegalArgumentException if there is no such port
     */
    public static LocalVaultAccess of(int port, byte[] token) {
        if (port < 1 || port > MAX_PORT) {
            throw new IllegalArgumentException("port out of range: " + port);
        }
        return new LocalVaultAccess(port, SecretBytes.copyOf(token));
    }

    /**
     * Reads an access file, as private as every file of a secret; the caller closes the result.
     *
     * @throws FileException if the file is missing, as it is after its vault was stopped, or cannot
     *     be read
     * @throws RefusedException if another user can read, write or replace it, or its address is any
     *     other than {@code http://127.0.0.1:PORT}
     * @throws MalformedInputException if it is not an access file
     */
    public static LocalVaultAccess read(Path file) throws KeyTransferException {
        try (Passphrase content = text(file)) {
            return content.withRawSecretChars(chars -> parse(file, chars));
        }
    }

    private static Passphrase text(Path file) throws KeyTransferException {
        try {
            return Passphrase.read(file);
        } catch (FileException e) {
            throw e.getCause() instanceof NoSuchFileException missing ? stopped(file, missing) : e;
        }
    }

    private static FileException stopped(Path file, NoSuchFileException cause) {
        return new FileException(
                Reason.LOCAL_VAULT_DOWN,
                "cannot read " + file + ": no such file or folder",
                "start the local vault as it was started before: it writes its access file when it"
                        + " starts, and removes it when it stops",
                cause);
    }

    private static LocalVaultAccess parse(Path file, char[] chars) throws KeyTransferException {
        Matcher matcher = FORM.matcher(CharBuffer.wrap(chars));
        if (!matcher.matches()) {
            throw new MalformedInputException(
                    Reason.LOCAL_VAULT_ACCESS,
                    file + " is not the access file of a local vault",
                    "give the file that the local vault wrote when it started");
        }
        int port = port(file, matcher.group(1));
        byte[] token = new byte[matcher.end(2) - matcher.start(2)];
        for (int i = 0; i < token.length; i++) {
            token[i] = (byte) chars[matcher.start(2) + i];
        }
        return new LocalVaultAccess(port, SecretBytes.moveFrom(token));
    }

    private static int port(Path file, String address) throws RefusedException {
        Matcher matcher = LOOPBACK.matcher(address);
        int port = matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
        if (port < 1 || port > MAX_PORT) {
            throw new RefusedException(
                    Reason.LOCAL_VAULT_ACCESS,
                    "a local vault's address must be http://127.0.0.1:PORT; "
                            + file
                            + " has the address "
                            + address,
                    "give the file as the local vault wrote it");
        }
        return port;
    }

    /** Returns the port on 127.0.0.1. */
    public int port() {
        return port;
    }

    /** Returns the address, such as {@code http://127.0.0.1:40123}. */
    public URI address() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /**
     * Lets {@code use} read the raw token in ASCII; it must neither keep nor change the array.
     *
     * @throws IllegalStateException if this access is closed
     */
    public <R, X extends Exception> R withRawToken(SecretBytes.Use<R, X> use) throws X {
        return token.withRawSecretBytes(use);
    }

    /** Returns the content of the access file, which the caller closes. */
    public SecretBytes encode() {
        byte[] head = (HEAD + address() + BETWEEN).getBytes(StandardCharsets.US_ASCII);
        byte[] tail = TAIL.getBytes(StandardCharsets.US_ASCII);
        return token.withRawSecretBytes(
                raw -> {
                    byte[] all = Arrays.copyOf(head, head.length + raw.length + tail.length);
                    System.arraycopy(raw, 0, all, head.length, raw.length);
                    System.arraycopy(tail, 0, all, head.length + raw.length, tail.length);
                    return SecretBytes.moveFrom(all);
                });
    }

    /** Shows the address alone. */
    @Override
    public String toString() {
        return address().toString();
    }

    /** Wipes the token; closing twice has no effect. */
    @Override
    public void close() {
        token.close();
    }
}
