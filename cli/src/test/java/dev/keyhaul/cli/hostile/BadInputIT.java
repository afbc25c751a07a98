package dev.keyhaul.cli.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.FolderContent;
import dev.keyhaul.cli.fixture.KekFiles;
import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.cli.fixture.Refusal;
import dev.keyhaul.cli.fixture.SoftHsmFolder;
import dev.keyhaul.core.fixture.OpenSsl;
import dev.keyhaul.core.fixture.ProgramList;
import dev.keyhaul.core.key.Fingerprint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/**
 * What goes wrong in an operator's hands: each gives one clear line, one hint, the documented exit
 * code, and a folder that is as it was before.
 */
@Tag("long")
class BadInputIT {
    @TempDir static Path home;
    private static SoftHsmFolder hsm;
    private static KeyPair kek;

    @BeforeAll
    static void prepare() throws Exception {
        hsm = SoftHsmFolder.withToken(home);
        hsm.generate("tenant");
        hsm.generate("weak", "--bits", "1024");
        hsm.generate("big", "--bits", "3072");
        hsm.generate("fixed", "--not-extractable");
        hsm.generate("aes", "--purpose", "wrapping");
        for (String id : List.of("01", "02")) {
            hsm.pkcs11Tool("--keypairgen", "--key-type", "rsa:2048", "--label", "twin", "--id", id);
        }
        kek = KekFiles.rsa(2048);
        writeKeks();
        writeOtherKinds();
        Files.writeString(hsm.work.resolve("taken.byok"), "somebody's work");
        hsm.secret("wrong.pin", "not-the-pin");
        Files.setPosixFilePermissions(
                hsm.secret("open.pin", SoftHsmFolder.PIN),
                PosixFilePermissions.fromString("rw-r--r--"));
    }

    private static void writeKeks() throws Exception {
        Path folder = hsm.work;
        KeyPair small = KekFiles.rsa(1024);
        KekFiles.write(folder, "kek.json", KekFiles.az(kek.getPublic()));
        KekFiles.write(folder, "record.json", KekFiles.record(kek.getPublic()));
        KekFiles.write(folder, "kek.pem", KekFiles.pem(kek.getPublic()));
        Files.write(folder.resolve("kek.der"), kek.getPublic().getEncoded());
        KekFiles.write(folder, "file.pem", KekFiles.pem(KekFiles.rsa(2048).getPrivate()));
        KekFiles.write(folder, "private.pem", KekFiles.pem(kek.getPrivate()));
        KekFiles.write(folder, "small.json", KekFiles.az(small.getPublic()));
        KekFiles.write(folder, "ec.pem", KekFiles.pem(ellipticCurve().getPublic()));
        KekFiles.write(folder, "text.pem", "this is no key\n");
        KekFiles.write(folder, "cut.json", KekFiles.az(kek.getPublic()).substring(0, 200));
        KekFiles.write(
                folder,
                "private.json",
                KekFiles.az(kek.getPublic()).replace("\"d\": null", "\"d\": \"AQAB\""));
        KekFiles.write(
                folder,
                "noversion.json",
                KekFiles.az(
                        kek.getPublic(), KekFiles.VAULT + "/keys/kek", "RSA-HSM", "\"import\""));
        KekFiles.write(
                folder,
                "software.json",
                KekFiles.az(kek.getPublic(), KekFiles.KID, "RSA", "\"import\""));
        KekFiles.write(
                folder,
                "wide.json",
                KekFiles.az(kek.getPublic(), KekFiles.KID, "RSA-HSM", "\"import\", \"decrypt\""));
        KekFiles.write(
                folder,
                "expired.json",
                KekFiles.az(kek.getPublic())
                        .replace(
                                "\"expires\": null", "\"expires\": \"2020-01-02T03:04:05+00:00\""));
        KekFiles.write(
                folder,
                "rehearsal.json",
                KekFiles.az(
                        kek.getPublic(),
                        KekFiles.KID.replace("vault.azure.net", "vault.keyhaul.invalid"),
                        "RSA-HSM",
                        "\"import\""));
    }

    private static void writeOtherKinds() throws Exception {
        openssl("p256.pem", "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256");
        openssl("p256k.pem", "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:secp256k1");
        openssl("explicit.pem", "ecparam -genkey -noout -name prime256v1 -param_enc explicit");
        openssl("compressed.pem", "ec -conv_form compressed -in " + hsm.work.resolve("p256.pem"));
        openssl("dsa.params", "genpkey -genparam -algorithm DSA -pkeyopt dsa_paramgen_bits:1024");
        openssl("dsa.pem", "genpkey -paramfile " + hsm.work.resolve("dsa.params"));
        for (int bytes : new int[] {8, 32, 64}) {
            byte[] raw = new byte[bytes];
            new SecureRandom().nextBytes(raw);
            KekFiles.secret(hsm.work, bytes + ".aes", raw);
        }
        KekFiles.write(hsm.work, "hex.aes", "0123456789abcdef".repeat(2));
        Files.setPosixFilePermissions(
                KekFiles.secret(hsm.work, "open.aes", new byte[16]),
                PosixFilePermissions.fromString("rw-r--r--"));
    }

    private static void openssl(String name, String command) throws Exception {
        KekFiles.secret(hsm.work, name, new OpenSsl(home).make(command));
    }

    private static KeyPair ellipticCurve() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        return generator.generateKeyPair();
    }

    @ParameterizedTest(name = "{0}")
    @CsvFileSource(resources = "bad-input.txt", delimiter = '|')
    void badInput_isRefused_andLeavesTheFolderAsItWas(
            String name, int exit, String error, String hint, String options) throws Exception {
        FolderContent before = FolderContent.of(hsm.work);
        RealCommand.Result result = hsm.keyhaul().run(create(filledIn(options).split(" ")));

        new Refusal(exit, error, hint).requireIs(result);
        assertThat(result.err().replaceAll("[ :-]", ""))
                .doesNotContain(Fingerprint.of(kek.getPublic()).hex());
        assertThat(FolderContent.of(hsm.work)).as(name).isEqualTo(before);
    }

    private static String filledIn(String options) {
        return options.replace("{kid}", KekFiles.KID)
                .replace("{vault}", KekFiles.VAULT)
                .replace("{library}", ProgramList.library("libz").toString());
    }

    /** A command that works, with some options replaced, added, or left out. */
    private static String[] create(String... options) {
        List<String> args =
                new ArrayList<>(
                        List.of(
                                "byok",
                                "create",
                                "--key",
                                SoftHsmFolder.uri("tenant"),
                                "--pin-file"));
        args.addAll(List.of("../user.pin", "--kek", "kek.json", "-o", "tenant.byok"));
        args.addAll(List.of("--kek-sha256", Fingerprint.of(kek.getPublic()).toString()));
        args.addAll(List.of("--vault", KekFiles.VAULT));
        for (int i = 0; i < options.length; i++) {
            int at = options[i].startsWith("-") ? args.indexOf(options[i]) : -1;
            if (at < 0) {
                args.add(options[i]);
            } else if (options[i + 1].equals("(none)")) {
                args.subList(at, at + 2).clear();
                i++;
            } else {
                args.set(at + 1, options[++i]);
            }
        }
        return args.toArray(String[]::new);
    }

    @Test
    void theCommandThatTheRowsVary_works() throws Exception {
        hsm.keyhaul().run(create("-o", "control.byok")).requireDone();
        Files.delete(hsm.work.resolve("control.byok"));
    }

    @Test
    void weakTarget_passesWithWarning_whenAllowed() throws Exception {
        RealCommand.Result result =
                hsm.keyhaul()
                        .run(
                                create(
                                        "--key",
                                        SoftHsmFolder.uri("weak"),
                                        "--allow-weak-key",
                                        "-o",
                                        "weak.byok"));

        assertThat(result.err())
                .startsWith("keyhaul: warning: 1024 bits is not adequate protection");
        assertThat(result.requireDone().out()).contains("weak.byok");
        Files.delete(hsm.work.resolve("weak.byok"));
    }

    @Test
    void rehearsalKek_works_whenAskedFor() throws Exception {
        hsm.keyhaul()
                .run(
                        create(
                                "--kek",
                                "rehearsal.json",
                                "--rehearsal",
                                "--kek-sha256",
                                "(none)",
                                "--vault",
                                "(none)",
                                "-o",
                                "rehearsal.byok"))
                .requireDone();
        Files.delete(hsm.work.resolve("rehearsal.byok"));
    }

    /** A PIN's file must not be shown by an error, nor options be kept from the record. */
    @Test
    void wordThatBeginsWithAt_isTakenLiterally_andNamesNoFile() throws Exception {
        hsm.secret("options", "--token=" + SoftHsmFolder.TOKEN);

        RealCommand.Result literal = hsm.keyhaul().run("token", "info", "--token", "@../user.pin");
        new Refusal(5, "'@../user.pin'", "available tokens: 'hsm'").requireIs(literal);
        for (String word : List.of("@../user.pin", "@../options")) {
            RealCommand.Result result = hsm.keyhaul().run("token", "info", word);
            new Refusal(2, "missing required option: '--token=NAME'", "--help").requireIs(result);
            assertThat(result.err()).doesNotContain(SoftHsmFolder.PIN);
        }
        new Refusal(2, "too many arguments", "--help")
                .requireIs(hsm.keyhaul().run("token", "info", "--token", "hsm", "@../user.pin"));
    }
}
