package dev.keyhaul.workflow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.ceremony.ApprovalSubject;
import dev.keyhaul.ceremony.KeyFact;
import dev.keyhaul.ceremony.RecordDraft;
import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.OaepHash;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.byok.BareWrappingKey;
import dev.keyhaul.core.byok.BlobContent;
import dev.keyhaul.core.byok.BlobWrapper;
import dev.keyhaul.core.byok.KekCandidate;
import dev.keyhaul.core.byok.KekProvenance;
import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.byok.lint.LintContext;
import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.KeyProfile;
import dev.keyhaul.core.key.SoftwareKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlobCreationTest {
    private static final String KID =
            "https://contoso-kv.vault.azure.net/keys/kek/0123456789abcdef0123456789abcdef";
    private static final RSAPublicKey KEK = GeneratedKeys.rsaPublic(2048);
    private static final KekProvenance PROVENANCE =
            new KekProvenance.OperatorsFingerprint(Fingerprint.of(KEK));

    @TempDir Path folder;
    private final RecordDraft record = new RecordDraft();
    private final List<ApprovalSubject> asked = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    private BlobCreation creation(Act.Approval approval) {
        return new BlobCreation(act(approval));
    }

    private Act act(Act.Approval approval) {
        return new Act("make", record, approval, new KeptWords(warnings));
    }

    private static BlobWrapper wrapper() throws Exception {
        return BlobWrapper.under(
                        KekCandidate.read(KEK.getEncoded(), KeyIdentifier.parse(KID), Instant.now())
                                .authenticate(PROVENANCE))
                .build();
    }

    private Output out() throws Exception {
        return Output.newFile(folder.resolve("key.byok"));
    }

    @Test
    void blob_isMadeOfWhatIsApproved_andNoted() throws Exception {
        try (SoftwareKey key = GeneratedKeys.software(2048, "creation")) {
            creation((subject, keys) -> asked.add(subject)).blob(wrapper(), key, "a file", out());

            BlobContent.parse(Files.readAllBytes(out(folder)));
            Fingerprint target = key.description().fingerprint();
            assertThat(asked)
                    .containsExactly(
                            ApprovalSubject.to("make")
                                    .with("key", target)
                                    .with("key_location", "a file")
                                    .with("kek", Fingerprint.of(KEK))
                                    .with("kek_is", KID)
                                    .with("format", "azure")
                                    .with("oaep", OaepHash.SHA1)
                                    .with("output", out(folder))
                                    .with("vault", "https://contoso-kv.vault.azure.net"));
            assertThat(record.workKeys().role(target)).contains(KeyFact.TARGET);
            assertThat(record.facts(folder).proofs()).hasSize(1);
            assertThat(record.facts(folder).files())
                    .singleElement()
                    .satisfies(file -> assertThat(file.path()).isEqualTo("key.byok"));
        }
    }

    private static Path out(Path folder) {
        return folder.resolve("key.byok");
    }

    @Test
    void whatIsNotApproved_isNotMade() throws Exception {
        BlobCreation creation =
                creation(
                        (subject, keys) -> {
                            throw new RefusedException(Reason.APPROVAL_MISSING, "not yet");
                        });
        try (SoftwareKey key = GeneratedKeys.software(2048, "creation")) {
            assertThatThrownBy(() -> creation.blob(wrapper(), key, "a file", out()))
                    .hasMessage("not yet");
            CiphertextFile to = CiphertextFile.of(out(), "aws", Path.of("kek"), OaepHash.SHA256);
            assertThatThrownBy(
                            () ->
                                    creation.ciphertext(
                                            BareWrappingKey.of(KEK, PROVENANCE),
                                            key,
                                            "a file",
                                            to,
                                            KeyProfile.TENANT_KEY,
                                            false))
                    .hasMessage("not yet");
        }
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void blobOfAnotherTool_isMadeWithAWarning() throws Exception {
        try (SoftwareKey key = GeneratedKeys.software(2048, "creation")) {
            byte[] wrapped = wrapper().wrap(key).wrapped().ciphertext();
            creation((subject, keys) -> asked.add(subject))
                    .blob(wrapper(), wrapped, key.description(), "another tool", out());
        }
        assertThat(asked.get(0).details().get("key_location"))
                .startsWith("wrapped elsewhere, bytes of SHA-256 ");
        assertThat(warnings)
                .contains(
                        "another tool wrapped the key: nothing proves which key these bytes contain");
    }

    @Test
    void gate_namesTheFirstMistake_andSaysThatThereAreMore() {
        BlobGate gate =
                new BlobGate(
                        "{\"schema_version\":1}".getBytes(UTF_8), "it", act((subject, keys) -> {}));
        assertThatThrownBy(() -> gate.requireClean(LintContext.fileAlone(Instant.now())))
                .isInstanceOf(CheckFailedException.class)
                .hasMessageStartingWith("it is not sent: ")
                .hasMessageContaining("more")
                .satisfies(
                        refused ->
                                assertThat(((CheckFailedException) refused).reason())
                                        .isEqualTo(Reason.BLOB_FINDINGS));
    }
}
