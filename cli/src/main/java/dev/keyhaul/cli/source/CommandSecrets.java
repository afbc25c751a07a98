package dev.keyhaul.cli.source;

import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.option.CommonOptions;
import dev.keyhaul.cli.option.FilePasswordOptions;
import dev.keyhaul.cli.secret.SecretSource;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.core.secret.PasswordSource;
import dev.keyhaul.core.source.SourceContext;
import dev.keyhaul.core.source.SourceSecrets;
import org.jspecify.annotations.Nullable;

/** The secrets of sources, as options name them, else from the terminal. */
public final class CommandSecrets implements SourceSecrets {
    private final FilePasswordOptions files;
    private final SecretSource pin;
    private final @Nullable PasswordSource password;

    private CommandSecrets(
            FilePasswordOptions files, SecretSource pin, @Nullable PasswordSource password) {
        this.files = files;
        this.pin = pin;
        this.password = password;
    }

    /** Returns the secrets of the common options. */
    public static CommandSecrets of(CommonOptions common) {
        return new CommandSecrets(common.filePasswords, common.pin(), null);
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
                .allowingNoMac(files.allowNoMac);
    }

    @Override
    public Passphrase password(String of) throws KeyTransferException {
        return password == null ? files.inputs(of).read("Password of " + of) : password.read();
    }

    @Override
    public boolean isPasswordGiven() {
        return files.isInputNamed();
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
    public Passphrase sharePassphrase(int holder, int needed) throws KeyTransferException {
        return SecretSource.of(
                        "passphrase of a share", "--share-password-file for " + needed + " holders")
                .build()
                .read("Passphrase of a holder (" + holder + " of " + needed + ")");
    }
}
