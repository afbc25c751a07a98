package dev.keyhaul.keyvault;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.byok.HsmAttestation;
import dev.keyhaul.core.byok.KekRecord;
import dev.keyhaul.core.byok.KeyIdentifier;
import java.time.Instant;
import java.util.Optional;

/** Puts what a vault says of a KEK together with how it came here. */
final class KekDownload {
    private final Connection connection;
    private final KeyRequests requests;

    KekDownload(Connection connection, KeyRequests requests) {
        this.connection = connection;
        this.requests = requests;
    }

    KekRecord record(VaultKey kek) throws KeyTransferException {
        Optional<HsmAttestation> attestation =
                connection.vault().isManagedHsm() ? attestation(kek.id()) : Optional.empty();
        return new KekRecord(
                kek.id(),
                kek.description().requireRsa(),
                kek.keyType(),
                kek.operations(),
                kek.attributes().enabled(),
                kek.attributes().expires(),
                Optional.of(
                        new KekRecord.Download(
                                Instant.now(),
                                connection.server().base64Der(),
                                connection.server().root(),
                                Optional.empty(),
                                attestation)));
    }

    /** What is refused is left out: a role may lack it, and not every cloud has it. */
    private Optional<HsmAttestation> attestation(KeyIdentifier kek) throws KeyTransferException {
        try {
            return requests.attestation(kek);
        } catch (KeyVaultException e) {
            if (e.isRefusal()) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
