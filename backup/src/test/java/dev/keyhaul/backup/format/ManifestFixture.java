package dev.keyhaul.backup.format;

import dev.keyhaul.backup.manifest.CopyId;
import dev.keyhaul.backup.manifest.JournalHead;
import dev.keyhaul.backup.manifest.Manifest;
import dev.keyhaul.backup.manifest.Recipient;
import dev.keyhaul.backup.manifest.RecipientEntry;
import dev.keyhaul.backup.manifest.Survival;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.core.key.KeyOrigin;
import dev.keyhaul.core.key.PublicKeyEncoding;
import dev.keyhaul.core.key.WrapMethod;
import dev.keyhaul.core.key.WrapProof;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The manifest of the golden file: one recipient of each kind, every member filled. */
final class ManifestFixture {
    static final Instant CREATED = Instant.parse("2026-11-24T15:51:51Z");

    static final Manifest.StoreId STORE = new Manifest.StoreId("00112233445566778899aabbccddeeff");
    static final JournalHead JOURNAL = new JournalHead(7, "c4".repeat(32));

    private ManifestFixture() {}

    static Manifest manifest() throws KeyTransferException {
        byte[] first = new byte[1488];
        byte[] second = new byte[1232];
        return new Manifest(
                new CopyId(
                        "20261124T155151Z-"
                                + key().fingerprint().hex().substring(0, 8)
                                + "-0badcafe"),
                CREATED,
                "operator@desk",
                "keyhaul 0.1.0",
                key(),
                origin(),
                List.of(recoveryPair(), wrappingKey()),
                new Survival(true, true, true),
                List.of(
                        Manifest.FileEntry.of("recipient-1.bin", first),
                        Manifest.FileEntry.of("recipient-2.bin", second)),
                STORE,
                JOURNAL,
                key());
    }

    private static KeyOrigin origin() {
        Map<String, String> details = new LinkedHashMap<>();
        details.put(KeyOrigin.TOKEN_LABEL, "Schlüssel-HSM");
        details.put(KeyOrigin.MANUFACTURER, "Maker");
        details.put(KeyOrigin.MODEL, "Model");
        details.put(KeyOrigin.SERIAL, "0001");
        details.put(KeyOrigin.FIRMWARE, "7.8");
        details.put(KeyOrigin.EXTRACTABLE, "true");
        details.put(KeyOrigin.LOCAL, "true");
        return new KeyOrigin(
                KeyOrigin.Protection.HARDWARE_TOKEN,
                "Schlüssel-HSM, tenant-key",
                "Maker Model 7.8",
                details);
    }

    private static RecipientEntry recoveryPair() {
        return new RecipientEntry(
                new Recipient.InToken(
                        Recipient.InToken.Kind.RECOVERY_PAIR,
                        "0101".repeat(16),
                        new Recipient.TokenIdentity("Recovery HSM", "Maker", "Model", "0002"),
                        "recovery",
                        "01"),
                WrapMethod.RSA_AES_SHA1,
                "CKM_RSA_AES_KEY_WRAP",
                WrapProof.STAND_IN,
                List.of(),
                List.of("recipient-1.bin"));
    }

    private static RecipientEntry wrappingKey() {
        return new RecipientEntry(
                new Recipient.InToken(
                        Recipient.InToken.Kind.WRAPPING_KEY,
                        "kcv:a1b2c3",
                        new Recipient.TokenIdentity("Vault HSM", "Maker", "Model", "0003"),
                        "wrapping",
                        ""),
                WrapMethod.AES_KWP,
                "CKM_AES_KEY_WRAP_KWP",
                WrapProof.THESE_BYTES_IN_TOKEN,
                List.of("the token pads the key with up to 7 zero bytes"),
                List.of("recipient-2.bin"));
    }

    static KeyDescription key() throws KeyTransferException {
        return KeyDescription.of(
                PublicKeyEncoding.parse(
                        Base64.getDecoder()
                                .decode(
                                        "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAr80ivlx+xLmhHJ1iHAUYErVLcgo9nn6s"
                                                + "HHZJ1UGM45LgcW1/wwP68QRyWYO0VT/V0y0R1IOmjniIiZ2pylNKaMjhQOLycIkM5JMPlYHN"
                                                + "AACeLUDo0nwGQKO2Rjrpq/CGmJIa5jgcNF6V930qhr8ZgHHkq96ldK3EGCWlXLsQ5B6fk2z0"
                                                + "d0w1vbtxGWIiRRsRI6tRxbUQhfHfDEr800wb79kjYwE6akAsHpq/nXj3c4Zh9sbe5/bdUOH0"
                                                + "ABE1lq13SQYjN6OHfBTgrgsQut2Rhvd3UJ7Ps3iiiE2xLMYEpem10TTVZtjFX+XifSFnisFO"
                                                + "p5YOoAYzbIxNjWdnZV/WKQIDAQAB")));
    }
}
