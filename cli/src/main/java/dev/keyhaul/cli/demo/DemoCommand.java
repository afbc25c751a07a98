package dev.keyhaul.cli.demo;

import dev.keyhaul.cli.ceremony.UnattendedRehearsal;
import dev.keyhaul.cli.command.Call;
import dev.keyhaul.cli.command.Command;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.ExitCode;
import dev.keyhaul.cli.option.ConsoleOptions;
import dev.keyhaul.cli.rehearsal.DemoFolder;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.row.Opt;
import dev.keyhaul.cli.row.Rows;
import dev.keyhaul.cli.row.Settable;
import dev.keyhaul.cli.row.Trait.BesidePlan;
import dev.keyhaul.cli.row.Trait.ComparedLater;
import dev.keyhaul.core.KeyTransferException;
import java.nio.file.Path;
import java.util.Optional;

/** Rehearses the whole journey. */
public record DemoCommand(Given given) implements Command {
    private static final String KEPT =
            "files: PLAN.json, script.html, records/, copies/ and report.html in ";
    private static final String NEXT =
            "next: keyhaul vault import-key --key 'pkcs11:token=NAME;object=LABEL' --vault"
                    + " https://YOUR-VAULT.vault.azure.net --name tenant";

    static final Opt<Path> DIR =
            Opt.path(
                    "--dir D",
                    "a new folder for all files (default: a temporary one)",
                    new ComparedLater());

    static final Opt<Path> MODULE =
            Opt.input(
                    "--module PATH",
                    "SoftHSM's library (default: at a known path)",
                    Settable.MODULE,
                    Settable.TOKEN_MODULE,
                    new BesidePlan());

    static final Opt.Sure<Boolean> KEEP = Opt.flag("--keep", "keep the files after PASS");

    public static final Rows ROWS =
            Rows.of(DemoCommand.class).and(ConsoleOptions.ROWS).and(DIR, MODULE, KEEP);

    @Override
    public void run(Call call) {
        Console console = call.console();
        call.exitWith(ExitCode.CHECK_FAILED);
        Optional<Path> made = Optional.empty();
        try {
            Path folder = DemoFolder.create(given.get(DIR));
            made = Optional.of(folder);
            new UnattendedRehearsal(folder, given.get(MODULE), console).run();
            if (given.get(KEEP)) {
                console.step(KEPT + folder);
            } else {
                DemoFolder.delete(folder);
            }
            console.step(NEXT);
            call.exitWith(ExitCode.DONE);
            console.print("PASS");
        } catch (KeyTransferException e) {
            failed(e, made, console);
        } catch (KeyTransferException.Unchecked e) {
            failed(e.getCause(), made, console);
        } catch (RuntimeException | LinkageError e) {
            console.trace(e);
            console.print("FAIL: this is a bug in keyhaul: " + e);
        }
    }

    private static void failed(KeyTransferException e, Optional<Path> made, Console console) {
        console.trace(e);
        made.ifPresent(folder -> console.print("files are in " + folder));
        console.nextStep(e).ifPresent(hint -> console.print("hint: " + hint));
        console.print("FAIL: " + e.getMessage() + " [" + e.reason().code() + "]");
    }
}
