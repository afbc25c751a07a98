package dev.keyhaul.backup.recipient;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.backup.CopyWrapper;
import dev.keyhaul.backup.MasterCopy;
import dev.keyhaul.backup.MasterCopyStore;
import dev.keyhaul.backup.Operator;
import dev.keyhaul.backup.RestoreProof;
import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.KeyChallenge;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.pkcs11.KeyRequest;
import dev.keyhaul.pkcs11.KeySelector;
import dev.keyhaul.pkcs11.RestoreAs;
import dev.keyhaul.pkcs11.TokenKeyType;
import dev.keyhaul.pkcs11.fixture.RepeatedKeks;
import dev.keyhaul.pkcs11.fixture.SoftHsm;
import dev.keyhaul.pkcs11.token.Token;
import dev.keyhaul.pkcs11.token.TokenKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Master copies of EC and AES keys of one token, restored and drilled in another. */
@ExtendWith(RepeatedKeks.class)
class OtherKindsInTokenTest {
    private static final Instant NOW = Instant.parse("2026-11-26T14:51:51Z");

    private final SoftHsm hsm = SoftHsm.create();
    @TempDir private Path folder = Path.of("");
    private Token home;
    private Token recovery;

    @BeforeEach
    void open() throws Exception {
        hsm.addToken("HSM", KeyRequest.wrapping("wrapping"));
        hsm.addToken("Recovery", KeyRequest.recovery("pair"));
        home = hsm.login("HSM");
        recovery = hsm.login("Recovery");
    }

    @AfterEach
    void close() {
        home.close();
        recovery.close();
        hsm.close();
    }

    private TokenKey target(String kind) throws Exception {
        String[] words = kind.split(" ", -1);
        KeyRequest request =
                words[0].equals("EC")
                        ? KeyRequest.target(kind).onCurve(KeyDescription.Curve.ofJwkName(words[1]))
                        : KeyRequest.target(kind)
                                .ofType(TokenKeyType.AES)
                                .withLengthBits(Integer.parseInt(words[1]));
        return home.key(home.generate(request));
    }

    private TokenKeyRecipient pair() throws Exception {
        return TokenKeyRecipient.of(recovery, recovery.find(KeySelector.label("pair")));
    }

    private TokenKeyRecipient wrapping() throws Exception {
        return TokenKeyRecipient.of(home, home.find(KeySelector.label("wrapping")));
    }

    private MasterCopy copy(TokenKey target, TokenKeyRecipient recipient) throws Exception {
        return MasterCopyStore.openOrCreate(folder.resolve("copies"))
                .create(
                        CopyWrapper.to(List.of(recipient))
                                .allowingSameTokenOnly(true)
                                .wrap(target, new Operator("operator@desk"), "test", done -> {}));
    }

    @ParameterizedTest
    @ValueSource(strings = {"EC P-256", "EC P-384", "EC P-521", "AES 128", "AES 192", "AES 256"})
    void copy_isDrilledAndRestoredInTheOtherToken(String kind) throws Exception {
        TokenKey target = target(kind);
        MasterCopy copy = copy(target, pair());
        Fingerprint expected = target.description().fingerprint();

        assertThat(copy.manifest().description()).isEqualTo(target.description());
        assertThat(copy.manifest().description().name()).isEqualTo(kind);
        RestoreProof proof = TokenKeyRecipient.drill(recovery, copy, expected, NOW);
        assertThat(proof.form())
                .isEqualTo(
                        kind.startsWith("EC")
                                ? RestoreProof.Form.SIGNATURE
                                : RestoreProof.Form.ENCRYPTION);
        try (TokenKey restored =
                TokenKeyRecipient.restore(recovery, copy, RestoreAs.tokenKey("back"))) {
            assertThat(restored.description()).isEqualTo(target.description());
            assertThat(TokenKeyRecipient.proof(copy, restored, NOW).copy()).isEqualTo(copy.id());
            assertUsable(restored, target);
        }
    }

    private static void assertUsable(TokenKey restored, TokenKey target)
            throws KeyTransferException {
        byte[] text = new byte[32];
        GeneratedKeys.RANDOM.nextBytes(text);
        if (target.description() instanceof KeyDescription.Aes) {
            assertThat(restored.encryptAesCbc(text)).isEqualTo(target.encryptAesCbc(text));
        } else {
            assertThat(
                            KeyChallenge.verifies(
                                    target.description().publicKey().orElseThrow(),
                                    text,
                                    restored.sign(text)))
                    .isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"EC P-256", "EC P-521", "AES 128", "AES 256"})
    void copyUnderAnAesKey_isDrilledInItsToken(String kind) throws Exception {
        TokenKey target = target(kind);
        MasterCopy copy = copy(target, wrapping());
        int before = home.keys().size();

        RestoreProof proof =
                TokenKeyRecipient.drill(home, copy, target.description().fingerprint(), NOW);
        assertThat(proof.manifestSha256()).isEqualTo(copy.manifestSha256());
        assertThat(home.keys()).hasSize(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"EC P-256", "AES 256"})
    void damagedCopy_andACopyOfAnotherKey_leaveNothing(String kind) throws Exception {
        TokenKey target = target(kind);
        MasterCopy copy = copy(target, pair());
        Path file = copy.folder().resolve("recipient-1.bin");
        byte[] whole = Files.readAllBytes(file);
        int before = recovery.keys().size();

        Files.write(file, Arrays.copyOf(whole, whole.length - 8));
        assertThatThrownBy(() -> TokenKeyRecipient.restore(recovery, copy, RestoreAs.tokenKey("x")))
                .isInstanceOf(CheckFailedException.class);
        Files.write(file, whole);
        MasterCopy other = asIfOf(copy, target(kind.equals("EC P-256") ? "EC P-384" : "AES 128"));
        assertThatThrownBy(
                        () -> TokenKeyRecipient.restore(recovery, other, RestoreAs.tokenKey("x")))
                .isInstanceOf(KeyTransferException.class);
        assertThat(recovery.keys()).hasSize(before);
    }

    /** The wrapped bytes of one key behind the manifest of another. */
    private MasterCopy asIfOf(MasterCopy copy, TokenKey other) throws Exception {
        MasterCopy theirs = copy(other, pair());
        Path manifest = theirs.folder().resolve("manifest.json");
        byte[] bytes = Files.readAllBytes(copy.folder().resolve("recipient-1.bin"));
        byte[] replaced = Files.readAllBytes(theirs.folder().resolve("recipient-1.bin"));
        String text =
                Files.readString(manifest, UTF_8)
                        .replace(sha256(replaced), sha256(bytes))
                        .replace(
                                "\"length_bytes\": " + replaced.length,
                                "\"length_bytes\": " + bytes.length);
        Files.writeString(manifest, text, UTF_8);
        Files.write(theirs.folder().resolve("recipient-1.bin"), bytes);
        return MasterCopyStore.open(folder.resolve("copies")).get(theirs.id().text());
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
