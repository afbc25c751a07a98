package dev.keyhaul.cli.vault;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.Args;
import dev.keyhaul.cli.fixture.KekFiles;
import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.cli.fixture.Refusal;
import dev.keyhaul.cli.fixture.ServedVault;
import dev.keyhaul.cli.fixture.SoftHsmFolder;
import dev.keyhaul.core.fixture.AccessFiles;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.PublicKeyEncoding;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * What lies, is swapped or breaks on the way into a vault: caught by the command, with its code.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("long")
class VaultFaultsIT {
    @TempDir static Path home;

    private SoftHsmFolder folder;
    private ServedVault vault;
    private KeyPair tenant;
    private KeyPair attacker;

    @BeforeAll
    void makeBlob() throws Exception {
        folder = SoftHsmFolder.empty(home);
        tenant = KekFiles.rsa(2048);
        attacker = KekFiles.rsa(2048);
        KekFiles.write(folder.work, "tenant.pem", KekFiles.pem(tenant.getPrivate()));
        KekFiles.write(folder.work, "tenant.pub", KekFiles.pem(tenant.getPublic()));
        KekFiles.write(folder.work, "attacker.pem", KekFiles.pem(attacker.getPrivate()));
        vault = ServedVault.start(folder, "vault");
        makeKek(vault, "kek.json");
        create("tenant.pem", "kek.json", "t.byok").requireDone();
    }

    @AfterAll
    void stop() {
        vault.close();
    }

    private static void makeKek(ServedVault in, String file) throws Exception {
        in.run("kek", "create", "--name", "kek", "--bits", "2048").requireDone();
        in.run("kek", "download", "--name", "kek", "-o", file).requireDone();
    }

    private RealCommand.Result create(String key, String kek, String blob, String... more)
            throws Exception {
        return folder.keyhaul()
                .run(
                        Args.of("byok", "create", "--key", "pem:" + key, "--kek", kek, "-o", blob)
                                .with("--rehearsal")
                                .and(more));
    }

    private static RealCommand.Result upload(
            ServedVault to, String name, String blob, String... more) throws Exception {
        return to.run(
                Args.of(
                                "vault",
                                "import-key",
                                "--blob",
                                blob,
                                "--name",
                                name,
                                "--expect",
                                "tenant.pub")
                        .and(more));
    }

    private static void requireCaught(RealCommand.Result result, String check) {
        assertThat(result.exit()).as(result.err()).isEqualTo(7);
        assertThat(result.err())
                .contains("keyhaul: error: check '" + check + "' failed for https://")
                .containsPattern("keyhaul: hint: .*az keyvault key set-attributes --id https://");
        assertThat(result.out()).doesNotContain("Use-AipServiceKeyVaultKey");
    }

    /** A valid blob for the KEK, as anybody can make one. */
    @Test
    void swappedBlob_isCaughtByItsPublicKey_andStaysEnabled() throws Exception {
        create("attacker.pem", "kek.json", "swapped.byok").requireDone();

        requireCaught(upload(vault, "swapped", "swapped.byok"), "public key");
        assertThat(vault.show("swapped").object("attributes").bool("enabled")).isTrue();
    }

    /** The attacker's KEK under the vault's identifier, the record's fingerprint put right too. */
    @Test
    void swappedKek_isCaughtBeforeAndAfterTheWrap() throws Exception {
        JsonObject record = JsonObject.parse(Files.readAllBytes(folder.work.resolve("kek.json")));
        RSAPublicKey other = (RSAPublicKey) attacker.getPublic();
        String swapped =
                record.toCompactString()
                        .replace(
                                record.string("n"), PublicKeyEncoding.base64Url(other.getModulus()))
                        .replace(record.string("fingerprint"), Fingerprint.of(other).toString());
        KekFiles.write(folder.work, "swapped.json", swapped);
        String told = Fingerprint.parse(record.string("fingerprint")).hex();

        RealCommand.Result before =
                create("tenant.pem", "swapped.json", "no.byok", "--kek-sha256", told);
        assertThat(before.exit()).as(before.err()).isEqualTo(3);
        assertThat(folder.work.resolve("no.byok")).doesNotExist();

        create("tenant.pem", "swapped.json", "under-swapped.byok").requireDone();
        new Refusal(
                        7,
                        "begins with " + Fingerprint.of(other).firstHalf() + ", the vault's",
                        "can read")
                .requireIs(upload(vault, "under", "under-swapped.byok", "--kek", "swapped.json"));
        new Refusal(8, "could not open the blob", "do not retry")
                .requireIs(upload(vault, "under", "under-swapped.byok"));
        assertThat(vault.has("under")).isFalse();
    }

    @Test
    void blobUnderADisabledKek_isNotSent() throws Exception {
        vault.run("kek", "create", "--name", "over", "--bits", "2048").requireDone();
        vault.run("kek", "download", "--name", "over", "-o", "over.json").requireDone();
        create("tenant.pem", "over.json", "over.byok").requireDone();
        call("PATCH", "/keys/over", "{\"attributes\":{\"enabled\":false}}");

        new Refusal(7, "KH-KEK-DISABLED: KEK is disabled", "create another KEK")
                .requireIs(upload(vault, "after", "over.byok"));
        assertThat(vault.has("after")).isFalse();
    }

    @Test
    void deletedKey_holdsItsName_beforeAKekIsMade() throws Exception {
        upload(vault, "gone", "t.byok").requireDone();
        call("DELETE", "/keys/gone", "");

        new Refusal(3, "a deleted key still has the name gone", "az keyvault key recover")
                .requireIs(upload(vault, "gone", "t.byok"));
        new Refusal(3, "a deleted key still has the name gone", "az keyvault key purge")
                .requireIs(
                        vault.run(
                                "vault",
                                "import-key",
                                "--key",
                                "pem:tenant.pem",
                                "--rehearsal",
                                "--protection",
                                "hsm",
                                "--profile",
                                "key-vault",
                                "--name",
                                "gone"));
    }

    @Test
    void keyThatLacksOperations_getsThem_andIsProvenThen() throws Exception {
        upload(vault, "few", "t.byok").requireDone();
        call("PATCH", "/keys/few", "{\"key_ops\":[\"sign\",\"decrypt\"]}");

        JsonObject report =
                vault.run(
                                "vault",
                                "set-key-operations",
                                "--name",
                                "few",
                                "--expect",
                                "tenant.pub",
                                "--json")
                        .requireDone()
                        .json();

        assertThat(report.strings("operations_before"))
                .containsExactlyInAnyOrder("sign", "decrypt");
        assertThat(report.strings("operations_after")).hasSize(6);
        assertThat(report.bool("changed")).isTrue();
        assertThat(report.object("proof").bool("passed")).isTrue();
        assertThat(vault.show("few").strings("key_ops")).hasSize(6);
    }

    /** In this order: throttled, a lost answer, another key that signs. */
    @Test
    void throttledImport_isSentAgain_lostAnswerIsNot_andAnotherSignerIsCaught() throws Exception {
        try (ServedVault faulty =
                ServedVault.start(
                        folder,
                        "faulty",
                        "--log",
                        "logs",
                        "--fault",
                        "429=1:import:1",
                        "--fault",
                        "cut-after:import:3-3",
                        "--fault",
                        "wrong-key:sign:3-")) {
            makeKek(faulty, "faulty.json");
            create("tenant.pem", "faulty.json", "f.byok").requireDone();

            upload(faulty, "throttled", "f.byok").requireDone();
            RealCommand.Result lost = upload(faulty, "lost", "f.byok", "--json").requireDone();
            requireCaught(upload(faulty, "signer", "f.byok"), "signature");

            String found = lost.json().string("key_url");
            assertThat(lost.err()).contains("but " + found + " exists, and is the expected key");
            assertThat(importsOf("lost")).isEqualTo(1);
            assertThat(importsOf("throttled")).isEqualTo(2);
        }
    }

    private long importsOf(String name) throws Exception {
        try (var files = Files.walk(folder.work.resolve("logs"))) {
            long imports = 0;
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                imports +=
                        Files.readString(file)
                                .lines()
                                .filter(l -> l.contains("KeyImport"))
                                .filter(l -> l.contains("/keys/" + name))
                                .count();
            }
            return imports;
        }
    }

    @Test
    void anotherKeyReturned_isCaughtByItsPublicKey() throws Exception {
        try (ServedVault liar = ServedVault.start(folder, "liar", "--fault", "wrong-key:get")) {
            requireCaught(
                    liar.run(
                            "vault",
                            "import-key",
                            "--key",
                            "pem:tenant.pem",
                            "--name",
                            "tenant",
                            "--rehearsal"),
                    "public key");
        }
    }

    /** The SDK prints requests with private members when it is told to by these two variables. */
    @Test
    void mostVerboseSdk_showsNoSecret() throws Exception {
        String command =
                "\"$0\" \"$@\" --key pem:tenant.pem --protection software --rehearsal --name loud -v >loud.out"
                        + " 2>loud.err";
        List<String> args =
                new ArrayList<>(
                        List.of(
                                "sh",
                                "-c",
                                command,
                                RealCommand.launcher(),
                                "vault",
                                "import-key"));
        args.addAll(List.of("--vault", ServedVault.URL));
        args.addAll(List.of("--local-vault", vault.accessFile().toString(), "--json"));

        RealCommand.Result result =
                folder.keyhaul()
                        .with("AZURE_HTTP_LOG_DETAIL_LEVEL", "BODY_AND_HEADERS")
                        .with("AZURE_LOG_LEVEL", "VERBOSE")
                        .runProgram(args);

        String out = Files.readString(folder.work.resolve("loud.out"), ISO_8859_1);
        String all = out + Files.readString(folder.work.resolve("loud.err"), ISO_8859_1);
        assertThat(result.exit()).as(all).isZero();
        assertThat(JsonObject.parse(out.getBytes(ISO_8859_1)).object("proof").bool("passed"))
                .isTrue();
        assertThat(all).as("the SDK did log").contains("com.azure.");
        assertThat(all).doesNotContain(AccessFiles.bearer(vault.accessFile()));
        for (byte[] secret : secrets()) {
            assertThat(all.toLowerCase(Locale.ROOT))
                    .doesNotContain(HexFormat.of().formatHex(secret));
            assertThat(all)
                    .doesNotContain(new String(secret, ISO_8859_1))
                    .doesNotContain(Base64.getEncoder().withoutPadding().encodeToString(secret))
                    .doesNotContain(Base64.getUrlEncoder().withoutPadding().encodeToString(secret));
        }
    }

    private List<byte[]> secrets() {
        RSAPrivateCrtKey key = (RSAPrivateCrtKey) tenant.getPrivate();
        List<byte[]> secrets = new ArrayList<>();
        for (BigInteger number :
                List.of(
                        key.getPrivateExponent(),
                        key.getPrimeP(),
                        key.getPrimeQ(),
                        key.getPrimeExponentP(),
                        key.getPrimeExponentQ(),
                        key.getCrtCoefficient())) {
            byte[] signed = number.toByteArray();
            secrets.add(Arrays.copyOfRange(signed, signed[0] == 0 ? 1 : 0, signed.length));
        }
        return secrets;
    }

    /** What an operator does with az: past the commands, with the local vault's token. */
    private void call(String method, String path, String body) throws Exception {
        HttpResponse<String> answer =
                HttpClient.newHttpClient()
                        .send(
                                HttpRequest.newBuilder(
                                                URI.create(
                                                        vault.address()
                                                                + path
                                                                + "?api-version=7.6"))
                                        .header(
                                                "X-Keyhaul-Host",
                                                URI.create(ServedVault.URL).getHost())
                                        .header(
                                                "Authorization",
                                                "Bearer " + AccessFiles.bearer(vault.accessFile()))
                                        .header("Content-Type", "application/json")
                                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                                        .build(),
                                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }
}
