package dev.keyhaul.reports.record;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.byok.AttestationCheck;
import dev.keyhaul.core.byok.HsmAttestation;
import dev.keyhaul.core.byok.KekRecord;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What a KEK's download shows of its own trustworthiness: the server's TLS root, and what a Managed
 * HSM attests.
 *
 * @param record the download
 * @param now the time that certificates are judged by
 * @since 0.1.0
 */
public record KekRemarks(KekRecord record, Instant now) {

    /** Returns the root that the server's certificate chain ended at, if the vault has TLS. */
    public Optional<KekRecord.TlsRoot> tlsRoot() {
        return record.download().flatMap(KekRecord.Download::tlsRoot);
    }

    /**
     * Requires one of Azure's roots.
     *
     * @throws RefusedException if it is another; a rehearsal has no TLS and needs none
     */
    public void requireAzuresTls() throws RefusedException {
        KekRecord.TlsRoot.requireAzures(record.kid().vault(), tlsRoot().orElse(null));
    }

    /**
     * Tells what was seen.
     *
     * @param note takes what holds
     * @param warn takes what does not
     * @return whether an attestation was verified
     */
    public boolean tell(Consumer<String> note, Consumer<String> warn) {
        tlsRoot()
                .filter(KekRecord.TlsRoot::isAzures)
                .ifPresent(root -> note.accept("the server's certificate is of " + root.name()));
        try {
            requireAzuresTls();
        } catch (RefusedException e) {
            warn.accept(e.getMessage() + ": a proxy that inspects TLS could swap the KEK");
        }
        // A vault attests nothing; a Managed HSM may, and who trusts it should know how far.
        return record.kid().vault().isManagedHsm() && tellAttestation(note, warn);
    }

    private boolean tellAttestation(Consumer<String> note, Consumer<String> warn) {
        Optional<HsmAttestation> attestation =
                record.download().flatMap(KekRecord.Download::attestation);
        if (attestation.isEmpty()) {
            warn.accept(
                    "the Managed HSM gave no attestation of this key: only TLS and the fingerprint"
                            + " that a second person obtains authenticate it");
            return false;
        }
        if (record.kid().vault().isRehearsal()) {
            note.accept("attestation: from a rehearsal, proves nothing");
            return false;
        }
        try {
            AttestationCheck check =
                    AttestationCheck.verify(
                            attestation.get(), record.kid(), record.publicKey(), null, now);
            note.accept("attestation: the key was " + check.sentence());
            return true;
        } catch (CheckFailedException e) {
            warn.accept("the attestation does not verify: " + e.getMessage());
            return false;
        }
    }
}
