package dev.keyhaul.cli.token;

import dev.keyhaul.cli.command.ReportingCommand;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.option.ModuleReport;
import dev.keyhaul.cli.option.TokenOptions;
import dev.keyhaul.cli.source.CommandTokens;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.key.WrapMethod;
import dev.keyhaul.core.key.WrapProof;
import dev.keyhaul.pkcs11.Token;
import dev.keyhaul.pkcs11.TokenProbe;
import dev.keyhaul.pkcs11.source.OpenToken;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Tries a token on throw-away keys. */
public final class TokenProbeCommand extends ReportingCommand {
    private static final String NONE = "none";

    @Option(names = "--token", required = true, paramLabel = "NAME", description = "its label")
    private String token = "";

    @Mixin private TokenOptions tokenOptions = new TokenOptions();

    @Override
    protected void run(Console console) throws KeyTransferException {
        try (OpenToken open = CommandTokens.byLabel(token, tokenOptions, console)) {
            open.findings().forEach(console::warn);
            console.report(report(open.token(), open.token().probe()));
        }
    }

    private static JsonObject report(Token token, TokenProbe probe) {
        return JsonObject.builder()
                .put("label", token.info().label())
                .put("serial", token.info().serial())
                .put("0x210a", probe.capabilities().keyWrapPad().reportName())
                .put("0x210b", probe.capabilities().keyWrapKwp().reportName())
                .put("0x1054", probe.oneShot().reportName())
                .put("enforces", enforces(probe))
                .put("strategy", probe.strategy().orElse(NONE))
                .put("proof", probe.proof().map(TokenProbeCommand::label).orElse(NONE))
                .put("quirks", probe.quirks())
                .putAll(ModuleReport.of(token.module()))
                .build();
    }

    /** The probe wraps under an RSA key. */
    private static String label(WrapProof proof) {
        return proof.label(WrapMethod.RSA_AES_SHA1);
    }

    private static JsonObject enforces(TokenProbe probe) {
        JsonObject.Builder enforces = JsonObject.builder();
        put(enforces, "extractable", probe.enforcesExtractable());
        put(enforces, "wrap-with-trusted", probe.enforcesWrapWithTrusted());
        return enforces.build();
    }

    private static void put(JsonObject.Builder enforces, String name, Optional<Boolean> seen) {
        if (seen.isPresent()) {
            enforces.put(name, (boolean) seen.get());
        } else {
            enforces.put(name, "unknown");
        }
    }
}
