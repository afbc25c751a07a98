package dev.keyhaul.rehearsal;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import dev.keyhaul.core.FileException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.file.OwnerOnly;
import dev.keyhaul.pkcs11.ModulePaths;
import dev.keyhaul.pkcs11.TokenException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A token folder of a rehearsal's own, and the configuration that leads SoftHSM to it. Immutable;
 * opening one changes this process's environment.
 *
 * @since 0.1.0
 */
public final class SoftHsmHome {
    private static final String CONFIGURATION = "SOFTHSM2_CONF";

    private final Path tokens;

    private SoftHsmHome(Path tokens) {
        this.tokens = tokens;
    }

    /** Returns SoftHSM's library at a known path. */
    static Path library() throws TokenException {
        return ModulePaths.search()
                .orElseThrow(
                        () ->
                                new TokenException(
                                        Reason.MODULE_MISSING,
                                        "SoftHSM is not installed",
                                        "install it: apt-get install softhsm2 (Debian), dnf install"
                                                + " softhsm (Fedora), brew install softhsm (macOS)"));
    }

    /**
     * Leads SoftHSM to the tokens of a folder from now on, in this process.
     *
     * @param folder where they are, or will be
     * @throws FileException if it cannot be written
     */
    public static SoftHsmHome openOrCreate(Path folder) throws FileException {
        Path configuration = folder.resolve("softhsm2.conf");
        if (!Files.exists(configuration)) {
            return create(folder);
        }
        setEnvironment(CONFIGURATION, configuration.toString());
        return new SoftHsmHome(folder.resolve("tokens"));
    }

    /**
     * SoftHSM reads its configuration at each C_Initialize, so this comes before the module loads.
     */
    static SoftHsmHome create(Path folder) throws FileException {
        Path tokens = folder.resolve("tokens");
        Path configuration = folder.resolve("softhsm2.conf");
        try {
            OwnerOnly.createFolder(tokens);
            OwnerOnly.writeNewFile(
                    configuration,
                    ("directories.tokendir = " + tokens + "\nobjectstore.backend = file\n")
                            .getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw FileException.writing(folder, e);
        }
        setEnvironment(CONFIGURATION, configuration.toString());
        return new SoftHsmHome(tokens);
    }

    /** The JDK cannot change the environment that native code sees. */
    private static void setEnvironment(String name, String value) {
        if (Platform.isWindows()) {
            NativeLibrary.getInstance("msvcrt")
                    .getFunction("_putenv_s", Function.C_CONVENTION, "UTF-8")
                    .invokeInt(new Object[] {name, value});
        } else {
            NativeLibrary.getInstance(Platform.C_LIBRARY_NAME)
                    .getFunction("setenv", Function.C_CONVENTION, "UTF-8")
                    .invokeInt(new Object[] {name, value, 1});
        }
    }

    /** Returns a folder for each token. */
    Set<Path> tokenFolders() throws FileException {
        try (Stream<Path> folders = Files.list(tokens)) {
            return folders.collect(Collectors.toCollection(HashSet::new));
        } catch (IOException e) {
            throw FileException.reading(tokens, e);
        }
    }
}
