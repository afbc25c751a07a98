package dev.keyhaul.ceremony;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.key.PublicKeyEncoding;
import java.security.PublicKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What one command did, as its record says.
 *
 * @param deed what was typed, and how it ended
 * @param setting who was there, and where
 * @param facts what it worked with, and what it found
 * @param previous SHA-256 of each record that none in the folder followed yet: usually one
 * @param origin the folder, and which of its hosts wrote the record
 * @param closing that it is its host's last one; empty in any other
 * @param signedBy the evidence key that signed it; null where none did
 * @since 0.1.0
 */
public record CeremonyRecord(
        Deed deed,
        Setting setting,
        Facts facts,
        List<String> previous,
        Optional<RecordOrigin> origin,
        Optional<Closing> closing,
        @Nullable PublicKey signedBy) {
    private static final String SCHEMA_VERSION = "2.0.0";
    private static final String KIND = "keyhaul ceremony record";

    /** Copies the list, and refuses what cannot be a record. */
    public CeremonyRecord {
        Arguments.notNull("deed", deed);
        Arguments.notNull("setting", setting);
        Arguments.notNull("facts", facts);
        Arguments.notNull("origin", origin);
        previous = List.copyOf(previous);
        if (!previous.stream().allMatch(hash -> hash.matches("[0-9a-f]{64}"))) {
            throw new IllegalArgumentException("what a record follows is not of 64 hex digits");
        }
        if (closing.isPresent()
                && (signedBy == null || origin.flatMap(RecordOrigin::writer).isEmpty())) {
            throw new IllegalArgumentException("a closing record has a writer, and is signed");
        }
    }

    /** Returns the evidence key that signed it. */
    public Optional<PublicKey> signer() {
        return Optional.ofNullable(signedBy);
    }

    /** Returns its newest time, by its host's clock or its vault's. */
    public Instant newestTime() {
        return Stream.concat(
                        Stream.of(deed.started(), deed.ended()),
                        facts.vault().flatMap(VaultFact::date).stream())
                .max(Comparator.naturalOrder())
                .orElseThrow();
    }

    /** Returns the record as its file has it: these bytes are what is hashed and signed. */
    public byte[] toFile() {
        JsonObject.Builder json =
                JsonObject.builder()
                        .put("schema_version", SCHEMA_VERSION)
                        .put("kind", KIND)
                        .put("deed", deed.toJson())
                        .put("setting", setting.toJson())
                        .put("facts", facts.toJson())
                        .put("previous", previous);
        origin.ifPresent(from -> json.put("origin", from.toJson()));
        closing.ifPresent(end -> json.put("closing", end.toJson()));
        signer().ifPresent(key -> json.put("signed_by", PublicKeyEncoding.base64(key)));
        return json.build().toUtf8();
    }

    /**
     * Reads a record's file, which must be written exactly as {@link #toFile} writes it.
     *
     * @throws MalformedInputException when it is anything else
     * @throws CheckFailedException when an approval in it does not hold, or is of another act
     */
    public static CeremonyRecord parse(byte[] file) throws KeyTransferException {
        try {
            CeremonyRecord record = read(JsonObject.parse(file));
            if (!Arrays.equals(record.toFile(), file)) {
                throw new MalformedInputException(
                        Reason.RECORD_DAMAGED, "the record is not in canonical form");
            }
            for (ApprovalFact approval : record.facts.approvals()) {
                approval.requireCovers(record);
            }
            return record;
        } catch (IllegalArgumentException e) {
            throw new MalformedInputException(
                    Reason.JSON_MEMBER, String.valueOf(e.getMessage()), null, e);
        }
    }

    private static CeremonyRecord read(JsonObject json) throws KeyTransferException {
        json.requireOnly(
                "schema_version",
                "kind",
                "deed",
                "setting",
                "facts",
                "previous",
                "origin",
                "closing",
                "signed_by");
        require(json, "kind", KIND);
        require(json, "schema_version", SCHEMA_VERSION);
        return new CeremonyRecord(
                Deed.of(json.object("deed")),
                Setting.of(json.object("setting")),
                Facts.of(json.object("facts")),
                json.strings("previous"),
                json.optionalObject("origin", RecordOrigin::of),
                json.optionalObject("closing", Closing::of),
                json.has("signed_by")
                        ? PublicKeyEncoding.parse(
                                Base64.getDecoder().decode(json.string("signed_by")))
                        : null);
    }

    private static void require(JsonObject json, String member, String value)
            throws MalformedInputException {
        if (!json.string(member).equals(value)) {
            throw new MalformedInputException(
                    Reason.FORMAT_VERSION,
                    member + " is " + json.string(member) + ", not " + value,
                    "check that it is a ceremony record made by this version of keyhaul");
        }
    }
}
