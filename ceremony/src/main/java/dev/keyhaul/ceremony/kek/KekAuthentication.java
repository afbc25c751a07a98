package dev.keyhaul.ceremony.kek;

import dev.keyhaul.ceremony.SignedReport;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.byok.BareWrappingKey;
import dev.keyhaul.core.byok.HsmAttestation;
import dev.keyhaul.core.byok.KekCandidate;
import dev.keyhaul.core.byok.KekProvenance;
import dev.keyhaul.core.byok.KeyExchangeKey;
import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.file.InputFile;
import dev.keyhaul.core.key.Fingerprint;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What authenticates one KEK: its fingerprint, from another machine or in a request that another
 * person signs; the signed record of its download; or the attestation of its Managed HSM. Each that
 * is given must hold. If they are not enough together, a person is asked for the fingerprint.
 *
 * <pre>{@code
 * KeyExchangeKey kek =
 *         KekAuthentication.of("the KEK in kek.json")
 *                 .fingerprint(fromAnotherMachine)
 *                 .authenticate(candidate);
 * }</pre>
 *
 * <p>Not thread-safe.
 *
 * @since 0.1.0
 */
public final class KekAuthentication {
    private static final int MAX_SIGNATURE_BYTES = 64 * 1024;

    private final String name;
    private final List<KekProvenance> files = new ArrayList<>();
    private @Nullable Fingerprint fingerprint;
    private boolean approved;
    private Function<String, Optional<Fingerprint>> person = kek -> Optional.empty();

    private KekAuthentication(String name) {
        this.name = name;
    }

    /**
     * Begins with nothing given.
     *
     * @param name the KEK in messages
     */
    public static KekAuthentication of(String name) {
        Arguments.notNull("name", name);
        return new KekAuthentication(name);
    }

    /** Takes the fingerprint that a person obtained on another machine, or null. */
    public KekAuthentication fingerprint(@Nullable Fingerprint given) {
        fingerprint = given;
        return this;
    }

    /**
     * Says whether another person signs a request that shows this KEK's fingerprint, before
     * anything is wrapped. The caller sees to it: nothing here checks the approval.
     */
    public KekAuthentication approved(boolean required) {
        approved = required;
        return this;
    }

    /** Asks a person, by the KEK's name, if nothing else is enough; an empty answer refuses it. */
    public KekAuthentication asking(Function<String, Optional<Fingerprint>> whom) {
        Arguments.notNull("whom", whom);
        person = whom;
        return this;
    }

    /**
     * Takes the record of the download, whose signature is beside it.
     *
     * @param signer the public half of the key that must have signed it
     * @param ceremony the one that it must be of
     * @throws RefusedException if there is no signature
     * @throws KeyTransferException if the signature cannot be read
     */
    public KekAuthentication signedRecord(
            KekFile record, PublicKey signer, String ceremony, Instant now)
            throws KeyTransferException {
        Arguments.notNull("signer", signer, "ceremony", ceremony, "now", now);
        Path signature = SignedReport.signatureOf(record.path());
        if (!Files.exists(signature, LinkOption.NOFOLLOW_LINKS)) {
            throw new RefusedException(
                    Reason.KEK_SIGNATURE_MISSING,
                    name + " is not authenticated: " + signature + " is missing");
        }
        byte[] signed = InputFile.read(signature, MAX_SIGNATURE_BYTES);
        files.add(KekProvenance.signedRecord(record.content(), signed, signer, ceremony, now));
        return this;
    }

    /**
     * Takes the answer of the service that gave the wrapping key, signed where it was obtained.
     *
     * @param answer its file; the signature is beside it
     * @param kek the key that was read from it
     * @throws KeyTransferException if the signature cannot be read
     */
    public KekAuthentication signedAnswer(KekFile answer, PublicKey signer, RSAPublicKey kek)
            throws KeyTransferException {
        Arguments.notNull("signer", signer, "kek", kek);
        byte[] signature =
                InputFile.read(SignedReport.signatureOf(answer.path()), MAX_SIGNATURE_BYTES);
        files.add(KekProvenance.signedAnswer(answer.content(), signature, signer, kek));
        return this;
    }

    /**
     * Takes what the KEK's Managed HSM attests.
     *
     * @param attestation null if it came without one
     * @param owner the fingerprint of the owner's key, obtained out of band once for the pool
     * @throws RefusedException if there is no attestation
     */
    public KekAuthentication attestation(
            @Nullable HsmAttestation attestation, Fingerprint owner, Instant now)
            throws RefusedException {
        Arguments.notNull("owner", owner, "now", now);
        if (attestation == null) {
            throw new RefusedException(
                    Reason.KEK_ATTESTATION_MISSING,
                    name + " is not authenticated: it has no attestation");
        }
        files.add(KekProvenance.attestation(attestation, owner, now));
        return this;
    }

    /**
     * Returns the KEK if each way that was given holds, or if nothing is given and it is the KEK of
     * a local vault.
     *
     * @throws RefusedException if one does not hold, or they are not enough
     */
    public KeyExchangeKey authenticate(KekCandidate kek) throws RefusedException {
        Arguments.notNull("kek", kek);
        if (fingerprint == null && files.isEmpty() && kek.kid().vault().isRehearsal()) {
            return kek.authenticate(new KekProvenance.Rehearsal());
        }
        return kek.authenticate(
                together(
                        kek.publicKey(),
                        kek.kid(),
                        "a second person, on another machine, runs 'az keyvault key download --id "
                                + kek.kid()
                                + " --encoding DER --file kek.der' and 'sha256sum kek.der' (in"
                                + " PowerShell 'Get-FileHash kek.der')"));
    }

    /**
     * Returns a wrapping key without identifier if each way that was given holds.
     *
     * @throws RefusedException if one does not hold, or nothing is given
     */
    public BareWrappingKey authenticate(RSAPublicKey kek) throws RefusedException {
        Arguments.notNull("kek", kek);
        return BareWrappingKey.of(
                kek,
                together(
                        kek,
                        null,
                        "where the wrapping key was issued, run 'openssl pkey -pubin -in KEY.pem"
                                + " -outform DER | sha256sum'"));
    }

    private KekProvenance together(RSAPublicKey kek, @Nullable KeyIdentifier kid, String howToGet)
            throws RefusedException {
        List<KekProvenance> ways = new ArrayList<>();
        if (fingerprint != null) {
            ways.add(new KekProvenance.OperatorsFingerprint(fingerprint));
        }
        if (approved) {
            // The request shows it, and nothing is wrapped before it is signed.
            ways.add(new KekProvenance.ApprovedFingerprint(Fingerprint.of(kek)));
        }
        ways.addAll(files);
        if (ways.isEmpty() || KekProvenance.together(ways).check(kek, kid).missing().isPresent()) {
            Fingerprint told =
                    person.apply(name)
                            .orElseThrow(() -> notAuthenticated(kek, ways.isEmpty(), howToGet));
            ways.add(new KekProvenance.OperatorsFingerprint(told));
        }
        return KekProvenance.together(ways);
    }

    /** The error shows half of the fingerprint: an operator would paste the whole. */
    private RefusedException notAuthenticated(
            RSAPublicKey kek, boolean nothingGiven, String howToGet) {
        String why =
                nothingGiven
                        ? ""
                        : ", since its attestation alone is not enough for a key that can decrypt";
        String half = Fingerprint.of(kek).firstHalf();
        return new RefusedException(
                Reason.KEK_NOT_AUTHENTICATED,
                name + " is not authenticated" + why + ": its fingerprint begins with " + half,
                howToGet);
    }
}
