package dev.keyhaul.cli.ceremony;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.SoftHsmFolder;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which host of the plan an account is: what it will do is shown, and it can be taken back. */
@Tag("long")
class WhichHostIT {
    @TempDir Path home;

    @Test
    void host_canBeTakenBack_untilSomethingWasMade_andIsNeverIgnored() throws Exception {
        Paper paper = new Paper();
        SoftHsmFolder hsm = SoftHsmFolder.withToken(home.resolve("hsm"));
        Party offline = Rehearsals.ofKeyIn(hsm, home.resolve("offline"), paper);
        Iterator<String> answers = List.of("online", "offline").iterator();
        Iterator<String> sure = List.of("no", "yes").iterator();
        Iterator<String> pins = List.of("stop").iterator();
        Party.Run run =
                offline.run(
                        q ->
                                q.contains("Which host is this")
                                        ? Optional.of(answers.next())
                                        : q.contains("Go on as")
                                                ? Optional.of(sure.next())
                                                : q.endsWith("PIN of token 'hsm': ")
                                                                && pins.hasNext()
                                                        ? Optional.of(pins.next())
                                                        : q.contains("Press Enter to try again")
                                                                ? Optional.of("stop")
                                                                : Optional.empty());
        Trouble.STOP_AT_A_PIN.said(run.shown());
        assertThat(Trouble.HOST_MISTAKEN.said(run.shown()))
                .contains(
                        "Here, OFFLINE uses the token 'hsm', makes its own key, and wraps the key.")
                .contains("no ceremony has begun");
        assertThat(run.exit()).isEqualTo(130);

        Party.Run another =
                offline.run(
                        q -> Optional.of("stop").filter(no -> q.contains("or type \"stop\"")),
                        "--host",
                        "online");
        assertThat(another.shown()).as("nothing was made").contains("This host is 'online'");
        Party.Run right = offline.runWith("--host", "OFFLINE").requireDone();
        assertThat(right.shown()).contains("This host is 'offline'");
        Trouble.HOST_MISTAKEN.after(right.shown());
        Trouble.STOP_AT_A_PIN.after(right.shown());
        Party.Run other = offline.runWith("--host", "ONLINE");
        assertThat(other.exit()).isEqualTo(3);
        assertThat(other.shown().replaceAll("\\s+", " "))
                .contains(
                        "this account is 'offline' in this plan, and has made its key, but --host is"
                                + " 'ONLINE'");
        assertThat(offline.runWith("--host", "Offline").requireDone().shown())
                .contains("This host is in the plan already.");
    }
}
