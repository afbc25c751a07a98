package dev.keyhaul.cli.ceremony;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.SoftHsmFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What each kind of plan costs its people, who type each PIN: the document has the numbers. */
@Tag("long")
class EffortIT {
    private static final String WITNESS = "witness=Bo Ruiz";

    @TempDir Path home;

    private interface Tokens {
        void before(GuidedCeremony held) throws Exception;
    }

    @Test
    @Tag("full")
    void newKey() throws Exception {
        require("new key", held -> {}, "--person", WITNESS, "--make-unextractable");
    }

    @Test
    @Tag("full")
    void newKey_inATokenThatExists() throws Exception {
        require(
                "new key in a token that exists",
                held -> held.hsm.initToken("hsm").requireDone(),
                "--person",
                WITNESS,
                "--make-unextractable",
                "--existing-token",
                "hsm");
    }

    @Test
    void existingKey() throws Exception {
        require(
                "existing key",
                held -> {
                    held.hsm.initToken("hsm").requireDone();
                    held.hsm.generate("tenant");
                },
                "--person",
                WITNESS,
                "--existing",
                "--copies",
                "0");
    }

    @Test
    @Tag("full")
    void pfx() throws Exception {
        require(
                "PFX file",
                held ->
                        held.offline.setting(
                                "place.pfx = " + held.pfx("tenant.pfx", "correct horse")),
                "--person",
                WITNESS,
                "--key",
                "pfx:place.pfx");
    }

    @Test
    @Tag("full")
    void newKey_withoutAWitness() throws Exception {
        require("no witness", held -> {}, "--make-unextractable");
    }

    private void require(String plan, Tokens tokens, String... options) throws Exception {
        try (GuidedCeremony held = new GuidedCeremony(Files.createDirectory(home.resolve("e")))) {
            tokens.before(held);
            for (String token : new String[] {"hsm", "recovery"}) {
                Files.delete(held.offline.home.resolve("pins/" + token + ".pin"));
                Files.delete(held.offline.home.resolve("pins/" + token + "-so.pin"));
                held.paper.secret("User PIN for '" + token, SoftHsmFolder.PIN);
                held.paper.secret("officer's PIN for '" + token, "75318642");
                held.paper.secret("PIN of token '" + token, SoftHsmFolder.PIN);
            }
            held.plan(options);
            Party last = held.close(String.join(" ", options).contains(WITNESS));
            held.paper.effort.begin();
            held.hold(last);
            assertThat(held.transcript).contains("Every step of the plan is done");
            held.paper.effort.requireDocumented(plan, held.moved.size());
        }
    }
}
