package dev.keyhaul.ceremony.approval;

import dev.keyhaul.ceremony.ApprovalRequest;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.key.Fingerprint;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Carries requests to those who approve, and their signatures back: a folder ({@link
 * ApprovalFolder}), or an application's own ticket system, database or queue.
 *
 * <p>{@link Approvals} trusts nothing in a store: it verifies every signature, over the request as
 * this host made it, and uses each request once. An implementation only has to move bytes.
 *
 * <p>Implementations are thread-safe.
 *
 * @since 0.1.0
 */
public interface ApprovalStore {
    /**
     * Offers a request to its {@linkplain ApprovalRequest#approvers approvers}, who sign {@link
     * ApprovalRequest#toFile} with RSASSA-PKCS1-v1_5 and SHA-256. It is called again each time that
     * the request is still waiting.
     *
     * @return where the request is, for messages
     * @throws KeyTransferException if it cannot be offered, or is not there as it was offered
     */
    String offer(ApprovalRequest request) throws KeyTransferException;

    /**
     * Returns the approval by one approver; empty if it is not there yet.
     *
     * @throws KeyTransferException if the store cannot be read
     */
    Optional<Approval> approval(ApprovalRequest request, Fingerprint approver)
            throws KeyTransferException;

    /**
     * Returns the requests in the store, whoever made them. A message can then say that an approval
     * was given to another account or host. The default returns an empty list.
     *
     * @throws KeyTransferException if the store cannot be read
     */
    default List<Offered> offered() throws KeyTransferException {
        return List.of();
    }

    /**
     * A request that somebody made; nothing has verified who.
     *
     * @param place where it is, for messages
     * @param request what it asks for
     */
    record Offered(String place, ApprovalRequest request) {
        public Offered {
            Arguments.notNull("place", place, "request", request);
        }
    }

    /**
     * An approval that nothing has verified yet.
     *
     * @param place where it is, for messages
     * @param signature the bytes that are said to be the signature
     */
    record Approval(String place, byte[] signature) {
        /** Copies the signature. */
        public Approval {
            Arguments.notNull("place", place);
            signature = signature.clone();
        }

        @Override
        public byte[] signature() {
            return signature.clone();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Approval that
                    && place.equals(that.place)
                    && Arrays.equals(signature, that.signature);
        }

        @Override
        public int hashCode() {
            return place.hashCode() * 31 + Arrays.hashCode(signature);
        }

        @Override
        public String toString() {
            return "Approval[" + place + "]";
        }
    }
}
