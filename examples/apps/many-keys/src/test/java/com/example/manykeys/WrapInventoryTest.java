package com.example.manykeys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.keyhaul.batch.BatchTally;
import dev.keyhaul.core.FileException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.byok.BlobContent;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.core.key.Fingerprint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A thousand EC keys, of which one is missing at first; the KEK's private half opens each blob. */
class WrapInventoryTest {
    private static final int KEYS = 1000;
    private static final String LATE = "key-500";

    @TempDir Path folder;

    @Test
    void thousandKeys_areWrapped_andTheOneThatFailedByTheNextRun() throws Exception {
        assertTrue(WrapInventory.class.getModule().isNamed(), "runs as a module");
        KeyPair kek = rsa(2048);
        RSAPublicKey kekPublic = (RSAPublicKey) kek.getPublic();
        Files.writeString(folder.resolve("kek.json"), json(kekPublic));
        Map<String, KeyPair> pairs = newPairs();
        Map<String, KeyPair> inventory = new ConcurrentHashMap<>(pairs);
        inventory.remove(LATE);
        Path manifest = Files.writeString(folder.resolve("keys.csv"), csv(pairs));
        Path journal = folder.resolve("journal");
        WrapInventory wrapping =
                new WrapInventory(
                        id -> pkcs8(inventory, id),
                        VaultHost.parseUrl("https://contoso-kv.vault.azure.net"),
                        Fingerprint.of(kekPublic));

        BatchTally first = wrapping.wrap(manifest, journal);
        assertEquals(
                List.of("no key " + LATE),
                first.failures().stream().map(BatchTally.Cause::example).toList());
        assertEquals(KEYS - 1, first.done());

        inventory.put(LATE, pairs.get(LATE));
        BatchTally second = wrapping.wrap(manifest, journal);
        assertEquals(1, second.done());
        assertEquals(List.of(), second.failures());

        for (Map.Entry<String, KeyPair> pair : pairs.entrySet()) {
            BlobContent blob = BlobContent.read(folder.resolve(pair.getKey() + ".byok"));
            ECPrivateKey key = (ECPrivateKey) pair.getValue().getPrivate();
            assertEquals(key.getS(), opened(blob, kek.getPrivate()).getS());
        }
    }

    private static byte[] pkcs8(Map<String, KeyPair> inventory, String id) throws FileException {
        KeyPair pair = inventory.get(id);
        if (pair == null) {
            throw new FileException(Reason.EXTENSION_FAILED, "no key " + id);
        }
        return pair.getPrivate().getEncoded();
    }

    private static Map<String, KeyPair> newPairs() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        Map<String, KeyPair> pairs = new TreeMap<>();
        for (int i = 1; i <= KEYS; i++) {
            pairs.put("key-" + i, generator.generateKeyPair());
        }
        return pairs;
    }

    private static String csv(Map<String, KeyPair> pairs) {
        return pairs.keySet().stream()
                .map(id -> "inventory:" + id + ",kek.json," + id + ".byok\n")
                .collect(Collectors.joining("", "source,kek,output\n", ""));
    }

    /** Opens the blob as the vault does. */
    private static ECPrivateKey opened(BlobContent blob, PrivateKey kek) throws Exception {
        byte[] ciphertext = blob.ciphertext();
        Cipher oaep = Cipher.getInstance("RSA/ECB/OAEPWithSHA-1AndMGF1Padding");
        oaep.init(Cipher.DECRYPT_MODE, kek);
        byte[] aes = oaep.doFinal(ciphertext, 0, 256);
        Cipher kwp = Cipher.getInstance("AES/KWP/NoPadding");
        kwp.init(Cipher.UNWRAP_MODE, new SecretKeySpec(aes, "AES"));
        byte[] wrapped = Arrays.copyOfRange(ciphertext, 256, ciphertext.length);
        return (ECPrivateKey) kwp.unwrap(wrapped, "EC", Cipher.PRIVATE_KEY);
    }

    /** The JSON of {@code az keyvault key show}. */
    private static String json(RSAPublicKey kek) {
        Base64.Encoder base64Url = Base64.getUrlEncoder().withoutPadding();
        byte[] signed = kek.getModulus().toByteArray();
        byte[] modulus = Arrays.copyOfRange(signed, 1, signed.length);
        return """
        {"key": {"kid": "https://contoso-kv.vault.azure.net/keys/kek/0123456789abcdef0123456789abcdef",
        "kty": "RSA-HSM", "key_ops": ["import"], "n": "%s", "e": "AQAB"}}
        """
                .formatted(base64Url.encodeToString(modulus));
    }

    private static KeyPair rsa(int bits) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(bits);
        return generator.generateKeyPair();
    }
}
