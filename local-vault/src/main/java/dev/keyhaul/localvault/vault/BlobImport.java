package dev.keyhaul.localvault.vault;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.OaepHash;
import dev.keyhaul.core.byok.BlobContent;
import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.core.der.DerSequence;
import dev.keyhaul.core.keywrap.RsaAesKeyWrap;
import dev.keyhaul.core.secret.SecretBytes;
import dev.keyhaul.localvault.crypto.AesKey;
import dev.keyhaul.localvault.crypto.EcKeyPair;
import dev.keyhaul.localvault.crypto.JwkCurve;
import dev.keyhaul.localvault.crypto.KeyMaterial;
import dev.keyhaul.localvault.crypto.RsaKeyPair;
import dev.keyhaul.localvault.http.RefusedRequest;
import dev.keyhaul.localvault.key.KeyInventory;
import dev.keyhaul.localvault.key.KeyVersion;
import dev.keyhaul.localvault.key.StoredKey;
import java.security.SecureRandom;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Optional;

/**
 * Opens transfer blobs with this vault's KEKs.
 *
 * <p>A KEK's expiry is not looked at: the service is said to ignore it. Up to 7 zero bytes after
 * the PKCS#8 are trimmed, because SoftHSM 2.6.1 pads with them; what the service does is unknown.
 */
record BlobImport(VaultHost host, KeyInventory keys, SecureRandom random) {
    /** How the bytes in a blob become a key; empty when they are none. */
    private interface Reading<K extends KeyMaterial> {
        Optional<K> of(byte[] clear);
    }

    RsaKeyPair openRsa(byte[] file) throws RefusedRequest {
        return open(
                file,
                "unencrypted RSA key in PKCS#8 form",
                clear -> ofPkcs8(clear, der -> RsaKeyPair.of(new PKCS8EncodedKeySpec(der))));
    }

    EcKeyPair openEc(byte[] file, JwkCurve curve) throws RefusedRequest {
        return open(
                file,
                "unencrypted EC key of curve " + curve.jwkName() + " in PKCS#8 form",
                clear ->
                        ofPkcs8(
                                clear,
                                der -> EcKeyPair.ofPkcs8(der).filter(k -> k.curve() == curve)));
    }

    AesKey openAes(byte[] file) throws RefusedRequest {
        return open(file, "AES key of 16, 24 or 32 bytes", AesKey::of);
    }

    private <K extends KeyMaterial> K open(byte[] file, String wanted, Reading<K> reading)
            throws RefusedRequest {
        BlobContent blob;
        try {
            blob = BlobContent.parse(file);
        } catch (MalformedInputException e) {
            throw RefusedRequest.badParameter("key_hsm", e);
        }
        return open(blob, kek(blob.kid()), reading)
                .orElseThrow(
                        () ->
                                RefusedRequest.badParameter(
                                        "key_hsm: the KEK opens no "
                                                + wanted
                                                + " from the ciphertext"));
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
                            + " is not a KEK: its key_ops are "
                            + kek.operationNames()
                            + ", and must be [import] on an RSA-HSM key");
        }
        if (!kek.attributes().enabled()) {
            throw RefusedRequest.badParameter("key_hsm: KEK is disabled: " + kid);
        }
        return kek;
    }

    /** All failures from here on look alike: they must not tell how far a forged blob came. */
    private <K extends KeyMaterial> Optional<K> open(
            BlobContent blob, StoredKey kek, Reading<K> reading) {
        // What is a KEK is an RSA key.
        RsaKeyPair pair = (RsaKeyPair) kek.material();
        try (SecretBytes opened =
                RsaAesKeyWrap.unwrap(blob.ciphertext(), pair.privateKey(), OaepHash.SHA1, random)) {
            return opened.withRawSecretBytes(reading::of);
        } catch (CheckFailedException e) {
            return Optional.empty();
        }
    }

    private static <K extends KeyMaterial> Optional<K> ofPkcs8(byte[] padded, Reading<K> reading) {
        byte[] der = DerSequence.withoutPadding(padded);
        try {
            return DerSequence.isWhole(der) ? reading.of(der) : Optional.empty();
        } finally {
            Arrays.fill(der, (byte) 0);
        }
    }
}
