package dev.keyhaul.cli.ceremony;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.RealCommand;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A new key beside those of others, as in a network HSM, and after a plan that was stopped. */
@Tag("long")
class ExistingTokenIT {
    @TempDir Path home;

    private static final String KEY = "pkcs11:token=hsm;object=tenant";

    @Test
    void newKey_isMadeBesideOthers_andNoneOfThemIsUsed() throws Exception {
        try (GuidedCeremony held = new GuidedCeremony(home)) {
            held.hsm.initToken("hsm").requireDone();
            held.hsm.generate("tenant");
            String before = listed(held.offline, "tenant");
            held.plan(
                    "--person",
                    "witness=Bo Ruiz",
                    "--copies",
                    "0",
                    "--key",
                    KEY,
                    "--existing-token",
                    "hsm");
            Party last = held.hold(held.close(true));

            Trouble.LABEL_IN_USE.after(held.transcript);
            assertThat(Trouble.LABEL_IN_USE.said(held.transcript))
                    .contains(
                            "open point: other keys in the token 'hsm', from before the ceremony: 1")
                    .doesNotContain("is initialised");
            assertThat(listed(held.offline, "tenant")).isEqualTo(before);
            RealCommand.Result page =
                    last.type("ceremony", "report", last.plan().toString()).requireDone();
            assertThat(page.out().replace("&#39;", "'"))
                    .contains("other keys in the token 'hsm', from before the ceremony: 1")
                    .contains(listed(held.offline, "tenant-2"))
                    .doesNotContain(before);
        }
    }

    private static String listed(Party at, String label) throws Exception {
        String pin = at.home.resolve("pins/hsm.pin").toString();
        return at
                .type("key", "list", "--token", "hsm", "--pin-file", pin, "--json")
                .requireDone()
                .json()
                .objects("keys")
                .stream()
                .filter(key -> key.value("label").equals(Optional.of(label)))
                .map(key -> String.valueOf(key.value("fingerprint").orElseThrow()))
                .findFirst()
                .orElseThrow();
    }

    /** Its tokens are there, with the key of the first try. */
    @Test
    void secondTry_afterAStop_usesTheSameTokens() throws Exception {
        try (GuidedCeremony held = new GuidedCeremony(home)) {
            held.plan("--copies", "1");
            Party last = held.close(false);
            last.run().requireDone();
            Party.Run stopped =
                    held.offline
                            .take(last)
                            .run(
                                    question ->
                                            question.contains("Compare what you wrote")
                                                    ? Optional.of("stop")
                                                    : question.contains("Why does it end")
                                                            ? Optional.of("a rehearsal of a stop")
                                                            : Optional.empty());
            assertThat(stopped.exit()).isEqualTo(130);
            // The records of a ceremony stay in their folder.
            held.offline.mountsAt("second", false);
            held.online.mountsAt("second", false);
            Files.delete(held.online.home.resolve("script.html"));

            held.plan("--copies", "1", "--existing-token", "hsm", "--existing-token", "recovery");
            assertThat(Files.readString(held.offline.plan()))
                    .containsPattern("token=hsm;object=tenant-[0-9a-f]{8}\"")
                    .containsPattern("token=recovery;object=recovery-[0-9a-f]{8}\"");
            Party end = held.hold(held.close(false));
            assertThat(held.transcript.toString()).contains("Every step of the plan is done");
            assertThat(end.type("ceremony", "status", end.plan().toString(), "--json").exit())
                    .isZero();
        }
    }

    @Test
    void tokenThatThePlanDoesNotHave_isRefused() throws Exception {
        Party here = new Party(home.resolve("here"), new Paper(), "");
        Files.createDirectory(here.stick());
        RealCommand.Result result =
                here.type(
                        "ceremony",
                        "plan",
                        here.plan().toString(),
                        "--rehearsal",
                        "--existing-token",
                        "other");
        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err()).contains("the plan has no token 'other'");
        assertThat(List.of(here.stick().toFile().list())).isEmpty();
    }
}
