package dev.keyhaul.backup;

import dev.keyhaul.backup.manifest.Recipient;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.OaepHash;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.KeyOrigin;
import dev.keyhaul.core.key.KeyOrigin.Protection;
import dev.keyhaul.core.key.RsaAesWrappingKey;
import dev.keyhaul.core.key.SoftwareKey;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.security.interfaces.RSAPublicKey;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Real keys, really wrapped in software, that say they live in two tokens. */
final class CopyFixture {
    static final Instant NOW = Instant.parse("2026-11-24T15:51:51Z");
    static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

    static final Recipient.TokenIdentity HSM = token("HSM 1", "0001");
    static final Recipient.TokenIdentity RECOVERY_HSM = token("Recovery HSM", "0002");
    static final Recipient.TokenIdentity THIRD_HSM = token("Third HSM", "0003");

    static final KeyPair TENANT_KEY = rsa();
    static final KeyPair RECOVERY_PAIR = rsa();
    static final KeyPair SECOND_PAIR = rsa();

    private CopyFixture() {}

    static MasterCopyRequest request() {
        return request(copy(RECOVERY_PAIR, RECOVERY_HSM));
    }

    static MasterCopyRequest request(RecipientCopy... copies) {
        return new MasterCopyRequest(
                List.of(copies), "operator@desk", "keyhaul 0.1.0", /* sameTokenOnly= */ false);
    }

    static RecipientCopy copy(KeyPair recoveryPair, Recipient.TokenIdentity home) {
        return copy(TENANT_KEY, origin(Map.of(KeyOrigin.EXTRACTABLE, "true")), recoveryPair, home);
    }

    static RecipientCopy copy(
            KeyPair target, KeyOrigin origin, KeyPair recoveryPair, Recipient.TokenIdentity home) {
        RSAPublicKey recoveryKey = (RSAPublicKey) recoveryPair.getPublic();
        Recipient.InToken recipient =
                new Recipient.InToken(
                        Recipient.InToken.Kind.RECOVERY_PAIR,
                        Fingerprint.of(recoveryKey).toString(),
                        home,
                        "recovery",
                        "01");
        try (SoftwareKey key =
                SoftwareKey.fromPkcs8(
                        target.getPrivate().getEncoded(), origin, new SecureRandom())) {
            return new RecipientCopy(
                    recipient,
                    key.wrapUnder(RsaAesWrappingKey.unsafeOf(recoveryKey, OaepHash.SHA1)));
        } catch (KeyTransferException e) {
            throw new AssertionError(e);
        }
    }

    /** The tenant key's origin: token {@link #HSM}, with these attributes. */
    static KeyOrigin origin(Map<String, String> attributes) {
        Map<String, String> details = new LinkedHashMap<>();
        details.put(KeyOrigin.TOKEN_LABEL, HSM.label());
        details.put(KeyOrigin.MANUFACTURER, HSM.manufacturer());
        details.put(KeyOrigin.MODEL, HSM.model());
        details.put(KeyOrigin.SERIAL, HSM.serial());
        details.putAll(attributes);
        return new KeyOrigin(
                Protection.HARDWARE_TOKEN, "HSM 1, tenant-key", "Maker Model 1.0", details);
    }

    static Recipient.TokenIdentity token(String label, String serial) {
        return new Recipient.TokenIdentity(label, "Maker", "Model", serial);
    }

    /** Random numbers that are not: the same id twice. */
    static SecureRandom noRandom() {
        return new SecureRandom() {
            private static final long serialVersionUID = 1L;

            @Override
            public void nextBytes(byte[] bytes) {
                Arrays.fill(bytes, (byte) 0x5A);
            }
        };
    }

    static KeyPair rsa() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
