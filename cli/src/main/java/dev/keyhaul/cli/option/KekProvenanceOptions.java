package dev.keyhaul.cli.option;

import dev.keyhaul.ceremony.kek.KekAuthentication;
import dev.keyhaul.ceremony.kek.KekFile;
import dev.keyhaul.cli.console.Terminal;
import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.cli.kind.Kinds;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.row.Heading;
import dev.keyhaul.cli.row.Opt;
import dev.keyhaul.cli.row.Rows;
import dev.keyhaul.cli.row.Trait.BesidePlan;
import dev.keyhaul.cli.row.Trait.Not;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.byok.BareWrappingKey;
import dev.keyhaul.core.byok.HsmAttestation;
import dev.keyhaul.core.byok.KekCandidate;
import dev.keyhaul.core.byok.KeyExchangeKey;
import dev.keyhaul.core.file.FileKind;
import dev.keyhaul.core.file.InputFile;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.PublicKeyEncoding;
import java.nio.file.Path;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What authenticates a KEK: its fingerprint, as an option, typed at the terminal, or in a request
 * that another person signs; the signed record of its download; or the attestation of its Managed
 * HSM. Each that is given must hold.
 */
public record KekProvenanceOptions(Given given) {
    private static final int MAX_KEY_BYTES = 64 * 1024;

    /** A digit that is missing is typed again, not a whole command. */
    private static final int TRIES = 3;

    public static final Opt<Fingerprint> KEK_SHA256 =
            Opt.of(
                    "--kek-sha256 HEX",
                    Kinds.fingerprint(),
                    "fingerprint of the KEK (SHA-256 of its SubjectPublicKeyInfo), obtained on another machine; if nothing else authenticates the KEK, the command asks for it at the terminal",
                    Not.PROVES,
                    new BesidePlan());

    public static final Opt<Path> KEK_SIGNED_BY =
            Opt.input(
                    "--kek-signed-by KEY.pem",
                    "public half of the evidence key that signed the KEK's record for 'kek download'; the signature must be in FILE.sig, in the record's folder",
                    Not.PROVES);

    public static final Opt<String> CEREMONY =
            Opt.text(
                    "--ceremony NAME",
                    "with --kek-signed-by: the ceremony that the record was signed for",
                    Not.PROVES);

    static final Opt<Fingerprint> HSM_OWNER_SHA256 =
            Opt.of(
                    "--hsm-owner-sha256 HEX",
                    Kinds.fingerprint(),
                    "accept the KEK by its Managed HSM's attestation: the fingerprint of the"
                            + " owner's key, obtained out of band once for the pool",
                    Not.PROVES);

    static final Opt.Sure<Boolean> ALLOW_EXPIRED_KEK =
            Opt.flag(
                    "--allow-expired-kek",
                    "use the KEK although its expiry has passed, with a warning",
                    Not.LOOSENS);

    public static final Rows ROWS =
            Rows.of(KekProvenanceOptions.class, Heading.KEK)
                    .and(KEK_SHA256, KEK_SIGNED_BY, CEREMONY, HSM_OWNER_SHA256, ALLOW_EXPIRED_KEK);

    /** Whether one of the options was given. */
    public boolean isGiven() {
        return given.has(KEK_SHA256) || needsSignedRecord() || isForRecord();
    }

    /** Whether one was given that only a KEK's record can fulfil. */
    private boolean isForRecord() {
        return given.has(CEREMONY) || needsAttestation();
    }

    /** Whether the record of the download must be signed. */
    public boolean needsSignedRecord() {
        return given.has(KEK_SIGNED_BY);
    }

    /** Whether the attestation is needed. */
    public boolean needsAttestation() {
        return given.has(HSM_OWNER_SHA256);
    }

    /**
     * Returns the KEK if each way that was given holds, or if it is the KEK of a local vault.
     *
     * @param name the KEK in messages
     * @param record of its download, if there is one
     * @param attestation what its Managed HSM attests
     * @param approved whether an approval of this very KEK is required before it is used
     * @throws RefusedException if no way was given, or one does not hold
     * @throws KeyTransferException if a file cannot be read
     */
    public KeyExchangeKey authenticate(
            KekCandidate kek,
            String name,
            @Nullable KekFile record,
            Optional<HsmAttestation> attestation,
            boolean approved)
            throws KeyTransferException {
        Path signer = given.get(KEK_SIGNED_BY);
        String ceremony = given.get(CEREMONY);
        Fingerprint owner = given.get(HSM_OWNER_SHA256);
        if ((signer == null) != (ceremony == null)) {
            throw new UsageException(
                    Reason.OPTION_MISSING,
                    "--kek-signed-by and --ceremony must be given together",
                    "a signed record is valid for one ceremony: give the name that it was downloaded for");
        }
        Instant now = Clock.systemUTC().instant();
        KekAuthentication ways = ways(name, approved);
        if (record != null && signer != null && ceremony != null) {
            ways.signedRecord(record, key(signer), ceremony, now);
        }
        if (owner != null) {
            ways.attestation(attestation.orElse(null), owner, now);
        }
        return ways.authenticate(given.get(ALLOW_EXPIRED_KEK) ? kek.allowExpired() : kek);
    }

    /**
     * Returns a wrapping key without identifier when each way that was given holds.
     *
     * @param name the KEK in messages
     * @param answer the cloud's answer that it was read from; its signature is beside it
     * @param approved whether an approval of this very KEK is required before it is used
     * @throws RefusedException if no way was given, or one does not hold
     * @throws KeyTransferException if a file cannot be read
     */
    BareWrappingKey authenticate(
            RSAPublicKey kek, String name, @Nullable KekFile answer, boolean approved)
            throws KeyTransferException {
        Path signer = given.get(KEK_SIGNED_BY);
        if (answer == null && (signer != null || isForRecord())) {
            throw new UsageException(
                    Reason.OPTIONS_CONFLICT,
                    "this KEK is a bare public key: only --kek-sha256 authenticates it",
                    "leave out --kek-signed-by, --ceremony and --hsm-owner-sha256, and give --kek-sha256");
        }
        if (isForRecord()) {
            throw new UsageException(
                    Reason.OPTIONS_CONFLICT,
                    "--ceremony and --hsm-owner-sha256 can only be used with format azure",
                    "leave them out, and give --kek-sha256 or --kek-signed-by");
        }
        KekAuthentication ways = ways(name, approved);
        if (answer != null && signer != null) {
            ways.signedAnswer(answer, key(signer), kek);
        }
        return ways.authenticate(kek);
    }

    private KekAuthentication ways(String name, boolean approved) {
        return KekAuthentication.of(name)
                .fingerprint(given.get(KEK_SHA256))
                .approved(approved)
                .asking(KekProvenanceOptions::typed);
    }

    private static PublicKey key(Path file) throws KeyTransferException {
        return InputFile.parse(file, MAX_KEY_BYTES, PublicKeyEncoding::parse, FileKind.PUBLIC_KEY);
    }

    /** Never yes or no: people say yes. An empty answer gives up. */
    private static Optional<Fingerprint> typed(String kek) {
        for (int tries = 0; tries < TRIES; tries++) {
            Optional<String> text =
                    TypedFingerprint.ask(
                                    "Type the fingerprint of %s, as another machine shows it (64"
                                            + " hex digits, or four rows): ",
                                    kek)
                            .filter(answer -> !answer.isBlank());
            if (text.isEmpty()) {
                return Optional.empty();
            }
            try {
                return Optional.of(Fingerprint.parse(text.get()));
            } catch (MalformedInputException e) {
                Terminal.tell(String.valueOf(e.getMessage()));
            }
        }
        return Optional.empty();
    }
}
