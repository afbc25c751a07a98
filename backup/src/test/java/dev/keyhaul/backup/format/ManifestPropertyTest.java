package dev.keyhaul.backup.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.backup.manifest.Manifest;
import dev.keyhaul.backup.manifest.Recipient;
import dev.keyhaul.backup.manifest.RecipientEntry;
import dev.keyhaul.backup.manifest.Survival;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.key.KeyOrigin;
import dev.keyhaul.core.key.WrapMethod;
import dev.keyhaul.core.key.WrapProof;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class ManifestPropertyTest {
    private static final String FINGERPRINT = "ab".repeat(32);

    @Property(tries = 300)
    void whatIsWritten_isReadAgain(
            @ForAll @Size(8) List<String> texts,
            @ForAll @Size(max = 4) Map<String, String> details,
            @ForAll KeyOrigin.Protection protection,
            @ForAll @Size(min = 1, max = 5) List<@From("methods") WrapMethod> methods,
            @ForAll WrapProof proof)
            throws Exception {
        KeyOrigin origin = new KeyOrigin(protection, texts.get(0), texts.get(1), details);
        List<RecipientEntry> recipients = new ArrayList<>();
        List<Manifest.FileEntry> files = new ArrayList<>();
        for (WrapMethod method : methods) {
            String file = "recipient-" + (files.size() + 1) + ".bin";
            recipients.add(recipient(texts, method, proof, file));
            files.add(Manifest.FileEntry.of(file, new byte[files.size() + 1]));
        }
        Manifest manifest = manifest(texts, origin, recipients, files);
        byte[] written = ManifestFormat.write(manifest);
        assertThat(ManifestFormat.read(written)).isEqualTo(manifest);
        assertThat(ManifestFormat.write(ManifestFormat.read(written))).isEqualTo(written);
    }

    /** Those of master copies. */
    @Provide
    Arbitrary<WrapMethod> methods() {
        return Arbitraries.of(WrapMethod.class)
                .filter(method -> !method.name().startsWith("RSA_OAEP_"));
    }

    private static Manifest manifest(
            List<String> texts,
            KeyOrigin origin,
            List<RecipientEntry> recipients,
            List<Manifest.FileEntry> files)
            throws KeyTransferException {
        return new Manifest(
                ManifestFixture.manifest().id(),
                ManifestFixture.CREATED,
                texts.get(2),
                texts.get(3),
                ManifestFixture.key(),
                origin,
                recipients,
                Survival.of(origin, recipients.stream().map(RecipientEntry::recipient).toList()),
                files,
                ManifestFixture.STORE,
                ManifestFixture.JOURNAL,
                null);
    }

    private static RecipientEntry recipient(
            List<String> texts, WrapMethod method, WrapProof proof, String file) {
        return new RecipientEntry(
                holder(texts, method), method, texts.get(3), proof, texts, List.of(file));
    }

    /** A recipient of the one kind, or of one of the kinds, that opens such a copy. */
    private static Recipient holder(List<String> texts, WrapMethod method) {
        return switch (method) {
            case AES_KWP -> inToken(Recipient.InToken.Kind.WRAPPING_KEY, texts.get(0), texts);
            case RSA_AES_SHA1 -> new Recipient.Certificate(FINGERPRINT, texts.get(4));
            case RSA_AES_SHA256 ->
                    inToken(Recipient.InToken.Kind.RECOVERY_PAIR, FINGERPRINT, texts);
            case RSA_OAEP_SHA1, RSA_OAEP_SHA256 -> throw new IllegalArgumentException();
            case ENCRYPTED_PKCS8 -> new Recipient.Password();
            case AES_GCM ->
                    new Recipient.Shares(
                            "ab".repeat(16),
                            2,
                            "cd".repeat(32),
                            List.of(texts.get(4), texts.get(5)),
                            List.of("ef".repeat(32), "01".repeat(32)),
                            texts.get(0).length() % 2 == 0
                                    ? Recipient.Shares.Sealing.CERTIFICATE
                                    : Recipient.Shares.Sealing.PASSPHRASE);
        };
    }

    private static Recipient.InToken inToken(
            Recipient.InToken.Kind kind, String identity, List<String> texts) {
        Recipient.TokenIdentity token =
                new Recipient.TokenIdentity(texts.get(4), texts.get(5), texts.get(6), texts.get(7));
        return new Recipient.InToken(kind, identity, token, texts.get(1), keyId(texts.get(2)));
    }

    private static String keyId(String text) {
        byte[] id = text.getBytes(UTF_8);
        return HexFormat.of().formatHex(id, 0, Math.min(id.length, 64));
    }

    /** Whatever bytes come, there is a manifest or a checked error. */
    @Property(tries = 2000)
    void damagedManifests_giveCheckedErrors(
            @ForAll @IntRange(max = 3000) int from,
            @ForAll @Size(min = 1, max = 8) byte[] replacement)
            throws Exception {
        byte[] file = ManifestFormat.write(ManifestFixture.manifest());
        int at = from % (file.length - replacement.length);
        byte[] damaged = Arrays.copyOf(file, file.length);
        System.arraycopy(replacement, 0, damaged, at, replacement.length);
        try {
            assertThat(ManifestFormat.read(damaged).description()).isEqualTo(ManifestFixture.key());
        } catch (KeyTransferException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }
}
