package dev.keyhaul.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Ctrl-C after an import made its KEK. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("long")
class InterruptedImportIT {
    private static final Pattern MADE =
            Pattern.compile("made a KEK for this import: \\S+/keys/(tenant-kek-[0-9]+)/");

    @TempDir static Path home;

    private SoftHsmFolder hsm;

    @SuppressWarnings("NullAway.Init") // each test serves one
    private ServedVault vault;

    private Path err;

    @BeforeAll
    void makeKey() throws Exception {
        hsm = SoftHsmFolder.empty(home);
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
            "import",
            "--key",
            "pem:tenant.pem",
            "--name",
            "tenant",
            "--protection",
            "hsm",
            "--rehearsal"
        };
    }

    /** Interrupts the import when it waits for the vault's answer, and returns its KEK's name. */
    private String interrupt(String signal, int exit) throws Exception {
        Process process = vault.startCommand(home.resolve("import.out"), err, words());
        Matcher made = MADE.matcher("");
        while (process.isAlive() && !made.reset(Files.readString(err)).find()) {
            Thread.sleep(10);
        }
        // The wrap takes some milliseconds; the answer is held back for much longer.
        Thread.sleep(1000);
        new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
        assertThat(process.waitFor()).isEqualTo(exit);
        return made.group(1);
    }

    private boolean isEnabled(String kek) throws Exception {
        return vault.show(kek).object("attributes").bool("enabled");
    }

    /** A vault that answers in time: the import ends, and its KEK with it. */
    @Test
    void sigterm_whileTheVaultAnswers_disablesTheKek() throws Exception {
        vault = ServedVault.start(hsm, "soon", "--fault", "slow=2:import");

        String kek = interrupt("TERM", 143);

        assertThat(Files.readString(err))
                .contains("interrupted: the import ends at the next step, and the KEK")
                .contains("disabled the KEK ");
        assertThat(isEnabled(kek)).isFalse();
    }

    /** A vault that does not answer: the KEK is told of, and the next run disables it. */
    @Test
    void sigint_whileTheVaultIsSilent_tellsOfTheKek_andTheNextRunDisablesIt() throws Exception {
        vault = ServedVault.start(hsm, "late", "--fault", "slow=30:import:1");

        String kek = interrupt("INT", 130);

        assertThat(Files.readString(err))
                .contains(
                        "keyhaul: error: interrupted: the KEK "
                                + kek
                                + " that this import made is enabled; the key was sent, and the vault"
                                + " has not answered: it may have it")
                .contains("keyhaul: hint: run the command again: it disables this KEK and makes")
                .contains("'keyhaul kek disable --vault " + ServedVault.URL + " --name " + kek);
        assertThat(isEnabled(kek)).isTrue();
        requireStatus(kek, true);

        RealCommand.Result again = vault.run(words()).requireDone();
        assertThat(again.err()).contains("disabled the KEK ", kek, "an interrupted import left");
        assertThat(isEnabled(kek)).isFalse();
        requireStatus(kek, false);
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
                                "--via",
                                vault.address(),
                                "--via-token-file",
                                vault.tokenFile().toString());
        String out = result.out();
        assertThat(out.contains("it is still enabled after the import"))
                .as(result.toString())
                .isEqualTo(listed);
        assertThat(List.of(out.split("/")).stream().anyMatch(kek::equals)).isEqualTo(listed);
    }
}
