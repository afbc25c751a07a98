package dev.keyhaul.cli.token;

import dev.keyhaul.cli.command.Call;
import dev.keyhaul.cli.command.Command;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.Headline;
import dev.keyhaul.cli.option.JsonOption;
import dev.keyhaul.cli.option.ModuleOptions;
import dev.keyhaul.cli.option.TokenNames;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.row.Opt;
import dev.keyhaul.cli.row.Rows;
import dev.keyhaul.cli.row.Settable;
import dev.keyhaul.cli.source.UntriedToken;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.pkcs11.TokenInfo;
import dev.keyhaul.pkcs11.report.ModuleReport;
import dev.keyhaul.pkcs11.report.TokenReport;
import dev.keyhaul.pkcs11.source.TokenUri;
import dev.keyhaul.pkcs11.token.Pkcs11Module;

/** Shows one token. */
public record TokenInfoCommand(Given given) implements Command {
    private static final Headline HEADLINE =
            Headline.of(
                    "serial",
                    "label",
                    "slot",
                    "manufacturer",
                    "model",
                    "firmware",
                    "claims_hardware",
                    "login_required",
                    "pin_pad",
                    "pin",
                    "mechanisms");

    public static final Opt.Sure<String> TOKEN =
            Opt.text("--token NAME", "its label", Settable.TOKEN).required();

    public static final Rows ROWS =
            Rows.of(TokenInfoCommand.class)
                    .reporting(Report.class)
                    .and(JsonOption.ROWS)
                    .and(TOKEN)
                    .and(ModuleOptions.ROWS);

    /** A token. */
    public record Report(TokenReport.Whole token, ModuleReport.Used module) {}

    @Override
    public void run(Call call) throws KeyTransferException {
        Console console = call.console();
        ModuleOptions modules = new ModuleOptions(given);
        TokenUri uri = modules.placed(TokenUri.of(TokenNames.token(given.get(TOKEN))), console);
        try (Pkcs11Module module = modules.open(uri.modulePath().orElse(null), console)) {
            TokenInfo info = module.find(uri.token());
            console.report(
                    new Report(
                            TokenReport.Whole.of(info, module.mechanisms(info)),
                            ModuleReport.Used.of(module)),
                    HEADLINE);
            UntriedToken.says(info)
                    .ifPresent(says -> console.note(says + ": " + UntriedToken.next(info)));
        }
    }
}
