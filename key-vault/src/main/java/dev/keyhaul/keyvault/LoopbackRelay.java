package dev.keyhaul.keyvault;

import dev.keyhaul.core.RefusedException;
import java.net.URI;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The way to a local vault: requests for hosts under {@code vault.keyhaul.invalid} go to a port of
 * this machine's loopback address, with the local vault's own token.
 *
 * @param port the local vault's port on 127.0.0.1
 * @param tokenFile the file that holds its bearer token; readable by its owner alone
 * @since 0.1.0
 */
public record LoopbackRelay(int port, Path tokenFile) implements VaultAccess {
    // No names: "localhost" is whatever the resolver says.
    private static final Pattern LOOPBACK = Pattern.compile("http://127\\.0\\.0\\.1:(\\d{1,5})/?");
    private static final int MAX_PORT = 65535;

    /** Checks the port. */
    public LoopbackRelay {
        if (port < 1 || port > MAX_PORT) {
            throw new IllegalArgumentException("port out of range: " + port);
        }
    }

    /**
     * Takes the address of a local vault that runs in this process.
     *
     * @throws RefusedException when it is anything but {@code http://127.0.0.1:PORT}
     */
    public static LoopbackRelay of(URI address, Path tokenFile) throws RefusedException {
        return of(address.toString(), tokenFile);
    }

    /**
     * Reads the address that {@code local-vault} prints.
     *
     * @throws RefusedException when it is anything but {@code http://127.0.0.1:PORT}
     */
    public static LoopbackRelay of(String url, Path tokenFile) throws RefusedException {
        Matcher matcher = LOOPBACK.matcher(url);
        if (!matcher.matches()) {
            throw notLoopback(url);
        }
        int port = Integer.parseInt(matcher.group(1));
        if (port < 1 || port > MAX_PORT) {
            throw notLoopback(url);
        }
        return new LoopbackRelay(port, tokenFile);
    }

    private static RefusedException notLoopback(String url) {
        return new RefusedException(
                "a relay goes to http://127.0.0.1:PORT only, not to " + url,
                "give the address that the local vault printed");
    }
}
