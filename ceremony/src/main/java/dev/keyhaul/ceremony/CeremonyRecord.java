package dev.keyhaul.ceremony;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.file.Sha256;
import dev.keyhaul.core.json.JsonForm;
import dev.keyhaul.core.json.JsonForm.Name;
import dev.keyhaul.core.json.JsonValue;
import dev.keyhaul.core.key.KeyOrigin;
import dev.keyhaul.core.report.KeyValue;
import java.lang.invoke.MethodHandles;
import java.security.PublicKey;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What one command did, as its record says.
 *
 * @param deed what was typed, and how it ended
 * @param setting who was there, and where
 * @param facts what it worked with, and what it found
 * @param previous SHA-256 of each record that none in the folder followed yet: usually one
 * @param origin the folder, and which of its hosts wrote the record
 * @param closing that it is its host's last one; empty in any other
 * @param signer the evidence key that signed it; empty if none did
 * @since 0.1.0
 */
public record CeremonyRecord(
        Deed deed,
        Setting setting,
        Facts facts,
        List<String> previous,
        Optional<RecordOrigin> origin,
        Optional<Closing> closing,
        @Name("signed_by") Optional<PublicKey> signer) {
    static final JsonForm<CeremonyRecord> FORM =
            JsonForm.of(
                            MethodHandles.lookup(),
                            CeremonyRecord.class,
                            JsonValue.words(ClockState.class, ClockState::word),
                            JsonValue.words(
                                    KeyOrigin.Protection.class, KeyOrigin.Protection::label),
                            ApprovalFact.FORM,
                            KeyValue.publicKey())
                    .file(
                            "keyhaul ceremony record",
                            "2.0.0",
                            "check that it is a ceremony record made by this version of keyhaul");

    /** Copies the list, and refuses what cannot be a record. */
    public CeremonyRecord {
        Arguments.notNull("deed", deed, "setting", setting, "facts", facts);
        Arguments.notNull("origin", origin, "signer", signer);
        previous = List.copyOf(previous);
        if (!previous.stream().allMatch(hash -> Sha256.isHex(hash))) {
            throw new IllegalArgumentException("what a record follows is not of 64 hex digits");
        }
        if (closing.isPresent()
                && (signer.isEmpty() || origin.flatMap(RecordOrigin::writer).isEmpty())) {
            throw new IllegalArgumentException("a closing record has a writer, and is signed");
        }
    }

    /** Returns its newest time, by its host's clock or its vault's. */
    public Instant newestTime() {
        return Stream.concat(
                        Stream.of(deed.started(), deed.ended()),
                        facts.vault().flatMap(VaultFact::date).stream())
                .max(Comparator.naturalOrder())
                .orElseThrow();
    }

    /**
     * Whether it uses its approvals up. One of a command alone does. A step of a plan may have been
     * tried before, under the same approvals, and uses them up when it is done.
     */
    public boolean usesApprovalsUp() {
        return deed.isDone() || facts.planned().isEmpty();
    }

    /** Returns the record as its file has it: these bytes are what is hashed and signed. */
    public byte[] toFile() {
        return FORM.toUtf8(this);
    }

    /**
     * Reads a record's file, which must be written exactly as {@link #toFile} writes it.
     *
     * @throws MalformedInputException when it is anything else
     * @throws CheckFailedException when an approval in it does not hold, or is of another act
     */
    public static CeremonyRecord parse(byte[] file) throws KeyTransferException {
        CeremonyRecord record = FORM.parseCanonical(file, Reason.RECORD_DAMAGED, "the record");
        for (ApprovalFact approval : record.facts.approvals()) {
            approval.requireCovers(record);
        }
        return record;
    }
}
