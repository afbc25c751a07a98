package dev.keyhaul.cli.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.Args;
import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.cli.fixture.Refusal;
import dev.keyhaul.cli.fixture.SoftHsmFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** Passwords that can be guessed by whoever has the file: refused for copies, told for a PFX. */
@TestInstance(Lifecycle.PER_CLASS)
@Tag("long")
final class WeakPasswordIT {
    private static final String SHORT = "fewer than 12 characters";

    @TempDir static Path home;

    private SoftHsmFolder hsm;
    private String fingerprint;

    @BeforeAll
    void makeKey() throws Exception {
        hsm = SoftHsmFolder.withToken(home);
        hsm.secret("weak.password", "x");
        hsm.secret("long.password", "twelve chars");
        hsm.keyhaul()
                .runProgram(
                        List.of(
                                "sh",
                                "-c",
                                "openssl genpkey -quiet -algorithm RSA -pkeyopt"
                                        + " rsa_keygen_bits:2048 -out soft.pem && chmod 600"
                                        + " soft.pem"))
                .requireDone();
        fingerprint =
                hsm.keyhaul()
                        .run("inspect", "--json", "pem:soft.pem")
                        .requireDone()
                        .json()
                        .string("fingerprint");
    }

    private RealCommand.Result copy(String store, String... more) throws Exception {
        return hsm.keyhaul()
                .run(
                        Args.of("backup", "create", "-q", "--key", "pem:soft.pem")
                                .and(Args.of("--store", store).and(more)));
    }

    private String[] password(String file) {
        return Args.of("--to", "password", "--out-password-file", hsm.at(file)).and();
    }

    @Test
    void weakPasswordOfACopy_isRefused_andNothingIsMade() throws Exception {
        new Refusal(3, "the password of the copy has " + SHORT, "--allow-weak-password")
                .requireIs(copy("unmade", password("weak.password")));
        String[] shares = {
            "--to",
            "shares:2/2",
            "--share-password-file",
            hsm.at("long.password"),
            "--share-password-file",
            hsm.at("weak.password")
        };
        new Refusal(3, "the passphrase of share 2 has " + SHORT, "--generate")
                .requireIs(copy("unmade", shares));
        assertThat(hsm.work.resolve("unmade")).doesNotExist();
        copy("strong", password("long.password")).requireDone();
    }

    @Test
    void weakPasswordThatIsAllowed_isInTheManifest_andOpens() throws Exception {
        copy("allowed", Args.of("--allow-weak-password").and(password("weak.password")))
                .requireDone();
        RealCommand.Result shown =
                hsm.keyhaul().run("backup", "show", "--store", "allowed", "--id", "2");
        assertThat(shown.requireDone().out())
                .contains("weak password allowed: fewer than 12 characters");
        hsm.keyhaul()
                .run(
                        Args.of("backup", "drill", "--store", "allowed", "--id", "2")
                                .with("--expect", fingerprint)
                                .and("--password-file", hsm.at("weak.password")))
                .requireDone();
    }

    @Test
    void weakPasswordOfAFile_isTold_andALongOneIsNot() throws Exception {
        assertThat(pfx("weak.password").requireDone().err())
                .contains("keyhaul: warning: the password of f.pfx has " + SHORT);
        Files.delete(hsm.work.resolve("f.pfx"));
        assertThat(pfx("long.password").requireDone().err()).doesNotContain(SHORT);
    }

    private RealCommand.Result pfx(String password) throws Exception {
        return hsm.keyhaul()
                .run(
                        Args.of("pfx", "create", "--key", "pem:soft.pem", "-o", "f.pfx")
                                .and("--out-password-file", hsm.at(password)));
    }

    /** A batch asks for the password of its copies, too. */
    @Test
    void weakPasswordOfABatchsCopies_failsTheItem() throws Exception {
        Files.writeString(
                hsm.work.resolve("keys.csv"),
                "source,store,to,out_password_file\n"
                        + ("pem:soft.pem,batched,password," + hsm.at("weak.password") + "\n"));
        RealCommand.Result refused = hsm.keyhaul().run("batch", "run", "keys.csv");
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.out()).contains("the password of the copy has " + SHORT);
        hsm.keyhaul()
                .run("batch", "run", "keys.csv", "--resume", "--allow-weak-password")
                .requireDone();
    }
}
