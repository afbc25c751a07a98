package dev.keyhaul.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.backup.MasterCopy;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.PublicKeyEncoding;
import dev.keyhaul.core.key.WrapProof;
import dev.keyhaul.core.key.WrappedKey;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.keyvault.KeyVault;
import dev.keyhaul.keyvault.VaultProof;
import dev.keyhaul.keyvault.access.LoopbackRelay;
import dev.keyhaul.localvault.LocalVault;
import dev.keyhaul.localvault.LocalVaultOptions;
import dev.keyhaul.pkcs11.KeyRequest;
import dev.keyhaul.pkcs11.KeySelector;
import dev.keyhaul.pkcs11.Token;
import dev.keyhaul.pkcs11.TokenKey;
import dev.keyhaul.pkcs11.fixture.SoftHsm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples in the order of a key's life: SoftHSM, and the local vault through Azure's SDK. */
class ExamplesTest {
    private static final String VAULT_URL = "https://examples.vault.keyhaul.invalid";

    @TempDir Path folder;

    private final SoftHsm hsm = SoftHsm.create();
    private LocalVault vault;
    private LoopbackRelay relay;

    @BeforeEach
    void start() throws Exception {
        vault = LocalVault.start(LocalVaultOptions.builder(folder.resolve("vault.access")).build());
        relay = new LoopbackRelay(vault.accessFile());
    }

    @AfterEach
    void stop() {
        vault.close();
        hsm.close();
    }

    @Test
    void wrappedKey_isProvenInTheVaultThatHoldsTheKek() throws Exception {
        hsm.initialize("hsm");
        KeyVault rehearsal = KeyVault.connect(VaultHost.parseUrl(VAULT_URL), relay);
        Fingerprint kekFingerprint = rehearsal.createKek("kek", 2048).description().fingerprint();
        Path kek = folder.resolve("kek.json");
        Files.write(kek, rehearsal.downloadKek("kek").toUtf8());
        Path blob = folder.resolve("tenant.byok");

        WrappedKey wrapped;
        try (Passphrase pin = SoftHsm.pin()) {
            wrapped =
                    GenerateAndWrap.run(
                            hsm.modulePath(), "hsm", pin, kek, kekFingerprint, blob, true);
        }
        Path publicKey = folder.resolve("tenant.pem");
        Files.write(publicKey, PublicKeyEncoding.pem(wrapped.description().requireRsa()));
        VaultProof proof = ImportIntoKeyVault.run(VAULT_URL, relay, blob, publicKey);

        assertThat(wrapped.proof()).isEqualTo(WrapProof.THESE_BYTES_IN_TOKEN);
        assertThat(proof.passed()).isTrue();
        assertThat(rehearsal.show("tenant").description()).isEqualTo(wrapped.description());
    }

    @Test
    void masterCopy_comesBackWhenTheFirstTokenIsGone_andSigns() throws Exception {
        Path store = folder.resolve("copies");
        try (Token recovery = hsm.newToken("recovery")) {
            recovery.generate(KeyRequest.recovery("recovery"));
            RSAPublicKey publicKey;
            MasterCopy copy;
            try (Token first = hsm.newToken("hsm");
                    TokenKey key = first.rsaKey(first.generate(KeyRequest.target("tenant")))) {
                publicKey = key.description().requireRsa();
                copy = KeepAndRestoreMasterCopy.keep(key, recovery, store);
                first.delete(key.info());
            }

            try (TokenKey restored =
                    KeepAndRestoreMasterCopy.restore(
                            store, copy.id().text(), Fingerprint.of(publicKey), recovery)) {
                assertThat(signatureVerifies(restored, publicKey)).isTrue();
            }
            assertThat(recovery.find(KeySelector.label("tenant-restored")).publicKey())
                    .contains(publicKey);
        }
    }

    private static boolean signatureVerifies(TokenKey key, RSAPublicKey publicKey)
            throws Exception {
        byte[] data = "a licence".getBytes(UTF_8);
        Signature verifier = Signature.getInstance("SHA256withRSA");
        verifier.initVerify(publicKey);
        verifier.update(data);
        return verifier.verify(key.sign(data));
    }
}
