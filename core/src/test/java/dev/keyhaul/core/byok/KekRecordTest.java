package dev.keyhaul.core.byok;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.key.Fingerprint;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KekRecordTest {
    @Test
    void parse_ofToJson_isTheRecord() throws KeyTransferException {
        KekRecord bare = KekRecord.builder(KekFiles.kid(), KekFiles.KEY).build();
        KekRecord full =
                KekRecord.builder(KekFiles.kid(), KekFiles.KEY)
                        .keyType("RSA")
                        .keyOperations(List.of("import", "wrapKey"))
                        .enabled(false)
                        .expires(Instant.parse("2030-01-02T03:04:05Z"))
                        .download(
                                KekRecord.Download.at(Instant.parse("2026-11-24T10:00:00.123Z"))
                                        .serverCertificates(List.of("MIIB", "MIIC"))
                                        .tlsRoot(
                                                new KekRecord.TlsRoot(
                                                        "CN=Root", Fingerprint.of(KekFiles.KEY)))
                                        .ceremony("2026 autumn")
                                        .attestation(
                                                HsmAttestation.of(
                                                        "MRVL-1",
                                                        new byte[] {1},
                                                        new byte[] {2},
                                                        new byte[0]))
                                        .build())
                        .build();

        assertThat(KekRecord.parse(bare.toUtf8())).isEqualTo(bare);
        assertThat(KekRecord.parse(full.toUtf8())).isEqualTo(full);
        assertThat(JsonObject.parse(full.toUtf8()).names())
                .containsExactly(
                        "schema_version",
                        "kind",
                        "kid",
                        "kty",
                        "n",
                        "e",
                        "key_ops",
                        "enabled",
                        "fingerprint",
                        "expires",
                        "download");
    }

    @Test
    void parse_recordWhoseFingerprintIsAnothers_isRefused() throws KeyTransferException {
        KekRecord record = parse(KekFiles.AZ);
        String other = Fingerprint.of(GeneratedKeys.rsaPublic(3072)).toString();
        String edited = text(record).replace(Fingerprint.of(KekFiles.KEY).toString(), other);
        assertThatThrownBy(() -> parse(edited))
                .isInstanceOf(RefusedException.class)
                .hasMessage(
                        "the fingerprint in the KEK's record does not match its key, whose fingerprint begins with "
                                + Fingerprint.of(KekFiles.KEY).firstHalf());
    }

    @Test
    void parse_recordOfAnotherSchema_isMalformed() throws KeyTransferException {
        String record = text(parse(KekFiles.AZ));
        assertMalformed(
                record.replace("\"1.0.0\"", "\"2.0.0\""),
                "member schema_version is '2.0.0'; it must be '1.0.0'");
    }

    @Test
    void parse_azAndRest_sayTheSame() throws KeyTransferException {
        KekRecord az = parse(KekFiles.AZ);
        assertThat(az).isEqualTo(parse(KekFiles.REST));
        assertThat(az.kid()).isEqualTo(KekFiles.kid());
        assertThat(az.publicKey()).isEqualTo(KekFiles.KEY);
        assertThat(az.keyType()).isEqualTo("RSA-HSM");
        assertThat(az.keyOperations()).containsExactly("import");
        assertThat(az.expires()).contains(Instant.parse("2030-01-02T03:04:05Z"));
        assertThat(az.download()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "2030-01-02T05:04:05+02:00, 2030-01-02T03:04:05Z",
        "2030-01-02T03:04:05.5Z,    2030-01-02T03:04:05.5Z"
    })
    void parse_expiryWithOffset_isThatInstant(String written, Instant expires)
            throws KeyTransferException {
        assertThat(parse(KekFiles.AZ.replace("2030-01-02T03:04:05+00:00", written)).expires())
                .contains(expires);
    }

    @Test
    void parse_withoutExpiry_hasNone() throws KeyTransferException {
        assertThat(parse(KekFiles.AZ.replace("\"2030-01-02T03:04:05+00:00\"", "null")).expires())
                .isEmpty();
        assertThat(parse(KekFiles.REST.replace(", \"exp\": 1893553445", "")).expires()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"d", "p", "q", "dp", "dq", "qi"})
    void parse_privateMember_isRefused(String member) {
        assertThat(KekFiles.AZ).contains('"' + member + "\": null");
        String withPrivate =
                KekFiles.AZ.replace('"' + member + "\": null", '"' + member + "\": \"AQAB\"");
        assertThatThrownBy(() -> parse(withPrivate))
                .isInstanceOf(RefusedException.class)
                .hasMessage("the KEK's JSON contains private members");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "RSA-HSM         | EC-HSM           | the KEK has type EC-HSM, but must be RSA-HSM",
                "RSA-HSM         | oct-HSM          | the KEK has type oct-HSM, but must be RSA-HSM",
                "\"kty\"         | \"type\"         | kty is missing",
                "\"kid\"         | \"id\"           | kid is missing",
                "\"key_ops\"     | \"ops\"          | key_ops is missing",
                "[\"import\"]    | \"import\"       | key_ops is not a list of strings",
                "[\"import\"]    | [1]              | key_ops is not a list of strings",
                "\"n\"           | \"N\"            | n is missing",
                "\"AQAB\"        | \"A!AB\"         | member e is not base64",
                "\"AQAB\"        | \"AQAB=\"        | member e is not base64",
                "\"AQAB\"        | \"\"             | the public exponent 0",
                "\"AQAB\"        | \"AQ\"           | the public exponent 1",
                "1893553445      | 9223372036854775807 | exp is not a time: 9223372036854775807",
                "1893553445      | \"soon\"         | exp is not a time: soon",
                "1893553445      | 1.5              | exp is not a time: 1.5",
                "/0123456789abcdef0123456789abcdef | `` | key identifier has no version",
                "https://        | http://          | does not begin with https://"
            })
    void parse_restWithAMistake_isMalformed(String good, String bad, String message) {
        assertThat(KekFiles.REST).contains(good);
        assertMalformed(KekFiles.REST.replace(good, bad), message);
    }

    @Test
    void parse_expiryInWords_isMalformed() {
        assertMalformed(
                KekFiles.AZ.replace("2030-01-02T03:04:05+00:00", "next year"),
                "member attributes.expires is not a time: next year");
    }

    /** The padding must not be looked for in more than linear time. */
    @Test
    @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void parse_megabytesOfPadding_isMalformedAtOnce() {
        assertMalformed(
                KekFiles.REST.replace("AQAB", "=".repeat(3_000_000) + "A"),
                "member e is not base64");
    }

    @Test
    void parse_everyTruncation_isMalformed() {
        byte[] file = KekFiles.REST.strip().getBytes(UTF_8);
        for (int length = 0; length < file.length; length++) {
            byte[] cut = Arrays.copyOf(file, length);
            assertThatThrownBy(() -> KekRecord.parse(cut))
                    .isInstanceOf(MalformedInputException.class);
        }
    }

    @Test
    void parse_everyByteFlipped_isRefusedOrARecord() {
        byte[] file = KekFiles.AZ.getBytes(UTF_8);
        for (int i = 0; i < file.length; i++) {
            byte[] flipped = file.clone();
            flipped[i] ^= 1;
            try {
                assertThat(KekRecord.parse(flipped)).isNotNull();
            } catch (KeyTransferException e) {
                assertThat(e)
                        .isInstanceOfAny(MalformedInputException.class, RefusedException.class);
            }
        }
    }

    private static KekRecord parse(String json) throws KeyTransferException {
        return KekRecord.parse(json.getBytes(UTF_8));
    }

    @Test
    void attestationThatIsNoBase64_isRefused() {
        for (int wrong = 0; wrong < 3; wrong++) {
            String[] parts = {"QUJD", "QUJD", ""};
            parts[wrong] = "*";
            assertThatThrownBy(() -> new HsmAttestation("MRVL-1", parts[0], parts[1], parts[2]))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void parse_attestationThatIsNoBase64_isMalformed() throws KeyTransferException {
        HsmAttestation attestation =
                HsmAttestation.of("MRVL-1", new byte[] {1}, new byte[] {2}, new byte[] {3});
        KekRecord record =
                KekRecord.builder(KekFiles.kid(), KekFiles.KEY)
                        .download(
                                KekRecord.Download.at(Instant.EPOCH)
                                        .attestation(attestation)
                                        .build())
                        .build();
        String json = text(record);
        assertThat(parse(json)).isEqualTo(record);
        assertMalformed(json.replace("\"Ag==\"", "\"*\""), "the KEK's attestation is not base64");
    }

    private static String text(KekRecord record) throws MalformedInputException {
        return JsonObject.parse(record.toUtf8()).toCompactString();
    }

    private static void assertMalformed(String json, String message) {
        assertThatThrownBy(() -> parse(json))
                .isInstanceOf(MalformedInputException.class)
                .hasMessageContaining(message);
    }
}
