package dev.keyhaul.ceremony.kek;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.byok.KekCandidate;
import dev.keyhaul.core.byok.KekRecord;
import dev.keyhaul.core.byok.KeyExchangeKey;
import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.PublicKeyEncoding;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KekAuthenticationTest {
    private static final String KID =
            "https://contoso-kv.vault.azure.net/keys/kek/0123456789abcdef0123456789abcdef";
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    private static final RSAPublicKey KEK = GeneratedKeys.rsaPublic(2048);
    private static final KeyPair SIGNER = GeneratedKeys.rsa(2048, "evidence");
    private static final Fingerprint RIGHT = Fingerprint.of(KEK);
    private static final Fingerprint WRONG = Fingerprint.of(SIGNER.getPublic());

    @TempDir Path folder;

    private static KekAuthentication ways() {
        return KekAuthentication.of("the KEK in kek.pem");
    }

    private static KekCandidate candidate(String kid) throws KeyTransferException {
        return KekCandidate.read(KEK.getEncoded(), KeyIdentifier.parse(kid), NOW);
    }

    private static KeyExchangeKey authenticate(KekAuthentication ways) throws KeyTransferException {
        return ways.authenticate(candidate(KID));
    }

    private static RefusedException refused(KekAuthentication ways) {
        return catchThrowableOfType(RefusedException.class, () -> authenticate(ways));
    }

    @Test
    void nothingGiven_isRefused_withHalfOfTheFingerprint() {
        RefusedException refused = refused(ways());
        assertThat(refused)
                .hasMessage(
                        "the KEK in kek.pem is not authenticated: its fingerprint begins with "
                                + RIGHT.firstHalf());
        assertThat(refused.reason()).isEqualTo(Reason.KEK_NOT_AUTHENTICATED);
        assertThat(refused.hint().orElseThrow())
                .contains("on another machine", "az keyvault key download --id " + KID)
                .doesNotContain(RIGHT.hex().substring(32, 36));
    }

    @Test
    void eachWayThatIsGiven_mustHold() throws Exception {
        assertThat(authenticate(ways().fingerprint(RIGHT).approved(true)).authenticatedBy())
                .isEqualTo(
                        "a fingerprint given by the operator and a fingerprint in a signed"
                                + " approval");
        assertThat(refused(ways().fingerprint(WRONG).approved(true)))
                .hasMessageStartingWith("the KEK does not match the given fingerprint");
    }

    @Test
    void person_isAskedOnlyIfNothingElseIsEnough() throws Exception {
        assertThat(authenticate(ways().asking(kek -> Optional.of(RIGHT))).publicKey())
                .isEqualTo(KEK);
        assertThat(refused(ways().asking(kek -> Optional.of(WRONG))))
                .hasMessageStartingWith("the KEK does not match the given fingerprint");
        authenticate(
                ways().fingerprint(RIGHT)
                        .asking(
                                kek -> {
                                    throw new AssertionError(kek);
                                }));
    }

    @Test
    void kekOfALocalVault_needsNothing_butWhatIsGivenMustHold() throws Exception {
        KekCandidate local = candidate(KID.replace("vault.azure.net", "vault.keyhaul.invalid"));
        assertThat(ways().approved(true).authenticate(local).authenticatedBy())
                .isEqualTo("nothing: it is a rehearsal KEK");
        assertThat(
                        catchThrowableOfType(
                                RefusedException.class,
                                () -> ways().fingerprint(WRONG).authenticate(local)))
                .hasMessageStartingWith("the KEK does not match the given fingerprint");
    }

    @Test
    void wrappingKeyWithoutIdentifier_needsAFingerprint() throws Exception {
        assertThat(ways().fingerprint(RIGHT).authenticate(KEK).publicKey()).isEqualTo(KEK);
        assertThat(catchThrowableOfType(RefusedException.class, () -> ways().authenticate(KEK)))
                .satisfies(
                        refused ->
                                assertThat(refused.hint().orElseThrow())
                                        .startsWith("where the wrapping key was issued"));
    }

    @Test
    void record_isTakenWithItsSignatureAlone() throws Exception {
        byte[] content =
                KekRecord.builder(KeyIdentifier.parseVersioned(KID), KEK)
                        .download(KekRecord.Download.at(NOW).ceremony("autumn").build())
                        .build()
                        .toUtf8();
        Path file = Files.write(folder.resolve("kek.json"), content);
        try (KekFile read = KekFile.read(file)) {
            RefusedException missing =
                    catchThrowableOfType(RefusedException.class, () -> signedRecord(read));
            assertThat(missing)
                    .hasMessage(
                            "the KEK in kek.pem is not authenticated: " + file + ".sig is missing");
            assertThat(missing.reason()).isEqualTo(Reason.KEK_SIGNATURE_MISSING);

            Files.write(folder.resolve("kek.json.sig"), sign(content));
            // The signature holds, and the record is judged: the download met no TLS of Azure's.
            assertThat(refused(signedRecord(read)))
                    .hasMessageContaining("the root of the TLS certificate is not known");
        }
    }

    private static KekAuthentication signedRecord(KekFile read) throws KeyTransferException {
        return ways().signedRecord(read, SIGNER.getPublic(), "autumn", NOW);
    }

    @Test
    void answerOfAService_isTakenWithItsSignatureAlone() throws Exception {
        byte[] content = "{}".getBytes(UTF_8);
        Path file = Files.write(folder.resolve("aws.json"), content);
        assertThat(catchThrowableOfType(FileException.class, () -> signedAnswer(file)))
                .hasMessageContaining("aws.json.sig");

        Files.write(folder.resolve("aws.json.sig"), sign(content));
        assertThat(signedAnswer(file).authenticate(KEK).authenticatedBy())
                .isEqualTo("a file signed by " + WRONG);
    }

    private static KekAuthentication signedAnswer(Path file) throws KeyTransferException {
        try (KekFile answer = KekFile.read(file)) {
            return ways().signedAnswer(answer, SIGNER.getPublic(), KEK);
        }
    }

    private static byte[] sign(byte[] content) throws Exception {
        Signature rs256 = Signature.getInstance("SHA256withRSA");
        rs256.initSign(SIGNER.getPrivate());
        rs256.update(content);
        return rs256.sign();
    }

    @Test
    void attestation_thatIsNotThere_isRefused() throws Exception {
        Path file = Files.write(folder.resolve("kek.pem"), PublicKeyEncoding.pem(KEK));
        try (KekFile read = KekFile.read(file)) {
            assertThat(read.attestation()).isEmpty();
            assertThat(read.bareKey()).isEqualTo(KEK);
        }
        RefusedException missing =
                catchThrowableOfType(
                        RefusedException.class, () -> ways().attestation(null, RIGHT, NOW));
        assertThat(missing)
                .hasMessage("the KEK in kek.pem is not authenticated: it has no attestation");
        assertThat(missing.reason()).isEqualTo(Reason.KEK_ATTESTATION_MISSING);
    }
}
