package dev.keyhaul.cli.byok;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.Args;
import dev.keyhaul.cli.fixture.KekFiles;
import dev.keyhaul.cli.fixture.OpenSslUnwrap;
import dev.keyhaul.cli.fixture.Refusal;
import dev.keyhaul.cli.fixture.SoftHsmFolder;
import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.fixture.OpenSsl;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.key.Fingerprint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Imports into AWS KMS and Google Cloud KMS, up to the command of the cloud's own tool. The
 * services' answers are typed out here; OpenSSL opens what is made, as the services must.
 */
class CloudImportIT {
    private static final String ARN =
            "arn:aws:kms:us-east-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
    private static final String RING = "projects/my-project/locations/europe-west3/keyRings/ring";

    @TempDir static Path home;
    private static SoftHsmFolder hsm;
    private static KeyPair kek;
    private static KeyPair evidence;
    private static String told = "";

    @BeforeAll
    static void prepare() throws Exception {
        hsm = SoftHsmFolder.withToken(home);
        hsm.generate("tenant");
        hsm.withPin(
                        "key",
                        "export-public",
                        "--key",
                        SoftHsmFolder.uri("tenant"),
                        "-o",
                        "tenant.pem")
                .requireDone();
        kek = GeneratedKeys.rsa(4096);
        evidence = KekFiles.rsa(2048);
        told = Fingerprint.of(kek.getPublic()).toString();
        KekFiles.write(hsm.work, "kek.key", KekFiles.pem(kek.getPrivate()));
        KekFiles.write(hsm.work, "evidence.pem", KekFiles.pem(evidence.getPublic()));
        KeyPair rsa = KekFiles.rsa(2048);
        KekFiles.write(hsm.work, "rsa.key", KekFiles.pem(rsa.getPrivate()));
        Files.write(hsm.work.resolve("rsa.der"), rsa.getPublic().getEncoded());
        KekFiles.write(hsm.work, "aws.json", aws(Duration.ofHours(23)));
        KekFiles.write(hsm.work, "expired.json", aws(Duration.ofMinutes(-1)));
        KekFiles.write(hsm.work, "job.json", job("RSA_OAEP_4096_SHA256_AES_256", "ACTIVE"));
        KekFiles.write(hsm.work, "job1.json", job("RSA_OAEP_4096_SHA1_AES_256", "ACTIVE"));
        KekFiles.write(hsm.work, "pending.json", job("RSA_OAEP_4096_SHA1_AES_256", "EXPIRED"));
        KekFiles.write(hsm.work, "direct.json", job("RSA_OAEP_4096_SHA256", "ACTIVE"));
        KekFiles.write(hsm.work, "text.json", "no JSON");
    }

    @AfterEach
    void clean() throws Exception {
        for (String file : List.of("", ".import-token", ".attestation")) {
            Files.deleteIfExists(hsm.work.resolve("out.bin" + file));
        }
        Files.deleteIfExists(hsm.work.resolve("aws.json.sig"));
    }

    /** As aws prints it. */
    private static String aws(Duration validFor) {
        return """
        {
            "KeyId": "%s",
            "ImportToken": "%s",
            "PublicKey": "%s",
            "ParametersValidTo": "%s"
        }
        """
                .formatted(
                        ARN,
                        Base64.getEncoder().encodeToString("token".getBytes(UTF_8)),
                        Base64.getEncoder().encodeToString(kek.getPublic().getEncoded()),
                        Instant.now().plus(validFor));
    }

    /** As gcloud prints it. */
    private static String job(String method, String state) {
        return """
        {
          "attestation": {"certChains": {"caviumCerts": ["x"]}, "content": "AA==", "format": "CAVIUM_V2_COMPRESSED"},
          "createTime": "2026-11-24T12:00:00.123456789Z",
          "expireTime": "%s",
          "importMethod": "%s",
          "name": "%s/importJobs/job-1",
          "protectionLevel": "HSM",
          "publicKey": {"pem": "%s"},
          "state": "%s"
        }
        """
                .formatted(
                        Instant.now().plus(Duration.ofDays(2)),
                        method,
                        RING,
                        KekFiles.pem(kek.getPublic()).replace("\n", "\\n"),
                        state);
    }

    private static Args toAws(String file, String algorithm) {
        return Args.of("byok", "create", "--format", "aws", "--aws-parameters", file, "--json")
                .with("--aws-key", ARN, "--aws-algorithm", algorithm, "--aws-expires", "never")
                .with("--kek-sha256", told, "-o", "out.bin");
    }

    private static Args toGcp(String file) {
        return Args.of("byok", "create", "--format", "gcp", "--gcp-import-job", file, "--json")
                .with("--gcp-key", RING + "/cryptoKeys/tenant")
                .with("--gcp-algorithm", "rsa-sign-pkcs1-2048-sha256")
                .with("--kek-sha256", told, "-o", "out.bin");
    }

    private static byte[] opened(String hash) throws Exception {
        return new OpenSslUnwrap(hsm.keyhaul())
                .publicKeyIn(hsm.work.resolve("out.bin"), Path.of("kek.key"), 4096, hash);
    }

    @ParameterizedTest
    @CsvSource({"RSA_AES_KEY_WRAP_SHA_1, sha1", "RSA_AES_KEY_WRAP_SHA_256, sha256"})
    void aws_opensslOpensIt_andTheCommandIsWhole(String algorithm, String hash) throws Exception {
        JsonObject report =
                hsm.keyhaul()
                        .run(toAws("aws.json", algorithm).and("--key", "pem:rsa.key"))
                        .requireDone()
                        .json();

        assertThat(opened(hash)).isEqualTo(Files.readAllBytes(hsm.work.resolve("rsa.der")));
        assertThat(hsm.work.resolve("out.bin.import-token")).hasContent("token");
        assertThat(report.string("wrapping_algorithm")).isEqualTo(algorithm);
        assertThat(report.string("expiration")).isEqualTo("never");
        assertThat(report.string("command"))
                .isEqualTo(
                        "aws kms import-key-material --region us-east-2 --key-id "
                                + ARN
                                + " --encrypted-key-material fileb://out.bin --import-token"
                                + " fileb://out.bin.import-token --expiration-model"
                                + " KEY_MATERIAL_DOES_NOT_EXPIRE");
    }

    @Test
    void aws_takesATokensKey_andGoogleToo() throws Exception {
        String[] key = {"--key", SoftHsmFolder.uri("tenant")};
        hsm.withPin(toAws("aws.json", "RSA_AES_KEY_WRAP_SHA_1").and(key)).requireDone();
        byte[] first = opened("sha1");
        clean();
        hsm.withPin(toGcp("job1.json").and(key)).requireDone();

        assertThat(KekFiles.pem("PUBLIC KEY", first)).isEqualTo(tenant());
        assertThat(KekFiles.pem("PUBLIC KEY", opened("sha1"))).isEqualTo(tenant());
    }

    private static String tenant() throws Exception {
        return Files.readString(hsm.work.resolve("tenant.pem"));
    }

    @Test
    void gcp_opensslOpensIt_theAttestationIsKept_andTheCommandIsWhole() throws Exception {
        JsonObject report =
                hsm.keyhaul()
                        .run(toGcp("job.json").and("--key", "pem:rsa.key"))
                        .requireDone()
                        .json();

        assertThat(opened("sha256")).isEqualTo(Files.readAllBytes(hsm.work.resolve("rsa.der")));
        assertThat(
                        JsonObject.parse(
                                        Files.readAllBytes(hsm.work.resolve("out.bin.attestation")))
                                .string("content"))
                .isEqualTo("AA==");
        assertThat(report.string("import_method")).isEqualTo("RSA_OAEP_4096_SHA256_AES_256");
        assertThat(report.string("command"))
                .isEqualTo(
                        "gcloud kms keys versions import --project my-project --location"
                                + " europe-west3 --keyring ring --key tenant --import-job job-1"
                                + " --algorithm rsa-sign-pkcs1-2048-sha256 --wrapped-key-file"
                                + " out.bin");
    }

    /** What each service takes of the other kinds, wrapped as its documents say. */
    @ParameterizedTest
    @CsvSource({
        "EC P-256, aws.json, RSA_AES_KEY_WRAP_SHA_256",
        "EC P-384, aws.json, RSA_AES_KEY_WRAP_SHA_256",
        "EC P-521, aws.json, RSA_AES_KEY_WRAP_SHA_256",
        "EC P-256, job.json, ec-sign-p256-sha256",
        "EC P-384, job.json, ec-sign-p384-sha384",
        "AES 256, aws.json, RSAES_OAEP_SHA_256",
        "AES 256, aws.json, RSAES_OAEP_SHA_1",
        "AES 256, job.json, google-symmetric-encryption",
        "AES 128, job.json, aes-128-gcm",
        "AES 256, direct.json, aes-256-gcm",
        "AES 128, direct.json, aes-128-cbc"
    })
    void otherKinds_areWhatOpensslOpens(String kind, String file, String algorithm)
            throws Exception {
        String name = kind.replace(' ', '-');
        byte[] clear = clear(kind, name);
        String source = (kind.startsWith("AES") ? "aes:" : "pem:") + name + ".key";

        JsonObject report =
                hsm.keyhaul()
                        .run(to(file, algorithm).and("--key", source, "--profile", "key-vault"))
                        .requireDone()
                        .json();

        assertThat(report.string("command")).contains("out.bin");
        byte[] ciphertext = Files.readAllBytes(hsm.work.resolve("out.bin"));
        OpenSsl openssl = new OpenSsl(Files.createTempDirectory(home, "openssl"));
        byte[] kekKey = kek.getPrivate().getEncoded();
        String hash = algorithm.endsWith("SHA_1") ? "sha1" : "sha256";
        if (report.string("strategy").equals("RSAES-OAEP in software")) {
            assertThat(openssl.decryptOaep(kekKey, ciphertext, hash)).isEqualTo(clear);
        } else if (kind.startsWith("AES")) {
            assertThat(openssl.unwrap(kekKey, 4096, ciphertext, hash)).isEqualTo(clear);
        } else {
            assertThat(
                            openssl.convert(
                                    openssl.unwrap(kekKey, 4096, ciphertext, hash),
                                    "pkey -inform DER -pubout -outform DER"))
                    .isEqualTo(openssl.convert(clear, "pkey -inform DER -pubout -outform DER"));
        }
        assertThat(report.string("strategy").equals("RSAES-OAEP in software"))
                .isEqualTo(algorithm.startsWith("RSAES") || file.equals("direct.json"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "AES 128 | aws.json | RSAES_OAEP_SHA_256 | AWS KMS does not accept AES 128",
                "AES 192 | aws.json | RSAES_OAEP_SHA_256 | AWS KMS does not accept AES 192",
                "AES 256 | aws.json | RSA_AES_KEY_WRAP_SHA_256 | does not match AES 256;"
                        + " RSAES_OAEP_SHA_256 or",
                "EC P-256 | aws.json | RSAES_OAEP_SHA_256 | does not match EC P-256;"
                        + " RSA_AES_KEY_WRAP_SHA_256 or",
                "EC P-521 | job.json | ec-sign-p384-sha384 | Google Cloud KMS does not accept EC"
                        + " P-521",
                "AES 192 | job.json | aes-128-gcm | Google Cloud KMS does not accept AES 192",
                "AES 128 | job.json | aes-256-gcm | 'aes-256-gcm' does not match AES 128",
                "EC P-256 | direct.json | ec-sign-p256-sha256 | RSA_OAEP_4096_SHA256 does not match EC P-256"
            })
    void kindThatTheServiceDoesNotTake_isRefused(
            String kind, String file, String algorithm, String error) throws Exception {
        String name = kind.replace(' ', '-');
        clear(kind, name);
        String source = (kind.startsWith("AES") ? "aes:" : "pem:") + name + ".key";

        new Refusal(3, error, "")
                .requireIs(
                        hsm.keyhaul()
                                .run(
                                        to(file, algorithm)
                                                .and("--key", source, "--profile", "key-vault")));
        assertThat(hsm.work.resolve("out.bin")).doesNotExist();
    }

    @Test
    void tokensAesKey_goesUnderOaepAlone() throws Exception {
        hsm.generate("symmetric", "--type", "aes");

        JsonObject report =
                hsm.withPin(
                                toAws("aws.json", "RSAES_OAEP_SHA_1")
                                        .with("--key", SoftHsmFolder.uri("symmetric"))
                                        .and("--profile", "key-vault"))
                        .requireDone()
                        .json();

        byte[] opened =
                new OpenSsl(Files.createTempDirectory(home, "openssl"))
                        .decryptOaep(
                                kek.getPrivate().getEncoded(),
                                Files.readAllBytes(hsm.work.resolve("out.bin")),
                                "sha1");
        Files.write(KekFiles.write(hsm.work, "opened.key", ""), opened);
        assertThat(
                        hsm.keyhaul()
                                .run("inspect", "aes:opened.key", "--json")
                                .requireDone()
                                .json()
                                .string("fingerprint"))
                .isEqualTo(report.string("key_fingerprint"));
        assertThat(report.string("proof")).startsWith("bytes not proven; ");
    }

    private static Args to(String file, String algorithm) {
        if (file.equals("aws.json")) {
            return toAws(file, algorithm);
        }
        List<String> args = new ArrayList<>(toGcp(file).first());
        args.set(args.indexOf("--gcp-algorithm") + 1, algorithm);
        return new Args(args);
    }

    /** Writes a new key into a file, and returns what is wrapped of it. */
    private static byte[] clear(String kind, String name) throws Exception {
        int bits = Integer.parseInt(kind.replaceAll("\\D", ""));
        if (kind.startsWith("AES")) {
            byte[] raw = new byte[bits / 8];
            new SecureRandom().nextBytes(raw);
            Files.deleteIfExists(hsm.work.resolve(name + ".key"));
            Files.write(KekFiles.write(hsm.work, name + ".key", ""), raw);
            return raw;
        }
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(bits);
        KeyPair pair = generator.generateKeyPair();
        KekFiles.write(hsm.work, name + ".key", KekFiles.pem(pair.getPrivate()));
        return pair.getPrivate().getEncoded();
    }

    /** The provenance of a signed file: another machine's evidence key, and no fingerprint. */
    @Test
    void signedAnswer_isTaken_andAChangedOneIsRefused() throws Exception {
        byte[] content = Files.readAllBytes(hsm.work.resolve("aws.json"));
        Path signature = hsm.work.resolve("aws.json.sig");
        List<String> args =
                new ArrayList<>(
                        List.of(
                                toAws("aws.json", "RSA_AES_KEY_WRAP_SHA_256")
                                        .and("--key", "pem:rsa.key")));
        args.set(args.indexOf("--kek-sha256"), "--kek-signed-by");
        args.set(args.indexOf(told), "evidence.pem");
        String[] command = args.toArray(String[]::new);

        new Refusal(1, "aws.json.sig: no such file", "").requireIs(hsm.keyhaul().run(command));
        byte[] other = content.clone();
        other[other.length - 1] = ' ';
        Files.write(signature, sign(other));
        new Refusal(3, "no valid signature by " + Fingerprint.of(evidence.getPublic()), "")
                .requireIs(hsm.keyhaul().run(command));
        assertThat(hsm.work.resolve("out.bin")).doesNotExist();

        Files.write(signature, sign(content));
        JsonObject report = hsm.keyhaul().run(command).requireDone().json();

        assertThat(report.string("kek_authenticated_by"))
                .isEqualTo("a file signed by " + Fingerprint.of(evidence.getPublic()));
    }

    private static byte[] sign(byte[] content) throws Exception {
        Signature rs256 = Signature.getInstance("SHA256withRSA");
        rs256.initSign(evidence.getPrivate());
        rs256.update(content);
        return rs256.sign();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "3 | expired at | get-parameters-for-import | --aws-parameters expired.json",
                "1 | not valid JSON: unrecognized token | complete | --aws-parameters text.json",
                "1 | Google's import job, not AWS's import parameters | '' | --aws-parameters job.json",
                "1 | no such file | path | --aws-parameters no.json",
                "3 | does not match RSA 2048 | RSA_AES_KEY_WRAP_SHA_256 | --aws-algorithm"
                        + " RSAES_OAEP_SHA_256",
                "2 | RSAES_PKCS1_V1_5 | --help | --aws-algorithm RSAES_PKCS1_V1_5",
                "3 | not for arn:aws:kms:us-east-2:999922223333 | from AWS | --aws-key"
                        + " arn:aws:kms:us-east-2:999922223333:key/1234abcd-12ab-34cd-56ef-1234567890ab",
                "1 | not the ARN of a KMS key: alias/x | arn:aws:kms | --aws-key alias/x",
                "2 | --aws-expires: not an expiration: soon | 'never' | --aws-expires soon",
                "3 | cannot expire at 2020-01-01T00:00:00Z | keyhaul help | --aws-expires"
                        + " 2020-01-01T00:00:00Z",
                "2 | must be given together | where | --aws-expires (none)",
                "2 | must be given together | where | --aws-algorithm (none)",
                "2 | must be given together | where | --aws-key (none)",
                "2 | can only be used with --format aws | --format aws | --format gcp",
                "2 | can only be used with --format aws | --format aws | --format rsa-aes",
                "2 | can only be used with --format aws | --format aws | --format (none)",
                "2 | --oaep cannot be used | leave --oaep out | --oaep sha1",
                "2 | cannot be used with --aws-parameters | leave them out | --kek kek.pem",
                "2 | cannot be used with --aws-parameters | leave them out | --vault"
                        + " https://contoso-kv.vault.azure.net",
                "2 | --ceremony and --hsm-owner-sha256 can only be used | --kek-signed-by | --ceremony"
                        + " autumn",
                "3 | does not match the given fingerprint | swapped | --kek-sha256"
                        + " 0000000000000000000000000000000000000000000000000000000000000000",
                "3 | the wrapping key in aws.json is not authenticated | openssl pkey |"
                        + " --kek-sha256 (none)",
                "1 | same file | another name | -o aws.json --force"
            })
    void badInput_toAws_isRefused(int exit, String error, String hint, String options)
            throws Exception {
        refused(exit, error, hint, toAws("aws.json", "RSA_AES_KEY_WRAP_SHA_256"), options);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "3 | the import job is EXPIRED | create another | --gcp-import-job pending.json",
                "3 | RSA_OAEP_4096_SHA256 does not match RSA 2048 | rsa-oaep-4096-sha256-aes-256 |"
                        + " --gcp-import-job direct.json",
                "1 | AWS's import parameters, not Google's import job | '' | --gcp-import-job aws.json",
                "1 | not a Google Cloud name of cryptoKeys | projects/P | --gcp-key tenant",
                "3 | the import job is in projects/my-project | key ring of the key | --gcp-key"
                        + " projects/other/locations/europe-west3/keyRings/ring/cryptoKeys/tenant",
                "3 | 'rsa-sign-pkcs1-4096-sha256' does not match RSA 2048 | rsa-sign-pss-2048-sha256"
                        + " | --gcp-algorithm rsa-sign-pkcs1-4096-sha256",
                "2 | must be given together | where | --gcp-algorithm (none)",
                "2 | can only be used with --format gcp | --format gcp | --format azure",
                "2 | cannot be used with --gcp-import-job | leave them out | --kek kek.pem",
                "3 | the wrapping key in job.json is not authenticated | openssl pkey |"
                        + " --kek-sha256 (none)"
            })
    void badInput_toGcp_isRefused(int exit, String error, String hint, String options)
            throws Exception {
        refused(exit, error, hint, toGcp("job.json"), options);
    }

    private static void refused(int exit, String error, String hint, Args good, String options)
            throws Exception {
        List<String> args = new ArrayList<>(List.of(good.and("--key", "pem:rsa.key")));
        List<String> words = List.of(options.split(" "));
        for (int i = 0; i < words.size(); i += 2) {
            int at = args.indexOf(words.get(i));
            if (at >= 0) {
                args.subList(at, at + 2).clear();
            }
            if (words.get(i).equals("--force")) {
                args.add("--force");
            } else if (!words.get(i + 1).equals("(none)")) {
                args.addAll(words.subList(i, i + 2));
            }
        }
        List<Path> before = files();
        new Refusal(exit, error, hint).requireIs(hsm.keyhaul().run(args.toArray(String[]::new)));
        assertThat(files()).isEqualTo(before);
    }

    /** Neither of the two files stays when the second cannot be written. */
    @Test
    void takenName_ofTheToken_leavesNothing() throws Exception {
        Files.writeString(hsm.work.resolve("out.bin.import-token"), "somebody's");

        new Refusal(1, "out.bin.import-token: it exists already", "--force")
                .requireIs(
                        hsm.keyhaul()
                                .run(
                                        toAws("aws.json", "RSA_AES_KEY_WRAP_SHA_256")
                                                .and("--key", "pem:rsa.key")));
        assertThat(hsm.work.resolve("out.bin")).doesNotExist();
        assertThat(hsm.work.resolve("out.bin.import-token")).hasContent("somebody's");
    }

    private static List<Path> files() throws Exception {
        try (var all = Files.list(hsm.work)) {
            return all.sorted().toList();
        }
    }
}
