package dev.keyhaul.ceremony;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.file.Sha256;
import dev.keyhaul.core.json.JsonForm;
import dev.keyhaul.core.json.JsonValue;
import dev.keyhaul.core.key.Fingerprint;
import java.lang.invoke.MethodHandles;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;

/**
 * One request for approval. Whoever approves signs these bytes, which no other request has.
 *
 * @param subject what is to be approved
 * @param approvers the keys that must each approve
 * @param requesters the operators who ask, as typed in
 * @param host where
 * @param created when, as that host's clock said
 * @param expires when it is of no use any more: after a day, or with its plan
 * @param nonce 32 random hex digits
 * @since 0.1.0
 */
public record ApprovalRequest(
        ApprovalSubject subject,
        List<Fingerprint> approvers,
        List<String> requesters,
        String host,
        Instant created,
        Instant expires,
        String nonce) {
    /** How long a request of a command alone can be approved and used. */
    public static final Duration LIFETIME = Duration.ofHours(24);

    /** The longest file of a request. */
    public static final int MAX_BYTES = 64 * 1024;

    private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(5);
    static final JsonForm<ApprovalRequest> FORM =
            JsonForm.of(
                            MethodHandles.lookup(),
                            ApprovalRequest.class,
                            WorkKeys.form(),
                            JsonValue.text(Fingerprint.class, Fingerprint::hex, Fingerprint::parse))
                    .file(
                            "keyhaul approval request",
                            "1.0.0",
                            "give the .request.json file of the command that waits for the"
                                    + " approval");
    private static final int NONCE_BYTES = 16;

    /** Copies the lists, and refuses what cannot be a request. */
    public ApprovalRequest {
        Arguments.notNull("subject", subject, "host", host, "created", created);
        Arguments.notNull("expires", expires, "nonce", nonce);
        approvers = List.copyOf(approvers);
        requesters = List.copyOf(requesters);
        if (approvers.isEmpty() || !nonce.matches("[0-9a-f]{32}")) {
            throw new IllegalArgumentException("a request needs approvers and a nonce");
        }
        // As text: a set of fingerprints that are chosen to collide takes quadratic time.
        if (approvers.stream().map(Fingerprint::toString).distinct().count() < approvers.size()) {
            throw new IllegalArgumentException("one key cannot approve twice");
        }
        boolean isTooLong = !isOfPlan(subject) && expires.isAfter(created.plus(LIFETIME));
        if (!expires.isAfter(created) || isTooLong) {
            throw new IllegalArgumentException(
                    "a request of " + created + " cannot expire at " + expires);
        }
    }

    /** The order of a plan's records is their chain's, and the plan itself has an end. */
    private static boolean isOfPlan(ApprovalSubject subject) {
        return subject.step().isPresent();
    }

    /** Makes a request, which the operators among these people ask for. */
    public static ApprovalRequest of(
            ApprovalSubject subject,
            List<Fingerprint> approvers,
            List<Person> people,
            String host,
            Instant now,
            SecureRandom random) {
        Arguments.notNull("subject", subject, "approvers", approvers, "people", people);
        Arguments.notNull("host", host, "now", now);
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        Instant created = now.truncatedTo(ChronoUnit.SECONDS);
        return new ApprovalRequest(
                subject,
                approvers,
                people.stream().filter(Person::isOperator).map(Person::toString).toList(),
                host,
                created,
                created.plus(LIFETIME),
                HexFormat.of().formatHex(nonce));
    }

    /** Returns it with the end of its plan, in place of a lifetime. */
    public ApprovalRequest untilEndOfPlan(Instant end) {
        Arguments.notNull("end", end);
        return new ApprovalRequest(
                subject,
                approvers,
                requesters,
                host,
                created,
                end.isAfter(created) ? end : created.plusSeconds(1),
                nonce);
    }

    /** Returns the request as its file has it: these bytes are signed. */
    public byte[] toFile() {
        return FORM.toUtf8(this);
    }

    /**
     * Reads a request's file, which must be written exactly as {@link #toFile} writes it.
     *
     * @throws KeyTransferException when it is anything else
     */
    public static ApprovalRequest parse(byte[] file) throws KeyTransferException {
        return FORM.parseCanonical(file, Reason.APPROVAL_CHANGED, "the request");
    }

    /** Returns SHA-256 of the file. */
    public String sha256() {
        return Sha256.hex(toFile());
    }

    /**
     * Whether another request is for the same work, approvers, operators and host. A step of a plan
     * names the host that does it, and may have been asked for on another one.
     */
    public boolean asksForSameAs(ApprovalRequest other) {
        return isForSameWorkAs(other)
                && requesters.equals(other.requesters)
                && (host.equals(other.host) || subject.actor().isPresent());
    }

    /** Whether another request is for the same work and approvers, whoever asked. */
    public boolean isForSameWorkAs(ApprovalRequest other) {
        return subject.isSameWorkAs(other.subject) && approvers.equals(other.approvers);
    }

    /** Whether it is of no use any more. */
    public boolean isExpired(Instant now) {
        return !now.isBefore(expires);
    }

    /**
     * Refuses a clock that was set back since the request was made, so that one which has expired
     * could count again. A step of a plan may be asked for by a host whose clock is ahead.
     *
     * @throws RefusedException if the request was made later than now
     */
    public void requireNotMadeAfter(Instant now) throws RefusedException {
        Arguments.notNull("now", now);
        if (created.isAfter(now) && !isOfPlan(subject)) {
            throw new RefusedException(
                    Reason.CLOCK_WRONG,
                    "the request's time is " + created + ", but this host's clock shows " + now,
                    "find out which host's clock is wrong, and why");
        }
    }

    /**
     * Checks that a key may approve this now.
     *
     * @param now the approver's own time; two hosts' clocks may differ by five minutes
     * @throws RefusedException if the key was not asked for, the request expired, or is of the
     *     future
     */
    public void requireApprover(Fingerprint key, Instant now) throws RefusedException {
        Arguments.notNull("key", key, "now", now);
        if (!approvers.contains(key)) {
            throw new RefusedException(
                    Reason.APPROVAL_OTHER_KEY,
                    "the request needs the approval of " + approvers + ", not of " + key,
                    "use one of these keys");
        }
        if (isExpired(now)) {
            throw new RefusedException(
                    Reason.APPROVAL_CLOSED,
                    "the request expired at " + expires,
                    "the person who asked must run their command again: it writes a new request");
        }
        requireNotMadeAfter(now.plus(CLOCKS_DIFFER));
    }
}
