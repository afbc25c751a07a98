package dev.keyhaul.cli.hostile;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.Args;
import dev.keyhaul.cli.fixture.KekFiles;
import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.cli.fixture.Refusal;
import dev.keyhaul.core.fixture.Need;
import dev.keyhaul.core.fixture.Needs;
import dev.keyhaul.core.fixture.TestProcess;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.MacData;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.bouncycastle.asn1.pkcs.PBMAC1Params;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.Pfx;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.DigestInfo;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files that others made, or a clumsy hand: each command ends by itself and says what is wrong. */
@Tag("system")
class ForeignFilesIT {
    @TempDir static Path folder;
    private static RealCommand keyhaul;
    private static RSAPrivateCrtKey key;

    @BeforeAll
    static void makeFiles() throws Exception {
        keyhaul = new RealCommand(folder);
        key = (RSAPrivateCrtKey) KekFiles.rsa(2048).getPrivate();
        KekFiles.write(folder, "key.pem", KekFiles.pem(key));
        KekFiles.secret(folder, "key.der", key.getEncoded());
        KekFiles.write(folder, "kek.json", KekFiles.az(KekFiles.rsa(2048).getPublic()));
        KekFiles.secret(folder, "password", "ab".getBytes(UTF_8));
        KekFiles.secret(folder, "other", "xy".getBytes(UTF_8));
        KekFiles.secret(folder, "latin", new byte[] {'a', (byte) 0xFC});
        openssl("genpkey -algorithm ED25519 -out ed25519.pem");
        openssl("genpkey -algorithm X25519 -out x25519.pem");
        openssl("genpkey -genparam -algorithm DSA -pkeyopt dsa_paramgen_bits:1024 -out dsa.params");
        openssl("genpkey -paramfile dsa.params -out dsa.pem");
        openssl("pkey -in ed25519.pem -pubout -out ed25519.pub");
        openssl("pkcs12 -export -nocerts -inkey key.pem -passout file:password -out key.pfx");
        TestProcess.of("mkfifo", folder.resolve("pipe").toString()).run().requireDone();
    }

    private static void openssl(String command) throws Exception {
        List<String> words = new ArrayList<>(List.of("openssl"));
        words.addAll(List.of(command.split(" ")));
        TestProcess.of(words).in(folder).run().requireDone();
    }

    private static void assertRefused(int exit, String error, String hint, String... command)
            throws Exception {
        RealCommand.Result result = keyhaul.run(command);
        assertThat(result.out()).isEmpty();
        new Refusal(exit, error, hint).requireIs(result);
    }

    private static String[] inspect(String source, String... more) {
        return Args.of("inspect", source).and(more);
    }

    /** Nobody writes to the pipe: whoever opens it waits for ever. */
    @Test
    void pipeInPlaceOfAFile_isRefused_andNothingHangs() throws Exception {
        String error = "cannot read pipe: it is a pipe, a device or a socket";
        String hint = "write its content to a file";
        Files.writeString(folder.resolve("batch.csv"), "source,kek,output\npem:pipe,kek.json,o\n");

        assertRefused(1, error, hint, inspect("pem:pipe"));
        for (String scheme : List.of("pfx:", "tpd:")) {
            assertRefused(1, error, hint, inspect(scheme + "pipe", "--password-file", "password"));
        }
        assertRefused(
                1,
                error,
                hint,
                Args.of("byok", "create", "--key", "pem:key.pem", "--kek", "pipe")
                        .with("-o", "blob", "--vault", KekFiles.VAULT)
                        .and());
        assertRefused(1, error, hint, "inspect", "pipe");
        assertRefused(1, error, hint, "audit", "--vault-log", "pipe");
        RealCommand.Result batch =
                keyhaul.run(
                        Args.of("batch", "run", "batch.csv")
                                .and(KekFiles.trust(folder, "kek.json")));
        assertThat(batch.exit()).isNotZero();
        assertThat(batch.out()).contains("a device or a socket", hint);
        assertThat(folder.resolve("o")).doesNotExist();
    }

    /** The JDK's parser takes minutes for them, before a password is asked for. */
    @Test
    void domainOfHalfAMillionPrefixes_isRefused() throws Exception {
        StringBuilder xml = new StringBuilder("<ArrayOfAnyType");
        for (int i = 0; i < 500_000; i++) {
            xml.append(" xmlns:p").append(i).append("=\"u\"");
        }
        Files.writeString(folder.resolve("prefixes.xml"), xml.append("/>"));

        RealCommand.Result result =
                keyhaul.run("inspect", "prefixes.xml", "--password-file", "password");

        assertThat(result.err()).contains("declares 500000 namespace prefixes; at most 1000");
    }

    @ParameterizedTest
    @CsvSource({
        "ed25519.pem, the key is an Ed25519 key; RSA and EC keys are accepted",
        "x25519.pem, the key is an X25519 key; RSA and EC keys are accepted",
        "dsa.pem, the key is a DSA key; RSA and EC keys are accepted",
    })
    void keyOfAnotherKind_isNamed(String file, String error) throws Exception {
        assertRefused(1, error, "", inspect("pem:" + file));
    }

    @Test
    @Needs(Need.OPENSSL_ML_KEM)
    void mlKemKey_isNamed() throws Exception {
        openssl("genpkey -algorithm ML-KEM-768 -out ml-kem.pem");

        keyOfAnotherKind_isNamed(
                "ml-kem.pem", "the key is an ML-KEM-768 key; RSA and EC keys are accepted");
    }

    @Test
    void publicKeyOfAnotherKind_isNamed() throws Exception {
        assertRefused(
                1,
                "the public key is an Ed25519 key; an RSA key is required",
                "az keyvault key download",
                Args.of("byok", "create", "--key", "pem:key.pem", "--kek", "ed25519.pub")
                        .with("-o", "blob", "--vault", KekFiles.VAULT, "--kid", KekFiles.KID)
                        .and());
    }

    @Test
    void numbersThatDoNotBelongTogether_areToldAsThat() throws Exception {
        RSAPrivateCrtKeySpec numbers =
                new RSAPrivateCrtKeySpec(
                        key.getModulus(),
                        key.getPublicExponent(),
                        key.getPrivateExponent(),
                        key.getPrimeP(),
                        key.getPrimeQ(),
                        key.getPrimeExponentP(),
                        key.getPrimeExponentQ(),
                        key.getCrtCoefficient().add(BigInteger.ONE));
        KekFiles.write(
                folder,
                "mixed.pem",
                KekFiles.pem(KeyFactory.getInstance("RSA").generatePrivate(numbers)));
        openssl("rsa -in mixed.pem -traditional -out pkcs1.pem");

        for (String file : List.of("mixed.pem", "pkcs1.pem")) {
            assertRefused(
                    1,
                    "the numbers of the RSA private key do not match each other",
                    "put together from two keys",
                    inspect("pem:" + file));
        }
    }

    @Test
    void bytesAfterTheKey_areToldAsThat() throws Exception {
        byte[] der = key.getEncoded();
        KekFiles.secret(folder, "long.der", Arrays.copyOf(der, der.length + 1));
        KekFiles.secret(folder, "short.der", Arrays.copyOf(der, der.length - 1));

        assertRefused(
                1, "extra bytes (1) after its DER", "remove the bytes", inspect("pem:long.der"));
        assertRefused(1, "it is not DER, or is incomplete", "", inspect("pem:short.der"));
    }

    @Test
    void bagUnderAnotherPasswordThanTheMac_isToldAsThat() throws Exception {
        Pfx pfx = Pfx.getInstance(Files.readAllBytes(folder.resolve("key.pfx")));
        byte[] content = content(pfx);
        Mac mac = Mac.getInstance("HmacPBESHA256");
        mac.init(
                SecretKeyFactory.getInstance("PBE")
                        .generateSecret(new PBEKeySpec("xy".toCharArray())),
                new javax.crypto.spec.PBEParameterSpec(new byte[8], 2048));
        MacData data =
                new MacData(
                        new DigestInfo(
                                new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256),
                                mac.doFinal(content)),
                        new byte[8],
                        2048);
        KekFiles.secret(folder, "two.pfx", new Pfx(pfx.getAuthSafe(), data).getEncoded());

        assertRefused(
                4,
                "the password is correct for the file's MAC, but a part of the file is encrypted with another password",
                "one password for the whole",
                inspect("pfx:two.pfx", "--password-file", "other"));
        assertRefused(
                4,
                "the password is wrong, or the file is damaged",
                "",
                inspect("pfx:two.pfx", "--password-file", "password"));
    }

    private static byte[] content(Pfx pfx) {
        return ASN1OctetString.getInstance(pfx.getAuthSafe().getContent()).getOctets();
    }

    @ParameterizedTest
    @CsvSource({
        "missing, there is no file of the name that was given for a secret",
        "latin, not UTF-8 text: latin",
        "pipe, cannot read pipe: a secret must be in a regular file",
    })
    void errorAboutAPasswordFile_beginsWithIt_notWithTheFileItOpens(String file, String error)
            throws Exception {
        openssl("pkcs8 -topk8 -in key.pem -passout file:password -out encrypted.pem");
        for (String source : List.of("pfx:key.pfx", "pem:encrypted.pem")) {
            RealCommand.Result result = keyhaul.run(inspect(source, "--password-file", file));
            assertThat(result.err()).startsWith("keyhaul: error: " + error);
        }
        RealCommand.Result open =
                keyhaul.run(
                        "byok",
                        "open",
                        "blob.byok",
                        "--kek-key",
                        "encrypted.pem",
                        "--password-file",
                        file,
                        "--expect",
                        "00".repeat(32));
        assertThat(open.err()).doesNotContain("encrypted.pem: ");
    }

    @Test
    @Needs(Need.OPENSSL_PBMAC1)
    void pbmac1OfOpenSsl_opens() throws Exception {
        openssl(
                "pkcs12 -export -nocerts -inkey key.pem -passout file:password -out pbmac1.pfx"
                        + " -pbmac1_pbkdf2 -iter 2048");

        keyhaul.run(inspect("pfx:pbmac1.pfx", "--password-file", "password")).requireDone();
    }

    /** The key of the MAC has 256 values: the password is not needed to make such a file. */
    @Test
    void pbmac1UnderAShortKey_isRefused() throws Exception {
        Pfx pfx = Pfx.getInstance(Files.readAllBytes(folder.resolve("key.pfx")));
        AlgorithmIdentifier hmac = new AlgorithmIdentifier(PKCSObjectIdentifiers.id_hmacWithSHA256);
        byte[] derived =
                SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                        .generateSecret(new PBEKeySpec("ab".toCharArray(), new byte[8], 2048, 8))
                        .getEncoded();
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(derived, "raw"));
        PBMAC1Params parameters =
                new PBMAC1Params(
                        new AlgorithmIdentifier(
                                PKCSObjectIdentifiers.id_PBKDF2,
                                new PBKDF2Params(new byte[8], 2048, 1, hmac)),
                        hmac);
        MacData data =
                new MacData(
                        new DigestInfo(
                                new AlgorithmIdentifier(
                                        PKCSObjectIdentifiers.id_PBMAC1, parameters),
                                mac.doFinal(content(pfx))),
                        new byte[8],
                        1);
        KekFiles.secret(folder, "forged.pfx", new Pfx(pfx.getAuthSafe(), data).getEncoded());

        String[] create =
                KekFiles.trusted(
                        folder,
                        Args.of("byok", "create", "--key", "pfx:forged.pfx", "--kek", "kek.json")
                                .with("-o", "forged.byok", "--password-file", "password")
                                .and());
        assertRefused(3, "the file's MAC has a key of 1 byte; PBMAC1 needs 20 to 64", "", create);
        assertThat(folder.resolve("forged.byok")).doesNotExist();
    }

    @Test
    void keysOfExamples_areRefusedOrWarnedOf() throws Exception {
        byte[] counting = new byte[32];
        for (int i = 0; i < counting.length; i++) {
            counting[i] = (byte) (i + 1);
        }
        byte[] same = new byte[32];
        Arrays.fill(same, (byte) 0xAA);
        KekFiles.secret(folder, "zero.aes", new byte[32]);
        KekFiles.secret(folder, "counting.aes", counting);
        KekFiles.secret(folder, "same.aes", same);
        KekFiles.secret(folder, "one.der", p256(BigInteger.ONE));
        KekFiles.secret(folder, "last.der", p256(P256_ORDER.subtract(BigInteger.ONE)));
        KekFiles.secret(folder, "good.der", p256(BigInteger.TEN.pow(60)));

        assertRefused(1, "all its bytes are zero", "export the key again", inspect("aes:zero.aes"));
        assertWarned("aes:counting.aes", "the bytes of the AES key are a plain sequence");
        assertWarned("aes:same.aes", "all bytes of the AES key are the same");
        for (String file : List.of("one.der", "last.der")) {
            assertWarned("pem:" + file, "the private value of the EC key is one that anyone");
        }
        assertThat(keyhaul.run(inspect("pem:good.der")).requireDone().err())
                .doesNotContain("private value");
    }

    private static void assertWarned(String source, String warning) throws Exception {
        assertThat(keyhaul.run(inspect(source)).requireDone().err())
                .contains("keyhaul: warning: " + warning);
    }

    private static final BigInteger P256_ORDER =
            new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);

    /** RFC 5915 in DER: version, private number, curve. */
    private static byte[] p256(BigInteger number) {
        byte[] octets = new byte[32];
        byte[] shortest = number.toByteArray();
        int sign = shortest[0] == 0 ? 1 : 0;
        System.arraycopy(
                shortest,
                sign,
                octets,
                octets.length - shortest.length + sign,
                shortest.length - sign);
        ByteArrayOutputStream der = new ByteArrayOutputStream();
        der.writeBytes(new byte[] {0x30, 0x31, 2, 1, 1, 4, 32});
        der.writeBytes(octets);
        der.writeBytes(
                new byte[] {
                    (byte) 0xA0, 10, 6, 8, 0x2A, (byte) 0x86, 0x48, (byte) 0xCE, 0x3D, 3, 1, 7
                });
        return der.toByteArray();
    }
}
