package dev.keyhaul.cli.ceremony;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.KekFiles;
import dev.keyhaul.pkcs11.fixture.ForeignModule;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A ceremony to its page on kryoptic, whose recovery pair has an open guard. */
@Tag("long")
class KryopticCeremonyIT {
    @TempDir Path home;

    @Test
    @Tag("full")
    void openGuard_thatNobodyPlanned_keepsThePlanOpen() throws Exception {
        try (GuidedCeremony held = planned()) {
            String shown = held.offline.killedAt("to try again").replaceAll("\\s+", " ");

            assertThat(shown).contains("CKA_UNWRAP_TEMPLATE", "make it with --allow-open-guard");
            assertThat(Files.readString(held.offline.plan())).doesNotContain("\"serial\": \"");
        }
    }

    /** Two tokens of kryoptic, whose PINs the offline host has. */
    private GuidedCeremony planned(String... more) throws Exception {
        ForeignModule module =
                ForeignModule.in(home.resolve("module"), "kryoptic", "hsm", "recovery");
        GuidedCeremony held = new GuidedCeremony(home);
        Path pins = held.offline.home.resolve("pins");
        List<String> words = new ArrayList<>(List.of("--person", "witness=Bo Ruiz"));
        for (String token : List.of("hsm", "recovery")) {
            Files.delete(pins.resolve(token + ".pin"));
            KekFiles.secret(pins, token + ".pin", module.pin().getBytes(StandardCharsets.UTF_8));
            words.addAll(List.of("--existing-token", token));
        }
        module.environment().forEach(held.offline.keyhaul()::with);
        words.addAll(List.of(more));
        held.plan(words.toArray(String[]::new));
        return held;
    }

    @Test
    void ceremony_comesToItsPage_andEachPaperShowsTheOpenGuard() throws Exception {
        try (GuidedCeremony held = planned("--allow-open-guard", "--make-unextractable")) {
            Party last = held.hold(held.close(true));

            String open = "can be open: anyone who has the token";
            assertThat(held.transcript.toString()).contains("open point: the guard of ", open);
            assertThat(last.type("ceremony", "report", last.plan().toString()).requireDone().out())
                    .contains(open, "not enforced: CKA_UNWRAP_TEMPLATE");
        }
    }
}
