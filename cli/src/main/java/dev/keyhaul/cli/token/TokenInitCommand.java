package dev.keyhaul.cli.token;

import dev.keyhaul.cli.command.RecordedKeyCommand;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.Headline;
import dev.keyhaul.cli.secret.SecretSource;
import dev.keyhaul.cli.source.GivenPins;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.key.KeyOrigin;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.pkcs11.TokenInfo;
import dev.keyhaul.pkcs11.report.ModuleReport;
import dev.keyhaul.pkcs11.report.TokenReport;
import dev.keyhaul.pkcs11.token.Pkcs11Module;
import dev.keyhaul.workflow.record.RecordFacts;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Initialises a token. */
public final class TokenInitCommand extends RecordedKeyCommand {
    private static final Headline HEADLINE = Headline.of("serial", "label", "slot", "model", "pin");

    @Option(names = "--token", required = true, paramLabel = "NAME", description = "its new label")
    private String token = "";

    @Option(
            names = "--so-pin-file",
            paramLabel = "FILE",
            description = "the security officer's PIN, from a file")
    private @Nullable Path soPinFile;

    /** The PIN is that of a token that is not there yet. */
    @Override
    protected void givePins(GivenPins pins) {}

    @Override
    protected void run(Console console) throws KeyTransferException {
        SecretSource soPinSource =
                SecretSource.of("security officer's PIN", "--so-pin-file").fromFile(soPinFile);
        try (Pkcs11Module module = access.token.module.open(null, console);
                Passphrase soPin =
                        soPinSource.readNew("Security officer's PIN for '" + token + "'");
                Passphrase pin = access.token.pin().readNew("User PIN for '" + token + "'")) {
            if (soPin.sameAs(pin)) {
                throw new RefusedException(
                        Reason.PIN_UNFIT,
                        "the security officer's PIN and the user's PIN are the same",
                        "choose two different PINs: the security officer can reset the user's PIN");
            }
            TokenInfo made = module.initialize(token, soPin, pin);
            RecordFacts.token(console.record(), module, made, KeyOrigin.Protection.UNKNOWN);
            console.report(ModuleReport.in(TokenReport.brief(made), module), HEADLINE);
        }
    }
}
