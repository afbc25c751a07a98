package dev.keyhaul.cli.token;

import dev.keyhaul.cli.command.ReportingCommand;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.Headline;
import dev.keyhaul.cli.option.ModuleOptions;
import dev.keyhaul.cli.option.ModuleReport;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.pkcs11.Pkcs11Module;
import dev.keyhaul.pkcs11.TokenInfo;
import dev.keyhaul.pkcs11.TokenMechanism;
import dev.keyhaul.pkcs11.TokenSelector;
import java.util.List;
import java.util.Optional;
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
        try (Pkcs11Module module = moduleOptions.open(Optional.empty())) {
            TokenInfo info = module.find(TokenSelector.label(token));
            List<TokenMechanism> mechanisms = module.mechanisms(info);
            JsonObject report =
                    JsonObject.builder()
                            .put("label", info.label())
                            .put("serial", info.serial())
                            .put("slot", info.slotId())
                            .put("manufacturer", info.token().manufacturer())
                            .put("model", info.token().model())
                            .put("firmware", info.token().firmwareVersion().toString())
                            .put("hardware_version", info.token().hardwareVersion().toString())
                            .put("claims_hardware", claimsHardware(info, mechanisms))
                            .put("login_required", info.needsLogin())
                            .put("pin_pad", info.hasProtectedAuthenticationPath())
                            .put("pin", info.pinState().label())
                            .put(
                                    "mechanisms",
                                    mechanisms.stream().map(TokenMechanism::name).toList())
                            .build();
            console.report(ModuleReport.in(report, module), HEADLINE);
        }
    }

    private static boolean claimsHardware(TokenInfo info, List<TokenMechanism> mechanisms) {
        return info.claimsHardwareSlot()
                || mechanisms.stream().anyMatch(TokenMechanism::claimsHardware);
    }
}
