package dev.keyhaul.keyvault;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.byok.HsmAttestation;
import dev.keyhaul.core.byok.KekRecord;
import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.keyvault.connection.Connection;
import java.time.Instant;
import java.util.Optional;

/** Puts what a vault says of a KEK together with how it came here. */
record KekDownload(Connection connection, SdkRequests requests) {
    KekRecord record(VaultKey kek) throws KeyTransferException {
        Optional<HsmAttestation> attestation =
                connection.vault().isManagedHsm() ? attestation(kek.id()) : Optional.empty();
        return KekRecord.builder(kek.id(), kek.description().requireRsa())
                .keyType(kek.keyType())
                .keyOperations(kek.operations())
                .enabled(kek.attributes().enabled())
                .expires(kek.attributes().expires().orElse(null))
                .download(
                        KekRecord.Download.at(Instant.now())
                                .serverCertificates(connection.server().base64Der())
                                .tlsRoot(connection.server().root().orElse(null))
                                .attestation(attestation.orElse(null))
                                .build())
                .build();
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
