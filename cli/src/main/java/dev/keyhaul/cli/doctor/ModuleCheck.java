package dev.keyhaul.cli.doctor;

import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.option.ModuleOptions;
import dev.keyhaul.cli.source.UntriedToken;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.host.HostHint;
import dev.keyhaul.core.page.ShellCommand;
import dev.keyhaul.pkcs11.TokenInfo;
import dev.keyhaul.pkcs11.binding.LibraryInfo;
import dev.keyhaul.pkcs11.token.Pkcs11Module;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The PKCS#11 module and its tokens; no PIN is asked for. A module is foreign code that may end
 * this process, so that this check is the last.
 *
 * @param needed whether a missing module is a fault: a host that only reaches vaults has none
 */
record ModuleCheck(ModuleOptions options, boolean needed, Console console) implements Check {
    private static final String TOKEN = "token";

    @Override
    public String about() {
        return "module";
    }

    @Override
    public void look(Consumer<DoctorFinding> found) throws KeyTransferException {
        Optional<ModuleOptions.Place> place = options.place(console);
        if (place.isEmpty()) {
            found.accept(
                    missing(
                            about(),
                            "no PKCS#11 module at a known path",
                            "give your HSM's library with --module or KEYHAUL_PKCS11_MODULE, or for a"
                                    + " rehearsal: "
                                    + HostHint.SOFTHSM.text()));
            return;
        }
        String where = place.get().library() + ", " + place.get().way();
        console.note("loading the module " + where);
        try (Pkcs11Module module = options.open(null, console)) {
            LibraryInfo info = module.info();
            found.accept(
                    DoctorFinding.ok(
                            about(),
                            where
                                    + ": "
                                    + info.manufacturer()
                                    + ", "
                                    + info.description()
                                    + ", version "
                                    + info.libraryVersion()
                                    + ", PKCS#11 "
                                    + info.cryptokiVersion()));
            tokens(module.tokens()).forEach(found);
        }
    }

    private DoctorFinding missing(String about, String says, String next) {
        return needed
                ? DoctorFinding.fix(about, says, next)
                : DoctorFinding.unknown(about, says, next);
    }

    private List<DoctorFinding> tokens(List<TokenInfo> all) {
        List<DoctorFinding> initialised =
                all.stream().filter(TokenInfo::isInitialized).map(ModuleCheck::token).toList();
        return initialised.isEmpty()
                ? List.of(
                        missing(
                                TOKEN,
                                all.isEmpty() ? "no slot has a token" : "no token is initialised",
                                all.isEmpty()
                                        ? "check that the HSM is on, and that the connector or client service that the module's settings name is running"
                                        : "keyhaul token init --token NAME --so-pin-file FILE --pin-file FILE;"
                                                + " or look at the HSM's own configuration"))
                : initialised;
    }

    private static DoctorFinding token(TokenInfo token) {
        String says =
                "'"
                        + token.label()
                        + "', serial "
                        + token.serial()
                        + ", "
                        + token.token().model()
                        + (token.hasProtectedAuthenticationPath() ? ", PIN pad" : "")
                        + (token.needsLogin()
                                ? "; user PIN: " + token.pinState().label()
                                : "; needs no login");
        String next = token.needsLogin() ? pinStep(token) : "";
        if (!next.isEmpty()) {
            return DoctorFinding.fix(TOKEN, says, next);
        }
        return UntriedToken.says(token)
                .map(
                        untried ->
                                DoctorFinding.ok(
                                        TOKEN, says + "; " + untried, UntriedToken.next(token)))
                .orElse(DoctorFinding.ok(TOKEN, says));
    }

    /** Returns what to do about the state of a PIN; empty if it is ready. */
    private static String pinStep(TokenInfo token) {
        return switch (token.pinState()) {
            case READY -> "";
            case NOT_SET -> "the security officer sets it with the vendor's tool";
            case COUNT_LOW, FINAL_TRY ->
                    "find the right PIN before the next try, then enter it: "
                            + ShellCommand.of("keyhaul key list --token").value(token.label());
            case LOCKED -> "the security officer sets a new one with the vendor's tool";
            case TO_BE_CHANGED -> "change it with the vendor's tool";
        };
    }
}
