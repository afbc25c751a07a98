package dev.keyhaul.cli.key;

import dev.keyhaul.cli.command.Call;
import dev.keyhaul.cli.command.Command;
import dev.keyhaul.cli.option.JsonOption;
import dev.keyhaul.cli.option.TokenOptions;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.row.Opt;
import dev.keyhaul.cli.row.Rows;
import dev.keyhaul.cli.row.Settable;
import dev.keyhaul.cli.source.CommandTokens;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.pkcs11.report.ModuleReport;
import dev.keyhaul.pkcs11.report.TokenKeyReport;
import dev.keyhaul.pkcs11.source.TokenLease;
import dev.keyhaul.pkcs11.token.KeyInfo;
import dev.keyhaul.pkcs11.token.Token;
import java.util.ArrayList;
import java.util.List;

/** Lists keys. */
public record KeyListCommand(Given given) implements Command {

    public static final Opt.Sure<String> TOKEN =
            Opt.text("--token NAME", "its label", Settable.TOKEN).required();

    public static final Rows ROWS =
            Rows.of(KeyListCommand.class)
                    .reporting(Report.class)
                    .and(JsonOption.ROWS)
                    .and(TOKEN)
                    .and(TokenOptions.ROWS);

    /**
     * The keys of a token.
     *
     * @param token the token's label
     * @param keys its keys
     */
    public record Report(String token, List<TokenKeyReport> keys, ModuleReport.Used module) {}

    @Override
    public void run(Call call) throws KeyTransferException {
        String label = given.get(TOKEN);
        try (TokenLease opened =
                CommandTokens.byLabel(label, new TokenOptions(given), call.console())) {
            Token token = opened.token();
            List<TokenKeyReport> keys = new ArrayList<>();
            for (KeyInfo key : token.keys()) {
                keys.add(TokenKeyReport.of(key, token));
            }
            call.console().report(new Report(label, keys, ModuleReport.Used.of(token.module())));
        }
    }
}
