package dev.keyhaul.cli.evidence;

import dev.keyhaul.ceremony.KeyFact;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.cli.option.AccessOptions;
import dev.keyhaul.cli.secret.KeptSecret;
import dev.keyhaul.cli.secret.SecretSource;
import dev.keyhaul.cli.source.OpenedSource;
import dev.keyhaul.cli.source.Sources;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.source.NamedKey;
import dev.keyhaul.core.source.TypedSource;
import dev.keyhaul.pkcs11.source.TokenLease;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The evidence key that signs what is written: records, copies, journals. */
public final class SigningOptions {
    @Option(
            names = "--sign-with",
            paramLabel = "SOURCE",
            description = "the evidence key: a token key made for this purpose, or pem:FILE")
    private @Nullable TypedSource source;

    @Option(
            names = "--sign-pin-file",
            paramLabel = "FILE",
            description = "PIN of the evidence key's token, from a file")
    private @Nullable Path pinFile;

    /** Whether an option names the evidence key. */
    public boolean isNamed() {
        return source != null;
    }

    /** Notes the PIN of the evidence key's token, if that has an option of its own. */
    public void givePin(Console console) {
        if (source != null && pinFile != null) {
            OpenedSource.givePin(source, ownPin(), console);
        }
    }

    /** Opens the evidence key, if there is one, while tokens are open. */
    public OpenedEvidenceKey open(List<TokenLease> others, AccessOptions access, Console console)
            throws KeyTransferException {
        return open(others, others.isEmpty() ? pin(access) : ownPin(), access, console);
    }

    /**
     * Opens it while no token is open, as often as is needed with one PIN.
     *
     * @param pin keeps the PIN in between
     */
    OpenedEvidenceKey openAlone(KeptSecret pin, AccessOptions access, Console console)
            throws KeyTransferException {
        if (source != null
                && pinFile == null
                && access.token.isPinReadOnce()
                && Sources.OURS.parse(source).secret() == NamedKey.Secret.PIN) {
            throw new UsageException(
                    Reason.SECRET_READ_ONCE,
                    "--pin-fd can be read only once, and the command needs it",
                    "give the PIN of the evidence key's token with --sign-pin-file");
        }
        SecretSource asked = pin(access);
        return open(List.of(), console.holdsLogins() ? asked : asked.keptIn(pin), access, console);
    }

    private SecretSource pin(AccessOptions access) {
        return pinFile == null ? access.token.pin() : ownPin();
    }

    private SecretSource ownPin() {
        return SecretSource.of("PIN of the evidence key's token", "--sign-pin-file")
                .fromFile(pinFile);
    }

    private OpenedEvidenceKey open(
            List<TokenLease> others, SecretSource pin, AccessOptions access, Console console)
            throws KeyTransferException {
        if (source == null) {
            return OpenedEvidenceKey.none();
        }
        OpenedEvidenceKey opened =
                OpenedEvidenceKey.of(OpenedSource.beside(others, source, pin, access, console));
        Fingerprint key = Fingerprint.of(opened.signer().orElseThrow().publicKey());
        console.record().key(KeyFact.of(KeyFact.EVIDENCE, key, source.text(), ""));
        return opened;
    }
}
