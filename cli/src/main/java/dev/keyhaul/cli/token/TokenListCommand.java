package dev.keyhaul.cli.token;

import dev.keyhaul.cli.command.Call;
import dev.keyhaul.cli.command.Command;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.option.JsonOption;
import dev.keyhaul.cli.option.ModuleOptions;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.row.Rows;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.pkcs11.report.ModuleReport;
import dev.keyhaul.pkcs11.report.TokenReport;
import dev.keyhaul.pkcs11.token.Pkcs11Module;
import java.util.List;

/** Lists tokens. */
public record TokenListCommand(Given given) implements Command {

    public static final Rows ROWS =
            Rows.of(TokenListCommand.class)
                    .reporting(Report.class)
                    .and(JsonOption.ROWS, ModuleOptions.ROWS);

    /**
     * The tokens of a module.
     *
     * @param tokens the slots and their tokens
     */
    record Report(ModuleReport.Used module, List<TokenReport.Brief> tokens) {}

    @Override
    public void run(Call call) throws KeyTransferException {
        Console console = call.console();
        try (Pkcs11Module module = new ModuleOptions(given).open(null, console)) {
            console.report(
                    new Report(
                            ModuleReport.Used.of(module),
                            module.tokens().stream().map(TokenReport.Brief::of).toList()));
        }
    }
}
