package dev.keyhaul.cli.option;

import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.ExitCode;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.pkcs11.ModulePaths;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.iaik.IaikBackend;
import dev.keyhaul.pkcs11.token.Pkcs11Module;
import dev.keyhaul.terminal.UsageException;
import dev.keyhaul.terminal.process.ProcessGuard;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which PKCS#11 module is loaded, and through which binding. */
public final class ModuleOptions {
    private static final String OPTION = "--module";
    private static final String ENVIRONMENT = "KEYHAUL_PKCS11_MODULE";
    private static final String KNOWN = "at a known path";

    @Option(
            names = OPTION,
            paramLabel = "PATH",
            description =
                    "PKCS#11 module (default: the URI's module-path, then KEYHAUL_PKCS11_MODULE, then the known paths)")
    private @Nullable Path module;

    @Option(
            names = "--backend",
            paramLabel = "jna|iaik",
            description = "PKCS#11 binding (default: jna)")
    private String backend = "jna";

    /** Returns the options that name this module, and nothing else. */
    public static ModuleOptions of(Path library) {
        ModuleOptions options = new ModuleOptions();
        options.module = library;
        return options;
    }

    /** Whether the command line names a module. */
    public boolean isTyped(Console console) {
        return module != null && !console.settings().gives(OPTION);
    }

    /**
     * Loads the module of {@code --module}, else of the URI, else of {@value #ENVIRONMENT}, else of
     * the settings, else the first at a known path.
     *
     * @param ofUri the URI's {@code module-path} or {@code module-name}; null if it has none
     * @throws KeyTransferException if no module is found, or it does not load
     */
    public Pkcs11Module open(@Nullable Path ofUri, Console console) throws KeyTransferException {
        if (!backend.equals("jna") && !backend.equals("iaik")) {
            throw new UsageException(
                    Reason.VALUE_FORM,
                    "unknown backend '" + backend + "'; use jna or iaik",
                    "leave --backend out to use jna");
        }
        Path library = path(ofUri, console);
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

    /**
     * Where the module is.
     *
     * @param way how it was found, for a person
     */
    public record Place(Path library, String way) {}

    /** Returns what hands the same module on to another command. */
    public List<String> words() {
        List<String> words = new ArrayList<>();
        if (module != null) {
            words.addAll(List.of(OPTION, module.toString()));
        }
        if (!backend.equals("jna")) {
            words.addAll(List.of("--backend", backend));
        }
        return words;
    }

    /** Whether the operator names a module, and does not rely on the known paths. */
    public boolean isNamed(Console console) {
        return place(console).filter(place -> !place.way.equals(KNOWN)).isPresent();
    }

    /** Returns the module that is loaded when no URI names one. */
    public Optional<Place> place(Console console) {
        if (module != null && isTyped(console)) {
            return Optional.of(new Place(module, "named by " + OPTION));
        }
        String named = System.getenv(ENVIRONMENT);
        if (named != null && !named.isEmpty()) {
            return Optional.of(new Place(Path.of(named), "named by " + ENVIRONMENT));
        }
        return module != null
                ? Optional.of(new Place(module, "named by the settings"))
                : ModulePaths.search().map(path -> new Place(path, KNOWN));
    }

    private Path path(@Nullable Path ofUri, Console console) throws TokenException {
        if (ofUri != null && !isTyped(console)) {
            return ofUri;
        }
        return place(console)
                .map(Place::library)
                .orElseThrow(
                        () ->
                                new TokenException(
                                        Reason.MODULE_MISSING,
                                        "no PKCS#11 module was found at a known path",
                                        "for a rehearsal: apt-get install softhsm2"));
    }
}
