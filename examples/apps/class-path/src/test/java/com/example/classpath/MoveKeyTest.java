package com.example.classpath;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.keyhaul.core.byok.KekRecord;
import dev.keyhaul.core.byok.KeyExchangeKey;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.keyvault.KeyVault;
import dev.keyhaul.keyvault.access.LoopbackRelay;
import dev.keyhaul.localvault.LocalVault;
import dev.keyhaul.localvault.LocalVaultOptions;
import dev.keyhaul.pkcs11.KeyRequest;
import dev.keyhaul.pkcs11.ModulePaths;
import dev.keyhaul.pkcs11.TokenSelector;
import dev.keyhaul.pkcs11.token.Pkcs11Module;
import dev.keyhaul.pkcs11.token.Token;
import dev.keyhaul.pkcs11.token.TokenKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole way: SoftHSM, and the local vault through Azure's SDK. */
class MoveKeyTest {
    @TempDir Path folder;

    @Test
    void tokenKey_isInTheVault_andWorksThere() throws Exception {
        Path library = newToken("hsm");
        try (LocalVault server =
                        LocalVault.start(
                                LocalVaultOptions.builder(folder.resolve("vault.access")).build());
                Pkcs11Module module = Pkcs11Module.load(library);
                Passphrase pin = Passphrase.moveFrom("12345678".toCharArray());
                Token token = module.login(module.find(TokenSelector.label("hsm")), pin);
                TokenKey key = token.rsaKey(token.generate(KeyRequest.target("tenant")))) {
            KeyVault vault =
                    KeyVault.connect(
                            VaultHost.parseUrl("https://apps.vault.keyhaul.invalid"),
                            new LoopbackRelay(server.accessFile()));
            Fingerprint seen = vault.createKek("kek", 2048).description().fingerprint();
            KekRecord record = vault.downloadKek("kek");
            KeyExchangeKey kek = KeyExchangeKey.of(record, seen, Instant.now());

            assertTrue(MoveKey.move(key, kek, vault, true).passed());
            assertEquals(key.description(), vault.show("tenant").description());
        }
    }

    /** A SoftHSM of its own, where SOFTHSM2_CONF says. */
    private static Path newToken(String label) throws Exception {
        Path configuration = Path.of(System.getenv("SOFTHSM2_CONF"));
        Path tokens = Files.createDirectories(configuration.resolveSibling("tokens"));
        Files.writeString(configuration, "directories.tokendir = " + tokens + "\n");
        Path library = ModulePaths.search().orElseThrow();
        try (Pkcs11Module module = Pkcs11Module.load(library);
                Passphrase soPin = Passphrase.moveFrom("87654321".toCharArray());
                Passphrase pin = Passphrase.moveFrom("12345678".toCharArray())) {
            module.initialize(label, soPin, pin);
        }
        return library;
    }
}
