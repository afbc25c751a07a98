package dev.keyhaul.cli.rehearsal;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.FileException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.file.OwnerOnly;
import dev.keyhaul.core.host.HostHint;
import dev.keyhaul.pkcs11.ModulePaths;
import dev.keyhaul.pkcs11.TokenException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A token folder of a rehearsal's own, and the configuration that leads SoftHSM to it. Immutable;
 * opening one changes this process's environment.
 */
public final class SoftHsmHome {
    private static final String CONFIGURATION = "SOFTHSM2_CONF";

    private final Path tokens;

    private SoftHsmHome(Path tokens) {
        this.tokens = tokens;
    }

    /**
     * Returns SoftHSM's library at a known path.
     *
     * @throws TokenException if it is at none
     */
    public static Path library() throws TokenException {
        return ModulePaths.search()
                .orElseThrow(
                        () ->
                                new TokenException(
                                        Reason.MODULE_MISSING,
                                        "SoftHSM is not installed",
                                        "install it: " + HostHint.SOFTHSM_ANYWHERE.text()));
    }

    /**
     * Leads SoftHSM to the tokens of a folder from now on, in this process.
     *
     * @param folder where they are, or will be
     * @throws FileException if it cannot be written
     */
    public static SoftHsmHome openOrCreate(Path folder) throws FileException {
        Path configuration = folder.resolve("softhsm2.conf");
        Path tokens = folder.resolve("tokens");
        if (!Files.exists(configuration)) {
            create(tokens, configuration);
        }
        setEnvironment(CONFIGURATION, configuration.toString());
        return new SoftHsmHome(tokens);
    }

    private static void create(Path tokens, Path configuration) throws FileException {
        try {
            OwnerOnly.createFolder(tokens);
            OwnerOnly.writeNewFile(
                    configuration,
                    ("directories.tokendir = " + tokens + "\nobjectstore.backend = file\n")
                            .getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw FileException.writing(configuration, e);
        }
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

    /**
     * Destroys a token, as a fire would: its folder, whose name ends with its serial number, is
     * deleted.
     *
     * @param serial the token's serial number
     * @throws CheckFailedException if it is not there
     * @throws FileException if it cannot be deleted
     */
    public void destroy(String serial) throws CheckFailedException, FileException {
        List<Path> its;
        try (Stream<Path> folders = Files.list(tokens)) {
            its = folders.filter(folder -> isOf(folder, serial)).toList();
        } catch (IOException e) {
            throw FileException.reading(tokens, e);
        }
        if (its.isEmpty()) {
            throw new CheckFailedException(
                    Reason.DEMO_FAILED,
                    "no token folder for the serial number " + serial + " in " + tokens);
        }
        for (Path folder : its) {
            DemoFolder.delete(folder);
        }
    }

    /** SoftHSM names the folder by a UUID, and makes the serial number of the last 16 digits. */
    private static boolean isOf(Path folder, String serial) {
        return String.valueOf(folder.getFileName()).replace("-", "").endsWith(serial);
    }
}
