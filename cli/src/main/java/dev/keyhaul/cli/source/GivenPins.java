package dev.keyhaul.cli.source;

import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.option.TokenNames;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.secret.SecretSource;
import dev.keyhaul.core.MalformedIdentifierException;
import dev.keyhaul.core.source.TypedSource;
import dev.keyhaul.pkcs11.source.TokenPin;
import dev.keyhaul.pkcs11.source.TokenUri;
import java.util.List;

/**
 * The PINs that a command line gives for the tokens that it names. They are compared where two are
 * for one token, before anything is sent to it. The tokens are taken from all rows of these names:
 * so a command that gets such an option has them compared, too.
 */
public final class GivenPins {
    private final Given given;
    private final Console console;

    /** Takes what a command line gave. */
    public GivenPins(Given given, Console console) {
        this.given = given;
        this.console = console;
    }

    /** This PIN is for the token of the key that {@code --key} names. */
    public void ofKey(SecretSource pin) {
        sources("--key").forEach(source -> OpenedSource.givePin(source, pin, console));
    }

    /** This PIN is for the tokens of the keys that {@code --to} names. */
    public void ofRecipients(SecretSource pin) {
        given.texts("--to").stream()
                .filter(TokenUri::isUri)
                .map(TypedSource::of)
                .forEach(source -> OpenedSource.givePin(source, pin, console));
    }

    /** This PIN is for the token that {@code --token} names. */
    public void ofToken(SecretSource pin) {
        if (pin.isNamed()) {
            for (String label : given.texts("--token")) {
                giveForToken(label, pin);
            }
        }
    }

    private void giveForToken(String label, SecretSource pin) {
        try {
            TokenUri uri = TokenUri.of(TokenNames.token(label));
            console.givesPin(new TokenPin(uri, CommandSecrets.of(pin)));
        } catch (MalformedIdentifierException e) {
            // The command itself refuses it.
        }
    }

    private List<TypedSource> sources(String option) {
        return given.texts(option).stream().map(TypedSource::of).toList();
    }
}
