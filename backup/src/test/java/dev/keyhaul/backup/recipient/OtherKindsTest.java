package dev.keyhaul.backup.recipient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.backup.CopyRecipient;
import dev.keyhaul.backup.CopyWrapper;
import dev.keyhaul.backup.JournalEvidence;
import dev.keyhaul.backup.MasterCopy;
import dev.keyhaul.backup.MasterCopyStore;
import dev.keyhaul.backup.Operator;
import dev.keyhaul.backup.RestoreProof;
import dev.keyhaul.backup.StoreTrust;
import dev.keyhaul.backup.manifest.RecipientEntry;
import dev.keyhaul.backup.opening.CopyKeys;
import dev.keyhaul.backup.opening.CopyOpener;
import dev.keyhaul.backup.opening.PasswordOpener;
import dev.keyhaul.backup.opening.PrivateKeyOpener;
import dev.keyhaul.backup.opening.SharesOpener;
import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.WrongSecretException;
import dev.keyhaul.core.evidence.SoftwareEvidenceKey;
import dev.keyhaul.core.evidence.TrustedSigner;
import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.fixture.OpenSsl;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.core.secret.SecretBytes;
import dev.keyhaul.core.source.SourceSecrets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Master copies of EC and AES keys that are opened in memory: each kind, each recipient. */
@Tag("long")
class OtherKindsTest {
    private static final Instant DRILL = Instant.parse("2026-11-26T14:51:51Z");
    private static final Map<String, String> CURVES =
            Map.of("P-256", "secp256r1", "P-384", "secp384r1", "P-521", "secp521r1");

    @TempDir Path folder;

    private static SoftwareKey key(String kind) throws Exception {
        String[] words = kind.split(" ", -1);
        if (words[0].equals("AES")) {
            byte[] raw = new byte[Integer.parseInt(words[1]) / 8];
            GeneratedKeys.RANDOM.nextBytes(raw);
            return SoftwareKey.fromAes(raw, GeneratedKeys.ORIGIN, GeneratedKeys.RANDOM);
        }
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(CURVES.get(words[1])), GeneratedKeys.RANDOM);
        return SoftwareKey.fromPkcs8(
                generator.generateKeyPair().getPrivate().getEncoded(),
                GeneratedKeys.ORIGIN,
                GeneratedKeys.RANDOM);
    }

    private MasterCopyStore store() throws Exception {
        return MasterCopyStore.openOrCreate(folder.resolve("store"));
    }

    private MasterCopy copy(SoftwareKey target, CopyRecipient... recipients) throws Exception {
        return store().create(
                        CopyWrapper.to(List.of(recipients))
                                .wrap(target, new Operator("a@b"), "test", done -> {}));
    }

    private static Passphrase word(String text) {
        return Passphrase.copyOf(text.toCharArray());
    }

    private static void assertRestores(SoftwareKey target, CopyOpener opener, MasterCopy copy)
            throws Exception {
        byte[] clear = target.withClearKey(byte[]::clone);
        try (SoftwareKey restored = opener.restore(copy, GeneratedKeys.RANDOM)) {
            assertThat(restored.<byte[], RuntimeException>withClearKey(byte[]::clone))
                    .isEqualTo(clear);
            assertThat(restored.description()).isEqualTo(target.description());
            RestoreProof proof =
                    SoftwareDrill.prove(restored, copy, target.description().fingerprint(), DRILL);
            assertThat(proof.copy()).isEqualTo(copy.id());
            assertThat(proof.time()).isEqualTo(DRILL);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"EC P-521", "AES 256"})
    void everyRecipient_opensAlone(String kind) throws Exception {
        requireEveryRecipient(kind);
    }

    /** Each derives some fifteen keys from passphrases, at full strength. */
    @ParameterizedTest
    @ValueSource(strings = {"EC P-256", "EC P-384", "AES 128", "AES 192"})
    @Tag("full")
    void everyRecipient_ofTheOtherKinds_opensAlone(String kind) throws Exception {
        requireEveryRecipient(kind);
    }

    private void requireEveryRecipient(String kind) throws Exception {
        try (SoftwareKey target = key(kind);
                Passphrase password = word("correct horse");
                SharesRecipient sealed =
                        SharesRecipient.split(
                                2,
                                List.of(
                                        SoftwareRecipientsTest.certificate("anna"),
                                        SoftwareRecipientsTest.certificate("ben")),
                                GeneratedKeys.RANDOM);
                SharesRecipient spoken =
                        SharesRecipient.splitByPassphrase(
                                2,
                                List.of(word("anna's passphrase"), word("ben's passphrase")),
                                GeneratedKeys.RANDOM)) {
            assertThat(target.description().name()).isEqualTo(kind);
            MasterCopy copy =
                    copy(
                            target,
                            CertificateRecipient.of(SoftwareRecipientsTest.certificate("escrow")),
                            PasswordRecipient.of(password, GeneratedKeys.RANDOM),
                            sealed,
                            spoken);

            assertRestores(target, new PrivateKeyOpener(rsa("escrow")), copy);
            assertRestores(target, new PasswordOpener(password), copy);
            assertRestores(
                    target,
                    new SharesOpener(List.of(), List.of(rsa("anna"), rsa("ben")), List.of()),
                    copy);
            assertRestores(
                    target,
                    new SharesOpener(
                            List.of(),
                            List.of(),
                            List.of(word("ben's passphrase"), word("anna's passphrase"))),
                    copy);
            assertThat(store().get(copy.id().text()).manifest()).isEqualTo(copy.manifest());
            for (int i = 0; i < 3; i++) {
                PasswordOpener wrong = new PasswordOpener(word("wrong horse " + i));
                assertThatThrownBy(() -> wrong.restore(copy, GeneratedKeys.RANDOM))
                        .isInstanceOf(WrongSecretException.class);
            }
        }
    }

    private static SoftwareKey rsa(String use) {
        return GeneratedKeys.software(2048, use);
    }

    /** The second implementation: OpenSSL opens what was made for a certificate. */
    @ParameterizedTest
    @ValueSource(strings = {"EC P-256", "EC P-521", "AES 128", "AES 256"})
    void openSsl_opensTheCopyOfACertificate(String kind) throws Exception {
        try (SoftwareKey target = key(kind)) {
            MasterCopy copy =
                    copy(
                            target,
                            CertificateRecipient.of(SoftwareRecipientsTest.certificate("escrow")));
            byte[] opened =
                    new OpenSsl(folder)
                            .unwrap(
                                    GeneratedKeys.rsaPrivate(2048, "escrow").getEncoded(),
                                    2048,
                                    Files.readAllBytes(copy.folder().resolve("recipient-1.bin")),
                                    "sha1");
            assertThat(opened)
                    .isEqualTo(target.<byte[], RuntimeException>withClearKey(byte[]::clone));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"EC P-256", "AES 256"})
    void drillOfAnotherKey_fails(String kind) throws Exception {
        try (SoftwareKey target = key(kind);
                SoftwareKey other = key(kind)) {
            MasterCopy copy =
                    copy(
                            target,
                            CertificateRecipient.of(SoftwareRecipientsTest.certificate("escrow")));
            Fingerprint wanted = target.description().fingerprint();

            assertThatThrownBy(() -> SoftwareDrill.prove(other, copy, wanted, DRILL))
                    .isInstanceOf(CheckFailedException.class)
                    .hasMessage("the restored key is not the expected one");
        }
        try (SoftwareKey target = key(kind);
                SoftwareKey other = key(kind)) {
            MasterCopy copy =
                    copy(
                            target,
                            CertificateRecipient.of(SoftwareRecipientsTest.certificate("escrow")));
            assertThatThrownBy(() -> SoftwareDrill.proof(other, copy, DRILL))
                    .isInstanceOf(CheckFailedException.class)
                    .hasMessageMatching(
                            "a signature by the restored key does not verify .*"
                                    + "|the restored key is not the copy's key");
        }
    }

    /** A key that opens nothing else: it decrypts to other bytes, or to none. */
    @Test
    void aesKeyThatDoesNotDecryptWhatItEncrypts_isNoProof() throws Exception {
        try (SoftwareKey target = key("AES 256")) {
            MasterCopy copy =
                    copy(
                            target,
                            CertificateRecipient.of(SoftwareRecipientsTest.certificate("escrow")));
            for (RestoreProof.RestoredAesKey bad :
                    List.of(
                            aes(32, true), // hands back what it was given
                            aes(32, false), // decrypts to something else
                            aes(16, false))) {
                assertThatThrownBy(() -> RestoreProof.make(copy, bad, DRILL, GeneratedKeys.RANDOM))
                        .isInstanceOf(CheckFailedException.class)
                        .hasMessage("the restored key does not encrypt and decrypt");
            }
        }
    }

    private static RestoreProof.RestoredAesKey aes(int bytes, boolean echo) {
        return new RestoreProof.RestoredAesKey() {
            @Override
            public byte[] encrypt(byte[] blocks) {
                return echo ? blocks.clone() : new byte[bytes];
            }

            @Override
            public SecretBytes decrypt(byte[] ciphertext) {
                return SecretBytes.moveFrom(echo ? ciphertext.clone() : new byte[bytes]);
            }
        };
    }

    /** Anybody can check an EC key's signature; an AES key's answer is the evidence key's word. */
    @ParameterizedTest
    @ValueSource(strings = {"EC P-384", "AES 192"})
    void drill_isProvenBySignature_orByTheEvidenceKeysWord(String kind) throws Exception {
        try (SoftwareKey target = key(kind);
                SoftwareKey evidence = rsa("evidence")) {
            MasterCopyStore store = store().signingWith(SoftwareEvidenceKey.of(evidence));
            MasterCopy copy =
                    store.create(
                            CopyWrapper.to(
                                            List.of(
                                                    CertificateRecipient.of(
                                                            SoftwareRecipientsTest.certificate(
                                                                    "escrow"))))
                                    .wrap(target, new Operator("a@b"), "test", done -> {}));
            store.recordDrill(
                    SoftwareDrill.prove(
                            new PrivateKeyOpener(rsa("escrow")).restore(copy, GeneratedKeys.RANDOM),
                            copy,
                            target.description().fingerprint(),
                            DRILL),
                    "escrow",
                    new Operator("a@b"));

            JournalEvidence bare = JournalEvidence.of(store(), StoreTrust.none());
            TrustedSigner signer = new TrustedSigner(evidence.description().fingerprint());
            JournalEvidence trusted = JournalEvidence.of(store(), new StoreTrust(signer, null));
            assertThat(trusted.lastProven(copy)).contains(DRILL);
            assertThat(bare.lastClaimed(copy.id())).isPresent();
            if (kind.startsWith("EC")) {
                assertThat(bare.lastProven(copy)).contains(DRILL);
            } else {
                assertThat(bare.lastProven(copy)).isEmpty();
                assertThat(bare.whyNotProven(copy)).startsWith("an AES key cannot sign");
            }
            TrustedSigner stranger = new TrustedSigner(rsa("stranger").description().fingerprint());
            assertThat(JournalEvidence.of(store(), new StoreTrust(stranger, null)).lastProven(copy))
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"EC P-256", "AES 256"})
    void copyThatHoldsAnotherKey_isNotRestored(String kind) throws Exception {
        try (SoftwareKey target = key(kind);
                SoftwareKey other = key(kind)) {
            MasterCopy copy =
                    copy(
                            target,
                            CertificateRecipient.of(SoftwareRecipientsTest.certificate("escrow")));
            CopyOpener swapped =
                    new CopyOpener() {
                        @Override
                        public boolean isFor(RecipientEntry recipient) {
                            return true;
                        }

                        @Override
                        public SecretBytes open(MasterCopy ignored, RecipientEntry recipient) {
                            return other.withClearKey(SecretBytes::copyOf);
                        }
                    };
            assertThatThrownBy(() -> swapped.restore(copy, GeneratedKeys.RANDOM))
                    .isInstanceOf(CheckFailedException.class)
                    .hasMessage("the restored key does not match the manifest");
        }
    }

    /** A recipient's private key unwraps by RSA. */
    @Test
    void recipientKeyOfAnotherKind_isRefusedByName() throws Exception {
        Path file = folder.resolve("ec.pem");
        Files.write(
                file,
                new OpenSsl(folder).make("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256"));
        CopyKeys.Files files = new CopyKeys.Files(List.of(file), List.of(), List.of(), List.of());

        assertThatThrownBy(() -> CopyKeys.read(files, new NoSecrets()).close())
                .isInstanceOf(RefusedException.class)
                .hasMessage("the key is EC P-256, but must be an RSA key");
    }

    private static final class NoSecrets implements SourceSecrets {
        @Override
        public Passphrase password(String of) {
            throw new AssertionError("nothing is encrypted");
        }

        @Override
        public Passphrase pin(String tokenLabel) {
            throw new AssertionError("no token is opened");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"EC P-256", "AES 128"})
    void manifestOfTheKind_cutOffOrChanged_isRefused(String kind) throws Exception {
        try (SoftwareKey target = key(kind)) {
            MasterCopy copy =
                    copy(
                            target,
                            CertificateRecipient.of(SoftwareRecipientsTest.certificate("escrow")));
            Path manifest = copy.folder().resolve("manifest.json");
            String text = Files.readString(manifest);
            String member = kind.startsWith("EC") ? "\"curve\": \"P-256\"" : "\"aes_bits\": 128";
            assertThat(text).contains(member).doesNotContain("modulus_bits");
            for (String changed :
                    List.of(
                            "\"curve\": \"P-384\"",
                            "\"curve\": \"P-256K\"",
                            "\"aes_bits\": 64",
                            "\"aes_bits\": 4294967424",
                            "\"modulus_bits\": 256",
                            "\"modulus_bits\": 2048")) {
                Files.writeString(manifest, text.replace(member, changed));
                assertThatThrownBy(() -> store().get(copy.id().text()))
                        .as(changed)
                        .isInstanceOfAny(MalformedInputException.class, CheckFailedException.class);
            }
            Files.writeString(manifest, text);
            assertThat(store().get(copy.id().text()).manifest()).isEqualTo(copy.manifest());
        }
    }
}
