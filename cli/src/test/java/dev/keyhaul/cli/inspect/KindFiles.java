package dev.keyhaul.cli.inspect;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keyhaul.adrms.fixture.Certificates;
import dev.keyhaul.adrms.fixture.TpdWriter;
import dev.keyhaul.cli.fixture.KekFiles;
import dev.keyhaul.cli.fixture.ReleasedFiles;
import dev.keyhaul.core.file.FileKind;
import dev.keyhaul.core.fixture.TestProcess;
import dev.keyhaul.pfx.fixture.KeyBlobs;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** A file of each kind that can be recognised, of the fixtures' keys: what is shown is fixed. */
final class KindFiles {
    /** Opens each file that a password opens. */
    static final String PASSWORD_FILE = "file.password";

    private final Path home;
    private final Map<FileKind, String> files = new EnumMap<>(FileKind.class);

    private KindFiles(Path home) {
        this.home = home;
    }

    /** Writes them into a folder. */
    static Map<FileKind, String> in(Path home) throws Exception {
        KindFiles made = new KindFiles(home);
        ReleasedFiles.copy("0.1.0", home);
        KekFiles.secret(home, PASSWORD_FILE, TpdWriter.PASSWORD.getBytes(UTF_8));
        made.released();
        made.keys();
        made.documents();
        return made.files;
    }

    private void released() {
        files.put(FileKind.BLOB, "record-signed/tenant.byok");
        files.put(FileKind.KEK_RECORD, "record-signed/kek.json");
        files.put(FileKind.VAULT_KEY, "kek/az-keyvault-key-show.json");
        files.put(FileKind.PUBLIC_KEY, "keys/soft.pub.pem");
        files.put(FileKind.CERTIFICATE, "keys/anna.crt.pem");
        files.put(FileKind.PRIVATE_KEY, "keys/soft.pem");
        files.put(
                FileKind.APPROVAL_REQUEST, "approvals/asked/byok-create-f01735dc390a.request.json");
        files.put(
                FileKind.CEREMONY_RECORD,
                "record-signed/records/20261201T130052.759Z-byok-create.record.json");
        String store = "copies-unsigned/store/";
        files.put(FileKind.STORE_JOURNAL, store + "journal.jsonl");
        files.put(FileKind.STORE_MARKER, store + "store.json");
        files.put(FileKind.COPY_MANIFEST, store + "20261201T130100Z-8e8df750-b4db0d48");
        files.put(FileKind.CMS, store + "20261201T130118Z-52877895-c7c063bf/share-1.cms");
        files.put(
                FileKind.PASSPHRASE_SHARE,
                store + "20261201T130127Z-52877895-c8c66fd7/share-1.pbe");
        files.put(FileKind.BATCH_MANIFEST, "batch/bare.csv");
        files.put(FileKind.BATCH_JOURNAL, "batch/bare.csv.journal");
        files.put(FileKind.PAGE, "record-signed/report.html");
    }

    private void keys() throws Exception {
        RSAPrivateCrtKey key = key("keys/soft.pem");
        put(FileKind.WINDOWS_KEY, "soft.blob", KeyBlobs.cryptoApi(key));
        put(FileKind.TPD, "contoso.xml", TpdWriter.of(key).write());
        put(FileKind.XRML, "slc.xml", Certificates.slc(key).getBytes(UTF_8));
        openssl("pkcs8 -topk8 -in keys/soft.pem -out soft.p8 -passout file:" + PASSWORD_FILE);
        files.put(FileKind.ENCRYPTED_PRIVATE_KEY, "soft.p8");
        openssl(
                "pkcs12 -export -inkey keys/anna.pem -in keys/anna.crt.pem -name anna -out anna.pfx"
                        + " -passout file:"
                        + PASSWORD_FILE);
        files.put(FileKind.PFX, "anna.pfx");
        openssl("req -new -key keys/soft.pem -subj /CN=soft -out soft.csr");
        files.put(FileKind.CERTIFICATE_REQUEST, "soft.csr");
        put(
                FileKind.OPENSSH_KEY,
                "id_rsa",
                "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEA\n-----END OPENSSH"
                        + " PRIVATE KEY-----\n");
        put(FileKind.OPENSSH_PUBLIC_KEY, "id_rsa.pub", "ssh-rsa AAAAB3NzaC1yc2EAAAADAQAB x\n");
        put(FileKind.JAVA_KEYSTORE, "soft.jks", HexFormat.of().parseHex("feedfeed00000002"));
        put(
                FileKind.BOUNCY_CASTLE_KEYSTORE,
                "soft.bks",
                HexFormat.of().parseHex("0000000200000014" + "00".repeat(40)));
        byte[] pfx = Files.readAllBytes(home.resolve("anna.pfx"));
        put(FileKind.BASE64, "anna.pfx.b64", Base64.getMimeEncoder().encode(pfx));
        put(FileKind.SHARE, "share", share());
    }

    private void documents() throws Exception {
        String pem = Files.readString(home.resolve("kek/kek.pem"));
        String base64 = pem.replaceAll("-----.*-----|\n", "");
        String jwk = Files.readString(home.resolve("kek/az-keyvault-key-show.json"));
        put(
                FileKind.ATTESTATION,
                "attestation.json",
                jwk.replaceFirst("\"attributes\": *\\{", "\"attributes\": {\"attestation\": {},"));
        put(
                FileKind.PRIVATE_JWK,
                "private.jwk",
                "{\"kty\":\"RSA\",\"d\":\"c2VjcmV0\",\"n\":\""
                        + jwk.replaceAll("(?s).*\"n\": *\"([^\"]+)\".*", "$1")
                        + "\",\"e\":\"AQAB\"}");
        put(
                FileKind.LOCAL_VAULT_ACCESS,
                "vault.access",
                "{\"kind\":\"keyhaul local vault access\",\"version\":1,\"address\":"
                        + "\"http://127.0.0.1:9\",\"token\":\"c2VjcmV0\"}");
        put(
                FileKind.AWS_PARAMETERS,
                "aws.json",
                "{\"KeyId\":\"arn:aws:kms:eu-west-1:111122223333:key/k\",\"ImportToken\":\"AA==\","
                        + "\"PublicKey\":\""
                        + base64
                        + "\",\"ParametersValidTo\":\"2026-11-27T12:00:00Z\"}");
        put(
                FileKind.GCP_JOB,
                "gcp.json",
                "{\"name\":\"projects/p/locations/l/keyRings/r/importJobs/j\",\"importMethod\":"
                        + "\"RSA_OAEP_4096_SHA256_AES_256\",\"state\":\"ACTIVE\",\"publicKey\":"
                        + "{\"pem\":\""
                        + pem.replace("\n", "\\n")
                        + "\"}}");
        put(
                FileKind.REPORT,
                "probe.json",
                "{\"schema_version\":\"2.0.0\",\"kind\":\"keyhaul token probe report\",\"created\":"
                        + "\"2026-11-25T18:22:00Z\",\"token\":{\"label\":\"hsm\"}}");
    }

    /** As {@code Share} reads it. */
    private static byte[] share() throws Exception {
        ByteBuffer share = ByteBuffer.allocate(123);
        share.put("KHSHARE1".getBytes(UTF_8)).put(new byte[16]);
        share.put((byte) 1).put((byte) 2).put((byte) 3);
        share.put(new byte[32]).put("the value that is never shown!!!".getBytes(UTF_8));
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        digest.update(share.array(), 0, share.position());
        return share.put(digest.digest()).array();
    }

    private RSAPrivateCrtKey key(String pem) throws Exception {
        String text = Files.readString(home.resolve(pem)).replaceAll("-----.*-----|\\s", "");
        return (RSAPrivateCrtKey)
                KeyFactory.getInstance("RSA")
                        .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(text)));
    }

    private void put(FileKind kind, String name, String content) throws Exception {
        put(kind, name, content.getBytes(UTF_8));
    }

    private void put(FileKind kind, String name, byte[] content) throws Exception {
        KekFiles.secret(home, name, content);
        files.put(kind, name);
    }

    private void openssl(String arguments) throws Exception {
        List<String> words = new ArrayList<>(List.of("openssl"));
        words.addAll(List.of(arguments.split(" ")));
        TestProcess.of(words).in(home).run().requireDone();
    }
}
