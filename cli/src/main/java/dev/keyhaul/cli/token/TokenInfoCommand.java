package dev.keyhaul.cli.token;

import dev.keyhaul.cli.command.ReportingCommand;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.Headline;
import dev.keyhaul.cli.option.ModuleOptions;
import dev.keyhaul.cli.option.TokenNames;
import dev.keyhaul.cli.source.UntriedToken;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.pkcs11.TokenInfo;
import dev.keyhaul.pkcs11.report.ModuleReport;
import dev.keyhaul.pkcs11.report.TokenReport;
import dev.keyhaul.pkcs11.source.TokenUri;
import dev.keyhaul.pkcs11.token.Pkcs11Module;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows one token. */
public final class TokenInfoCommand extends ReportingCommand {
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

    @Option(names = "--token", required = true, paramLabel = "NAME", description = "its label")
    private String token = "";

    @Mixin private ModuleOptions moduleOptions = new ModuleOptions();

    @Override
    protected void run(Console console) throws KeyTransferException {
        TokenUri uri = moduleOptions.placed(TokenUri.of(TokenNames.token(token)), console);
        try (Pkcs11Module module = moduleOptions.open(uri.modulePath().orElse(null), console)) {
            TokenInfo info = module.find(uri.token());
            console.report(
                    ModuleReport.in(TokenReport.whole(info, module.mechanisms(info)), module),
                    HEADLINE);
            UntriedToken.says(info)
                    .ifPresent(says -> console.note(says + ": " + UntriedToken.next(info)));
        }
    }
}
