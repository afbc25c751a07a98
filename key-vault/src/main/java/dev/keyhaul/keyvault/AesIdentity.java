package dev.keyhaul.keyvault;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.KeyDescription;
import java.util.List;
import java.util.Optional;

/**
 * Which AES key a Managed HSM holds. It shows neither the key nor its length, so it is asked to
 * encrypt a fixed text, which makes the fingerprint; it refuses the algorithms of other lengths.
 */
record AesIdentity(SdkRequests requests) {
    private static final List<Integer> LENGTHS_BITS = List.of(256, 192, 128);
    private static final int BAD_REQUEST = 400;
    private static final int BLOCK_BYTES = 16;

    /** Describes an AES key, if it may encrypt for this caller; another key stays as it is. */
    VaultKey identified(VaultKey key) throws KeyTransferException {
        return key.described().isPresent()
                        || !key.attributes().enabled()
                        || !key.operations().contains("encrypt")
                ? key
                : ask(key).map(key::describedAs).orElse(key);
    }

    /**
     * The same after a change, which is made whatever happens now: the proof asks again, and tells
     * of a failure.
     */
    VaultKey identifiedIfAnswered(VaultKey key) throws KeyTransferException {
        try {
            return identified(key);
        } catch (KeyVaultException e) {
            return key;
        }
    }

    private Optional<KeyDescription> ask(VaultKey key) throws KeyTransferException {
        for (int lengthBits : LENGTHS_BITS) {
            try {
                byte[] sealed =
                        requests.encryptCbc(
                                key.id(), lengthBits, new byte[BLOCK_BYTES], Fingerprint.aesText());
                return Optional.of(description(lengthBits, sealed));
            } catch (KeyVaultException e) {
                if (!e.isRefusal()) {
                    throw e;
                }
                if (e.status() != BAD_REQUEST) {
                    return Optional.empty();
                }
            }
        }
        return Optional.empty();
    }

    private static KeyDescription description(int lengthBits, byte[] sealed)
            throws KeyVaultException {
        if (sealed.length != Fingerprint.aesText().length) {
            throw KeyVaultException.unusable(
                    "the vault returned an unusable answer: two blocks were encrypted to "
                            + sealed.length
                            + " bytes",
                    null);
        }
        return new KeyDescription.Aes(lengthBits, Fingerprint.ofAesText(sealed));
    }
}
