package dev.keyhaul.cli.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.Args;
import dev.keyhaul.cli.fixture.KekFiles;
import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.cli.fixture.Refusal;
import dev.keyhaul.cli.fixture.SoftHsmFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** Two options that give a PIN for one token, which looks at one of them alone. */
@TestInstance(Lifecycle.PER_CLASS)
final class TwoPinsIT {
    private static final Refusal DIFFER =
            new Refusal(4, "two different PINs are given for token 'hsm'", "give it once");

    private static final String TENANT = SoftHsmFolder.uri("tenant");

    @TempDir static Path home;

    private SoftHsmFolder hsm;

    @BeforeAll
    void makeKeys() throws Exception {
        hsm = SoftHsmFolder.withToken(home);
        hsm.generate("tenant");
        hsm.generate("recovery", "--purpose", "recovery");
        hsm.generate("evidence", "--purpose", "evidence");
        hsm.secret("other.pin", "00000000");
        KekFiles.write(hsm.work, "kek.json", KekFiles.az(KekFiles.rsa(2048).getPublic()));
    }

    /** A login that failed shows in the token's state until the next one that does not. */
    @AfterEach
    void noTryWasUsedUp() throws Exception {
        assertThat(
                        hsm.keyhaul()
                                .run("token", "info", "--json", "--token", "hsm")
                                .requireDone()
                                .json()
                                .string("pin"))
                .isEqualTo("ready");
    }

    private RealCommand.Result run(Args command, String pin, String option, String second)
            throws Exception {
        return hsm.keyhaul().run(command.and(own(command), hsm.at(pin), option, hsm.at(second)));
    }

    /** The option of the command's first PIN. */
    private static String own(Args command) {
        List<String> words = List.of(command.and());
        if (!words.subList(0, 2).equals(List.of("key", "import"))) {
            return "--pin-file";
        }
        return words.contains(TENANT) ? "--source-pin-file" : "--token-pin-file";
    }

    private void requireRefused(Args command, String option) throws Exception {
        DIFFER.requireIs(run(command, "user.pin", option, "other.pin"));
        DIFFER.requireIs(run(command, "other.pin", option, "user.pin"));
    }

    private static Args copy(String store) {
        return Args.of("backup", "create", "-q", "--key", TENANT, "--store")
                .with(store, "--same-token-only", "--to", SoftHsmFolder.uri("recovery"));
    }

    @Test
    void pinOfTheRecipient_isComparedBeforeTheLogin() throws Exception {
        requireRefused(copy("copies"), "--to-pin-file");
        assertThat(hsm.work.resolve("copies")).doesNotExist();
        run(copy("same"), "user.pin", "--to-pin-file", "user.pin").requireDone();
    }

    @Test
    void pinOfTheEvidenceKey_isComparedBeforeTheLogin() throws Exception {
        Args signed = copy("signed").with("--sign-with", SoftHsmFolder.uri("evidence"));
        requireRefused(signed, "--sign-pin-file");
        assertThat(hsm.work.resolve("signed")).doesNotExist();
        run(signed, "user.pin", "--sign-pin-file", "user.pin").requireDone();
    }

    @Test
    void pinOfTheTokenThatGetsTheKey_isComparedBeforeTheLogin() throws Exception {
        requireRefused(
                Args.of("key", "import", "-q", "--key", TENANT, "--token")
                        .with("hsm", "--label", "again"),
                "--token-pin-file");
    }

    /** The record's evidence key logs in first, and out, before the command does its work. */
    @Test
    void pinOfTheRecordsEvidenceKey_isComparedBeforeItsOwnLogin() throws Exception {
        List<Args> commands =
                List.of(
                        Args.of("backup", "create", "--key", TENANT)
                                .with("--same-token-only", "--to", SoftHsmFolder.uri("recovery"))
                                .with("--store", "recorded"),
                        Args.of("byok", "create", "--key=" + TENANT)
                                .with("--kek", "kek.json", "-o", "x.byok"),
                        Args.of("key", "make-unextractable", "--key", TENANT)
                                .with("--without-copies", "--expect", "00"),
                        Args.of("key", "generate", "--token", "hsm", "--label", "more"),
                        Args.of("key", "import", "--key", "pem:k.pem", "--token", "hsm")
                                .with("--label", "more"));
        for (Args command : commands) {
            requireRefused(recorded(command), "--sign-pin-file");
        }
    }

    @Test
    void pinOfTheRecordsEvidenceKey_isComparedWithThatOfTheRecipientBeforeItsLogin()
            throws Exception {
        Args pem =
                Args.of("backup", "create", "--key", "pem:k.pem", "--store", "recorded")
                        .with("--to", SoftHsmFolder.uri("recovery"), "--to-pin-file")
                        .with(hsm.at("user.pin"));
        DIFFER.requireIs(
                hsm.keyhaul().run(recorded(pem).and("--sign-pin-file", hsm.at("other.pin"))));
    }

    /** The lines of a batch name one token; each may bring a PIN file of its own. */
    @Test
    void pinFileOfALaterLine_isComparedWithThePinOfTheFirst() throws Exception {
        Files.writeString(
                hsm.work.resolve("keys.csv"),
                "source,kek,output,pin_file\n"
                        + "%s,kek.json,one.byok,%s\n".formatted(TENANT, hsm.at("user.pin"))
                        + "%s,kek.json,two.byok,%s\n".formatted(TENANT, hsm.at("other.pin"))
                        + "%s,kek.json,three.byok,%s\n".formatted(TENANT, hsm.at("user.pin")));
        RealCommand.Result result =
                hsm.keyhaul()
                        .run(
                                Args.of("batch", "run", "keys.csv", "--jobs", "1")
                                        .and(KekFiles.trust(hsm.work, "kek.json")));
        assertThat(result.exit()).as(result.err()).isEqualTo(1);
        assertThat(result.out()).containsPattern("1 +two different PINs are given for token");
        assertThat(hsm.work.resolve("one.byok")).exists();
        assertThat(hsm.work.resolve("two.byok")).doesNotExist();
        assertThat(hsm.work.resolve("three.byok")).exists();
    }

    private static Args recorded(Args command) {
        return command.with("-q", "--sign-with", SoftHsmFolder.uri("evidence"))
                .with("--record", "records", "--person", "operator=Ada Bell");
    }
}
