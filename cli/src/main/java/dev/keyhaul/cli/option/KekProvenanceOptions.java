package dev.keyhaul.cli.option;

import dev.keyhaul.ceremony.SignedReport;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.byok.BareWrappingKey;
import dev.keyhaul.core.byok.HsmAttestation;
import dev.keyhaul.core.byok.KekCandidate;
import dev.keyhaul.core.byok.KekProvenance;
import dev.keyhaul.core.byok.KeyExchangeKey;
import dev.keyhaul.core.file.InputFile;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.PublicKeyEncoding;
import dev.keyhaul.terminal.Terminal;
import dev.keyhaul.terminal.UsageException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.interfaces.RSAPublicKey;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * What authenticates a KEK: its fingerprint, as an option, typed at the terminal, or in a request
 * that another person signs; the signed record of its download; or the attestation of its Managed
 * HSM. Each that is given must hold.
 */
public final class KekProvenanceOptions {
    private static final int MAX_FILE_BYTES = 64 * 1024;

    /** How to obtain the fingerprint of a key that has no identifier. */
    private static final String OF_BARE_KEY =
            "where the wrapping key was issued, run 'openssl pkey -pubin -in KEY.pem -outform DER |"
                    + " sha256sum'";

    @Option(
            names = "--kek-sha256",
            paramLabel = "HEX",
            description =
                    "fingerprint of the KEK (SHA-256 of its SubjectPublicKeyInfo), obtained on"
                            + " another machine; without any way, the terminal asks for it")
    private @Nullable Fingerprint fingerprint;

    @Option(
            names = "--kek-signed-by",
            paramLabel = "KEY.pem",
            description =
                    "public half of the evidence key that signed the KEK's record when 'kek"
                            + " download' wrote it; the signature is beside the record, in FILE.sig")
    private @Nullable Path signer;

    @Option(
            names = "--ceremony",
            paramLabel = "NAME",
            description = "with --kek-signed-by: the record's ceremony")
    private @Nullable String ceremony;

    @Option(
            names = "--hsm-owner-sha256",
            paramLabel = "HEX",
            description =
                    "accept the KEK by its Managed HSM's attestation: the fingerprint of the"
                            + " owner's key, obtained out of band once for the pool")
    private @Nullable Fingerprint owner;

    @Option(
            names = "--allow-expired-kek",
            description = "use the KEK although its expiry has passed, with a warning")
    private boolean expiredAllowed;

    /**
     * A KEK, and what came with it.
     *
     * @param name the KEK in messages
     * @param file the file of its record, if it has one
     * @param record the bytes of that file
     * @param attestation what its Managed HSM attests
     */
    public record Found(
            KekCandidate kek,
            String name,
            Optional<Path> file,
            byte[] record,
            Optional<HsmAttestation> attestation) {}

    /** Whether one of the options was given. */
    public boolean isGiven() {
        return fingerprint != null || signer != null || ceremony != null || owner != null;
    }

    /** Whether the record of the download must be signed. */
    public boolean needsSignedRecord() {
        return signer != null;
    }

    /** Whether the attestation is needed. */
    public boolean needsAttestation() {
        return owner != null;
    }

    /**
     * Returns the KEK if each way that was given holds, or if it is the KEK of a local vault.
     *
     * @param approved whether an approval of this very KEK is required before it is used
     * @throws RefusedException if no way was given, or one does not hold
     * @throws KeyTransferException if a file cannot be read
     */
    public KeyExchangeKey authenticate(Found found, boolean approved) throws KeyTransferException {
        requireCeremony();
        KekCandidate kek = expiredAllowed ? found.kek.allowExpired() : found.kek;
        if (!isGiven() && kek.kid().vault().isRehearsal()) {
            return kek.authenticate(new KekProvenance.Rehearsal());
        }
        List<KekProvenance> ways = byFingerprint(kek.publicKey(), approved);
        if (signer != null) {
            ways.add(signedRecord(signer, found));
        }
        if (owner != null) {
            ways.add(attestation(owner, found));
        }
        if (!isEnough(ways, kek)) {
            ways.add(typed(kek.publicKey(), found.name, ofVault(kek)));
        }
        return kek.authenticate(KekProvenance.together(ways));
    }

    private static boolean isEnough(List<KekProvenance> ways, KekCandidate kek)
            throws RefusedException {
        return !ways.isEmpty()
                && KekProvenance.together(ways)
                        .check(kek.publicKey(), kek.kid())
                        .missing()
                        .isEmpty();
    }

    private void requireCeremony() throws UsageException {
        if ((signer == null) != (ceremony == null)) {
            throw new UsageException(
                    "--kek-signed-by and --ceremony go together",
                    "a signed record is valid for one ceremony: name the one it was downloaded"
                            + " for");
        }
    }

    private KekProvenance signedRecord(Path signedBy, Found found) throws KeyTransferException {
        Path record =
                found.file.orElseThrow(
                        () -> new RefusedException(found.name + " has no signed record"));
        Path signature = SignedReport.signatureOf(record);
        if (!Files.exists(signature, LinkOption.NOFOLLOW_LINKS)) {
            throw new RefusedException(
                    found.name + " is not authenticated: " + signature + " is missing",
                    "'keyhaul kek download --ceremony NAME --sign-with SOURCE' makes both files");
        }
        return KekProvenance.signedRecord(
                found.record,
                InputFile.read(signature, MAX_FILE_BYTES),
                InputFile.parse(signedBy, MAX_FILE_BYTES, PublicKeyEncoding::parse),
                String.valueOf(ceremony),
                now());
    }

    private static KekProvenance attestation(Fingerprint owner, Found found)
            throws RefusedException {
        return KekProvenance.attestation(
                found.attestation.orElseThrow(
                        () ->
                                new RefusedException(
                                        found.name
                                                + " is not authenticated: it came without"
                                                + " attestation",
                                        "'keyhaul kek download' takes it from a Managed HSM; a key"
                                                + " vault has none")),
                owner,
                now());
    }

    private static Instant now() {
        return Clock.systemUTC().instant();
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
        if (signer != null || ceremony != null || owner != null) {
            throw new UsageException(
                    "--kek-signed-by, --ceremony and --hsm-owner-sha256 belong to format azure",
                    "leave them out, and give --kek-sha256");
        }
        return authenticated(kek, name, byFingerprint(kek, approved));
    }

    /**
     * Returns the wrapping key of a cloud's answer when each way that was given holds.
     *
     * @param file the answer; its signature is beside it
     * @param content its bytes
     * @param approved whether an approval of this very KEK is required before it is used
     * @throws RefusedException if no way was given, or one does not hold
     * @throws KeyTransferException if a file cannot be read
     */
    BareWrappingKey authenticate(RSAPublicKey kek, Path file, byte[] content, boolean approved)
            throws KeyTransferException {
        if (ceremony != null || owner != null) {
            throw new UsageException(
                    "--ceremony and --hsm-owner-sha256 belong to format azure",
                    "leave them out, and give --kek-sha256 or --kek-signed-by");
        }
        List<KekProvenance> ways = byFingerprint(kek, approved);
        if (signer != null) {
            Path signature = SignedReport.signatureOf(file);
            ways.add(
                    KekProvenance.signedAnswer(
                            content,
                            InputFile.read(signature, MAX_FILE_BYTES),
                            InputFile.parse(signer, MAX_FILE_BYTES, PublicKeyEncoding::parse),
                            kek));
        }
        return authenticated(kek, "the wrapping key in " + file, ways);
    }

    private BareWrappingKey authenticated(RSAPublicKey kek, String name, List<KekProvenance> ways)
            throws RefusedException {
        if (ways.isEmpty()) {
            ways.add(typed(kek, name, OF_BARE_KEY));
        }
        return BareWrappingKey.of(kek, KekProvenance.together(ways));
    }

    /** As far as nobody has to be asked. */
    private List<KekProvenance> byFingerprint(RSAPublicKey kek, boolean approved) {
        List<KekProvenance> ways = new ArrayList<>();
        if (fingerprint != null) {
            ways.add(new KekProvenance.OperatorsFingerprint(fingerprint));
        }
        if (approved) {
            // The request shows it, and nothing is wrapped before it is signed.
            ways.add(new KekProvenance.ApprovedFingerprint(Fingerprint.of(kek)));
        }
        return ways;
    }

    /** Never yes or no: people say yes. */
    private KekProvenance typed(RSAPublicKey kek, String name, String howToGet)
            throws RefusedException {
        return Terminal.ask(
                        "Type the fingerprint of %s, as another machine shows it (64 hex digits): ",
                        name)
                .flatMap(KekProvenanceOptions::parsed)
                .<KekProvenance>map(KekProvenance.OperatorsFingerprint::new)
                .orElseThrow(() -> notAuthenticated(kek, name, howToGet));
    }

    private static Optional<Fingerprint> parsed(String text) {
        try {
            return Optional.of(Fingerprint.parse(text));
        } catch (MalformedInputException e) {
            return Optional.empty();
        }
    }

    /** Returns how a second person obtains the fingerprint of a vault's KEK. */
    private static String ofVault(KekCandidate kek) {
        return "a second person, on another machine, runs 'az keyvault key download --id "
                + kek.kid()
                + " --encoding DER --file kek.der' and 'sha256sum kek.der' (in PowerShell"
                + " 'Get-FileHash kek.der')";
    }

    /** The error shows half of the fingerprint: an operator would paste the whole. */
    private RefusedException notAuthenticated(RSAPublicKey kek, String name, String howToGet) {
        return new RefusedException(
                name
                        + " is not authenticated"
                        + (owner == null
                                ? ""
                                : ", since its attestation alone is not enough for a key that can"
                                        + " decrypt")
                        + ": its fingerprint begins with "
                        + Fingerprint.of(kek).firstHalf(),
                howToGet + "; type the 64 digits at the terminal, or give them as --kek-sha256");
    }
}
