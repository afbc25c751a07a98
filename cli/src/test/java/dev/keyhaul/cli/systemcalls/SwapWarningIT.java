package dev.keyhaul.cli.systemcalls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.keyhaul.cli.fixture.Args;
import dev.keyhaul.cli.fixture.KekFiles;
import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.cli.fixture.SoftHsmFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * The real command on a host whose swap is what the test says: in a mount namespace of its own, in
 * which other files lie over {@code /proc/swaps} and {@code /sys/class/block}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SwapWarningIT {
    private static final String PARTITION = "/dev/sda2 partition";
    private static final String MAPPED = "/dev/dm-9 partition";
    private static final String HEAD = "Filename\tType\tSize\tUsed\tPriority\n";

    /** With swap as the first argument says; dm-9 is encrypted; standard error into a file. */
    private static final String HOST =
            """
            set -e
            mount --bind "$1" /proc/swaps
            mount -t tmpfs none /sys/class/block
            mkdir -p /sys/class/block/dm-9/dm
            echo CRYPT-LUKS2-0123-swap > /sys/class/block/dm-9/dm/uuid
            shift
            exec "$@" 2> err
            """;

    @TempDir static Path home;
    private SoftHsmFolder hsm;

    @BeforeAll
    void makeFiles() throws Exception {
        hsm = SoftHsmFolder.empty(home);
        KekFiles.write(hsm.work, "s.pem", KekFiles.pem(KekFiles.rsa(2048).getPrivate()));
        KekFiles.write(hsm.work, "kek.json", KekFiles.az(KekFiles.rsa(2048).getPublic()));
        assumeTrue(
                on(PARTITION, "true").exit() == 0,
                "nobody may make a mount namespace here, and mount in it");
    }

    private RealCommand.Result on(String swap, String... command) throws Exception {
        Path swaps = Files.writeString(home.resolve("swaps"), HEAD + swap + "\t2097148\t0\t-2\n");
        List<String> all =
                new ArrayList<>(List.of("unshare", "-m", "sh", "-c", HOST, "sh", swaps.toString()));
        all.addAll(List.of(command));
        return hsm.keyhaul().runProgram(all);
    }

    private List<String> warnings(String swap, String... args) throws Exception {
        on(swap, Args.of(RealCommand.PROGRAM).and(args)).requireDone();
        return Files.readString(hsm.work.resolve("err"))
                .lines()
                .filter(line -> line.contains("swap"))
                .toList();
    }

    @Test
    void clearKey_isWarnedOf_once_andTheCommandGoesOn() throws Exception {
        assertThat(
                        warnings(
                                PARTITION,
                                KekFiles.trusted(
                                        hsm.work,
                                        Args.of("byok", "create", "--key", "pem:s.pem")
                                                .and("--kek", "kek.json", "-o", "s.byok"))))
                .singleElement()
                .asString()
                .startsWith(RealCommand.SWAP_WARNING)
                .contains("/dev/sda2", "'swapoff -a'");
        assertThat(hsm.work.resolve("s.byok")).isNotEmptyFile();
    }

    @Test
    void batchOfClearKeys_isWarnedOf_once() throws Exception {
        KekFiles.write(
                hsm.work,
                "many.csv",
                "source,kek,output\npem:s.pem,kek.json,1.byok\npem:s.pem,kek.json,2.byok\n");

        assertThat(
                        warnings(
                                PARTITION,
                                Args.of("batch", "run", "many.csv")
                                        .and(KekFiles.trust(hsm.work, "kek.json"))))
                .singleElement()
                .asString()
                .startsWith(RealCommand.SWAP_WARNING)
                .contains("/dev/sda2");
        assertThat(hsm.work.resolve("2.byok")).isNotEmptyFile();
    }

    @Test
    void encryptedSwap_andCommandsWithoutAClearKey_areNotWarned() throws Exception {
        assertThat(warnings(MAPPED, "inspect", "pem:s.pem")).isEmpty();
        assertThat(warnings(PARTITION, "inspect", blob())).isEmpty();
    }

    private String blob() throws Exception {
        hsm.keyhaul()
                .run(
                        KekFiles.trusted(
                                hsm.work,
                                Args.of("byok", "create", "--key", "pem:s.pem")
                                        .and("--kek", "kek.json", "-o", "quiet.byok")))
                .requireDone();
        return "quiet.byok";
    }
}
