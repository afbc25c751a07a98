package dev.keyhaul.keyvault;

import com.azure.security.keyvault.keys.models.KeyOperation;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.keyvault.key.KeyOperations;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Permits more operations on a key that is in a vault; takes none away. */
final class PermittedOperations {
    private PermittedOperations() {}

    static VaultKey add(SdkRequests requests, VaultKey key, List<String> more)
            throws KeyTransferException {
        if (key.operations().equals(KeyOperations.KEK)) {
            throw new RefusedException(
                    Reason.KEK_OR_KEY,
                    key.id()
                            + " is a KEK, for which the service accepts no operation except 'import'",
                    "choose the key that was imported");
        }
        List<String> all =
                Stream.concat(key.operations().stream(), key.kind().possible(more).stream())
                        .distinct()
                        .toList();
        if (all.equals(key.operations())) {
            return key;
        }
        return requests.update(
                "change the operations of " + key.id(),
                key.id(),
                UnaryOperator.identity(),
                all.stream().map(KeyOperation::fromString).toList());
    }
}
