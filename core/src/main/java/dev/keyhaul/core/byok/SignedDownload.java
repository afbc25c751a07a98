package dev.keyhaul.core.byok;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.KeyChallenge;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A record of a KEK, signed where it was downloaded. Everything is judged by the bytes that are
 * signed.
 */
final class SignedDownload implements KekProvenance {
    private static final Duration MAX_AGE = Duration.ofDays(7);

    /** By how much the clock of the download's host may be ahead of this one. */
    private static final Duration MAX_AHEAD = Duration.ofMinutes(5);

    private final byte[] file;
    private final byte[] signature;
    private final PublicKey signer;
    private final String ceremony;
    private final Instant now;

    SignedDownload(byte[] file, byte[] signature, PublicKey signer, String ceremony, Instant now) {
        this.file = file.clone();
        this.signature = signature.clone();
        this.signer = signer;
        this.ceremony = ceremony;
        this.now = now;
    }

    @Override
    public Result check(RSAPublicKey kek, @Nullable KeyIdentifier kid) throws RefusedException {
        if (!KeyChallenge.verifiesRs256(signer, file, signature)) {
            throw new RefusedException(
                    Reason.KEK_SIGNATURE_INVALID,
                    "the KEK's record has no valid signature by " + Fingerprint.of(signer),
                    "someone may have changed it: have the person who downloaded it sign a new one");
        }
        KekRecord record = record();
        if (!record.publicKey().equals(kek) || !record.kid().equals(kid)) {
            throw new RefusedException(
                    Reason.KEK_DIFFERS,
                    "the signed record is for another KEK: " + record.kid(),
                    "someone may have replaced the KEK or its record");
        }
        KekRecord.Download download = download(record);
        requireCeremony(download);
        requireFresh(record, download.at());
        KekRecord.TlsRoot.requireAzures(record.kid().vault(), download.tlsRoot().orElse(null));
        return Result.enough(
                "a record signed by "
                        + Fingerprint.of(signer)
                        + ", downloaded at "
                        + download.at()
                        + download.tlsRoot().map(root -> " under " + root.name()).orElse(""),
                "more than the download host's word: " + IN_HSM,
                MADE_THERE);
    }

    /** A signature of anything else, such as a request, is not one of a KEK. */
    private KekRecord record() throws RefusedException {
        try {
            if (JsonObject.parse(file).string("kind").equals(KekRecord.KIND)) {
                return KekRecord.parse(file);
            }
        } catch (KeyTransferException e) {
            throw new RefusedException(
                    Reason.KEK_SIGNATURE_INVALID,
                    "the signed file is not a KEK record: " + e.getMessage(),
                    null,
                    e);
        }
        throw new RefusedException(
                Reason.KEK_SIGNATURE_INVALID,
                "the signed file is not a KEK record",
                "give the record that the download wrote");
    }

    private static KekRecord.Download download(KekRecord record) throws RefusedException {
        return record.download()
                .orElseThrow(
                        () ->
                                new RefusedException(
                                        Reason.KEK_SIGNATURE_INVALID,
                                        "the signed record does not state how it was downloaded",
                                        "download the KEK again"));
    }

    private void requireCeremony(KekRecord.Download download) throws RefusedException {
        if (!download.ceremony().equals(Optional.of(ceremony))) {
            throw new RefusedException(
                    Reason.KEK_RECORD_STALE,
                    "the KEK's record is for "
                            + download.ceremony()
                                    .map(name -> "the ceremony '" + name + "'")
                                    .orElse("no ceremony")
                            + ", not for '"
                            + ceremony
                            + "'",
                    "download the KEK for this ceremony");
        }
    }

    private void requireFresh(KekRecord record, Instant at) throws RefusedException {
        if (at.isBefore(now.minus(MAX_AGE)) || at.isAfter(now.plus(MAX_AHEAD))) {
            throw new RefusedException(
                    Reason.KEK_RECORD_STALE,
                    "the KEK's record was downloaded at "
                            + at
                            + (at.isAfter(now) ? ", in the future" : ", more than 7 days ago"),
                    "check the clocks of both hosts, or download the KEK again");
        }
        Optional<Instant> expired = record.expires().filter(time -> !time.isAfter(now));
        if (expired.isPresent()) {
            throw new RefusedException(
                    Reason.KEK_RECORD_STALE,
                    "the KEK in the record expired at " + expired.get(),
                    "create another KEK");
        }
    }
}
