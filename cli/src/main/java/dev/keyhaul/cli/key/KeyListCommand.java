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
import dev.keyhaul.core.json.JsonObject;
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
            Rows.of(KeyListCommand.class).and(JsonOption.ROWS).and(TOKEN).and(TokenOptions.ROWS);

    @Override
    public void run(Call call) throws KeyTransferException {
        String label = given.get(TOKEN);
        try (TokenLease opened =
                CommandTokens.byLabel(label, new TokenOptions(given), call.console())) {
            Token token = opened.token();
            JsonObject.Builder keys =
                    JsonObject.builder().put("token", label).put("keys", brief(token));
            call.console().report(ModuleReport.in(keys.build(), token.module()));
        }
    }

    private static List<JsonObject> brief(Token home) throws KeyTransferException {
        List<JsonObject> keys = new ArrayList<>();
        for (KeyInfo key : home.keys()) {
            keys.add(TokenKeyReport.brief(key, home));
        }
        return keys;
    }
}
