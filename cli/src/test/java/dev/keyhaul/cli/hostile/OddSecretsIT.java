package dev.keyhaul.cli.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.Args;
import dev.keyhaul.cli.fixture.KekFiles;
import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.cli.fixture.Refusal;
import dev.keyhaul.cli.fixture.SoftHsmFolder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** Secrets that are not what was meant: of another encoding, of several lines. */
@TestInstance(Lifecycle.PER_CLASS)
final class OddSecretsIT {
    /** What a variable gets from a terminal that is not UTF-8: an e with an acute accent. */
    private static final String LATIN_1 = "S=$(printf 'caf\\351 au lait, bien'); export S; ";

    private static final String NOT_UTF8 =
            "not UTF-8 text: the secret in the environment variable S";

    @TempDir static Path home;

    private SoftHsmFolder hsm;

    @BeforeAll
    void makeKeyAndSecrets() throws Exception {
        hsm = SoftHsmFolder.withToken(home);
        hsm.secret("good.password", "one line of text");
        KekFiles.write(hsm.work, "soft.pem", KekFiles.pem(KekFiles.rsa(2048).getPrivate()));
        create("good.pfx", "--out-password-file", hsm.at("good.password")).requireDone();
    }

    private RealCommand.Result create(String out, String... password) throws Exception {
        return hsm.keyhaul()
                .run(
                        Args.of("pfx", "create", "-q", "--key", "pem:soft.pem", "--subject", "CN=s")
                                .with("-o", out)
                                .and(password));
    }

    @Test
    void variableThatIsNotUtf8_isRefused_forNewFilesOldFilesAndTokens() throws Exception {
        for (String command :
                List.of(
                        "pfx create --key pem:soft.pem --subject CN=s -o new.pfx"
                                + " --out-password-env S",
                        "inspect good.pfx --password-env S",
                        "key list --token hsm --pin-env S")) {
            new Refusal(1, NOT_UTF8, "use UTF-8, or put it into a UTF-8 file")
                    .requireIs(hsm.keyhaul().runShell(LATIN_1 + "keyhaul " + command));
        }
        assertThat(hsm.work.resolve("new.pfx")).doesNotExist();
    }

    @Test
    void newSecretThatIsNotALineOfText_isRefused_wherever() throws Exception {
        Map<String, String> odd =
                Map.of(
                        "a password\nand a second line",
                        "more than one line",
                        "a password\rof a Mac",
                        "a carriage return",
                        "a password\u001b[D typed",
                        "a control character",
                        utf16("a password"),
                        "a NUL character");
        int number = 0;
        for (Map.Entry<String, String> each : odd.entrySet()) {
            String file = hsm.secret("odd." + number++, each.getKey()).toString();
            Refusal refusal = new Refusal(3, " has " + each.getValue(), "one line of text");
            refusal.requireIs(create("new.pfx", "--out-password-file", file));
            refusal.requireIs(copy("--to", "password", "--out-password-file", file));
            refusal.requireIs(
                    copy(
                            Args.of("--to", "shares:2/2", "--share-password-file", file)
                                    .and("--share-password-file", hsm.at("good.password"))));
            refusal.requireIs(
                    hsm.keyhaul()
                            .run(
                                    Args.of("token", "init", "--token", "new", "--pin-file", file)
                                            .and("--so-pin-file", hsm.at("so.pin"))));
            new Refusal(4, "; what was given has " + each.getValue(), "")
                    .requireIs(hsm.keyhaul().run("inspect", "good.pfx", "--password-file", file));
        }
        assertThat(hsm.work.resolve("new.pfx")).doesNotExist();
        assertThat(hsm.work.resolve("copies")).doesNotExist();
    }

    /** A file in UTF-16 without a byte order mark is UTF-8 as well. */
    private static String utf16(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_16LE), StandardCharsets.US_ASCII);
    }

    private RealCommand.Result copy(String... recipient) throws Exception {
        return hsm.keyhaul()
                .run(
                        Args.of("backup", "create", "-q", "--key", "pem:soft.pem")
                                .with("--store", "copies")
                                .and(recipient));
    }

    @Test
    void fileInUtf16_isRefused_andToldApart() throws Exception {
        Path file = hsm.work.resolve("utf16");
        Files.write(file, "\uFEFFa password\n".getBytes(StandardCharsets.UTF_16LE));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        Refusal refusal = new Refusal(1, "UTF-16 text, not UTF-8: utf16", "save the file as UTF-8");
        refusal.requireIs(create("new.pfx", "--out-password-file", "utf16"));
        refusal.requireIs(hsm.keyhaul().run("inspect", "good.pfx", "--password-file", "utf16"));
    }

    /** A file that another program made with such a password opens. */
    @Test
    void otherProgramsFileUnderAnOddPassword_opens() throws Exception {
        String file = hsm.secret("two.lines", "a password\nand a second line").toString();
        hsm.keyhaul()
                .with("P", "a password\nand a second line")
                .runProgram(
                        List.of(
                                "sh",
                                "-c",
                                "openssl req -x509 -key soft.pem -subj /CN=s -out s.crt &&"
                                        + " openssl pkcs12 -export -inkey soft.pem -in s.crt -passout"
                                        + " env:P -out old.pfx"))
                .requireDone();
        hsm.keyhaul().run("inspect", "old.pfx", "--password-file", file).requireDone();
    }
}
