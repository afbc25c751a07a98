package com.example.destination;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.keyhaul.batch.Batch;
import dev.keyhaul.batch.BatchRun;
import dev.keyhaul.batch.manifest.BatchManifest;
import dev.keyhaul.batch.manifest.Shard;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.OaepHash;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.key.KeyOrigin;
import dev.keyhaul.core.key.RsaAesWrappingKey;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.core.source.KeySource;
import dev.keyhaul.core.source.KeySources;
import dev.keyhaul.core.source.NamedKey;
import dev.keyhaul.core.source.OpenedKey;
import dev.keyhaul.core.source.SourceContext;
import dev.keyhaul.core.source.SourceSecrets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A batch of two keys into the destination; the agent's private half opens each. */
class EscrowTest {
    @TempDir Path folder;

    @Test
    void batch_deliversEachKeyOnce() throws Exception {
        assertTrue(Escrow.class.getModule().isNamed(), "runs as a module");
        KeyPair agent = rsa(3072);
        Map<String, KeyPair> keys = Map.of("first", rsa(2048), "second", rsa(2048));
        Escrow escrow =
                new Escrow(
                        RsaAesWrappingKey.unsafeOf((RSAPublicKey) agent.getPublic(), OaepHash.SHA256));
        Path manifest =
                Files.writeString(
                        folder.resolve("keys.csv"),
                        "source,escrow\nmemory:first,a\nmemory:second,b\n");
        Batch batch =
                Batch.of(
                                new BatchManifest(manifest),
                                KeySources.of(List.of(new Memory(keys))),
                                new NoSecrets(),
                                escrow)
                        .check();

        assertEquals(2, done(batch, false));
        assertEquals(0, done(batch, true), "a second run sends nothing");

        RSAPrivateCrtKey opened = opened(escrow.inbox().get("b"), agent.getPrivate());
        assertEquals(
                ((RSAPublicKey) keys.get("second").getPublic()).getModulus(), opened.getModulus());
        assertEquals(2, escrow.inbox().size());
    }

    private long done(Batch batch, boolean resume) throws Exception {
        try (BatchRun run = batch.open(folder.resolve("journal"), Shard.WHOLE, resume)) {
            run.run(2, (done, failed) -> {});
            assertEquals(List.of(), run.tally().failures());
            return run.tally().done();
        }
    }

    private record Memory(Map<String, KeyPair> keys) implements KeySource {
        @Override
        public String scheme() {
            return "memory";
        }

        @Override
        public String form() {
            return "memory:NAME";
        }

        @Override
        public NamedKey parse(String rest, Path baseFolder) {
            return new NamedKey() {
                @Override
                public Secret secret() {
                    return Secret.NONE;
                }

                @Override
                public boolean mayBeSoftware() {
                    return true;
                }

                @Override
                public OpenedKey openUnchecked(SourceContext context) throws KeyTransferException {
                    KeyOrigin origin =
                            KeyOrigin.software(rest);
                    byte[] pkcs8 = keys.get(rest).getPrivate().getEncoded();
                    return OpenedKey.of(SoftwareKey.fromPkcs8(pkcs8, origin));
                }
            };
        }
    }

    private static final class NoSecrets implements SourceSecrets {
        @Override
        public Passphrase password(String of) throws KeyTransferException {
            throw new RefusedException(Reason.SECRET_MISSING, "no password");
        }

        @Override
        public Passphrase pin(String tokenLabel) throws KeyTransferException {
            throw new RefusedException(Reason.SECRET_MISSING, "no PIN");
        }
    }

    private static RSAPrivateCrtKey opened(byte[] ciphertext, PrivateKey agent) throws Exception {
        Cipher oaep = Cipher.getInstance("RSA/ECB/OAEPPadding");
        oaep.init(Cipher.DECRYPT_MODE, agent, OaepHash.SHA256.parameters());
        byte[] aes = oaep.doFinal(ciphertext, 0, 384);
        Cipher kwp = Cipher.getInstance("AES/KWP/NoPadding");
        kwp.init(Cipher.UNWRAP_MODE, new SecretKeySpec(aes, "AES"));
        byte[] wrapped = Arrays.copyOfRange(ciphertext, 384, ciphertext.length);
        return (RSAPrivateCrtKey) kwp.unwrap(wrapped, "RSA", Cipher.PRIVATE_KEY);
    }

    private static KeyPair rsa(int bits) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(bits);
        return generator.generateKeyPair();
    }
}
