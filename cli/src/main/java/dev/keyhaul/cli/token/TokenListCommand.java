package dev.keyhaul.cli.token;

import dev.keyhaul.cli.command.ReportingCommand;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.option.ModuleOptions;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.pkcs11.report.ModuleReport;
import dev.keyhaul.pkcs11.report.TokenReport;
import dev.keyhaul.pkcs11.token.Pkcs11Module;
import picocli.CommandLine.Mixin;

/** Lists tokens. */
public final class TokenListCommand extends ReportingCommand {
    @Mixin private ModuleOptions moduleOptions = new ModuleOptions();

    @Override
    protected void run(Console console) throws KeyTransferException {
        try (Pkcs11Module module = moduleOptions.open(null, console)) {
            console.report(
                    JsonObject.builder()
                            .putAll(ModuleReport.of(module))
                            .put(
                                    "tokens",
                                    module.tokens().stream().map(TokenReport::brief).toList())
                            .build());
        }
    }
}
