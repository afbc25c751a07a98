package dev.keyhaul.cli.option;

import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.ExitCode;
import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.cli.kind.Kinds;
import dev.keyhaul.cli.kind.TokenPath;
import dev.keyhaul.cli.process.ProcessGuard;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.row.Heading;
import dev.keyhaul.cli.row.Kind;
import dev.keyhaul.cli.row.Opt;
import dev.keyhaul.cli.row.Rows;
import dev.keyhaul.cli.row.Settable;
import dev.keyhaul.cli.row.Trait.BesidePlan;
import dev.keyhaul.cli.row.Trait.Harmless;
import dev.keyhaul.cli.row.Trait.Reads;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.host.HostHint;
import dev.keyhaul.pkcs11.ModulePaths;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.TokenSelector;
import dev.keyhaul.pkcs11.iaik.IaikBackend;
import dev.keyhaul.pkcs11.source.TokenUri;
import dev.keyhaul.pkcs11.token.Pkcs11Module;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which PKCS#11 module is loaded, and through which binding. */
public record ModuleOptions(Given given, @Nullable String second) {
    private static final String ENVIRONMENT = "KEYHAUL_PKCS11_MODULE";
    private static final String KNOWN = "at a known path";

    public static final Opt.Sure<List<TokenPath>> MODULE =
            Opt.of(
                            "--module [TOKEN=]PATH",
                            Kinds.tokenPath(),
                            "PKCS#11 module; TOKEN=PATH is for one token, by its serial number or label, and may be repeated (default: the URI's module-path, then KEYHAUL_PKCS11_MODULE, then the known paths)",
                            new Reads(),
                            Settable.MODULE,
                            Settable.TOKEN_MODULE,
                            new BesidePlan())
                    .many();

    public static final Opt.Sure<List<TokenPath>> PIN_FILE_OF =
            Opt.of(
                            "--pin-file-of TOKEN=FILE",
                            Kinds.tokenPath(),
                            "file with the PIN of one token; TOKEN is its serial number or label; may be repeated",
                            new Reads(),
                            Settable.TOKEN_PIN_FILE,
                            Harmless.SECRET,
                            new BesidePlan())
                    .many();

    public static final Opt.Sure<String> BACKEND =
            Opt.of(
                            "--backend jna|iaik",
                            Kind.TEXT.offering("jna", "iaik"),
                            "PKCS#11 binding (default: jna)",
                            Settable.BACKEND,
                            new BesidePlan())
                    .orElse("jna");

    public static final Rows ROWS =
            Rows.of(ModuleOptions.class, Heading.TOKENS).and(MODULE, PIN_FILE_OF, BACKEND);

    /** Takes what a command line gave. */
    public ModuleOptions(Given given) {
        this(given, null);
    }

    /** Returns the options that name this module, and nothing else. */
    public static ModuleOptions of(Path library) {
        return new ModuleOptions(Given.NOTHING.with(MODULE, List.of(TokenPath.ofAll(library))));
    }

    /** Returns the same with the module of one more token. */
    public ModuleOptions with(String token, Path library) {
        TokenPath first = new TokenPath(Optional.of(token), library);
        return new ModuleOptions(given.with(MODULE, before(first, given.get(MODULE))));
    }

    /** Returns the same, in which what a serial number has is the label's, too. */
    public ModuleOptions naming(String label, String serial) {
        return new ModuleOptions(
                given.with(MODULE, naming(label, serial, given.get(MODULE)))
                        .with(PIN_FILE_OF, naming(label, serial, given.get(PIN_FILE_OF))));
    }

    private static List<TokenPath> naming(String label, String serial, List<TokenPath> paths) {
        return TokenPath.named(paths, serial)
                .map(path -> before(new TokenPath(Optional.of(label), path), paths))
                .orElse(paths);
    }

    private static List<TokenPath> before(TokenPath first, List<TokenPath> others) {
        return Stream.concat(Stream.of(first), others.stream()).toList();
    }

    /**
     * Returns the same for a second token. It is in a module of its own, which one of these options
     * has for it alone, or its URI.
     *
     * @param option names the second token
     */
    public ModuleOptions ofSecondToken(String option) {
        List<TokenPath> named =
                given.get(MODULE).stream().filter(one -> one.name().isPresent()).toList();
        return new ModuleOptions(given.with(MODULE, named), option);
    }

    private Optional<Path> ofAll() {
        return given.get(MODULE).stream()
                .filter(one -> one.name().isEmpty())
                .map(TokenPath::file)
                .reduce((first, second) -> second);
    }

    /** Whether the command line names a module. */
    public boolean isTyped(Console console) {
        return ofAll().isPresent() && !console.settings().gives(MODULE.name());
    }

    /**
     * Loads the module of {@code --module}, else of the URI, else of {@value #ENVIRONMENT}, else of
     * the settings, else the first at a known path.
     *
     * @param ofUri the URI's {@code module-path} or {@code module-name}; null if it has none
     * @throws KeyTransferException if no module is found, or it does not load
     */
    public Pkcs11Module open(@Nullable Path ofUri, Console console) throws KeyTransferException {
        String backend = given.get(BACKEND);
        if (!backend.equals("jna") && !backend.equals("iaik")) {
            throw new UsageException(
                    Reason.VALUE_FORM,
                    "unknown backend '" + backend + "'; use jna or iaik",
                    "leave --backend out to use jna");
        }
        Path library = path(ofUri, console);
        ProcessGuard.raise(ExitCode.TOKEN);
        Pkcs11Module loaded = load(library);
        loaded.noteIn(new UnprovenNotes());
        ProcessGuard.raise(ExitCode.TOKEN);
        return loaded;
    }

    /** The IAIK wrapper's classes are loaded when it is chosen, and never otherwise. */
    private Pkcs11Module load(Path library) throws TokenException {
        return given.get(BACKEND).equals("iaik")
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
    public Given values() {
        return given.of(List.of(MODULE, PIN_FILE_OF, BACKEND));
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
        for (TokenPath pin : given.get(PIN_FILE_OF)) {
            pin.requireNamed(PIN_FILE_OF.name());
        }
        boolean keepsModule = uri.namesModule() && console.settings().gives(MODULE.name());
        boolean keepsPin =
                uri.pinFile().isPresent() && console.settings().gives(PIN_FILE_OF.name());
        Optional<Path> module = TokenPath.of(given.get(MODULE), uri.token());
        if (module.isEmpty()
                && !uri.namesModule()
                && given.get(MODULE).size() > (ofAll().isEmpty() ? 0 : 1)) {
            // A token without a module of its own is not in the module of another one.
            module = place(console).map(Place::library);
        }
        return uri.onHost(
                keepsModule ? null : module.orElse(null),
                keepsPin ? null : TokenPath.of(given.get(PIN_FILE_OF), uri.token()).orElse(null));
    }

    /**
     * Returns the module of a token, and how it was found: its own, or the one of all.
     *
     * @param token its serial number, if that is known
     */
    public Optional<Place> place(TokenSelector token, Console console) {
        return TokenPath.of(given.get(MODULE), token)
                .map(path -> new Place(path, "named for this token"))
                .or(() -> place(console));
    }

    /** Returns the files that these options name. */
    public List<Path> files() {
        return Stream.concat(given.get(MODULE).stream(), given.get(PIN_FILE_OF).stream())
                .map(TokenPath::file)
                .toList();
    }

    /** Returns the modules that are for one token each. */
    public List<Path> ofTokens() {
        return given.get(MODULE).stream()
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
            return Optional.of(new Place(module.get(), "named by " + MODULE.name()));
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
                                        "for a rehearsal: " + HostHint.SOFTHSM.text()));
    }
}
