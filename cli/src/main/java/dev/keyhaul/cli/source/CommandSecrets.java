package dev.keyhaul.cli.source;

import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.option.AccessOptions;
import dev.keyhaul.cli.option.PfxOptions;
import dev.keyhaul.cli.option.TokenOptions;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.secret.SecretSource;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.core.secret.PasswordSource;
import dev.keyhaul.core.source.SourceContext;
import dev.keyhaul.core.source.SourceSecrets;
import org.jspecify.annotations.Nullable;

/** The secrets of sources, as options name them, else from the terminal. */
public final class CommandSecrets implements SourceSecrets {
    private final PfxOptions files;
    private final SecretSource pin;
    private final @Nullable PasswordSource password;

    private CommandSecrets(PfxOptions files, SecretSource pin, @Nullable PasswordSource password) {
        this.files = files;
        this.pin = pin;
        this.password = password;
    }

    /** Returns the secrets of whatever source. */
    public static CommandSecrets of(AccessOptions access) {
        return new CommandSecrets(access.file(), access.token().pin(), null);
    }

    /** Returns the secrets of a file. */
    public static CommandSecrets of(PfxOptions files) {
        return new CommandSecrets(files, new TokenOptions(Given.NOTHING).pin(), null);
    }

    /** Returns the secrets of a token. */
    public static CommandSecrets of(SecretSource pin) {
        return new CommandSecrets(new PfxOptions(Given.NOTHING), pin, null);
    }

    /** Returns the same with another PIN. */
    public CommandSecrets withPin(SecretSource other) {
        return new CommandSecrets(files, other, password);
    }

    /** Returns the same with one password for whatever file. */
    public CommandSecrets withPassword(PasswordSource other) {
        return new CommandSecrets(files, pin, other);
    }

    /** Returns a context with these, which speaks through the console. */
    public SourceContext context(Console console) {
        return SourceContext.of(this)
                .telling(console::warn, console::note)
                .allowingNoMac(files.allowNoMac());
    }

    @Override
    public Passphrase password(String of) throws KeyTransferException {
        return password == null
                ? files.password().of(of).read("Password of " + of)
                : password.read();
    }

    @Override
    public boolean isPasswordGiven() {
        return files.password().isNamed();
    }

    @Override
    public Passphrase pin(String tokenLabel) throws KeyTransferException {
        return pin.read("PIN of token '" + tokenLabel + "'");
    }

    @Override
    public boolean isPinGiven() {
        return pin.isNamed();
    }

    @Override
    public boolean isPinReadable() {
        return pin.isNamed() && !pin.isReadOnce();
    }

    @Override
    public Passphrase sharePassphrase(ShareHolder holder) throws KeyTransferException {
        return SecretSource.of(
                        "passphrase of a share",
                        "--share-password-file for " + holder.needed() + " holders")
                .read(
                        "Passphrase of a holder ("
                                + holder.number()
                                + " of "
                                + holder.needed()
                                + ")");
    }
}
