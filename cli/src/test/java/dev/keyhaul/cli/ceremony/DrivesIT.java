package dev.keyhaul.cli.ceremony;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.Args;
import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.cli.fixture.SoftHsmFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No plan has the master copies on the stick, and no host takes the stick for a drive. */
@Tag("long")
class DrivesIT {
    private static final String REAL = "https://contoso-kv.vault.azure.net";
    private static final String PATH = "Absolute path of a new folder on place.drive-a > ";
    private static final String AGAIN = "Press Enter to try again";

    @TempDir Path home;

    private Party planned(String... more) throws Exception {
        SoftHsmFolder hsm = SoftHsmFolder.empty(home.resolve("hsm"));
        Party here = new Party(home.resolve("offline"), new Paper(), "");
        here.keyhaul().with("SOFTHSM2_CONF", hsm.at("softhsm2.conf"));
        Files.createDirectory(here.stick());
        plan(here, more).requireDone();
        return here;
    }

    private static RealCommand.Result plan(Party here, String... more) throws Exception {
        return here.type(
                Args.of("ceremony", "plan", here.plan().toString())
                        .with("--title", "Tenant key of Contoso", "--vault", REAL)
                        .with("--person", "operator=Ada Bell")
                        .and(more));
    }

    @Test
    void plan_hasNoStoreOnTheStick_andNoReplicaInItsPlace() throws Exception {
        Party here = planned();
        String made = Files.readString(here.plan());
        assertThat(made).contains("\"place.drive-a\"", "\"place.drive-b\"");
        Files.delete(here.plan());
        for (String option : List.of("--store", "--replica")) {
            RealCommand.Result result = plan(here, option, "copies");
            assertThat(result.exit()).isEqualTo(2);
            assertThat(result.err()).contains("a folder that is carried with the plan");
        }
        RealCommand.Result one = plan(here, "--replica", "place.drive-a");
        assertThat(one.err()).contains("the replica cannot be in the place of the store");
        assertThat(here.plan()).doesNotExist();

        Files.writeString(here.plan(), made.replace("\"place.drive-b\"", "\"other-site\""));
        Party.Run run = here.run();
        assertThat(run.shown().replaceAll("\\s+", " "))
                .contains("a folder that is carried with the plan");
        assertThat(run.exit()).isEqualTo(1);
    }

    /** Whoever has the recovery PIN and a drive has the clear key. */
    @Test
    void plan_warnsOfOnePersonWhoHasThePinAndTheCopies() throws Exception {
        Party here = planned("--person", "custodian=Cy Wong");
        Files.delete(here.plan());

        assertThat(plan(here).requireDone().err())
                .contains(
                        "keyhaul: warning: the plan has no custodian: the operator has the master"
                                + " copies and the PIN of token 'recovery', which together are the"
                                + " clear key");
        Files.delete(here.plan());
        assertThat(plan(here, "--person", "custodian=Cy Wong").requireDone().err())
                .doesNotContain("clear key");
        Files.delete(here.plan());
        assertThat(plan(here, "--person", "custodian=Ada Bell").err())
                .contains("the person 'Ada Bell' is there twice");
    }

    @Test
    void drive_onThePlansDevice_isRefusedAtEnrolment_beforeATokenIsMade() throws Exception {
        Party here = planned();
        Path top = Files.createDirectory(here.home.resolve("top"));
        Files.createDirectory(top.resolve("lost+found"));
        Path drive = Files.createDirectory(here.home.resolve("drive"));
        Iterator<String> answers =
                List.of("drive", here.home.resolve("none/copies") + "", top + "", drive + "")
                        .iterator();
        here.setting("place.drive-b = " + Files.createDirectory(here.home.resolve("second")));
        Party.Run run =
                here.run(
                        question ->
                                question.endsWith(PATH)
                                        ? Optional.of(answers.next())
                                        : question.contains(AGAIN)
                                                ? Optional.of("stop")
                                                : question.contains("Which host is this")
                                                        ? Optional.of("offline")
                                                        : Optional.empty());

        String shown = run.shown().replaceAll("\\s+", " ");
        assertThat(answers).isExhausted();
        assertThat(shown)
                .contains(
                        "That is not the absolute path of a folder: mount the drive first.",
                        "its parent folder does not exist",
                        "not a master-copy store: " + top,
                        "'place.drive-a' (" + drive + ") is on one disk with the plan's folder",
                        "is on one disk with 'place.drive-a'")
                .doesNotContain("is initialised");
        assertThat(run.exit()).isEqualTo(130);
    }

    /**
     * A drive's top folder is never empty: found before a key is made, and not at the first copy.
     */
    @Test
    void placeOfTheSettings_inWhichNoStoreCanBe_waitsUntilItIsEmptied() throws Exception {
        Party here = planned();
        Path top = Files.createDirectory(here.home.resolve("top"));
        Path found = Files.createDirectory(top.resolve("lost+found"));
        here.setting("place.drive-a = " + top);
        here.setting("place.drive-b = " + Files.createDirectory(here.home.resolve("second")));
        Party.Run run =
                here.run(
                        question -> {
                            if (!question.contains(AGAIN)) {
                                return question.contains("Which host is this")
                                        ? Optional.of("offline")
                                        : Optional.empty();
                            }
                            boolean isAgain = !found.toFile().delete();
                            return Optional.of(isAgain ? "stop" : "");
                        });

        assertThat(run.shown().replaceAll("\\s+", " "))
                .contains(
                        "'place.drive-a': not a master-copy store: " + top,
                        "For another folder, press Ctrl-C, change the place in this host's settings",
                        "is on one disk with the plan's folder")
                .doesNotContain("is initialised");
    }

    @Test
    void place_belowThePlansFolder_isRefused() throws Exception {
        Party here = planned();
        here.setting("place.drive-a = " + Files.createDirectory(here.stick().resolve("copies")));
        here.setting("place.drive-b = " + Files.createDirectory(here.home.resolve("second")));
        Party.Run run = here.run();

        assertThat(run.shown().replaceAll("\\s+", " "))
                .contains("is below the plan's folder", "KH-PLAN-FOLDER")
                .doesNotContain("is initialised");
        assertThat(run.exit()).isEqualTo(3);
    }
}
