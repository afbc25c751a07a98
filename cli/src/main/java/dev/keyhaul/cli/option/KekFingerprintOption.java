package dev.keyhaul.cli.option;

import dev.keyhaul.cli.secret.Terminal;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.byok.BareWrappingKey;
import dev.keyhaul.core.byok.KekCandidate;
import dev.keyhaul.core.byok.KekProvenance;
import dev.keyhaul.core.byok.KeyExchangeKey;
import dev.keyhaul.core.key.Fingerprint;
import java.security.interfaces.RSAPublicKey;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * What authenticates a KEK: its fingerprint, as an option, typed at the terminal, or in a request
 * that another person signs.
 */
public final class KekFingerprintOption {
    /** How to obtain the fingerprint of a key that has no identifier. */
    private static final String OF_BARE_KEY =
            "where the wrapping key was issued, run 'openssl pkey -pubin -in KEY.pem -outform DER |"
                    + " sha256sum'";

    @Option(
            names = "--kek-sha256",
            paramLabel = "HEX",
            description =
                    "fingerprint of the KEK (SHA-256 of its SubjectPublicKeyInfo), obtained on"
                            + " another machine; without it, the terminal asks for it")
    private @Nullable Fingerprint given;

    /** Whether the option was given. */
    public boolean isGiven() {
        return given != null;
    }

    /**
     * Returns the KEK when it has the fingerprint, or is the KEK of a local vault.
     *
     * @param name the KEK in messages
     * @param approved whether an approval of this very KEK is required before it is used
     * @throws RefusedException when the fingerprint is missing, or another
     */
    public KeyExchangeKey authenticate(KekCandidate kek, String name, boolean approved)
            throws RefusedException {
        if (given == null && kek.kid().vault().isRehearsal()) {
            return kek.authenticate(new KekProvenance.Rehearsal());
        }
        return kek.authenticate(provenance(kek.publicKey(), name, ofVault(kek), approved));
    }

    /**
     * Returns the wrapping key when it has the fingerprint.
     *
     * @param name the KEK in messages
     * @param approved whether an approval of this very KEK is required before it is used
     * @throws RefusedException when the fingerprint is missing, or another
     */
    BareWrappingKey authenticate(RSAPublicKey kek, String name, boolean approved)
            throws RefusedException {
        return BareWrappingKey.of(kek, provenance(kek, name, OF_BARE_KEY, approved));
    }

    private KekProvenance provenance(
            RSAPublicKey kek, String name, String howToGet, boolean approved)
            throws RefusedException {
        if (given != null) {
            return new KekProvenance.OperatorsFingerprint(given);
        }
        if (approved) {
            // The request shows it, and nothing is wrapped before it is signed.
            return new KekProvenance.ApprovedFingerprint(Fingerprint.of(kek));
        }
        return typed(name)
                .<KekProvenance>map(KekProvenance.OperatorsFingerprint::new)
                .orElseThrow(() -> notAuthenticated(kek, name, howToGet));
    }

    /** Never yes or no: people say yes. */
    private static Optional<Fingerprint> typed(String name) {
        return Terminal.ask(
                        "Type the fingerprint of %s, as another machine shows it (64 hex digits): ",
                        name)
                .flatMap(KekFingerprintOption::parsed);
    }

    private static Optional<Fingerprint> parsed(String text) {
        try {
            return Optional.of(Fingerprint.parse(text));
        } catch (MalformedInputException e) {
            return Optional.empty();
        }
    }

    /** Returns how a second person obtains the fingerprint of a vault's KEK. */
    public static String ofVault(KekCandidate kek) {
        return "a second person, on another machine, runs 'az keyvault key download --id "
                + kek.kid()
                + " --encoding DER --file kek.der' and 'sha256sum kek.der'";
    }

    /** The error shows half of the fingerprint: an operator would paste the whole. */
    public static RefusedException notAuthenticated(
            RSAPublicKey kek, String name, String howToGet) {
        return new RefusedException(
                name
                        + " is not authenticated: its fingerprint begins with "
                        + Fingerprint.of(kek).firstHalf(),
                howToGet + "; type the 64 digits at the terminal, or give them as --kek-sha256");
    }
}
