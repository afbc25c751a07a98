package dev.keyhaul.cli.ceremony;

import dev.keyhaul.ceremony.plan.PlannedHost;
import dev.keyhaul.ceremony.plan.PlannedToken;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.option.ModuleOptions;
import dev.keyhaul.cli.plan.HostSetup;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.file.InputFile;
import dev.keyhaul.core.file.Sha256;
import dev.keyhaul.core.page.DigestRows;
import dev.keyhaul.pkcs11.TokenSelector;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The PKCS#11 modules of the tokens that a plan has on this host: this host alone says which they
 * are. None is loaded before its path and its SHA-256 were shown, or compared with the plan.
 */
final class HostModules {
    private static final int MAX_BYTES = 256 * 1024 * 1024;

    private final Questions questions;
    private final Console console;

    private HostModules(Questions questions, Console console) {
        this.questions = questions;
        this.console = console;
    }

    /**
     * Returns the setup with a module for each token of a host: asks for those that are not mapped,
     * and shows them all.
     *
     * @throws RefusedException if one is below the plan's folder
     */
    static HostSetup shown(PlannedHost host, HostSetup setup, Questions questions, Console console)
            throws KeyTransferException {
        HostModules modules = new HostModules(questions, console);
        HostSetup all = setup;
        if (!host.tokens().isEmpty()) {
            questions.say("The plan needs on this host:");
        }
        for (PlannedToken token : host.tokens()) {
            all = modules.found(token, all);
            modules.show(token, all);
        }
        return all;
    }

    /**
     * Returns the same for a host that is enrolled: each module is the one that the plan has.
     *
     * @throws RefusedException if one is not
     */
    static HostSetup compared(
            PlannedHost host, HostSetup setup, Questions questions, Console console)
            throws KeyTransferException {
        HostModules modules = new HostModules(questions, console);
        HostSetup all = setup;
        for (PlannedToken token : host.tokens()) {
            all = modules.found(token, all);
            HostEquipment.requireSame(
                    token,
                    "module's SHA-256",
                    token.module().orElse("none"),
                    sha256(modules.place(token, all).library()));
        }
        return all;
    }

    private HostSetup found(PlannedToken token, HostSetup setup) throws KeyTransferException {
        HostSetup named = setup.naming(token.label(), token.serial());
        return named.modules().place(selector(token), console).isPresent()
                ? named
                : asked(token, named);
    }

    private HostSetup asked(PlannedToken token, HostSetup setup) throws KeyTransferException {
        questions.say(
                "This host's settings have no PKCS#11 module for the token '"
                        + token.label()
                        + "', and no module is at a known path.");
        while (true) {
            Path path = questions.askPath("Absolute path of its module >");
            if (path.isAbsolute() && Files.isRegularFile(path)) {
                questions.say(
                        "To be asked no more, write into this host's settings: token."
                                + token.label()
                                + ".module = "
                                + path);
                return setup.with(token.label(), path);
            }
            questions.say("That is not the absolute path of a file.");
        }
    }

    private void show(PlannedToken token, HostSetup setup) throws KeyTransferException {
        ModuleOptions.Place place = place(token, setup);
        questions.say(
                "  token '"
                        + token.label()
                        + "' ("
                        + (token.isNew() ? "new" : "exists")
                        + "), in the module "
                        + place.library()
                        + " ("
                        + place.way()
                        + "), SHA-256 "
                        + DigestRows.first(sha256(place.library()))
                        + " …");
    }

    private ModuleOptions.Place place(PlannedToken token, HostSetup setup) {
        return setup.modules().place(selector(token), console).orElseThrow();
    }

    private static TokenSelector selector(PlannedToken token) {
        TokenSelector label = TokenSelector.label(token.label());
        Optional<String> serial = token.serial().filter(known -> !known.isEmpty());
        return serial.isPresent() ? label.withSerial(serial.get()) : label;
    }

    private static String sha256(Path module) throws KeyTransferException {
        return Sha256.hex(InputFile.read(module, MAX_BYTES));
    }
}
