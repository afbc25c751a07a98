package dev.keyhaul.cli.option;

import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.ExitCode;
import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.cli.process.ProcessGuard;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.pkcs11.ModulePaths;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.TokenSelector;
import dev.keyhaul.pkcs11.iaik.IaikBackend;
import dev.keyhaul.pkcs11.source.TokenUri;
import dev.keyhaul.pkcs11.token.Pkcs11Module;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which PKCS#11 module is loaded, and through which binding. */
public final class ModuleOptions {
    /** Names a module. */
    public static final String OPTION = "--module";

    /** Names the file of a PIN. */
    public static final String PIN_OPTION = "--pin-file-of";

    private static final String ENVIRONMENT = "KEYHAUL_PKCS11_MODULE";
    private static final String KNOWN = "at a known path";

    @Option(
            names = OPTION,
            paramLabel = "[TOKEN=]PATH",
            description =
                    "PKCS#11 module; TOKEN=PATH is for one token, by its serial number or label, and may be repeated (default: the URI's module-path, then KEYHAUL_PKCS11_MODULE, then the known paths)")
    private List<TokenPath> modules = new ArrayList<>();

    @Option(
            names = PIN_OPTION,
            paramLabel = "TOKEN=FILE",
            description =
                    "PIN of one token, by its serial number or label, from a file; may be repeated")
    private List<TokenPath> pinFiles = new ArrayList<>();

    @Option(
            names = "--backend",
            paramLabel = "jna|iaik",
            description = "PKCS#11 binding (default: jna)")
    private String backend = "jna";

    /** The option that names a second token; null for the first. */
    private @Nullable String second;

    /** Returns the options that name this module, and nothing else. */
    public static ModuleOptions of(Path library) {
        ModuleOptions options = new ModuleOptions();
        options.modules.add(TokenPath.ofAll(library));
        return options;
    }

    /** Returns the same with the module of one more token. */
    public ModuleOptions with(String token, Path library) {
        ModuleOptions more = new ModuleOptions();
        more.modules.add(new TokenPath(Optional.of(token), library));
        more.modules.addAll(modules);
        more.pinFiles.addAll(pinFiles);
        more.backend = backend;
        return more;
    }

    /** Returns the same, in which what a serial number has is the label's, too. */
    public ModuleOptions naming(String label, String serial) {
        ModuleOptions more = new ModuleOptions();
        TokenPath.named(modules, serial)
                .ifPresent(path -> more.modules.add(new TokenPath(Optional.of(label), path)));
        TokenPath.named(pinFiles, serial)
                .ifPresent(path -> more.pinFiles.add(new TokenPath(Optional.of(label), path)));
        more.modules.addAll(modules);
        more.pinFiles.addAll(pinFiles);
        more.backend = backend;
        return more;
    }

    /**
     * Returns the same for a second token. It is in a module of its own, which one of these options
     * has for it alone, or its URI.
     *
     * @param option names the second token
     */
    public ModuleOptions ofSecondToken(String option) {
        ModuleOptions own = new ModuleOptions();
        modules.stream().filter(one -> one.name().isPresent()).forEach(own.modules::add);
        own.pinFiles.addAll(pinFiles);
        own.backend = backend;
        own.second = option;
        return own;
    }

    private Optional<Path> ofAll() {
        return modules.stream()
                .filter(one -> one.name().isEmpty())
                .map(TokenPath::file)
                .reduce((first, second) -> second);
    }

    /** Whether the command line names a module. */
    public boolean isTyped(Console console) {
        return ofAll().isPresent() && !console.settings().gives(OPTION);
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
        for (TokenPath module : modules) {
            words.addAll(List.of(OPTION, module.text()));
        }
        for (TokenPath pin : pinFiles) {
            words.addAll(List.of(PIN_OPTION, pin.text()));
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

    /**
     * Returns a URI with the module and the file of the PIN that this host's operator gives to its
     * token: those of the command line count more than the URI's own, which count more than those
     * of the settings.
     *
     * @throws KeyTransferException if an option does not say which token it is for
     */
    public TokenUri placed(TokenUri uri, Console console) throws KeyTransferException {
        for (TokenPath pin : pinFiles) {
            pin.requireNamed(PIN_OPTION);
        }
        boolean keepsModule = uri.namesModule() && console.settings().gives(OPTION);
        boolean keepsPin = uri.pinFile().isPresent() && console.settings().gives(PIN_OPTION);
        Optional<Path> module = TokenPath.of(modules, uri.token());
        if (module.isEmpty()
                && !uri.namesModule()
                && modules.size() > (ofAll().isEmpty() ? 0 : 1)) {
            // A token without a module of its own is not in the module of another one.
            module = place(console).map(Place::library);
        }
        return uri.onHost(
                keepsModule ? null : module.orElse(null),
                keepsPin ? null : TokenPath.of(pinFiles, uri.token()).orElse(null));
    }

    /**
     * Returns the module of a token, and how it was found: its own, or the one of all.
     *
     * @param token its serial number, if that is known
     */
    public Optional<Place> place(TokenSelector token, Console console) {
        return TokenPath.of(modules, token)
                .map(path -> new Place(path, "named for this token"))
                .or(() -> place(console));
    }

    /** Returns the files that these options name. */
    public List<Path> files() {
        return Stream.concat(modules.stream(), pinFiles.stream()).map(TokenPath::file).toList();
    }

    /** Returns the modules that are for one token each. */
    public List<Path> ofTokens() {
        return modules.stream()
                .filter(one -> one.name().isPresent())
                .map(TokenPath::file)
                .distinct()
                .toList();
    }

    private boolean isOfToken(Path module) {
        return ofTokens().contains(module);
    }

    /** Returns the module that is loaded when no URI names one. */
    public Optional<Place> place(Console console) {
        if (second != null) {
            return Optional.empty();
        }
        Optional<Path> module = ofAll();
        if (module.isPresent() && isTyped(console)) {
            return Optional.of(new Place(module.get(), "named by " + OPTION));
        }
        String named = System.getenv(ENVIRONMENT);
        if (named != null && !named.isEmpty()) {
            return Optional.of(new Place(Path.of(named), "named by " + ENVIRONMENT));
        }
        return module.isPresent()
                ? Optional.of(new Place(module.get(), "named by the settings"))
                : ModulePaths.search().map(path -> new Place(path, KNOWN));
    }

    private Path path(@Nullable Path ofUri, Console console) throws TokenException {
        if (ofUri != null && (isOfToken(ofUri) || !isTyped(console))) {
            return ofUri;
        }
        if (second != null) {
            throw new UsageException(
                    Reason.OPTION_MISSING,
                    second + " names no PKCS#11 module",
                    "add its module to the URI, ?module-path=PATH, or give --module TOKEN=PATH");
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
