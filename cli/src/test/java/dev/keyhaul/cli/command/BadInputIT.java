package dev.keyhaul.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What goes wrong in an operator's hands: each gives one clear line, one hint, the documented exit
 * code, and a folder that is as it was before.
 */
class BadInputIT {
    private static final String FINGERPRINT_OF_NOBODY = "00".repeat(32);

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
        KekFiles.write(folder, "kek.pem", KekFiles.pem(kek.getPublic()));
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
                "rehearsal.json",
                KekFiles.az(
                        kek.getPublic(),
                        KekFiles.KID.replace("vault.azure.net", "vault.keyhaul.invalid"),
                        "RSA-HSM",
                        "\"import\""));
    }

    private static KeyPair ellipticCurve() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        return generator.generateKeyPair();
    }

    /** One row: the options that differ from a command that works, and what must come of them. */
    private record Row(String name, Refusal refusal, String... options) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Row row(String name, int exit, String error, String hint, String... options) {
        return new Row(name, new Refusal(exit, error, hint), options);
    }

    static Stream<Row> tokenRows() {
        return Stream.of(
                row(
                        "wrong PIN",
                        4,
                        "CKR_PIN_INCORRECT",
                        "check the PIN",
                        "--pin-file",
                        "../wrong.pin"),
                row("PIN file missing", 1, "no such file", "path", "--pin-file", "../no.pin"),
                row(
                        "PIN file that others read",
                        3,
                        "others",
                        "chmod 600",
                        "--pin-file",
                        "../open.pin"),
                row("PIN file is a folder", 1, "regular files", "--pin-fd", "--pin-file", "."),
                row("no PIN, no terminal", 2, "no PIN given", "--pin-file", "--pin-file", ""),
                row(
                        "two PINs",
                        2,
                        "the PIN is named twice",
                        "one of the options",
                        "--pin-env",
                        "X"),
                row(
                        "missing token",
                        5,
                        "no token with label 'hsn'",
                        "there are: 'hsm'",
                        "--key",
                        "pkcs11:token=hsn;object=tenant"),
                row(
                        "missing object",
                        5,
                        "label 'nobody'",
                        "'key list'",
                        "--key",
                        SoftHsmFolder.uri("nobody")),
                row(
                        "two objects of one label",
                        5,
                        "2 keys match",
                        "name it by id",
                        "--key",
                        SoftHsmFolder.uri("twin")),
                row(
                        "no object named",
                        5,
                        "no key is named",
                        "label or id",
                        "--key",
                        "pkcs11:token=hsm"),
                row(
                        "a secret key",
                        5,
                        "label 'aes'",
                        "'key list'",
                        "--key",
                        SoftHsmFolder.uri("aes")),
                row(
                        "not extractable",
                        3,
                        "'fixed' is not extractable",
                        "generate one",
                        "--key",
                        SoftHsmFolder.uri("fixed")),
                row(
                        "1024 bits",
                        3,
                        "modulus is 1024 bits",
                        "--allow-weak-key",
                        "--key",
                        SoftHsmFolder.uri("weak")),
                row(
                        "3072 bits",
                        3,
                        "modulus is 3072 bits",
                        "--profile key-vault",
                        "--key",
                        SoftHsmFolder.uri("big")),
                row(
                        "PIN in the URI",
                        2,
                        "pin-value is refused",
                        "pin-source",
                        "--key",
                        "pkcs11:token=hsm;object=tenant?pin-value=1"),
                row(
                        "PIN from a program",
                        2,
                        "a command is never run",
                        "--pin-file",
                        "--key",
                        "pkcs11:token=hsm;object=tenant?pin-source=%7Cid"),
                row(
                        "stray semicolon",
                        2,
                        "attribute ''",
                        "pkcs11:token=NAME;object=LABEL",
                        "--key",
                        "pkcs11:token=hsm;"),
                row("no source", 2, "no source of keys: tenant", "pkcs11:", "--key", "tenant"),
                row(
                        "module is no library",
                        5,
                        "kek.json is not a PKCS#11 module",
                        "vendor",
                        "--module",
                        "kek.json"),
                row(
                        "module is another library",
                        5,
                        "C_GetFunctionList",
                        "vendor",
                        "--module",
                        anotherLibrary()),
                row("module missing", 5, "no PKCS#11 module at", "--module", "--module", "no.so"));
    }

    static Stream<Row> kekRows() {
        return Stream.of(
                row(
                        "not RSA",
                        1,
                        "an EC public key",
                        "az keyvault key download",
                        "--kek",
                        "ec.pem",
                        "--kid",
                        KekFiles.KID),
                row("1024 bits", 3, "KEK is of 1024 bits", "kek create", "--kek", "small.json"),
                row(
                        "weaker than the target",
                        3,
                        "weaker than the target",
                        "at least 3072",
                        "--key",
                        SoftHsmFolder.uri("big"),
                        "--profile",
                        "key-vault"),
                row(
                        "private",
                        3,
                        "private key",
                        "find out why",
                        "--kek",
                        "private.pem",
                        "--kid",
                        KekFiles.KID),
                row("private JSON", 3, "private members", "new KEK", "--kek", "private.json"),
                row(
                        "text",
                        1,
                        "not an RSA public key",
                        "az keyvault key download",
                        "--kek",
                        "text.pem",
                        "--kid",
                        KekFiles.KID),
                row("half a JSON", 1, "not valid JSON", "whole", "--kek", "cut.json"),
                row("missing", 1, "no such file", "path", "--kek", "no.json"),
                row("a folder", 1, "it is a folder", "name a file in it", "--kek", "."),
                row(
                        "bare PEM",
                        3,
                        "nobody vouches",
                        "its fingerprint is sha256:",
                        "--kek",
                        "kek.pem",
                        "--kid",
                        KekFiles.KID),
                row("bare PEM without kid", 2, "no key identifier", "--kid", "--kek", "kek.pem"),
                row(
                        "wrong fingerprint",
                        3,
                        "fingerprint is sha256:",
                        "swapped",
                        "--kek",
                        "kek.pem",
                        "--kid",
                        KekFiles.KID,
                        "--kek-sha256",
                        FINGERPRINT_OF_NOBODY),
                row(
                        "wrong fingerprint of JSON",
                        3,
                        "fingerprint is sha256:",
                        "swapped",
                        "--kek-sha256",
                        FINGERPRINT_OF_NOBODY),
                row(
                        "no fingerprint",
                        2,
                        "--kek-sha256: not a fingerprint: 12",
                        "64 hex digits",
                        "--kek-sha256",
                        "12"),
                row(
                        "kid without version",
                        2,
                        "--kid: key identifier without version",
                        "az keyvault key show",
                        "--kek",
                        "kek.pem",
                        "--kid",
                        KekFiles.VAULT + "/keys/kek"),
                row(
                        "kid without version in the file",
                        2,
                        "key identifier without version",
                        "az keyvault key show",
                        "--kek",
                        "noversion.json"),
                row(
                        "kid of http",
                        2,
                        "does not begin with https",
                        "https://",
                        "--kid",
                        KekFiles.KID.replace("https", "http")),
                row(
                        "another kid than the file's",
                        3,
                        "the KEK's file says",
                        "leave --kid out",
                        "--kid",
                        KekFiles.KID.replace("kek/", "kex/")),
                row(
                        "another vault",
                        3,
                        "not of https://fabrikam-kv.vault.azure.net",
                        "only into the vault",
                        "--vault",
                        "https://fabrikam-kv.vault.azure.net"),
                row(
                        "no vault's host",
                        2,
                        "no key vault's host: example.com",
                        "vault.azure.net",
                        "--vault",
                        "https://example.com"),
                row("software KEK", 3, "of type RSA;", "kek create", "--kek", "software.json"),
                row(
                        "too many operations",
                        3,
                        "[import, decrypt]",
                        "kek create",
                        "--kek",
                        "wide.json"),
                row("rehearsal KEK", 3, "rehearsal", "--rehearsal", "--kek", "rehearsal.json"));
    }

    static Stream<Row> outputRows() {
        return Stream.of(
                row(
                        "existing file",
                        1,
                        "taken.byok: it exists already",
                        "--force",
                        "-o",
                        "taken.byok"),
                row("a folder", 1, "it is a folder", "name a file in it", "-o", "."),
                row(
                        "no folder",
                        1,
                        "there is no folder",
                        "make the folder",
                        "-o",
                        "no/tenant.byok"),
                row(
                        "the input",
                        1,
                        "input and output are the same file",
                        "another name",
                        "-o",
                        "kek.json",
                        "--force"),
                row(
                        "a device",
                        1,
                        "a link or a device",
                        "name the file itself",
                        "-o",
                        "/dev/null",
                        "--force"),
                row(
                        "unknown option",
                        2,
                        "unknown option: '--frobnicate'",
                        "'keyhaul byok create --help'",
                        "--frobnicate"),
                row("unknown profile", 2, "no profile: weak", "--help", "--profile", "weak"),
                row("unknown format", 2, "no format 'aws'", "azure", "--format", "aws"),
                row("unknown backend", 2, "no backend 'p11-kit'", "jna", "--backend", "p11-kit"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("tokenRows")
    void tokenThatDoesNotServe_isRefused(Row row) throws Exception {
        check(row);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("kekRows")
    void kekThatDoesNotServe_isRefused(Row row) throws Exception {
        check(row);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("outputRows")
    void outputThatDoesNotServe_isRefused(Row row) throws Exception {
        check(row);
    }

    private static void check(Row row) throws Exception {
        FolderContent before = FolderContent.of(hsm.work);
        row.refusal.requireIs(hsm.keyhaul().run(create(row.options)));
        assertThat(FolderContent.of(hsm.work)).isEqualTo(before);
    }

    /** A command that works, with some options replaced, added, or left out (given as empty). */
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
        for (int i = 0; i < options.length; i++) {
            int at = options[i].startsWith("-") ? args.indexOf(options[i]) : -1;
            if (at < 0) {
                args.add(options[i]);
            } else if (options[i + 1].isEmpty()) {
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
                .startsWith("keyhaul: warning: 1024 bits is no adequate protection");
        assertThat(result.requireDone().out()).contains("weak.byok");
        Files.delete(hsm.work.resolve("weak.byok"));
    }

    @Test
    void rehearsalKek_works_whenAskedFor() throws Exception {
        hsm.keyhaul()
                .run(create("--kek", "rehearsal.json", "--rehearsal", "-o", "rehearsal.byok"))
                .requireDone();
        Files.delete(hsm.work.resolve("rehearsal.byok"));
    }

    @Test
    void placeWithoutPermission_isTold() throws Exception {
        boolean root = System.getProperty("user.name").equals("root");
        Path place = Path.of("/sys");
        if (!root) {
            place = Files.createDirectories(home.resolve("closed"));
            Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("r-x------"));
        }

        RealCommand.Result result =
                hsm.keyhaul().run(create("-o", place.resolve("tenant.byok").toString()));

        assertThat(result.err()).containsAnyOf("permission", "read-only");
        new Refusal(1, "cannot write", "permissions").requireIs(result);
    }

    @Test
    void fullDisk_isTold_andNothingStays() throws Exception {
        Path disk = Files.createDirectories(home.resolve("disk"));
        RealCommand shell = hsm.keyhaul();
        RealCommand.Result mounted =
                shell.runProgram(
                        List.of("mount", "-t", "tmpfs", "-o", "size=4k", "tmpfs", disk.toString()));
        assumeTrue(mounted.exit() == 0, "needs the right to mount a tmpfs: " + mounted.err());
        try {
            Files.write(disk.resolve("filler"), new byte[4096]);
            RealCommand.Result result =
                    shell.run(create("-o", disk.resolve("tenant.byok").toString()));

            new Refusal(1, "no space left on device", "free space").requireIs(result);
            assertThat(FolderContent.of(disk).files()).containsOnlyKeys("", "filler");
        } finally {
            shell.runProgram(List.of("umount", disk.toString())).requireDone();
        }
    }

    /** The write fails in the middle of the file here, and no right to mount is needed. */
    @Test
    void limitOfFileSize_isTold_andNoHalfFileStays() throws Exception {
        FolderContent before = FolderContent.of(hsm.work);
        RealCommand.Result result =
                hsm.keyhaul()
                        .runShell("ulimit -f 1\nkeyhaul " + quoted(create("-o", "tenant.byok")));

        new Refusal(1, "file too large", "another folder").requireIs(result);
        assertThat(FolderContent.of(hsm.work)).isEqualTo(before);
    }

    /** The shell makes the names: the tests' own JVM may have an ASCII locale. */
    @Test
    void nonAsciiPath_works_underAsciiLocale() throws Exception {
        String script =
                """
                folder=$(printf 'Schl\\303\\274ssel \\320\\272')
                mkdir "$folder" && cp kek.json ../user.pin "$folder"
                keyhaul byok create --key '%s' --pin-file "$folder/user.pin" \\
                    --kek "$folder/kek.json" -o "$folder/tenant.byok" --json
                code=$?
                test -s "$folder/tenant.byok" && ls -A "$folder" | wc -l >count
                rm -r "$folder"
                exit $code
                """
                        .formatted(SoftHsmFolder.uri("tenant"));
        RealCommand.Result result = hsm.keyhaul().with("LC_ALL", "C").runShell(script);

        assertThat(result.requireDone().err()).isEmpty();
        assertThat(result.json().string("file")).isEqualTo("Schl\u00fcssel \u043a/tenant.byok");
        assertThat(Files.readString(hsm.work.resolve("count")).strip()).isEqualTo("3");
        Files.delete(hsm.work.resolve("count"));
    }

    @Test
    void unreadableSoftHsmConfiguration_isToldWithItsVariable() throws Exception {
        new Refusal(5, "C_Initialize: CKR_GENERAL_ERROR (0x5)", "SOFTHSM2_CONF")
                .requireIs(
                        hsm.keyhaul().with("SOFTHSM2_CONF", "/nonexistent").run("token", "list"));
    }

    @Test
    void tokenFolderOfAnother_isToldWithItsVariable() throws Exception {
        SoftHsmFolder empty = SoftHsmFolder.empty(home.resolve("other"));

        new Refusal(5, "no token with label 'hsm'", "SOFTHSM2_CONF")
                .requireIs(empty.keyhaul().run("token", "info", "--token", "hsm"));
    }

    @Test
    void unsetSoftHsmConfiguration_isNoStackTrace() throws Exception {
        new Refusal(5, "", "")
                .requireIs(
                        hsm.keyhaul()
                                .without("SOFTHSM2_CONF")
                                .run("token", "info", "--token", "keyhaul-it-nobody"));
    }

    private static String anotherLibrary() {
        return Stream.of("/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64")
                .map(folder -> Path.of(folder, "libz.so.1"))
                .filter(Files::exists)
                .map(Path::toString)
                .findFirst()
                .orElse("kek.json");
    }

    private static String quoted(String... words) {
        return Arrays.stream(words).map(word -> "'" + word + "'").reduce("", (a, b) -> a + " " + b);
    }
}
