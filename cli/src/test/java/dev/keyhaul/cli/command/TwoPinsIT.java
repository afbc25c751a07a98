package dev.keyhaul.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
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
            new Refusal(4, "two PINs are given for token 'hsm', and they differ", "give it once");

    @TempDir static Path home;

    private SoftHsmFolder hsm;

    @BeforeAll
    void makeKeys() throws Exception {
        hsm = SoftHsmFolder.withToken(home);
        hsm.generate("tenant");
        hsm.generate("recovery", "--purpose", "recovery");
        hsm.generate("evidence", "--purpose", "evidence");
        hsm.secret("other.pin", "00000000");
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
        return hsm.keyhaul().run(command.and("--pin-file", hsm.at(pin), option, hsm.at(second)));
    }

    private void requireRefused(Args command, String option) throws Exception {
        DIFFER.requireIs(run(command, "user.pin", option, "other.pin"));
        DIFFER.requireIs(run(command, "other.pin", option, "user.pin"));
    }

    private static Args copy(String store) {
        return Args.of("backup", "create", "-q", "--key", SoftHsmFolder.uri("tenant"), "--store")
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
                Args.of("key", "import", "-q", "--key", SoftHsmFolder.uri("tenant"), "--token")
                        .with("hsm", "--label", "again"),
                "--to-pin-file");
    }

    /** The record's evidence key logs in first, and out; then the command's own PIN is compared. */
    @Test
    void pinOfTheRecordsEvidenceKey_isComparedToo() throws Exception {
        Args recorded =
                copy("recorded")
                        .with("--sign-with", SoftHsmFolder.uri("evidence"), "--record", "records")
                        .with("--person", "operator=Ada Bell");
        RealCommand.Result result = run(recorded, "other.pin", "--sign-pin-file", "user.pin");
        assertThat(result.exit()).as(result.err()).isEqualTo(4);
        assertThat(result.err()).contains("two PINs are given for token 'hsm', and they differ");
    }
}
