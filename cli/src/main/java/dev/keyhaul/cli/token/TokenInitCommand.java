package dev.keyhaul.cli.token;

import dev.keyhaul.cli.command.Call;
import dev.keyhaul.cli.command.Command;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.Headline;
import dev.keyhaul.cli.evidence.RecordOptions;
import dev.keyhaul.cli.option.AccessOptions;
import dev.keyhaul.cli.option.TokenOptions;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.row.Opt;
import dev.keyhaul.cli.row.Rows;
import dev.keyhaul.cli.row.Settable;
import dev.keyhaul.cli.row.Trait.Not;
import dev.keyhaul.cli.secret.SecretSource;
import dev.keyhaul.cli.source.GivenPins;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.key.KeyOrigin;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.pkcs11.TokenInfo;
import dev.keyhaul.pkcs11.report.ModuleReport;
import dev.keyhaul.pkcs11.report.TokenReport;
import dev.keyhaul.pkcs11.token.Pkcs11Module;
import dev.keyhaul.workflow.record.RecordFacts;
import java.nio.file.Path;

/** Initialises a token. */
public record TokenInitCommand(Given given) implements Command {
    private static final Headline HEADLINE = Headline.of("serial", "label", "slot", "model", "pin");

    public static final Opt.Sure<String> TOKEN =
            Opt.text("--token NAME", "its new label", Settable.TOKEN).required();

    public static final Opt<Path> SO_PIN_FILE =
            Opt.input("--so-pin-file FILE", "the security officer's PIN, from a file", Not.SECRET);

    public static final Rows ROWS =
            Rows.of(TokenInitCommand.class)
                    .reporting(Report.class)
                    .and(RecordOptions.ROWS, AccessOptions.ROWS)
                    .and(TOKEN, SO_PIN_FILE);

    /** A token that was initialised. */
    record Report(TokenReport.Brief token, ModuleReport.Used module) {}

    /** The PIN is that of a token that is not there yet. */
    @Override
    public void givePins(GivenPins pins) {}

    @Override
    public void run(Call call) throws KeyTransferException {
        Console console = call.console();
        String label = given.get(TOKEN);
        TokenOptions token = access().token();
        SecretSource soPinSource =
                SecretSource.of("security officer's PIN", SO_PIN_FILE.name())
                        .fromFile(given.get(SO_PIN_FILE));
        try (Pkcs11Module module = token.module().open(null, console);
                Passphrase soPin =
                        soPinSource.readNew("Security officer's PIN for '" + label + "'");
                Passphrase pin = token.pin().readNew("User PIN for '" + label + "'")) {
            console.chosen(label, pin);
            TokenInfo made = module.initialize(label, soPin, pin);
            RecordFacts.token(console.record(), module, made, KeyOrigin.Protection.UNKNOWN);
            console.report(
                    new Report(TokenReport.Brief.of(made), ModuleReport.Used.of(module)), HEADLINE);
        }
    }
}
