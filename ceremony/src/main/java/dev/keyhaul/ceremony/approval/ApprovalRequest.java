package dev.keyhaul.ceremony.approval;

import dev.keyhaul.ceremony.Person;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.file.Sha256;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.key.Fingerprint;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * One request for approval. Whoever approves signs these bytes, which no other request has.
 *
 * @param subject what is to be approved
 * @param approvers the keys that must each approve
 * @param requesters who asks, as typed in
 * @param host where
 * @param created when, as that host's clock said
 * @param expires when it is of no use any more
 * @param nonce 32 random hex digits
 */
public record ApprovalRequest(
        ApprovalSubject subject,
        List<Fingerprint> approvers,
        List<String> requesters,
        String host,
        Instant created,
        Instant expires,
        String nonce) {
    /** How long a request can be approved and used. */
    public static final Duration LIFETIME = Duration.ofHours(24);

    private static final String SCHEMA_VERSION = "1.0.0";
    private static final String KIND = "keyhaul approval request";
    private static final int NONCE_BYTES = 16;

    /** Copies the lists, and refuses what can be no request. */
    public ApprovalRequest {
        approvers = List.copyOf(approvers);
        requesters = List.copyOf(requesters);
        if (approvers.isEmpty() || !expires.isAfter(created) || !nonce.matches("[0-9a-f]{32}")) {
            throw new IllegalArgumentException("a request needs approvers, a time and a nonce");
        }
    }

    /** Makes a request. */
    public static ApprovalRequest of(
            ApprovalSubject subject,
            List<Fingerprint> approvers,
            List<Person> requesters,
            String host,
            Instant now,
            SecureRandom random) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        Instant created = now.truncatedTo(ChronoUnit.SECONDS);
        return new ApprovalRequest(
                subject,
                approvers,
                requesters.stream().map(Person::toString).toList(),
                host,
                created,
                created.plus(LIFETIME),
                HexFormat.of().formatHex(nonce));
    }

    /** Returns the request as its file has it: these bytes are signed. */
    public byte[] toFile() {
        return JsonObject.builder()
                .put("schema_version", SCHEMA_VERSION)
                .put("kind", KIND)
                .put("subject", subject.toJson())
                .put("approvers", approvers.stream().map(Fingerprint::toString).toList())
                .put("requesters", requesters)
                .put("host", host)
                .put("created", created.toString())
                .put("expires", expires.toString())
                .put("nonce", nonce)
                .build()
                .toUtf8();
    }

    /**
     * Reads a request's file, which must be written exactly as {@link #toFile} writes it.
     *
     * @throws MalformedInputException when it is anything else
     */
    public static ApprovalRequest parse(byte[] file) throws MalformedInputException {
        try {
            ApprovalRequest request = read(JsonObject.parse(file));
            if (!Arrays.equals(request.toFile(), file)) {
                throw new MalformedInputException("the request is not written in canonical form");
            }
            return request;
        } catch (IllegalArgumentException e) {
            throw new MalformedInputException(String.valueOf(e.getMessage()), null, e);
        }
    }

    private static ApprovalRequest read(JsonObject json) throws MalformedInputException {
        json.requireOnly(
                "schema_version",
                "kind",
                "subject",
                "approvers",
                "requesters",
                "host",
                "created",
                "expires",
                "nonce");
        if (!json.string("kind").equals(KIND)
                || !json.string("schema_version").equals(SCHEMA_VERSION)) {
            throw new MalformedInputException(
                    "not an approval request of this version",
                    "give the .request.json file of the command that waits for the approval");
        }
        List<Fingerprint> approvers = new ArrayList<>();
        for (String approver : json.strings("approvers")) {
            approvers.add(Fingerprint.parse(approver));
        }
        return new ApprovalRequest(
                ApprovalSubject.of(json.object("subject")),
                approvers,
                json.strings("requesters"),
                json.string("host"),
                json.time("created"),
                json.time("expires"),
                json.string("nonce"));
    }

    /** Returns SHA-256 of the file. */
    public String sha256() {
        return Sha256.hex(toFile());
    }

    /** Whether it is of no use any more. */
    public boolean isExpired(Instant now) {
        return !now.isBefore(expires);
    }

    /**
     * Checks that a key may approve this now.
     *
     * @throws RefusedException when it was not asked for, or it is too late
     */
    public void requireApprover(Fingerprint key, Instant now) throws RefusedException {
        if (!approvers.contains(key)) {
            throw new RefusedException(
                    "the request asks for the approval of " + approvers + ", not of " + key,
                    "use one of these keys");
        }
        if (isExpired(now)) {
            throw new RefusedException(
                    "the request expired at " + expires,
                    "run the command again: it writes a new one");
        }
    }
}
