package dev.keyhaul.ceremony;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.json.JsonForm;
import dev.keyhaul.core.json.JsonValue;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.KeyChallenge;
import dev.keyhaul.core.report.KeyValue;
import java.lang.invoke.MethodHandles;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Another person's approval that a command ran with: the request's bytes, and the signature over
 * them. One whose signature does not hold can be neither made nor read, so no caller has to verify
 * it. Immutable.
 *
 * @since 0.1.0
 */
public final class ApprovalFact {
    /** Reading one verifies it. */
    static final JsonValue<ApprovalFact> FORM =
            JsonValue.record(
                    ApprovalFact.class,
                    JsonForm.of(MethodHandles.lookup(), Written.class, KeyValue.publicKey()),
                    ApprovalFact::written,
                    Written::verified);

    private final PublicKey key;
    private final byte[] file;
    private final ApprovalRequest request;
    private final byte[] signature;

    private ApprovalFact(PublicKey key, byte[] file, ApprovalRequest request, byte[] signature) {
        this.key = key;
        this.file = file;
        this.request = request;
        this.signature = signature;
    }

    /**
     * Returns the approval of a request; empty if the request does not name the key, or the
     * signature is not the key's over this request.
     *
     * @param approver the key that is said to have signed
     * @param file the request as its file has it
     * @throws KeyTransferException if the file is no request
     */
    public static Optional<ApprovalFact> verified(PublicKey approver, byte[] file, byte[] signature)
            throws KeyTransferException {
        Arguments.notNull("approver", approver, "file", file, "signature", signature);
        byte[] read = file.clone();
        ApprovalRequest request = ApprovalRequest.parse(read);
        return read.length <= ApprovalRequest.MAX_BYTES
                        && request.approvers().contains(Fingerprint.of(approver))
                        && KeyChallenge.verifiesRs256(approver, read, signature)
                ? Optional.of(new ApprovalFact(approver, read, request, signature.clone()))
                : Optional.empty();
    }

    /** Returns the fingerprint of the key that signed, 64 hex digits. */
    public String approver() {
        return Fingerprint.of(key).hex();
    }

    /** Whether this key signed it. */
    public boolean isBy(PublicKey approver) {
        Arguments.notNull("approver", approver);
        return Fingerprint.of(key).matches(approver);
    }

    /** Returns what was approved. */
    public ApprovalSubject subject() {
        return request.subject();
    }

    /** Returns the SHA-256 of the request, 64 hex digits. */
    public String request() {
        return request.sha256();
    }

    /**
     * Checks that a record is of what was approved: the same act, step, host, options, key and KEK.
     *
     * @throws CheckFailedException if it is of anything else
     */
    void requireCovers(CeremonyRecord record) throws CheckFailedException {
        ApprovalSubject approved = request.subject();
        Optional<StepFact> planned = record.facts().planned();
        Optional<String> role =
                record.deed().isDone()
                        ? approved.keys().roleOfOthers(WorkKeys.noted(record.facts().keys()))
                        : Optional.empty();
        String other =
                !approved.command().equals(record.deed().command())
                        ? "act: " + approved.command()
                        : !approved.plan().equals(planned.map(StepFact::fingerprint))
                                ? "plan: " + approved.plan().orElse("none")
                                : !approved.step().equals(planned.map(StepFact::step))
                                        ? "step: " + approved.step().orElse("none")
                                        : !approved.actor().equals(actor(record))
                                                ? "host: " + approved.actor().orElse("none")
                                                : !approved.options()
                                                                .equals(record.deed().options())
                                                        ? "set of options"
                                                        : role.orElse("");
        if (!other.isEmpty()) {
            throw new CheckFailedException(
                    Reason.APPROVAL_INVALID,
                    "the approval of request " + request() + " is for another " + other,
                    "someone changed the record, or took the approval from another one: find out"
                            + " who");
        }
    }

    /** Of a command alone, any host may do what was approved. */
    private static Optional<String> actor(CeremonyRecord record) {
        return record.facts()
                .planned()
                .flatMap(planned -> record.signer())
                .map(key -> Fingerprint.of(key).hex());
    }

    /** What a record has of it, all in base64. */
    private record Written(PublicKey approver, String request, String signature) {
        ApprovalFact verified() throws KeyTransferException {
            return ApprovalFact.verified(
                            approver,
                            Base64.getDecoder().decode(request),
                            Base64.getDecoder().decode(signature))
                    .orElseThrow(
                            () ->
                                    new CheckFailedException(
                                            Reason.APPROVAL_INVALID,
                                            "its approval is not a valid signature of its request"
                                                    + " by the key "
                                                    + Fingerprint.of(approver),
                                            "someone changed the record: find out who"));
        }
    }

    private Written written() {
        return new Written(
                key,
                Base64.getEncoder().encodeToString(file),
                Base64.getEncoder().encodeToString(signature));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ApprovalFact that
                && key.equals(that.key)
                && Arrays.equals(file, that.file)
                && Arrays.equals(signature, that.signature);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(file) * 31 + Arrays.hashCode(signature);
    }

    @Override
    public String toString() {
        return "ApprovalFact[" + approver() + ", " + request() + "]";
    }
}
