package dev.keyhaul.cli.kek;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.line.Commands;
import dev.keyhaul.core.byok.HsmAttestation;
import dev.keyhaul.core.byok.KekRecord;
import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.fixture.GenuineFiles;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.PublicKeyEncoding;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command on the genuine attestation, and on one that is a rehearsal's. */
final class KekAttestTest {
    private static final String KID =
            "https://clitesthsmkeyats000002.managedhsm.azure.net/keys/key1-hnhgsllilfcl3pdtpld/"
                    + "7071fabc480c0ca186f786a9b78c9456";
    private static final String OWNER =
            "e2b16a1020f663dc27b2e20e5dcbaf08867b24b77d3ead3ed6738a042d38097e";

    @TempDir private Path folder = Path.of("");

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int attest(Path file, String... options) {
        List<String> words = new ArrayList<>(List.of("kek", "verify-attestation", file.toString()));
        words.addAll(List.of(options));
        return run(words);
    }

    private int inspect(Path file) {
        return run(List.of("inspect", file.toString()));
    }

    private int run(List<String> words) {
        out.reset();
        err.reset();
        return Commands.KEYHAUL.run(
                words,
                new Console(new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8)));
    }

    private static Path genuine() throws Exception {
        return GenuineFiles.in("attestation").stream()
                .filter(file -> file.toString().endsWith(".json"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void genuineAttestation_verifiesForItsKey_andNotForTheNameInItsFile() throws Exception {
        Path file = genuine();

        assertThat(attest(file)).isEqualTo(7);
        assertThat(out.toString(UTF_8)).isEmpty();
        assertThat(err.toString(UTF_8))
                .startsWith(
                        "keyhaul: error: the statement on the public key is for"
                                + " /keys/key1-hnhgsllilfcl3pdtpld/")
                .contains("--kid https://POOL.managedhsm.azure.net/keys/NAME/VERSION");

        assertThat(attest(file, "--kid", KID, "--json")).isZero();
        JsonObject report = JsonObject.parse(out.toByteArray());
        assertThat(report.string("verdict")).isEqualTo("verified");
        assertThat(report.string("proven"))
                .startsWith("made in a Marvell partition owned by CN=clitesthsmkeyatsbvzpfrzm, ")
                .endsWith(", not extractable; can be used inside by that owner (CKA_DECRYPT = 1)");
        assertThat(report.object("attributes").bool("CKA_DECRYPT")).isTrue();
        assertThat(report.bool("owner_compared")).isFalse();
        assertThat(report.strings("not_proven")).hasSize(6);
        assertThat(err.toString(UTF_8)).contains("the file has the identifier https://");
    }

    /** az 2.74 writes base64, az 2.91 hex; neither writes the key, or which one it is. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void attestationAlone_asClientsWriteIt_verifiesForTheIdentifierGiven(boolean isHex)
            throws Exception {
        JsonObject genuine = JsonObject.parse(Files.readAllBytes(genuine()));
        JsonObject attestation = genuine.object("attributes").object("attestation");
        JsonObject.Builder alone = JsonObject.builder().put("version", "MRVL-1");
        for (String part :
                List.of("certificatePemFile", "privateKeyAttestation", "publicKeyAttestation")) {
            byte[] bytes = Base64.getUrlDecoder().decode(attestation.string(part));
            alone.put(
                    part,
                    isHex
                            ? HexFormat.of().formatHex(bytes)
                            : Base64.getEncoder().encodeToString(bytes));
        }
        Path file = Files.write(folder.resolve("alone.json"), alone.build().toUtf8());

        assertThat(attest(file, "--kid", KID, "--json")).isZero();
        assertThat(JsonObject.parse(out.toByteArray()).string("fingerprint"))
                .isEqualTo(
                        Fingerprint.of(KekRecord.parse(genuine.toUtf8()).publicKey()).toString());
        assertThat(attest(file)).isEqualTo(2);
        assertThat(err.toString(UTF_8)).contains("an attestation alone", "give --kid https://");
        assertThat(attest(file, "--kid", KID.replace("hnhg", "hnhh"))).isEqualTo(7);
        assertThat(attest(file, "--kid", KID, "--kek", genuine().toString())).isEqualTo(7);
        assertThat(inspect(file)).isZero();
        assertThat(out.toString(UTF_8)).contains("Managed HSM's attestation of a key");
    }

    @Test
    void owner_isComparedWhereItsFingerprintIsGiven() throws Exception {
        Path file = genuine();

        assertThat(attest(file, "--kid", KID, "--hsm-owner-sha256", OWNER, "--json")).isZero();
        JsonObject report = JsonObject.parse(out.toByteArray());
        assertThat(report.bool("owner_compared")).isTrue();
        assertThat(report.strings("not_proven")).hasSize(5);

        String other = OWNER.replace('e', 'f');
        assertThat(attest(file, "--kid", KID, "--hsm-owner-sha256", other)).isEqualTo(7);
        assertThat(err.toString(UTF_8)).contains("the owner's key does not match");
        assertThat(attest(file, "--hsm-owner-sha256", "12")).isEqualTo(2);
    }

    @Test
    void kek_mustBeTheAttestedKey() throws Exception {
        Path file = genuine();
        Path same = folder.resolve("same.pem");
        Files.write(
                same, PublicKeyEncoding.pem(KekRecord.parse(Files.readAllBytes(file)).publicKey()));
        Path other = folder.resolve("other.pem");
        Files.write(other, PublicKeyEncoding.pem(GeneratedKeys.rsaPublic(2048)));

        assertThat(attest(file, "--kid", KID, "--kek", same.toString())).isZero();
        assertThat(attest(file, "--kid", KID, "--kek", other.toString())).isEqualTo(7);
        assertThat(err.toString(UTF_8)).contains("is for a key other than ");
        assertThat(attest(file, "--kid", KID, "--kek", file.toString())).isEqualTo(7);
        assertThat(err.toString(UTF_8))
                .contains("the KEK of --kek is https://", ", but the key to verify is " + KID);
    }

    /** The genuine attestation with other numbers of the key around it. */
    @Test
    void modulusInTheFile_mustBeTheAttestedOne() throws Exception {
        byte[] file = Files.readAllBytes(genuine());
        KekRecord genuine = KekRecord.parse(file);
        String modulus = PublicKeyEncoding.base64Url(genuine.publicKey().getModulus());
        String other = PublicKeyEncoding.base64Url(GeneratedKeys.rsaPublic(2048).getModulus());
        Path swapped = folder.resolve("swapped.json");
        Files.writeString(swapped, new String(file, UTF_8).replace(modulus, other));

        assertThat(attest(swapped, "--kid", KID)).isEqualTo(7);
        assertThat(err.toString(UTF_8)).contains("is for a key other than ");
    }

    @Test
    void rehearsalsAttestation_isRefused_andARecordWithoutOneIsMalformed() throws Exception {
        HsmAttestation rehearsal =
                HsmAttestation.of("keyhaul-rehearsal-1", new byte[1], new byte[1], new byte[1]);
        Path file = folder.resolve("kek.json");
        Files.write(file, record(Optional.of(rehearsal)).toUtf8());

        assertThat(attest(file)).isEqualTo(7);
        assertThat(err.toString(UTF_8))
                .contains("has the format 'keyhaul-rehearsal-1'; only MRVL-1 can be verified");

        Files.write(file, record(Optional.empty()).toUtf8());
        assertThat(attest(file)).isEqualTo(1);
        assertThat(err.toString(UTF_8)).contains("the file has no attestation");
    }

    private static KekRecord record(Optional<HsmAttestation> attestation) throws Exception {
        return KekRecord.builder(KeyIdentifier.parseVersioned(KID), GeneratedKeys.rsaPublic(2048))
                .download(
                        KekRecord.Download.at(Instant.EPOCH)
                                .attestation(attestation.orElse(null))
                                .build())
                .build();
    }
}
