package com.example.secrets;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.WrongSecretException;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.core.source.KeySources;
import dev.keyhaul.core.source.OpenedKey;
import dev.keyhaul.core.source.SourceContext;
import dev.keyhaul.core.source.TypedSource;
import dev.keyhaul.pfx.PfxSource;
import dev.keyhaul.pkcs11.KeyRequest;
import dev.keyhaul.pkcs11.ModulePaths;
import dev.keyhaul.pkcs11.TokenSelector;
import dev.keyhaul.pkcs11.source.TokenSource;
import dev.keyhaul.pkcs11.token.Pkcs11Module;
import dev.keyhaul.pkcs11.token.Token;
import dev.keyhaul.pkcs11.token.TokenKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/** A token's key by a text, with the PIN from the application's store. */
class KeyStoreSecretsTest {
    private static final char[] STORE_PASSWORD = "store password".toCharArray();

    private static KeyStoreSecrets secrets(String alias, String secret) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setEntry(
                alias,
                new KeyStore.SecretKeyEntry(new SecretKeySpec(secret.getBytes(US_ASCII), "AES")),
                new KeyStore.PasswordProtection(STORE_PASSWORD));
        return new KeyStoreSecrets(store, STORE_PASSWORD);
    }

    @Test
    void tokenKey_opensWithTheStoresPin_andWithNoOther() throws Exception {
        assertTrue(KeyStoreSecrets.class.getModule().isNamed(), "runs as a module");
        Path library = newToken("hsm");
        KeyDescription made;
        try (Pkcs11Module module = Pkcs11Module.load(library);
                Passphrase pin = Passphrase.moveFrom("12345678".toCharArray());
                Token token = module.login(module.find(TokenSelector.label("hsm")), pin);
                TokenKey key = token.rsaKey(token.generate(KeyRequest.target("tenant")))) {
            made = key.description();
        }
        KeySources sources = KeySources.of(List.of(new TokenSource(), new PfxSource()));
        TypedSource name =
                TypedSource.of("pkcs11:token=hsm;object=tenant?module-path=" + library);

        SourceContext right = SourceContext.of(secrets("pin of hsm", "12345678"));
        try (OpenedKey opened = sources.parse(name).open(right)) {
            assertEquals(made, opened.key().description());
        }
        SourceContext wrong = SourceContext.of(secrets("pin of hsm", "87654321"));
        assertThrows(WrongSecretException.class, () -> sources.parse(name).open(wrong));
        SourceContext none = SourceContext.of(secrets("pin of another", "12345678"));
        assertThrows(RefusedException.class, () -> sources.parse(name).open(none));
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
