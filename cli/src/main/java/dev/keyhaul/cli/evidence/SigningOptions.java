package dev.keyhaul.cli.evidence;

import dev.keyhaul.ceremony.KeyFact;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.cli.kind.Kinds;
import dev.keyhaul.cli.kind.Sources;
import dev.keyhaul.cli.option.AccessOptions;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.row.Heading;
import dev.keyhaul.cli.row.Opt;
import dev.keyhaul.cli.row.Rows;
import dev.keyhaul.cli.row.Settable;
import dev.keyhaul.cli.row.Trait.BesidePlan;
import dev.keyhaul.cli.row.Trait.Harmless;
import dev.keyhaul.cli.row.Trait.OfHost;
import dev.keyhaul.cli.secret.KeptSecret;
import dev.keyhaul.cli.secret.SecretSource;
import dev.keyhaul.cli.source.OpenedSource;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.source.NamedKey;
import dev.keyhaul.core.source.TypedSource;
import dev.keyhaul.pkcs11.source.TokenLease;
import java.nio.file.Path;
import java.util.List;

/** The evidence key that signs what is written: records, copies, journals. */
public record SigningOptions(Given given) {

    /** Names the evidence key. */
    public static final Opt<TypedSource> SIGN_WITH =
            Opt.of(
                    "--sign-with SOURCE",
                    Kinds.source(),
                    "the evidence key: a token key made for this purpose, or pem:FILE",
                    Settable.SIGN_WITH,
                    new OfHost());

    public static final Opt<Path> SIGN_PIN_FILE =
            Opt.input(
                    "--sign-pin-file FILE",
                    "PIN of the evidence key's token, from a file",
                    Settable.SIGN_PIN_FILE,
                    Harmless.SECRET,
                    new BesidePlan());

    public static final Rows ROWS =
            Rows.of(SigningOptions.class, Heading.EVIDENCE).and(SIGN_WITH, SIGN_PIN_FILE);

    /** Whether an option names the evidence key. */
    public boolean isNamed() {
        return given.has(SIGN_WITH);
    }

    /** Notes the PIN of the evidence key's token, if that has an option of its own. */
    public void givePin(Console console) {
        TypedSource key = given.get(SIGN_WITH);
        if (key != null && given.has(SIGN_PIN_FILE)) {
            OpenedSource.givePin(key, ownPin(), console);
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
    public OpenedEvidenceKey openAlone(KeptSecret pin, AccessOptions access, Console console)
            throws KeyTransferException {
        TypedSource key = given.get(SIGN_WITH);
        if (key != null
                && !given.has(SIGN_PIN_FILE)
                && access.token().isPinReadOnce()
                && Sources.OURS.parse(key).secret() == NamedKey.Secret.PIN) {
            throw new UsageException(
                    Reason.SECRET_READ_ONCE,
                    "--pin-fd can be read only once, and the command needs it twice",
                    "give the PIN of the evidence key's token with --sign-pin-file");
        }
        SecretSource asked = pin(access);
        return open(List.of(), console.holdsLogins() ? asked : asked.keptIn(pin), access, console);
    }

    private SecretSource pin(AccessOptions access) {
        return given.has(SIGN_PIN_FILE) ? ownPin() : access.token().pin();
    }

    private SecretSource ownPin() {
        return SecretSource.of("PIN of the evidence key's token", SIGN_PIN_FILE.name())
                .fromFile(given.get(SIGN_PIN_FILE));
    }

    private OpenedEvidenceKey open(
            List<TokenLease> others, SecretSource pin, AccessOptions access, Console console)
            throws KeyTransferException {
        TypedSource source = given.get(SIGN_WITH);
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
