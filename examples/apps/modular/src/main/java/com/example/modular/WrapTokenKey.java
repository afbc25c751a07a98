package com.example.modular;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.byok.BlobWrapper;
import dev.keyhaul.core.byok.KekRecord;
import dev.keyhaul.core.byok.KeyExchangeKey;
import dev.keyhaul.core.byok.KeyTransferBlob;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.WrappedKey;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.pkcs11.KeyRequest;
import dev.keyhaul.pkcs11.TokenSelector;
import dev.keyhaul.pkcs11.token.Pkcs11Module;
import dev.keyhaul.pkcs11.token.Token;
import dev.keyhaul.pkcs11.token.TokenKey;
import java.nio.file.Path;
import java.time.Instant;

/** Makes a key in a token, and wraps it there. */
public final class WrapTokenKey {
    private WrapTokenKey() {}

    /** Takes MODULE TOKEN PIN-FILE KEK.json KEK-SHA256 OUT.byok. */
    public static void main(String[] args) throws KeyTransferException {
        try (Passphrase pin = Passphrase.read(Path.of(args[2]))) {
            WrappedKey wrapped =
                    wrap(
                            Path.of(args[0]),
                            args[1],
                            pin,
                            Path.of(args[3]),
                            Fingerprint.parse(args[4]),
                            Path.of(args[5]),
                            false);
            System.out.println(wrapped.description().fingerprint());
        }
    }

    private static WrappedKey wrap(
            Path modulePath,
            String tokenLabel,
            Passphrase pin,
            Path kekFile,
            Fingerprint kekFingerprint,
            Path blobFile,
            boolean rehearsal)
            throws KeyTransferException {
        // README: begin
        // Checked before the token does any work: a second person obtained the fingerprint on
        // another machine.
        KeyExchangeKey kek =
                KeyExchangeKey.of(KekRecord.read(kekFile), kekFingerprint, Instant.now());

        try (Pkcs11Module module = Pkcs11Module.load(modulePath);
                Token token = module.login(module.find(TokenSelector.label(tokenLabel)), pin);
                TokenKey key = token.rsaKey(token.generate(KeyRequest.target("tenant")))) {
            // The HSM reopened the wrapped key and signed with it, or this throws; in one call, it
            // shows less: wrapped().proof(). A rehearsal allows the KEK of a local vault.
            KeyTransferBlob blob =
                    BlobWrapper.under(kek)
                            .generator("my-application 1.0")
                            .rehearsal(rehearsal)
                            .build()
                            .wrap(key);
            blob.writeTo(blobFile);
            return blob.wrapped();
        }
        // README: end
    }
}
