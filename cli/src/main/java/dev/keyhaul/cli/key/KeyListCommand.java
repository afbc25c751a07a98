package dev.keyhaul.cli.key;

import dev.keyhaul.cli.command.ReportingCommand;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.option.TokenOptions;
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
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists keys. */
public final class KeyListCommand extends ReportingCommand {
    @Option(names = "--token", required = true, paramLabel = "NAME", description = "its label")
    private String token = "";

    @Mixin private TokenOptions tokenOptions = new TokenOptions();

    @Override
    protected void run(Console console) throws KeyTransferException {
        try (TokenLease opened = CommandTokens.byLabel(token, tokenOptions, console)) {
            JsonObject keys =
                    JsonObject.builder()
                            .put("token", token)
                            .put("keys", brief(opened.token()))
                            .build();
            console.report(ModuleReport.in(keys, opened.token().module()));
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
