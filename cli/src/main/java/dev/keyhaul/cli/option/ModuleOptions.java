package dev.keyhaul.cli.option;

import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.ExitCode;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.pkcs11.ModulePaths;
import dev.keyhaul.pkcs11.Pkcs11Module;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.iaik.IaikBackend;
import dev.keyhaul.terminal.UsageException;
import dev.keyhaul.terminal.process.ProcessGuard;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which PKCS#11 module is loaded, and through which binding. */
public final class ModuleOptions {
    private static final String OPTION = "--module";
    private static final String ENVIRONMENT = "KEYHAUL_PKCS11_MODULE";

    @Option(
            names = OPTION,
            paramLabel = "PATH",
            description =
                    "PKCS#11 module (else the URI's module-path, KEYHAUL_PKCS11_MODULE, the known paths)")
    private @Nullable Path module;

    @Option(
            names = "--backend",
            paramLabel = "jna|iaik",
            description = "PKCS#11 binding (default: jna)")
    private String backend = "jna";

    /**
     * Loads the module of {@code --module}, else of the URI, else of {@value #ENVIRONMENT}, else of
     * the settings, else the first at a known path.
     *
     * @param ofUri the URI's {@code module-path} or {@code module-name}; null if it has none
     * @throws KeyTransferException if there is none, or it does not load
     */
    public Pkcs11Module open(@Nullable Path ofUri, Console console) throws KeyTransferException {
        if (!backend.equals("jna") && !backend.equals("iaik")) {
            throw new UsageException(
                    "unknown backend '" + backend + "'; use jna or iaik",
                    "leave --backend out: then it is jna");
        }
        Path library = path(ofUri, console.settings().gives(OPTION));
        ProcessGuard.raise(ExitCode.TOKEN);
        Pkcs11Module loaded = load(library);
        ProcessGuard.raise(ExitCode.TOKEN);
        return loaded;
    }

    /** The IAIK wrapper's classes are loaded when it is chosen, and never otherwise. */
    private Pkcs11Module load(Path library) throws TokenException {
        return backend.equals("iaik")
                ? Pkcs11Module.load(library, new IaikBackend())
                : Pkcs11Module.load(library);
    }

    private Path path(@Nullable Path ofUri, boolean isSetting) throws TokenException {
        if (module != null && !isSetting) {
            return module;
        }
        if (ofUri != null) {
            return ofUri;
        }
        String named = System.getenv(ENVIRONMENT);
        if (named != null && !named.isEmpty()) {
            return Path.of(named);
        }
        if (module != null) {
            return module;
        }
        return ModulePaths.search()
                .orElseThrow(
                        () ->
                                new TokenException(
                                        "no PKCS#11 module found at a known path",
                                        "give --module with the path from your HSM's manual, or install"
                                                + " SoftHSM: apt-get install softhsm2"));
    }
}
