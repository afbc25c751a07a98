package dev.keyhaul.cli.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.FolderContent;
import dev.keyhaul.cli.fixture.KekFiles;
import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.cli.fixture.Refusal;
import dev.keyhaul.cli.fixture.SoftHsmFolder;
import dev.keyhaul.core.fixture.Need;
import dev.keyhaul.core.fixture.Needs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Places that cannot be written to, that have odd names, or that SoftHSM does not find. */
@Tag("system")
class BadPlaceIT {
    @TempDir static Path home;
    private static SoftHsmFolder hsm;
    private static String kekSha256 = "";

    @BeforeAll
    static void prepare() throws Exception {
        hsm = SoftHsmFolder.withToken(home);
        hsm.generate("tenant");
        KekFiles.write(hsm.work, "kek.json", KekFiles.az(KekFiles.rsa(2048).getPublic()));
        kekSha256 = KekFiles.trust(hsm.work, "kek.json")[1];
    }

    private static String[] create(String out) {
        return new String[] {
            "byok",
            "create",
            "--key",
            SoftHsmFolder.uri("tenant"),
            "--pin-file",
            "../user.pin",
            "--kek",
            "kek.json",
            "--kek-sha256",
            kekSha256,
            "--vault",
            KekFiles.VAULT,
            "-o",
            out
        };
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
                hsm.keyhaul().run(create(place.resolve("tenant.byok").toString()));

        assertThat(result.err()).containsAnyOf("permission", "read-only");
        new Refusal(1, "cannot write", "permissions").requireIs(result);
    }

    @Test
    @Needs(Need.MOUNT)
    void fullDisk_isTold_andNothingStays() throws Exception {
        Path disk = Files.createDirectories(home.resolve("disk"));
        RealCommand shell = hsm.keyhaul();
        shell.runProgram(List.of("mount", "-t", "tmpfs", "-o", "size=4k", "tmpfs", disk.toString()))
                .requireDone();
        try {
            Files.write(disk.resolve("filler"), new byte[4096]);
            RealCommand.Result result = shell.run(create(disk.resolve("tenant.byok").toString()));

            new Refusal(1, "no space left on device", "free space").requireIs(result);
            assertThat(FolderContent.of(disk).files()).containsOnlyKeys("", "filler");
        } finally {
            shell.runProgram(List.of("umount", disk.toString())).requireDone();
        }
    }

    /** As in a chroot: nothing says where the file system of a folder is mounted. */
    @Test
    @Needs(Need.MOUNT)
    void unknownMountPoint_isNoErrorOfDoctor() throws Exception {
        RealCommand.Result result =
                hsm.keyhaul()
                        .runProgram(
                                List.of(
                                        "unshare",
                                        "--mount",
                                        "sh",
                                        "-c",
                                        "mount --bind /dev/null /proc/$$/mounts && exec \"$0\""
                                                + " doctor",
                                        RealCommand.launcher()));

        assertThat(result.err().lines())
                .singleElement()
                .asString()
                .startsWith("loading the module /");
        assertThat(result.out()).containsPattern("disk +ok +\\d+ [MG]B free in ");
    }

    /** The write fails in the middle of the file here, and no right to mount is needed. */
    @Test
    void limitOfFileSize_isTold_andNoHalfFileStays() throws Exception {
        FolderContent before = FolderContent.of(hsm.work);
        RealCommand.Result result =
                hsm.keyhaul().runShell("ulimit -f 1\nkeyhaul " + quoted(create("tenant.byok")));

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
                    --kek "$folder/kek.json" -o "$folder/tenant.byok" --json \\
                    --kek-sha256 %s --vault %s
                code=$?
                test -s "$folder/tenant.byok" && ls -A "$folder" | wc -l >count
                rm -r "$folder"
                exit $code
                """
                        .formatted(SoftHsmFolder.uri("tenant"), kekSha256, KekFiles.VAULT);
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

    private static String quoted(String... words) {
        return Arrays.stream(words).map(word -> "'" + word + "'").reduce("", (a, b) -> a + " " + b);
    }
}
