package dev.keyhaul.cli.vault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.KekFiles;
import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.cli.fixture.ServedVault;
import dev.keyhaul.cli.fixture.SoftHsmFolder;
import dev.keyhaul.core.fixture.TestProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ctrl-C, and what else ends a process, after an import made its KEK. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("long")
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class InterruptedImportIT {
    private static final Pattern MADE =
            Pattern.compile("made a KEK for this import: \\S+/keys/(tenant-kek-[0-9]{13})/");

    @TempDir static Path home;

    private SoftHsmFolder hsm;

    @SuppressWarnings("NullAway.Init") // each test serves one
    private ServedVault vault;

    private Path err;

    @BeforeAll
    void makeKey() throws Exception {
        hsm = SoftHsmFolder.empty(home).withOwnState();
        KekFiles.write(hsm.work, "tenant.pem", KekFiles.pem(KekFiles.rsa(2048).getPrivate()));
        err = home.resolve("import.err");
    }

    @AfterEach
    void stop() {
        vault.close();
    }

    private static String[] words() {
        return new String[] {
            "vault",
            "import-key",
            "--key",
            "pem:tenant.pem",
            "--name",
            "tenant",
            "--protection",
            "hsm",
            "--rehearsal"
        };
    }

    /** Starts an import, and returns when the vault holds its answer back. */
    private Process startImport() throws Exception {
        Process process = vault.startCommand(home.resolve("import.out"), err, words());
        while (process.isAlive() && !vault.holdsAnAnswerBack()) {
            Thread.sleep(10);
        }
        return process;
    }

    private static void signal(Process process, String name) throws Exception {
        TestProcess.of("sh", "-c", "kill -" + name + " " + process.pid()).run().requireDone();
    }

    /** Returns the name of the KEK that the import made. */
    private String made() throws Exception {
        Matcher made = MADE.matcher(Files.readString(err));
        assertThat(made.find()).as(Files.readString(err)).isTrue();
        return made.group(1);
    }

    private boolean isEnabled(String kek) throws Exception {
        return vault.show(kek).object("attributes").bool("enabled");
    }

    /** A vault that answers in time: the import ends, and its KEK with it. */
    @ParameterizedTest
    @CsvSource({"HUP, 129", "INT, 130", "TERM, 143"})
    void signal_whileTheVaultAnswers_disablesTheKek(String signal, int exit) throws Exception {
        vault = ServedVault.start(hsm, "soon-" + signal, "--fault", "slow=1:import");

        Process process = startImport();
        signal(process, signal);

        assertThat(process.waitFor()).isEqualTo(exit);
        String kek = made();
        assertThat(Files.readString(err))
                .contains("interrupted: the import ends at the next step, and the KEK")
                .contains("disabled the KEK ");
        assertThat(isEnabled(kek)).isFalse();
    }

    /** Under nohup, a lost connection ends nothing. */
    @Test
    void hangUp_thatIsIgnored_letsTheImportFinish() throws Exception {
        vault = ServedVault.start(hsm, "nohup", "--fault", "slow=1:import");
        List<String> command =
                new ArrayList<>(List.of("sh", "-c", "trap '' HUP; exec \"$@\"", "nohup"));
        command.addAll(vault.command(words()));
        Process process =
                hsm.keyhaul()
                        .process(command)
                        .outputTo(home.resolve("import.out"))
                        .errorsTo(err)
                        .start();
        while (process.isAlive() && !vault.holdsAnAnswerBack()) {
            Thread.sleep(10);
        }
        signal(process, "HUP");

        assertThat(process.waitFor()).as(Files.readString(err)).isZero();
        assertThat(isEnabled(made())).isFalse();
    }

    /** The shell takes SIGHUP, and whatever the command writes fails: that ends no import. */
    @Test
    void deadTerminal_doesNotKeepTheKekEnabled() throws Exception {
        vault = ServedVault.start(hsm, "lost", "--fault", "slow=1:import");
        Path exit = home.resolve("exit");
        String words =
                vault.command(words()).stream()
                        .map(word -> "'" + word + "'")
                        .collect(Collectors.joining(" "));
        Process terminal =
                hsm.keyhaul()
                        .process(
                                List.of(
                                        "script",
                                        "--quiet",
                                        "--flush",
                                        "--command",
                                        "trap : HUP; " + words + "; echo $? > '" + exit + "'",
                                        err.toString()))
                        .start();
        while (terminal.isAlive() && !vault.holdsAnAnswerBack()) {
            Thread.sleep(10);
        }
        String kek = made();
        terminal.destroyForcibly();

        while (!Files.exists(exit) || Files.size(exit) == 0) {
            Thread.sleep(10);
        }
        assertThat(exit).content().isEqualTo("1\n");
        assertThat(isEnabled(kek)).isFalse();
    }

    /**
     * A vault that does not answer: the command names the KEK, and the next run disables it. A
     * person who presses Ctrl-C twice does not wait for it.
     */
    @Test
    void sigint_whileTheVaultIsSilent_tellsOfTheKek_andTheNextRunDisablesIt() throws Exception {
        vault = ServedVault.start(hsm, "late", "--fault", "slow=30:import:1");

        String kek = interruptTwice();
        assertThat(Files.readString(err))
                .contains(
                        "keyhaul: error: interrupted: the KEK "
                                + kek
                                + " that this import made is enabled; the key was sent: the vault may have it")
                .contains("keyhaul: hint: run the command again: it disables this KEK")
                .contains("'keyhaul kek disable --vault " + ServedVault.URL + " --name " + kek);
        assertThat(isEnabled(kek)).isTrue();
        requireStatus(kek, true);

        RealCommand.Result again = vault.run(words()).requireDone();
        assertThat(again.err()).contains("disabled the KEK ", kek, "an interrupted import left");
        assertThat(isEnabled(kek)).isFalse();
        requireStatus(kek, false);
    }

    /** The vault has the key already: the next run imports nothing, and still disables the KEK. */
    @Test
    void sigint_duringTheProof_andTheNextRunDisablesTheKek() throws Exception {
        vault = ServedVault.start(hsm, "proof", "--fault", "slow=30:sign:1");

        String kek = interruptTwice();

        assertThat(isEnabled(kek)).isTrue();
        assertThat(vault.run(words()).requireDone().err())
                .contains("already has this key", "disabled the KEK ", kek);
        assertThat(isEnabled(kek)).isFalse();
    }

    /** Returns the KEK's name. */
    private String interruptTwice() throws Exception {
        Process process = startImport();
        signal(process, "INT");
        while (process.isAlive() && !Files.readString(err).contains("interrupted: ")) {
            Thread.sleep(10);
        }
        signal(process, "INT");
        assertThat(process.waitFor()).isEqualTo(130);
        return made();
    }

    private void requireStatus(String kek, boolean listed) throws Exception {
        Files.writeString(
                hsm.work.resolve("status.json"),
                "{\"vaults\": [{\"vault\": \"%s\", \"key\": \"tenant\"}]}"
                        .formatted(ServedVault.URL));
        RealCommand.Result result =
                hsm.keyhaul()
                        .run(
                                "status",
                                "status.json",
                                "--json",
                                "--local-vault",
                                vault.accessFile().toString());
        String out = result.out();
        assertThat(out.contains("it is still enabled after the import"))
                .as(result.toString())
                .isEqualTo(listed);
        assertThat(List.of(out.split("/")).stream().anyMatch(kek::equals)).isEqualTo(listed);
    }
}
