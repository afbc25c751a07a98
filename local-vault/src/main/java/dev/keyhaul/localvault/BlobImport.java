package dev.keyhaul.localvault;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.OaepHash;
import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.byok.UnprovenBlob;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.core.der.DerSequence;
import dev.keyhaul.core.keywrap.RsaAesKeyWrap;
import dev.keyhaul.core.secret.SecretBytes;
import dev.keyhaul.localvault.crypto.RsaKeyPair;
import dev.keyhaul.localvault.http.RefusedRequest;
import java.security.SecureRandom;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;

/**
 * Opens transfer blobs with this vault's KEKs.
 *
 * <p>A KEK's expiry is not looked at: the service is said to ignore it. Up to 7 zero bytes after
 * the PKCS#8 are trimmed, because SoftHSM 2.6.1 pads with them; what the service does is unknown.
 */
final class BlobImport {
    private final VaultHost host;
    private final KeyInventory keys;
    private final SecureRandom random;

    BlobImport(VaultHost host, KeyInventory keys, SecureRandom random) {
        this.host = host;
        this.keys = keys;
        this.random = random;
    }

    RsaKeyPair open(byte[] file) throws RefusedRequest {
        UnprovenBlob blob;
        try {
            blob = UnprovenBlob.parse(file);
        } catch (MalformedInputException e) {
            throw RefusedRequest.badParameter("key_hsm", e);
        }
        return open(blob, kek(blob.kid()));
    }

    private StoredKey kek(KeyIdentifier kid) throws RefusedRequest {
        if (!kid.vault().equals(host)) {
            throw RefusedRequest.badParameter(
                    "key_hsm: kid is of " + kid.vault() + ", not of this vault, " + host);
        }
        KeyVersion version = KeyVersion.parse(kid.version().orElse(""));
        StoredKey kek =
                keys.find(kid.name(), version)
                        .orElseThrow(
                                () -> RefusedRequest.badParameter("key_hsm: no such KEK: " + kid));
        if (!kek.isKek()) {
            throw RefusedRequest.badParameter(
                    "key_hsm: "
                            + kid
                            + " is no KEK: its key_ops are "
                            + kek.operationNames()
                            + ", and must be [import] on an RSA-HSM key");
        }
        if (!kek.attributes().enabled()) {
            throw RefusedRequest.badParameter("key_hsm: KEK is disabled: " + kid);
        }
        return kek;
    }

    /** All failures from here on look alike: they must not tell how far a forged blob came. */
    private RsaKeyPair open(UnprovenBlob blob, StoredKey kek) throws RefusedRequest {
        try (SecretBytes opened =
                RsaAesKeyWrap.unwrap(
                        blob.ciphertext(), kek.keyPair().privateKey(), OaepHash.SHA1, random)) {
            return opened.withRawSecretBytes(BlobImport::readPkcs8);
        } catch (CheckFailedException e) {
            throw doesNotOpen();
        }
    }

    private static RsaKeyPair readPkcs8(byte[] padded) throws RefusedRequest {
        byte[] der = DerSequence.withoutPadding(padded);
        try {
            if (!DerSequence.isWhole(der)) {
                throw doesNotOpen();
            }
            return RsaKeyPair.of(new PKCS8EncodedKeySpec(der)).orElseThrow(BlobImport::doesNotOpen);
        } finally {
            Arrays.fill(der, (byte) 0);
        }
    }

    private static RefusedRequest doesNotOpen() {
        return RefusedRequest.badParameter(
                "key_hsm: the KEK opens no unencrypted RSA key in PKCS#8 form from the ciphertext");
    }
}
