package dev.keyhaul.workflow;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.byok.AttestationCheck;
import dev.keyhaul.core.byok.HsmAttestation;
import dev.keyhaul.core.byok.KekRecord;
import java.time.Instant;
import java.util.Optional;

/**
 * What a KEK's download shows of its own trustworthiness: the server's TLS root, and what a Managed
 * HSM attests.
 *
 * @param record the download
 * @param now the time that certificates are judged by
 * @since 0.1.0
 */
public record KekRemarks(KekRecord record, Instant now) {
    public KekRemarks {
        Arguments.notNull("record", record, "now", now);
    }

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
     * @param operator reads what holds, and is warned of what does not
     * @return whether an attestation was verified
     */
    public boolean tell(Act.Operator operator) {
        Arguments.notNull("operator", operator);
        tlsRoot()
                .filter(KekRecord.TlsRoot::isAzures)
                .ifPresent(root -> operator.note("the server's certificate is of " + root.name()));
        try {
            requireAzuresTls();
        } catch (RefusedException e) {
            operator.warn(e.getMessage() + ": a proxy that inspects TLS could swap the KEK");
        }
        // A vault attests nothing; a Managed HSM may, and who trusts it should know how far.
        return record.kid().vault().isManagedHsm() && tellAttestation(operator);
    }

    private boolean tellAttestation(Act.Operator operator) {
        Optional<HsmAttestation> attestation =
                record.download().flatMap(KekRecord.Download::attestation);
        if (attestation.isEmpty()) {
            operator.warn(
                    "the Managed HSM gave no attestation of this key: it is authenticated only by TLS and the fingerprint that a second person obtains");
            return false;
        }
        if (record.kid().vault().isRehearsal()) {
            operator.note("attestation: made in a rehearsal, so it proves nothing");
            return false;
        }
        try {
            AttestationCheck check =
                    AttestationCheck.verify(
                            attestation.get(), record.kid(), record.publicKey(), null, now);
            operator.note("attestation: the key was " + check.sentence());
            return true;
        } catch (CheckFailedException e) {
            operator.warn("the attestation does not verify: " + e.getMessage());
            return false;
        }
    }
}
