package dev.keyhaul.cli.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.cli.fixture.SoftHsmFolder;
import dev.keyhaul.core.fixture.ProgramList;
import dev.keyhaul.core.json.JsonObject;
import java.nio.file.Path;
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
        assertThat(hsm.withPin("key", "list", "--token", SoftHsmFolder.TOKEN, "--json").out())
                .doesNotContain("ephemeral");
        assertThat(hsm.withPin("token", "probe", "--token", SoftHsmFolder.TOKEN).out())
                .containsPattern("0x210b +absent")
                .containsPattern("wrap-with-trusted +yes");
    }

    @Test
    void probe_nss_needsNoLogin_andSaysThatNothingIsEnforced() throws Exception {
        Path nss = ProgramList.library("libsoftokn3");

        JsonObject probe =
                new RealCommand(home)
                        .run(
                                "token",
                                "probe",
                                "--token",
                                "NSS Generic Crypto Services",
                                "--module",
                                nss.toString(),
                                "--json")
                        .requireDone()
                        .json();

        assertThat(probe.string("0x210a")).isEqualTo("kw-pkcs7");
        assertThat(probe.string("0x210b")).isEqualTo("rfc5649");
        assertThat(probe.string("0x1054")).isEqualTo("absent");
        assertThat(probe.value("enforces").orElseThrow())
                .hasToString("{\"extractable\":false,\"wrap-with-trusted\":false}");
    }
}
