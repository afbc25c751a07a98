package dev.keyhaul.backup.recipient;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.backup.Authenticity;
import dev.keyhaul.backup.CopyWrapper;
import dev.keyhaul.backup.JournalEvidence;
import dev.keyhaul.backup.MasterCopy;
import dev.keyhaul.backup.MasterCopyStore;
import dev.keyhaul.backup.Operator;
import dev.keyhaul.backup.RestoreProof;
import dev.keyhaul.backup.StoreTrust;
import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.OaepHash;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.evidence.TrustedSigner;
import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.fixture.KeyServiceKey;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.KeyOrigin;
import dev.keyhaul.core.key.RsaAesWrappingKey;
import dev.keyhaul.core.key.WrapProof;
import dev.keyhaul.pkcs11.KeyRequest;
import dev.keyhaul.pkcs11.KeySelector;
import dev.keyhaul.pkcs11.RestoreAs;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.fixture.RepeatedKeks;
import dev.keyhaul.pkcs11.fixture.SoftHsm;
import dev.keyhaul.pkcs11.token.Token;
import dev.keyhaul.pkcs11.token.TokenEvidenceKey;
import dev.keyhaul.pkcs11.token.TokenKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Copies are opened by the key, wherever it is now, and by any of the keys that are there. */
@ExtendWith(RepeatedKeks.class)
class TokenKeyRecipientTest {
    private final SoftHsm hsm = SoftHsm.create();
    @TempDir private Path folder = Path.of("");
    private Token token;
    private TokenKey target;

    @BeforeEach
    void open() throws Exception {
        hsm.addToken(
                "HSM",
                KeyRequest.target("tenant"),
                KeyRequest.recovery("r1"),
                KeyRequest.recovery("r2"),
                KeyRequest.wrapping("wrapping"));
        token = hsm.login("HSM");
        target = token.rsaKey(KeySelector.label("tenant"));
    }

    @AfterEach
    void close() {
        token.close();
        hsm.close();
    }

    @Test
    void restore_deviceThatWasReplaced_opensByTheKeyItself() throws Exception {
        for (String label : List.of("wrapping", "r1")) {
            MasterCopy copy = inOtherDevice(copy(recipient(label)));

            TokenKey restored =
                    TokenKeyRecipient.restore(
                            token,
                            copy,
                            RestoreAs.tokenKey("from " + label).withId(label.getBytes(UTF_8)));

            assertThat(restored.description()).isEqualTo(target.description());
        }
    }

    /** No token is lost with it, so that one recipient in a token is enough. */
    @Test
    void wrap_keyOfAKeyService_isRestoredInTheRecoveryPairsToken() throws Exception {
        try (KeyServiceKey service = new KeyServiceKey(2048, WrapProof.BY_HOME)) {
            CopyWrapper unnamed = CopyWrapper.to(List.of(recipient("r1")));
            assertThatThrownBy(() -> unnamed.check(service))
                    .isInstanceOf(RefusedException.class)
                    .hasMessage(
                            "the key is in a key management service, but the recipient is a software"
                                    + " token");
            MasterCopy copy =
                    MasterCopyStore.openOrCreate(folder.resolve("of-service"))
                            .create(
                                    CopyWrapper.to(List.of(recipient("r1")))
                                            .allowingLessFor(service.description().fingerprint())
                                            .wrap(
                                                    service,
                                                    new Operator("a@b"),
                                                    "test",
                                                    done -> {}));

            assertThat(copy.manifest().origin().protection())
                    .isEqualTo(KeyOrigin.Protection.KEY_SERVICE);
            assertThat(TokenKeyRecipient.restore(token, copy, RestoreAs.sessionKey()).description())
                    .isEqualTo(service.description());
            assertThatThrownBy(() -> recipient("wrapping").wrap(service))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("the service wraps under RSA public keys only");
        }
    }

    @Test
    void restore_oneFileOfTwoDamaged_opensByTheOther() throws Exception {
        MasterCopy copy = copy(recipient("r1"), recipient("r2"));
        for (String name : List.of("recipient-1.bin", "recipient-2.bin")) {
            Path file = copy.folder().resolve(name);
            byte[] whole = Files.readAllBytes(file);
            Files.write(file, new byte[whole.length]);

            assertThat(
                            TokenKeyRecipient.restore(
                                            token,
                                            copy,
                                            RestoreAs.tokenKey("without " + name)
                                                    .withId(name.getBytes(UTF_8)))
                                    .description())
                    .isEqualTo(target.description());
            Files.write(file, whole);
        }
    }

    @Test
    void restore_allDamaged_isACheckFailure() throws Exception {
        MasterCopy copy = copy(recipient("r1"));
        Path file = copy.folder().resolve("recipient-1.bin");
        Files.write(file, new byte[Files.readAllBytes(file).length]);

        assertThatThrownBy(() -> TokenKeyRecipient.restore(token, copy, RestoreAs.sessionKey()))
                .isInstanceOf(CheckFailedException.class);
    }

    @Test
    void restore_keyThatIsGone_isNamed() throws Exception {
        MasterCopy copy = copy(recipient("r1"));
        token.delete(token.find(KeySelector.label("r1")));

        assertThatThrownBy(() -> TokenKeyRecipient.restore(token, copy, RestoreAs.sessionKey()))
                .isInstanceOf(RefusedException.class)
                .hasMessageEndingWith(", which is for recovery pair r1 in token HSM");
    }

    @Test
    void restore_besideAKeyOfTheSameId_isRefused() throws Exception {
        MasterCopy copy = copy(recipient("r1"));
        int before = token.keys().size();

        assertThatThrownBy(
                        () -> TokenKeyRecipient.restore(token, copy, RestoreAs.tokenKey("second")))
                .isInstanceOf(TokenException.class)
                .hasMessage("the token already has an object with that ID");
        assertThat(token.keys()).hasSize(before);
    }

    /** Inside the token, under a recovery pair and under an AES key alike. */
    @Test
    void drill_isSignedByTheRestoredKey_whoeverOpensTheCopy() throws Exception {
        for (String label : List.of("wrapping", "r1")) {
            MasterCopy copy = copy(recipient(label));
            RestoreProof proof =
                    TokenKeyRecipient.drill(
                            token, copy, target.description().fingerprint(), Instant.EPOCH);
            assertThat(proof.copy()).isEqualTo(copy.id());
            assertThat(proof.manifestSha256()).isEqualTo(copy.manifestSha256());
        }
    }

    @Test
    void drill_leavesNothingAndChecksWhoseKeyItIs() throws Exception {
        MasterCopy copy = copy(recipient("r1"));
        int before = token.keys().size();

        Instant now = Instant.parse("2026-11-24T15:51:51Z");
        RestoreProof proof =
                TokenKeyRecipient.drill(token, copy, target.description().fingerprint(), now);

        Fingerprint other =
                Fingerprint.of((RSAPublicKey) GeneratedKeys.rsa(2048, "another").getPublic());
        assertThatThrownBy(() -> TokenKeyRecipient.drill(token, copy, other, now))
                .isInstanceOf(CheckFailedException.class);
        assertThat(token.keys()).hasSize(before);
        MasterCopyStore store = MasterCopyStore.open(folder.resolve("copies"));
        store.recordDrill(proof, "token HSM", new Operator("a@b"));
        assertThat(JournalEvidence.of(store, StoreTrust.none()).lastProven(copy)).contains(now);
    }

    @Test
    void restoreToWrap_isExtractableForASession_onlyIfRecorded() throws Exception {
        MasterCopy copy = copy(recipient("r1"));
        int before = token.keys().size();

        try (TokenKey restored =
                TokenKeyRecipient.restore(token, copy, RestoreAs.sessionKeyToWrap())) {
            assertThat(
                            restored.wrapUnder(
                                            RsaAesWrappingKey.unsafeOf(
                                                    GeneratedKeys.rsaPublic(2048), OaepHash.SHA1))
                                    .description())
                    .isEqualTo(target.description());
        }

        assertThat(token.keys()).hasSize(before);
        MasterCopy sealed = changed(copy, "\"CKA_EXTRACTABLE\": \"true\"", "false");
        assertThatThrownBy(
                        () ->
                                TokenKeyRecipient.restore(
                                        token, sealed, RestoreAs.sessionKeyToWrap()))
                .isInstanceOf(RefusedException.class);
    }

    private static MasterCopy changed(MasterCopy copy, String member, String value)
            throws Exception {
        Path manifest = copy.folder().resolve("manifest.json");
        String json = Files.readString(manifest);
        assertThat(json).contains(member);
        Files.writeString(manifest, json.replace(member, member.replace("true", value)));
        return MasterCopyStore.open(copy.folder().resolve("..").normalize()).get(copy.id().text());
    }

    @Test
    void evidenceKey_signsWhatItsStoreWrites() throws Exception {
        TokenEvidenceKey evidence =
                TokenEvidenceKey.of(token.rsaKey(token.generate(KeyRequest.evidence("evidence"))));
        MasterCopyStore store =
                MasterCopyStore.openOrCreate(folder.resolve("signed")).signingWith(evidence);

        MasterCopy copy =
                store.create(
                        CopyWrapper.to(List.of(recipient("r1")))
                                .allowingSameTokenOnly(true)
                                .wrap(target, new Operator("a@b"), "test", done -> {}));

        TrustedSigner trusted = new TrustedSigner(Fingerprint.of(evidence.publicKey()));
        assertThat(copy.verify(trusted)).isEqualTo(Authenticity.AUTHENTIC);
        assertThat(JournalEvidence.of(store, new StoreTrust(trusted, null)).requireAllSigned())
                .isEqualTo("each entry");
    }

    @Test
    void evidenceKey_thatCanDoMore_isRefused() {
        assertThatThrownBy(() -> TokenEvidenceKey.of(target))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("is not an evidence key");
    }

    private TokenKeyRecipient recipient(String label) throws Exception {
        return TokenKeyRecipient.of(token, token.find(KeySelector.label(label)));
    }

    private MasterCopy copy(TokenKeyRecipient... recipients) throws Exception {
        return MasterCopyStore.openOrCreate(folder.resolve("copies"))
                .create(
                        CopyWrapper.to(List.of(recipients))
                                .allowingSameTokenOnly(true)
                                .wrap(target, new Operator("operator@desk"), "test", done -> {}));
    }

    /** The same copy as if its token had had another serial number then. */
    private MasterCopy inOtherDevice(MasterCopy copy) throws Exception {
        Path manifest = copy.folder().resolve("manifest.json");
        String text = Files.readString(manifest, UTF_8);
        String serial = token.info().serial();
        assertThat(text).contains(serial);
        Files.writeString(manifest, text.replace(serial, "other-device"), UTF_8);
        return MasterCopyStore.open(folder.resolve("copies")).get(copy.id().text());
    }
}
