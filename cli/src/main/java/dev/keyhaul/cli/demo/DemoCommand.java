package dev.keyhaul.cli.demo;

import dev.keyhaul.cli.ceremony.UnattendedRehearsal;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.ExitCode;
import dev.keyhaul.cli.line.Command;
import dev.keyhaul.cli.rehearsal.DemoFolder;
import dev.keyhaul.core.KeyTransferException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Rehearses the whole journey. */
public final class DemoCommand extends Command {
    private static final String KEPT =
            "files: PLAN.json, script.html, records/, copies/ and report.html in ";
    private static final String NEXT =
            "next: keyhaul vault import-key --key 'pkcs11:token=NAME;object=LABEL' --vault"
                    + " https://YOUR-VAULT.vault.azure.net --name tenant";

    @Option(
            names = "--dir",
            paramLabel = "D",
            description = "a new folder for all files (default: a temporary one)")
    private @Nullable Path dir;

    @Option(
            names = "--module",
            paramLabel = "PATH",
            description = "SoftHSM's library (default: at a known path)")
    private @Nullable Path module;

    @Option(names = "--keep", description = "keep the files after PASS")
    private boolean keep;

    @Override
    protected void run(Console console) {
        exitWith(ExitCode.CHECK_FAILED);
        Optional<Path> made = Optional.empty();
        try {
            Path folder = DemoFolder.create(dir);
            made = Optional.of(folder);
            new UnattendedRehearsal(folder, module, console).run();
            if (keep) {
                console.step(KEPT + folder);
            } else {
                DemoFolder.delete(folder);
            }
            console.step(NEXT);
            exitWith(ExitCode.DONE);
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
