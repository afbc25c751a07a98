package com.example.kms;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.core.key.KeyOrigin;
import dev.keyhaul.core.key.RsaAesWrappingKey;
import dev.keyhaul.core.key.TransferableKey;
import dev.keyhaul.core.key.WrapProof;
import dev.keyhaul.core.key.WrappedKey;
import dev.keyhaul.core.key.WrappingKey;
import java.util.Map;

/** The service wraps; nothing proves its bytes, and the wrapped key says so. */
final class KmsKey implements TransferableKey {
    private final KmsClient client;
    private final KeyDescription description;

    KmsKey(KmsClient client, KeyDescription description) {
        this.client = client;
        this.description = description;
    }

    @Override
    public KeyDescription description() {
        return description;
    }

    @Override
    public KeyOrigin origin() {
        return new KeyOrigin(
                KeyOrigin.Protection.KEY_SERVICE, client.url(), "Example KMS", Map.of());
    }

    @Override
    public WrappedKey wrapUnder(WrappingKey wrappingKey) throws KeyTransferException {
        if (!(wrappingKey instanceof RsaAesWrappingKey kek)) {
            throw new RefusedException(
                    Reason.WRAP_UNSUITABLE, "the service wraps under RSA public keys only");
        }
        kek.requireMayWrap(description);
        return WrappedKey.of(client.wrap(kek.publicKey()), kek.method(), kek.identity())
                .strategy("the service's export")
                .proof(WrapProof.NOT_PROVEN)
                .build(description, origin());
    }

    @Override
    public void close() {}
}
