package dev.keyhaul.cli.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.keyhaul.cli.fixture.Args;
import dev.keyhaul.cli.fixture.KekFiles;
import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.cli.fixture.Refusal;
import dev.keyhaul.cli.fixture.SoftHsmFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** PINs and keys in files that others can read, or put another file in the place of. */
@TestInstance(Lifecycle.PER_CLASS)
final class OpenFilesIT {
    @TempDir static Path home;

    private SoftHsmFolder hsm;

    @BeforeAll
    void makeToken() throws Exception {
        hsm = SoftHsmFolder.withToken(home);
        hsm.generate("tenant");
    }

    private RealCommand.Result list(Path pin) throws Exception {
        return hsm.keyhaul().run("key", "list", "--token", "hsm", "--pin-file", pin.toString());
    }

    private void chmod(String mode, Path path) throws Exception {
        hsm.keyhaul().runProgram(List.of("chmod", mode, path.toString())).requireDone();
    }

    private Path pin(Path folder) throws Exception {
        Path pin = Files.writeString(folder.resolve("user.pin"), SoftHsmFolder.PIN + "\n");
        return Files.setPosixFilePermissions(pin, PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void pinFile_thatOthersCanReplace_isRefused() throws Exception {
        Path own = Files.createDirectories(hsm.work.resolve("way/own"));
        Path pin = pin(own);
        chmod("0755", own);
        list(pin).requireDone();
        for (Path folder : List.of(own, hsm.work.resolve("way"))) {
            chmod("0777", folder);
            new Refusal(
                            3,
                            "other users can replace "
                                    + pin
                                    + ", because they can change the folder "
                                    + folder,
                            "chmod go-w")
                    .requireIs(list(pin));
            chmod("1777", folder);
            list(pin).requireDone();
            chmod("0755", folder);
        }
    }

    @Test
    void pinFile_ofAnotherUser_isRefused() throws Exception {
        Path pin = pin(Files.createDirectory(hsm.work.resolve("theirs")));
        assumeTrue(Files.getAttribute(pin, "unix:uid").equals(0), "only root gives a file away");
        Files.setAttribute(pin, "unix:uid", 12_345);
        new Refusal(
                        3,
                        pin + " belongs to 12345, but must belong to you or root",
                        "create your own file")
                .requireIs(list(pin));
    }

    private RealCommand.Result inspect(String... more) throws Exception {
        return hsm.keyhaul().run(Args.of("inspect", "pem:clear.pem").and(more));
    }

    @Test
    void clearKey_thatOthersCanRead_isWarnedOf() throws Exception {
        Path key =
                KekFiles.write(
                        hsm.work, "clear.pem", KekFiles.pem(KekFiles.rsa(2048).getPrivate()));
        assertThat(inspect().requireDone().err()).isEmpty();
        for (String mode : List.of("0644", "0640", "0602")) {
            chmod(mode, key);
            assertThat(inspect().requireDone().err())
                    .isEqualTo(
                            "keyhaul: warning: other users can read or write clear.pem, which contains the private key in the clear: chmod 600 it,"
                                    + " and consider who may have read it\n");
        }
    }

    /** Its password protects it, as a PFX file's does. */
    @Test
    void encryptedKey_thatOthersCanRead_isNot() throws Exception {
        hsm.secret("key.password", "a long password");
        hsm.keyhaul()
                .runProgram(
                        List.of(
                                "sh",
                                "-c",
                                "openssl genpkey -quiet -algorithm RSA -aes256 -pass"
                                        + " file:../key.password -out locked.pem"))
                .requireDone();
        chmod("0644", hsm.work.resolve("locked.pem"));
        assertThat(
                        hsm.keyhaul()
                                .run(
                                        Args.of("inspect", "pem:locked.pem")
                                                .and("--password-file", hsm.at("key.password")))
                                .requireDone()
                                .err())
                .isEmpty();
    }
}
