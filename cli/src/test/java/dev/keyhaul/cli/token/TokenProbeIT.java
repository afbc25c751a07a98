package dev.keyhaul.cli.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.cli.fixture.ShimFolder;
import dev.keyhaul.cli.fixture.SoftHsmFolder;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.pkcs11.fixture.NssSoftokn;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the probe says of SoftHSM and of NSS. */
class TokenProbeIT {
    @TempDir Path home;

    @Test
    void probe_softHsm_saysWhatItDoes() throws Exception {
        SoftHsmFolder hsm = SoftHsmFolder.withToken(home);

        JsonObject probe =
                hsm.withPin("token", "probe", "--token", SoftHsmFolder.TOKEN, "--json")
                        .requireDone()
                        .json();

        assertThat(probe.string("schema_version")).isEqualTo("2.0.0");
        assertThat(probe.string("0x210a")).isIn("kwp-zero-padded", "rfc5649");
        assertThat(probe.string("0x210b")).isEqualTo("absent");
        assertThat(probe.string("0x1054")).isEqualTo("absent");
        assertThat(probe.value("enforces").orElseThrow())
                .hasToString("{\"extractable\":true,\"wrap-with-trusted\":true}");
        assertThat(probe.objects("trials"))
                .hasSize(5)
                .allMatch(trial -> trial.value("outcome").orElseThrow().equals("works"));
        assertThat(hsm.withPin("key", "list", "--token", SoftHsmFolder.TOKEN, "--json").out())
                .doesNotContain("ephemeral");
        assertThat(hsm.withPin("token", "probe", "--token", SoftHsmFolder.TOKEN).out())
                .containsPattern("0x210b +absent")
                .containsPattern("wrap-with-trusted +yes");
    }

    /** The owner of such a token is the only one who can say what it does. */
    @Test
    void tokenOfAnotherMaker_isAskedFor_wheneverItIsLookedAt() throws Exception {
        ShimFolder shim = ShimFolder.withToken(home);
        String step = "keyhaul token probe --token hsm --report probe.json";
        assertThat(lookedAt(shim)).noneMatch(text -> text.contains("was ever tried"));
        shim.obey("maker Acme");

        assertThat(lookedAt(shim))
                .allMatch(text -> text.contains("no token of 'Acme, , firmware 2.6' was ever"))
                .allMatch(text -> text.contains("please report what yours does: " + step));
        RealCommand.Result reported =
                shim.withPin("token", "probe", "--token", "hsm", "--report", "probe.json")
                        .requireDone();
        assertThat(reported.err()).contains("please send probe.json as docs/HSM-NOTES.md says");
        assertThat(
                        JsonObject.parse(Files.readAllBytes(shim.hsm.work.resolve("probe.json")))
                                .string("row"))
                .startsWith("| Acme, , firmware 2.6 | - | 0x210a kwp-zero-padded")
                .endsWith(" |");
    }

    /** What is said on the screen by each command that describes a token. */
    private static List<String> lookedAt(ShimFolder shim) throws Exception {
        List<String> said = new ArrayList<>();
        for (RealCommand.Result result :
                List.of(
                        shim.withPin("token", "probe", "--token", "hsm"),
                        shim.withoutPin("token", "info", "--token", "hsm"),
                        shim.withoutPin("doctor"))) {
            said.add(result.requireDone().out() + result.err());
        }
        return said;
    }

    @Test
    void probe_nss_needsNoLogin_andSaysThatNothingIsEnforced() throws Exception {
        Path nss = NssSoftokn.module();

        RealCommand.Result result =
                new RealCommand(home)
                        .run(
                                "token",
                                "probe",
                                "--token",
                                "NSS Generic Crypto Services",
                                "--module",
                                nss.toString(),
                                "--json");
        assertThat(result.exit()).as(result.err()).isNotZero();
        assertThat(result.err()).contains("4 of 5 trials failed");
        JsonObject probe = result.json();
        assertThat(probe.objects("trials"))
                .extracting(trial -> trial.string("outcome"))
                .contains("C_GenerateKey: CKR_TOKEN_WRITE_PROTECTED (0xE2)");

        assertThat(probe.string("0x210a")).isEqualTo("kw-pkcs7");
        assertThat(probe.string("0x210b")).isEqualTo("rfc5649");
        assertThat(probe.string("0x1054")).isEqualTo("absent");
        assertThat(probe.value("enforces").orElseThrow())
                .hasToString("{\"extractable\":false,\"wrap-with-trusted\":false}");
    }
}
